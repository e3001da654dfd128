"""The rules of the form held against a report: 勾稽关系, and what should hold across years."""

from collections.abc import Iterator

from toolkit.checks.outcome import Outcome, found, passed
from toolkit.forms import Comparison, Form, Relation, Sum, Term
from toolkit.model import (
    Finding,
    Number,
    Place,
    Report,
    compare,
    evaluate,
    is_number,
    place_of_cells,
    plain_number,
    totals_first,
)

_TERMS_SPELLED_OUT = 4  # a longer sum is told by its result alone


def check_relations(report: Report) -> Iterator[Outcome]:
    """Every relation of the form that applies, on what the source states (its claimed totals, where it claims any).

    One about last year applies only where last year's values are known.
    """
    for relation in report.form.relations:
        if relation.last_cells and report.last_year is None:
            continue
        if relation.when is None or _holds(report, relation.when):
            yield _judge(report, relation)


def _holds(report: Report, comparison: Comparison) -> bool | None:
    left, right = evaluate(comparison.left, report.known.get), evaluate(comparison.right, report.known.get)
    return None if left is None or right is None else compare(left, comparison.comparator, right)


def _judge(report: Report, relation: Relation) -> Outcome:
    match _holds(report, relation.holds):
        case None:
            return found(_unevaluable(report, relation))
        case True:
            return passed(relation.rule.name)
        case False:
            return found(_failed(report, relation))


def _failed(report: Report, relation: Relation) -> Finding:
    rule = relation.rule
    left, right = _number(report, relation.left), _number(report, relation.right)
    difference = left - right
    gap = f"多 {plain_number(difference)}" if difference > 0 else f"少 {plain_number(-difference)}"
    place = _place(report.form, relation)
    if rule.derives:
        problem = f"填的是 {plain_number(left)}，各项之和是 {plain_number(right)}，{gap}"
    else:
        sides = "，".join(_spelled_out(report, relation, side) for side in (relation.left, relation.right))
        problem = f"{sides}，前者{gap}"
    return Finding(
        rule=rule.name,
        severity=rule.reported_as,
        outcome="failed",
        place=place,
        message=f"{place}：{problem}。{rule.says}。",
        fix=rule.fix,
        basis=rule.basis,
        actual=left,
        expected=right,
        difference=difference,
    )


def _number(report: Report, side: Sum) -> Number:
    """A side that is known to have a value."""
    value = evaluate(side, report.value)
    return 0 if value is None else value


def _unevaluable(report: Report, relation: Relation) -> Finding:
    """Not to be judged: an operand is blank, no number, or was not on the source's form (or not on last year's)."""
    rule, place = relation.rule, _place(report.form, relation)
    obstacles = _obstacles(report, relation)
    if obstacles:
        stated = any(report.states(cell) for cell in obstacles)
        more = f"（共 {len(obstacles)} 格）" if len(obstacles) > 1 else ""
        first = place_of_cells(report.form, obstacles[:1])
        why = f"{first}{'未填或不是数字' if stated else '没有数据'}{more}"
        severity, fix = (rule.reported_as if stated else "query"), "请先把所缺的数字填全。"
    else:
        missing = next(cell for cell in relation.last_cells if not is_number(report.value(f"last.{cell}")))
        why = f"上年报告没有{place_of_cells(report.form, (missing,))}的数，不可比"
        severity, fix = "hint", "不影响报送。"
    return Finding(
        rule=rule.name,
        severity=severity,
        outcome="unevaluable",
        place=place,
        message=f"{place}：“{rule.title}”无法核对，{why}。",
        fix=fix,
        basis=rule.basis,
    )


def _obstacles(report: Report, relation: Relation) -> tuple[str, ...]:
    """Cells of this year that keep it from being judged, inputs before the totals that hang on them."""
    cells = (*report.form.inputs_of(relation), *(cell for cell in relation.cells if cell in report.values))
    return tuple(dict.fromkeys(cell for cell in cells if not is_number(report.value(cell))))


def _place(form: Form, relation: Relation) -> Place:
    cells = totals_first(form, relation.cells)
    place = place_of_cells(form, cells)
    if relation.rule.derives:
        return place
    row = relation.subject if relation.rule.each == "row" else None
    column = relation.subject if relation.rule.each == "column" else None
    return Place(place.table, cells, place.sheet, place.address, row, column)


def _spelled_out(report: Report, relation: Relation, side: Sum) -> str:
    """``一、本年新收 16＋二、上年结转 0＝16``"""
    result = plain_number(_number(report, side))
    if len(side) > _TERMS_SPELLED_OUT:
        return f"各项之和 {result}"
    parts = [_part(report, relation, term) for term in side]
    shown = "".join(
        f"{'－' if term.coefficient < 0 else '＋' if index else ''}{part}"
        for index, (term, part) in enumerate(zip(side, parts, strict=True))
    )
    return f"{shown}＝{result}" if len(side) > 1 or abs(side[0].coefficient) != 1 else shown


def _part(report: Report, relation: Relation, term: Term) -> str:
    times = abs(term.coefficient)
    if not term.name:
        return str(times)
    cell = report.form.cell(term.name.removeprefix("last."))
    label = "" if cell is None else cell.row.short if relation.rule.each == "column" else cell.column.short
    number = _number(report, (Term(1, term.name),))
    year = "上年的" if term.of_last_year else ""
    return f"{f'{times}×' if times > 1 else ''}{year}{label} {plain_number(number)}"
