"""勾稽关系 held against a report."""

from collections.abc import Iterator

from toolkit.checks.outcome import Outcome, found, passed
from toolkit.forms import Form, Identity, Sum
from toolkit.model import Finding, Number, Place, Report, evaluate, place_of_cells, plain_number


def check_identities(report: Report) -> Iterator[Outcome]:
    """Every identity of the form, as the source states it: with its claimed totals where it claims any."""
    for identity in report.form.identities:
        left, right = evaluate(identity.left, report.value), evaluate(identity.right, report.value)
        if left is None or right is None:
            yield found(_unevaluable(report, identity))
        elif left != right:
            yield found(_failed(report, identity, left, right))
        else:
            yield passed(identity.rule.name)


def _failed(report: Report, identity: Identity, left: Number, right: Number) -> Finding:
    form, rule = report.form, identity.rule
    difference = left - right
    gap = f"{'多' if difference > 0 else '少'} {plain_number(abs(difference))}"
    place = _place(form, identity)
    if rule.derives:
        problem = f"填的是 {plain_number(left)}，各项之和是 {plain_number(right)}，{gap}"
        fix = "请核对合计与各分项：分项无误的改合计，分项有误的改分项。"
    else:
        problem = f"左边 {_sum(report, identity.left)}，右边 {_sum(report, identity.right)}，左边{gap}"
        fix = "请核对这几行的数字。"
    return Finding(
        rule=rule.name,
        severity=rule.severity,
        outcome="failed",
        place=place,
        message=f"{place}：{problem}。{rule.says}。",
        fix=fix,
        basis=rule.basis,
        actual=left,
        expected=right,
        difference=difference,
    )


def _unevaluable(report: Report, identity: Identity) -> Finding:
    """Not to be judged: an operand is blank, no number, or was not on the source's form."""
    rule, place = identity.rule, _place(report.form, identity)
    obstacles = [cell for cell in report.form.inputs_of(identity) if evaluate_one(report, cell) is None]
    obstacles += [cell for cell in identity.cells if cell in report.values and evaluate_one(report, cell) is None]
    stated = any(report.states(cell) for cell in obstacles)
    first = place_of_cells(report.form, (obstacles[0],))
    return Finding(
        rule=rule.name,
        severity=rule.severity if stated else "query",
        outcome="unevaluable",
        place=place,
        message=f"{place}：“{rule.title}”无法核对，{first}{'未填或不是数字' if stated else '没有数据'}"
        f"{f'（共 {len(set(obstacles))} 格）' if len(set(obstacles)) > 1 else ''}。",
        fix="请先把所缺的数字填全。",
        basis=rule.basis,
    )


def evaluate_one(report: Report, cell: str) -> Number | None:
    value = report.value(cell)
    return value if isinstance(value, int) or not isinstance(value, str | None) else None


def _place(form: Form, identity: Identity) -> Place:
    """Totals first: it is they that a source claims."""
    cells = tuple(sorted(identity.cells, key=lambda cell: cell not in form.addends))
    place = place_of_cells(form, cells)
    if identity.rule.derives:
        return place
    row = identity.subject if identity.rule.each == "row" else None
    column = identity.subject if identity.rule.each == "column" else None
    return Place(place.table, cells, place.sheet, place.address, row, column)


def _sum(report: Report, total: Sum) -> str:
    """``1＋0＝1``"""
    numbers = [evaluate((term,), report.value) for term in total]
    shown = "".join(
        f"{'－' if term.sign < 0 else '＋' if index else ''}{plain_number(abs(number or 0))}"
        for index, (term, number) in enumerate(zip(total, numbers, strict=True))
    )
    result = evaluate(total, report.value)
    return f"{shown}＝{plain_number(result or 0)}" if len(total) > 1 else shown
