"""Sums and identities as live formulas, each with its Python twin beside it.

Only ``SUM COUNT COUNTA COUNTBLANK COUNTIF IF AND LEFT LEN`` and operators: the same in every spreadsheet program and
locale. ``SUM`` over references, never ``+``: a text in an input cell must not turn a whole table into ``#VALUE!``.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import count, groupby

from toolkit.forms import Form, Identity, Sum, Term, a1_range
from toolkit.model import Number, Report, is_number
from toolkit.workbook.plan import Live, quoted

BALANCED, UNBALANCED, INCOMPLETE = "平", "不平", "未填全"

ZERO_RETURN_YES, ZERO_RETURN_NO = "是", "否"


def total(report: Report, cell: str) -> Live:
    """A derived cell on its own sheet, ``=SUM(D4:I4)``; blanks and texts count nothing, as in any spreadsheet."""
    table = next(table for table in report.form.tables if cell in table.derivations)
    operands = table.derivations[cell]
    return Live(f"={_signed_sum(operands, lambda cells: rectangles(report.form, cells))}", shown_sum(report, operands))


def side(report: Report, operands: Sum) -> Live:
    """One side of an identity, from another sheet."""
    return Live(
        f"={_signed_sum(operands, lambda cells: sheet_rectangles(report.form, cells))}", shown_sum(report, operands)
    )


def state(report: Report, identity: Identity, left: str, right: str, zero_return: str) -> Live:
    """平, 不平 or 未填全. `left`, `right`: addresses of the two sides; `zero_return`: of the 零报告 switch.

    Complete is what has a number in every input cell under the identity; with 零报告, what has nothing but numbers.
    """
    inputs = report.form.inputs_of(identity)
    cells = ",".join(sheet_rectangles(report.form, inputs))
    incomplete = f'IF({zero_return}="{ZERO_RETURN_YES}",COUNTA({cells})>COUNT({cells}),COUNT({cells})<{len(inputs)})'
    formula = f'=IF({incomplete},"{INCOMPLETE}",IF({left}={right},"{BALANCED}","{UNBALANCED}"))'
    return Live(formula, current_state(report, identity))


def current_state(report: Report, identity: Identity) -> str:
    """What :func:`state` shows for the values of `report`."""
    if not all(is_number(report.values.get(cell)) for cell in report.form.inputs_of(identity)):
        return INCOMPLETE
    left, right = shown_sum(report, identity.left), shown_sum(report, identity.right)
    return BALANCED if left == right else UNBALANCED


def shown_sum(report: Report, operands: Sum) -> Number:
    """What a spreadsheet shows for a sum: whatever is no number counts nothing, totals follow from the inputs."""
    result: Number = 0
    for term in operands:
        for addend in report.form.addends.get(term.name, (Term(1, term.name),)):
            value = report.values.get(addend.name)
            if isinstance(value, int | Decimal):
                result += term.sign * addend.sign * value
    return result


def _signed_sum(operands: Sum, references: Callable[[Sequence[str]], list[str]]) -> str:
    """``SUM(added)-SUM(subtracted)``"""
    added = [term.name for term in operands if term.sign > 0]
    subtracted = [term.name for term in operands if term.sign < 0]
    parts = [f"SUM({','.join(references(cells))})" for cells in (added, subtracted) if cells]
    return "-".join(parts) if added else f"-{parts[0]}"


def sheet_rectangles(form: Form, cells: Iterable[str]) -> list[str]:
    """References to `cells` (of one table) from another sheet: ``'三、申请办理'!D4:I26``."""
    found = tuple(cells)
    cell = form.cell(found[0])
    assert cell is not None, found  # noqa: S101  # cells of a rule exist: the definition was checked
    return [f"{quoted(cell.table.sheet)}!{rectangle}" for rectangle in rectangles(form, found)]


def rectangles(form: Form, cells: Iterable[str]) -> list[str]:
    """The fewest rectangles that cover exactly `cells`, all of one table: ``D4:I26``, ``D28:I28``."""
    rows: dict[int, list[int]] = {}
    for cell in cells:
        definition = form.cell(cell)
        assert definition is not None, cell  # noqa: S101
        place = definition.table.grid.place(cell)
        rows.setdefault(place.row, []).append(place.column)
    stretches = {(row, first, last) for row, columns in rows.items() for first, last in _stretches(columns)}
    found: list[str] = []
    for row, first, last in sorted(stretches):
        if (row, first, last) in stretches:
            height = next(n for n in count(1) if (row + n, first, last) not in stretches)
            stretches -= {(row + n, first, last) for n in range(height)}
            found.append(a1_range(row, first, height, last - first + 1))
    return found


def _stretches(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Runs of consecutive numbers as (first, last)."""
    ordered = sorted(set(numbers))
    for _, run in groupby(enumerate(ordered), key=lambda item: item[1] - item[0]):
        members = [number for _, number in run]
        yield members[0], members[-1]
