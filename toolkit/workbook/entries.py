"""How a cell of each kind behaves in a spreadsheet: its style, what may be typed, and what turns it red.

What is wrong is written twice, as formulas and as their Python twin :func:`is_wrong`; a test recalculates generated
workbooks and holds the two against each other.
"""

from datetime import date
from decimal import Decimal

from toolkit.forms import FIRST_DATE, LAST_DATE, Entry
from toolkit.model import Value, date_of, is_number, text_length
from toolkit.workbook.plan import Style

HIGHEST = 10**9
_EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet, for every day from March 1900 on

Rule = dict[str, object]  # as XlsxWriter takes it

_STYLES: dict[str, Style] = {
    "amount": "amount",
    "date": "date",
    "yes_no": "choice",
    "choice": "choice",
    "text": "entry",
}


def style_of(entry: Entry) -> Style:
    return _STYLES.get(entry.kind.id, "input")


def lowest(entry: Entry) -> int:
    """The least number that may be typed into the cell."""
    return -HIGHEST if entry.kind.signed else 0


def is_wrong(entry: Entry, value: Value) -> bool:
    """Whether a workbook shows the content of a cell as wrong; a blank is missing, not wrong."""
    if value is None:
        return False
    match entry.kind.holds:
        case "number":
            if not is_number(value):
                return True
            return not lowest(entry) <= value <= HIGHEST or round(Decimal(value), entry.decimals) != value
        case "date":
            return date_of(value) is None
        case "choice":
            return value not in entry.choices
        case "text":
            return text_length(str(value)) > entry.length


def wrong_here(entry: Entry, cell: str) -> str:
    """A condition that is true where `cell` is filled wrongly. Decimals of an amount are looked at elsewhere."""
    match entry.kind.holds:
        case "choice":
            listed, comma = _looked_up(entry, cell)
            return f'IF({cell}="",FALSE,NOT(AND({listed},{comma})))'
        case "text":
            return f"LEN({cell})>{entry.length}"
        case _:
            least, most = _bounds(entry)
            whole = "" if entry.kind.id == "amount" else f",{cell}<>INT({cell})"
            return f'IF({cell}="",FALSE,IF(ISNUMBER({cell}),OR({cell}<{least},{cell}>{most}{whole}),TRUE))'


def wrong_among(entry: Entry, area: str) -> str:
    """How many cells of `area` are filled wrongly; an array formula."""
    match entry.kind.holds:
        case "choice":
            listed, comma = _looked_up(entry, area)
            return f'SUM(({area}<>"")*(1-{listed}*{comma}))'
        case "text":
            return f"SUM((LEN({area})>{entry.length})*1)"
        case _:
            least, most = _bounds(entry)
            outside = f"({area}<{least})+({area}>{most})+({area}<>ROUND({area},{entry.decimals}))>0"
            return f'SUM(IF(ISNUMBER({area}),({outside})*1,IF({area}<>"",1,0)))'


def _looked_up(entry: Entry, cells: str) -> tuple[str, str]:
    """Conditions that `cells` stand in the list of choices, and hold no comma, so that they are one of them."""
    return f'ISNUMBER(FIND(","&{cells}&",",",{",".join(entry.choices)},"))', f'ISERROR(FIND(",",{cells}))'


def _bounds(entry: Entry) -> tuple[int, int]:
    if entry.kind.holds == "date":
        return serial(FIRST_DATE), serial(LAST_DATE)
    return lowest(entry), HIGHEST


def serial(day: date) -> int:
    """The number a spreadsheet keeps for a day."""
    return (day - _EPOCH).days


def validation_rule(entry: Entry) -> tuple[Rule, str]:
    """What may be typed, as XlsxWriter takes it, and what a person reads who types something else."""
    match entry.kind.id:
        case "count":
            rule: Rule = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": HIGHEST}
            return rule, "应填0或正整数，不带单位和文字；没有发生的填0。"
        case "change":
            rule = {"validate": "integer", "criteria": "between", "minimum": -HIGHEST, "maximum": HIGHEST}
            return rule, "应填整数，增加的填正数，减少的填负数；没有增减的填0。"
        case "amount":
            rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": HIGHEST}
            return rule, "应填不小于0的数，按表中的计量单位，可带小数；没有发生的填0。"
        case "date":
            rule = {"validate": "date", "criteria": "between", "minimum": FIRST_DATE, "maximum": LAST_DATE}
            return rule, "应填日期，写成 2024-03-05 的样子。"
        case "text":
            rule = {"validate": "length", "criteria": "<=", "value": entry.length}
            return rule, f"至多 {entry.length} 字。"
        case _:
            return {"validate": "list", "source": list(entry.choices)}, f"请在{'、'.join(entry.choices)}中选择。"[:255]
