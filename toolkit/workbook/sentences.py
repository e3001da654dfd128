"""The standard sentences of a block as one live formula, the twin of :func:`toolkit.model.standard_text.block_text`.

Only ``IF SUM COUNTA COUNTIF``, ``&`` and comparisons: the same in every spreadsheet program and locale.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache

from toolkit.errors import ToolkitError
from toolkit.forms import Form, Sum, Term
from toolkit.forms.sentences import BlockSentences, Clause, Condition, Listing, Piece, Quantity
from toolkit.model import Number, Report, plain_number
from toolkit.model.standard_text import block_text, can_tell, inputs_under
from toolkit.workbook.formulas import ZERO_RETURN_YES, sheet_rectangles
from toolkit.workbook.plan import Live
from toolkit.workbook.sheets import names

_LONGEST = 8192  # characters of a formula
NOT_FILLED = "（数字未填全）"


def sentence_formula(report: Report, block: BlockSentences) -> Live:
    """What the tables say for `block`, live; while a cell it depends on has no number ≥ 0, :data:`NOT_FILLED`.

    With 零报告 chosen on the cover a blank is a 0. Raises :class:`ToolkitError` for more than a formula can hold.
    """
    current = block_text(report, block, _as_shown) if can_tell(report, block.cells) else NOT_FILLED
    return Live(_formula(report.form, block), current)


@cache
def _formula(form: Form, block: BlockSentences) -> str:
    """The same for every unit: made once."""
    body = "&".join(_clause(form, sentence) for sentence in block.sentences)
    formula = f"=IF({_unfilled(form, block.cells)},{_literal(NOT_FILLED)},{body})"
    if len(formula) > _LONGEST:
        raise ToolkitError(
            f"“{block.block}”的参考语句写成公式有 {len(formula)} 个字符，超过电子表格的上限 {_LONGEST}。",
            "请减少附表 sentences.toml 里这一段的语句。",
        )
    return formula


def _as_shown(number: Number) -> str:
    """As a spreadsheet writes a number into a text: without the zeros at the end of 12.50."""
    return plain_number(number.normalize() if isinstance(number, Decimal) else number)


def _unfilled(form: Form, cells: Iterable[str]) -> str:
    """True while an input cell under `cells` holds no number ≥ 0 (COUNTIF counts neither blanks nor texts)."""
    inputs = inputs_under(form, cells)
    stretches = list(_references(form, inputs))
    filled = "+".join(f'COUNTIF({stretch},">=0")' for stretch in stretches)
    wanted = f'IF({names.zero_return_cell()}="{ZERO_RETURN_YES}",COUNTA({",".join(stretches)}),{len(inputs)})'
    return f"{filled}<{wanted}"


def _references(form: Form, cells: Iterable[str]) -> Iterator[str]:
    """Rectangles that cover `cells`, table by table."""
    chosen = set(cells)
    for table in form.tables:
        of_table = [cell.id for cell in table.cells if cell.id in chosen]
        if of_table:
            yield from sheet_rectangles(form, of_table)


def _sum(form: Form, operands: Sum) -> str:
    """SUM even of a single cell: a blank is then 0 and not an empty text."""
    return f"SUM({','.join(_references(form, (term.name for term in operands)))})"


def _clause(form: Form, clause: Clause) -> str:
    formula = "&".join(_piece(form, piece) for piece in clause.pieces)
    for condition in reversed(clause.when):
        formula = f'IF({_condition(form, condition)},{formula},"")'
    return formula


def _condition(form: Form, condition: Condition) -> str:
    return f"{_sum(form, condition.sum)}{'>' if condition.positive else '='}0"


def _piece(form: Form, piece: Piece) -> str:
    match piece:
        case str():
            return _literal(piece)
        case Quantity():
            return _sum(form, piece.sum)
        case Clause():
            return _clause(form, piece)
        case Listing():
            return _listing(form, piece)


def _listing(form: Form, listing: Listing) -> str:
    """Every item with the separator in front of it where an earlier one is there.

    As no cell is negative, one of several sums is above 0 when all of them together are.
    """
    parts: list[str] = []
    earlier: list[Term] = []
    for item in listing.items:
        separated = Clause(item.when, (*_if_any(earlier, listing.separator), *item.pieces))
        parts.append(_clause(form, separated))
        earlier += [term for term in item.when[0].sum if term not in earlier]
    opening, closing = (
        [_clause(form, clause) for clause in _if_any(earlier, text)] for text in (listing.open, listing.close)
    )
    return "&".join([*opening, *parts, *closing])


def _if_any(operands: Iterable[Term], text: str) -> tuple[Clause, ...]:
    """`text` where one of `operands` is above 0; nothing where there are none, or no text."""
    found = tuple(operands)
    return (Clause((Condition(found, positive=True),), (text,)),) if found and text else ()


def _literal(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
