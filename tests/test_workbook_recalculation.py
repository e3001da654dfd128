"""The live formulas, recalculated by LibreOffice, against the Python twins and the checks: on 208 random fillings."""

import io
import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from office import libreoffice_saves
from recalculated import differences

from toolkit.checks import check_report
from toolkit.forms import Form, find_form, layouts
from toolkit.model import Number, Report, Value, finding_key
from toolkit.workbook import resave, write_workbook

FORM = find_form("zfxxgk", "2021")
BATCHES, PER_BATCH = 4, 52
WRONG: tuple[Value, ...] = ("无", "12件", "—", -3, Decimal("1.5"), 2 * 10**9)
LAST_YEAR: tuple[Number, ...] = (0, 0, 1, 3, Decimal("0.5"))
STATES = {"平": "passed", "不平": "failed", "未填全": "unevaluable", "相符": "passed", "不符": "failed"}


def random_report(rng: random.Random, form: Form = FORM) -> Report:
    """Complete, half filled, with wrong content, zero return; balanced in about half of the columns."""
    style = rng.choice(["complete", "complete", "gaps", "wrong", "zero return"])
    values: dict[str, Value] = {}
    for cell in form.inputs:
        value: Value = rng.choice([0, 0, 0, 1, 2, 3, 17])
        if (style == "gaps" and rng.random() < 0.2) or style == "zero return":
            value = None
        elif style == "wrong" and rng.random() < 0.05:
            value = rng.choice(WRONG)
        values[cell.id] = value
    if style == "zero return":
        values = {cell: 0 if value is None else value for cell, value in values.items()}
        if rng.random() < 0.3:
            values[rng.choice(form.inputs).id] = 2
    narrative = {block.id: "正文一段。\n又一段。" for block in form.blocks if rng.random() < 0.6}
    year = form.last_year or 2024
    report = Report(form, year, "示范区民政局", "mzj", values, narrative, zero_return=style == "zero return")
    report = balanced(report, rng)
    return replace(report, last_year=random_last_year(rng, form), explanations=random_explanations(rng, form))


def random_last_year(rng: random.Random, form: Form) -> dict[str, Number] | None:
    """Known, unknown, or known in part."""
    values = {cell: rng.choice(LAST_YEAR) for cell in form.last_cells}
    share = rng.choice([0, 0.7, 1, 1])
    return {cell: value for cell, value in values.items() if rng.random() < share} or None


def random_explanations(rng: random.Random, form: Form) -> dict[str, str]:
    keys = [finding_key(form, relation.rule.name, relation.cells) for relation in form.queries]
    return {key: "机构改革承接。" for key in keys if rng.random() < 0.3}


def balanced(report: Report, rng: random.Random) -> Report:
    """With 一 set so that a random half of the columns balances, where they can be judged."""
    values = dict(report.values)
    for identity in report.form.table("requests").identities:
        if identity.rule.id == "balance" and not identity.cells[0].endswith("total") and rng.random() < 0.5:
            _, carried_in, results, carried_out = (report.value(cell) for cell in identity.cells)
            if not any(isinstance(value, str) or value is None for value in (carried_in, results, carried_out)):
                values[identity.cells[0]] = results + carried_out - carried_in  # type: ignore[operator]
    return replace(report, values=values)


@pytest.mark.libreoffice
@pytest.mark.parametrize("batch", range(BATCHES))
def test_libreoffice_agrees_with_the_checks(batch: int, tmp_path: Path) -> None:
    rng = random.Random(batch)
    agree([random_report(rng) for _ in range(PER_BATCH)], tmp_path)


@pytest.mark.libreoffice
def test_it_agrees_on_the_edition_of_2019_and_on_mixed_layouts(tmp_path: Path) -> None:
    rng = random.Random(2019)
    forms = (
        find_form("zfxxgk", "2019"),
        layouts(find_form("zfxxgk", "2019"))[1],
        layouts(find_form("zfxxgk", "2021"))[1],
    )
    agree([random_report(rng, form) for form in forms for _ in range(PER_BATCH // 3)], tmp_path)


def agree(reports: Sequence[Report], tmp_path: Path) -> None:
    """Every formula shows what is cached, and every line of 勾稽核对 and 情况说明 the outcome of the check."""
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
    for sheet, relations in (("勾稽核对", report.form.identities), ("情况说明", report.form.queries)):
        for row, relation in enumerate(relations, 4):
            state = str(book[sheet].cell(row, 8).value)
            outcome = findings.get((relation.rule.name, frozenset(relation.cells)), "passed")
            if state == "无上年数":
                assert report.last_year is None or outcome == "unevaluable"
            else:
                assert STATES[state] == outcome
            seen.add(state)
    return seen
