"""Sums and identities as live formulas, each with its Python twin beside it.

Only functions as old as Excel itself (``SUM COUNT COUNTA IF …``) and operators: the same in every spreadsheet program
and locale. ``SUM`` over references, never ``+``: a text in an input cell must not turn a whole table into ``#VALUE!``.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import count, groupby

from toolkit.forms import LAST, Comparator, Comparison, Form, Relation, Sum, Term, a1, a1_range
from toolkit.model import Number, Report, compare, is_number
from toolkit.workbook.plan import Live, quoted
from toolkit.workbook.sheets import names

BALANCED, UNBALANCED, INCOMPLETE = "平", "不平", "未填全"
AGREES, DIFFERS, NO_LAST_YEAR, NOT_APPLICABLE = "相符", "不符", "无上年数", "不适用"

ZERO_RETURN_YES, ZERO_RETURN_NO = "是", "否"


def total(report: Report, cell: str) -> Live:
    """A derived cell on its own sheet, ``=SUM(D4:I4)``; blanks and texts count nothing, as in any spreadsheet."""
    table = next(table for table in report.form.tables if cell in table.derivations)
    operands = table.derivations[cell]
    expression = sum_expression(report.form, operands, lambda cells: rectangles(report.form, cells))
    return Live(f"={expression}", shown_sum(report, operands))


def side(report: Report, operands: Sum) -> Live:
    """One side of a relation, from another sheet."""
    return Live(f"={_from_elsewhere(report.form, operands)}", shown_sum(report, operands))


def state(report: Report, relation: Relation, left: str, right: str, zero_return: str) -> Live:
    """平, 不平 or 未填全 (相符, 不符 … where it is no 勾稽关系).

    `left`, `right`: addresses of the two sides; `zero_return`: of the 零报告 switch. Complete is what has a number in
    every input cell under the relation; with 零报告, what has nothing but numbers.
    """
    form = report.form
    inputs = form.inputs_of(relation)
    cells = ",".join(sheet_rectangles(form, inputs))
    incomplete = f'IF({zero_return}="{ZERO_RETURN_YES}",COUNTA({cells})>COUNT({cells}),COUNT({cells})<{len(inputs)})'
    holds, fails = _verdicts(relation)
    text = f'IF({left}{relation.holds.comparator}{right},"{holds}","{fails}")'
    if relation.when:
        text = f'IF({_condition(form, relation.when)},{text},"{NOT_APPLICABLE}")'
    text = f'IF({incomplete},"{INCOMPLETE}",{text})'
    if relation.last_cells:
        last = ",".join(last_year_cell(form, cell) for cell in relation.last_cells)
        text = f'IF(COUNT({last})<{len(relation.last_cells)},"{NO_LAST_YEAR}",{text})'
    return Live(f"={text}", current_state(report, relation))


def current_state(report: Report, relation: Relation) -> str:
    """What :func:`state` shows for the values of `report`."""
    if any(report.value(f"{LAST}{cell}") is None for cell in relation.last_cells):
        return NO_LAST_YEAR
    if not all(is_number(report.values.get(cell)) for cell in report.form.inputs_of(relation)):
        return INCOMPLETE
    if relation.when and not _is_true(report, relation.when):
        return NOT_APPLICABLE
    return _verdicts(relation)[0 if _is_true(report, relation.holds) else 1]


def gap(report: Report, relation: Relation, left: str, right: str) -> Live:
    """Left minus right; for a limit, by how much it is exceeded. `left`, `right`: addresses of the two sides."""
    comparator, exact = relation.holds.comparator, f"{left}-{right}"
    formula = f"={exact}" if comparator == "=" else f"=IF({left}{comparator}{right},0,{exact})"
    return Live(formula, difference(report, relation))


def difference(report: Report, relation: Relation) -> Number:
    """What :func:`gap` shows for the values of `report`."""
    left, right = shown_sum(report, relation.left), shown_sum(report, relation.right)
    return shown_difference(left, relation.holds.comparator, right)


def shown_difference(left: Number, comparator: Comparator, right: Number) -> Number:
    """What :func:`gap` shows for two sides."""
    return 0 if compare(left, comparator, right) else left - right


def shown_sum(report: Report, operands: Sum) -> Number:
    """What a spreadsheet shows for a sum: whatever is no number counts nothing, totals follow from the inputs."""
    result: Number = 0
    for term in operands:
        for addend in report.form.addends.get(term.name, (Term(1, term.name),)):
            value = _shown(report, addend.name)
            result += term.coefficient * addend.coefficient * value
    return result


def last_year_cell(form: Form, cell: str) -> str:
    """Where last year's value of a cell stands."""
    row = names.FIRST_LAST_YEAR_ROW + form.last_cells.index(cell)
    return f"{quoted(names.LAST_YEAR)}!{a1(row, names.LAST_YEAR_VALUE)}"


def _shown(report: Report, name: str) -> Number:
    value = 1 if not name else report.value(name) if name.startswith(LAST) else report.values.get(name)
    return value if isinstance(value, int | Decimal) else 0


def _verdicts(relation: Relation) -> tuple[str, str]:
    return (BALANCED, UNBALANCED) if relation.rule.is_identity else (AGREES, DIFFERS)


def _is_true(report: Report, comparison: Comparison) -> bool:
    return compare(shown_sum(report, comparison.left), comparison.comparator, shown_sum(report, comparison.right))


def _condition(form: Form, comparison: Comparison) -> str:
    left, right = (_from_elsewhere(form, operands) for operands in (comparison.left, comparison.right))
    return f"{left}{comparison.comparator}{right}"


def _from_elsewhere(form: Form, operands: Sum) -> str:
    return sum_expression(form, operands, lambda cells: sheet_rectangles(form, cells))


def sum_expression(form: Form, operands: Sum, references: Callable[[Sequence[str]], list[str]]) -> str:
    """``SUM(added)-SUM(subtracted)+5*SUM(other)``: cells with the same factor together, in order of appearance."""
    groups: dict[tuple[int, bool], list[str]] = {}
    for term in operands:
        groups.setdefault((term.coefficient, term.of_last_year or not term.name), []).append(term.name)
    text = ""
    for (factor, special), cells in groups.items():
        for part in [_special(form, name) for name in cells] if special else [f"SUM({','.join(references(cells))})"]:
            times = "" if abs(factor) == 1 else f"{abs(factor)}*"
            text += f"{'-' if factor < 0 else '+' if text else ''}{times}{part}"
    return text


def _special(form: Form, name: str) -> str:
    """Last year's value, or the number 1."""
    return last_year_cell(form, name.removeprefix(LAST)) if name else "1"


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
    stretches = {(row, first, last) for row, columns in rows.items() for first, last in runs(columns)}
    found: list[str] = []
    for row, first, last in sorted(stretches):
        if (row, first, last) in stretches:
            height = next(n for n in count(1) if (row + n, first, last) not in stretches)
            stretches -= {(row + n, first, last) for n in range(height)}
            found.append(a1_range(row, first, height, last - first + 1))
    return found


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Runs of consecutive numbers as (first, last)."""
    ordered = sorted(set(numbers))
    for _, run in groupby(enumerate(ordered), key=lambda item: item[1] - item[0]):
        members = [number for _, number in run]
        yield members[0], members[-1]
