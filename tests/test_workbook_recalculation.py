"""The live formulas, recalculated by LibreOffice, against the Python twins and the checks: on 208 random fillings."""

import io
import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from office import libreoffice_saves
from recalculated import differences

from toolkit.checks import check_report
from toolkit.forms import find_form
from toolkit.model import Number, Report, Value, finding_key
from toolkit.workbook import resave, write_workbook

FORM = find_form("zfxxgk", "2021")
BATCHES, PER_BATCH = 4, 52
WRONG: tuple[Value, ...] = ("无", "12件", "—", -3, Decimal("1.5"), 2 * 10**9)
LAST_YEAR: tuple[Number, ...] = (0, 0, 1, 3, Decimal("0.5"))
STATES = {"平": "passed", "不平": "failed", "未填全": "unevaluable", "相符": "passed", "不符": "failed"}


def random_report(rng: random.Random) -> Report:
    """Complete, half filled, with wrong content, zero return; balanced in about half of the columns."""
    style = rng.choice(["complete", "complete", "gaps", "wrong", "zero return"])
    values: dict[str, Value] = {}
    for cell in FORM.inputs:
        value: Value = rng.choice([0, 0, 0, 1, 2, 3, 17])
        if (style == "gaps" and rng.random() < 0.2) or style == "zero return":
            value = None
        elif style == "wrong" and rng.random() < 0.05:
            value = rng.choice(WRONG)
        values[cell.id] = value
    if style == "zero return":
        values = {cell: 0 if value is None else value for cell, value in values.items()}
        if rng.random() < 0.3:
            values[rng.choice(FORM.inputs).id] = 2
    narrative = {block.id: "正文一段。\n又一段。" for block in FORM.blocks if rng.random() < 0.6}
    report = Report(FORM, 2024, "示范区民政局", "mzj", values, narrative, zero_return=style == "zero return")
    return replace(balanced(report, rng), last_year=random_last_year(rng), explanations=random_explanations(rng))


def random_last_year(rng: random.Random) -> dict[str, Number] | None:
    """Known, unknown, or known in part."""
    values = {cell: rng.choice(LAST_YEAR) for cell in FORM.last_cells}
    share = rng.choice([0, 0.7, 1, 1])
    return {cell: value for cell, value in values.items() if rng.random() < share} or None


def random_explanations(rng: random.Random) -> dict[str, str]:
    keys = [finding_key(FORM, relation.rule.name, relation.cells) for relation in FORM.queries]
    return {key: "机构改革承接。" for key in keys if rng.random() < 0.3}


def balanced(report: Report, rng: random.Random) -> Report:
    """With 一 set so that a random half of the columns balances, where they can be judged."""
    values = dict(report.values)
    for identity in FORM.table("requests").identities:
        if identity.rule.id == "balance" and not identity.cells[0].endswith("total") and rng.random() < 0.5:
            _, carried_in, results, carried_out = (report.value(cell) for cell in identity.cells)
            if not any(isinstance(value, str) or value is None for value in (carried_in, results, carried_out)):
                values[identity.cells[0]] = results + carried_out - carried_in  # type: ignore[operator]
    return Report(FORM, report.year, report.unit, "mzj", values, report.narrative, zero_return=report.zero_return)


@pytest.mark.libreoffice
@pytest.mark.parametrize("batch", range(BATCHES))
def test_libreoffice_agrees_with_the_checks(batch: int, tmp_path: Path) -> None:
    rng = random.Random(batch)
    reports = [random_report(rng) for _ in range(PER_BATCH)]
    # Without cached values LibreOffice has to compute every formula.
    contents = [resave(write_workbook(report)) for report in reports]
    seen: set[str] = set()
    for report, content in zip(reports, libreoffice_saves(contents, tmp_path), strict=True):
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        assert differences(report, book) == []
        seen |= compare_states(report, book)

    assert seen == {*STATES, "无上年数"}


def compare_states(report: Report, book: openpyxl.Workbook) -> set[str]:
    """Each line of 勾稽核对 and 情况说明 against the outcome of the same relation in Python."""
    findings = {
        (finding.rule, frozenset(finding.place.cells)): finding.outcome for finding in check_report(report).findings
    }
    seen = set()
    for sheet, relations in (("勾稽核对", FORM.identities), ("情况说明", FORM.queries)):
        for row, relation in enumerate(relations, 4):
            state = str(book[sheet].cell(row, 8).value)
            outcome = findings.get((relation.rule.name, frozenset(relation.cells)), "passed")
            if state == "无上年数":
                assert report.last_year is None or outcome == "unevaluable"
            else:
                assert STATES[state] == outcome
            seen.add(state)
    return seen
