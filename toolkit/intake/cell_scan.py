"""The cells of a worksheet at one stroke, where they are written the way all spreadsheet programs write them.

A regular expression has to account for every character between ``<sheetData>`` and its end; then the rows are well
formed, nothing hides in them, and no parser needs to look. Whatever is written in another way is left to
:class:`~toolkit.intake.sheet_scan.SheetScan`, element by element, which takes about ten times as long.
"""

import re
from dataclasses import dataclass
from math import inf

from toolkit.intake.areas import LAST_COLUMN, LAST_ROW, column_number
from toolkit.intake.scanned import ScannedCell

_TOKEN = re.compile(
    r'<row r="([1-9][0-9]{0,6})"((?: [\w:]+="[^"<&]*")*) ?(/?)>'
    r'|<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,5})")?(?: t="(n|s|str|b|e)")?'
    r' ?(?:/>|>(?:<(f)((?: \w+="[^"<&]*")*) ?(?:/>|>([^<]*)</f>))?(?:<v>([^<]*)</v>|<v ?/>)?</c>)'
    r"|</row>"
)
_STRING = re.compile(r'<si><t(?: xml:space="preserve")? ?(?:/>|>([^<]*)</t>)</si>')
_USUAL = bytes(byte for byte in range(256) if byte >= 0x20 or byte in b"\t\n")
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf", b"]]>")  # U+FFFE, U+FFFF, and the end of nothing
_NUMBER = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?")
_INDEX = re.compile(r"[0-9]{1,9}")
_REFERENCES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}  # the last one last
_UNSEEN = re.compile(r' (?:hidden="(?:1|true)"|ht="0(?:\.0*)?")')
_SEVERAL = re.compile(r' t="(?!array)')  # a formula that stands for several cells, or no formula at all


@dataclass(frozen=True, slots=True)
class Rows:
    """What stands between ``<sheetData>`` and its end: the cells in order, and the rows that do not show.

    `styled` and `quoting` are the cells with the highest style and the highest number of a text.
    """

    cells: list[ScannedCell]
    hidden: list[int]
    styled: ScannedCell | None
    quoting: ScannedCell | None


def rows_in(content: bytes) -> Rows | None:
    """The rows in `content`; None where anything in it is unusual, or not as it should be."""
    data = _usual(content)
    if data is None or _TOKEN.sub("", data):
        return None
    cells: list[ScannedCell] = []
    hidden: list[int] = []
    columns: dict[str, int] = {}
    row, column = 0, inf  # outside of a row no column can follow
    for number, looks, closed, letters, at, style, kind, has_formula, how, formula, value in _TOKEN.findall(data):
        if letters:
            before = column
            column = columns.get(letters) or columns.setdefault(letters, column_number(letters))
            wrong = column <= before or column > LAST_COLUMN or int(at) != row
            if wrong or (how and _SEVERAL.search(how)) or (value and not _is_value(kind, value)):
                return None
            text = _plain(formula) if has_formula else None
            cells.append(ScannedCell(row, column, int(style or 0), kind or "n", text, _plain(value) or None))
        elif number:
            if column != inf or int(number) <= row or int(number) > LAST_ROW:
                return None
            row, column = int(number), inf if closed else 0
            if looks and _UNSEEN.search(looks):
                hidden.append(row)
        elif column == inf:
            return None
        else:
            column = inf
    if column != inf:
        return None
    quoting = [cell for cell in cells if cell.type == "s" and cell.value]
    return Rows(cells, hidden, max(cells, key=_style, default=None), max(quoting, key=_text_number, default=None))


def strings_in(content: bytes) -> list[str] | None:
    """The texts in `content`, which is that of ``<sst>``; None where one is anything else than a plain text."""
    data = _usual(content)
    if data is None or _STRING.sub("", data):
        return None
    return [_plain(text) for text in _STRING.findall(data)]


def _usual(content: bytes) -> str | None:
    """`content` as a text; None where it is not well-formed, or a parser might read it as something else."""
    references = sum(content.count(reference.encode()) for reference in _REFERENCES)
    if content.translate(None, _USUAL) or content.count(b"&") != references:
        return None
    if any(map(content.__contains__, _NO_CHARACTERS)):
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


def _style(cell: ScannedCell) -> int:
    return cell.style


def _text_number(cell: ScannedCell) -> int:
    return int(cell.value or 0)


def _plain(text: str) -> str:
    if "&" in text:
        for reference, character in _REFERENCES.items():
            text = text.replace(reference, character)
    return text


def _is_value(kind: str, text: str) -> bool:
    """Whether `text` surely is what its type promises."""
    match kind:
        case "s":
            return _INDEX.fullmatch(text) is not None
        case "b":
            return text in ("0", "1")
        case "str" | "e":
            return True
        case _:
            return _NUMBER.fullmatch(text) is not None
