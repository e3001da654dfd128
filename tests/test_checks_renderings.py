"""One rule, all renderings: scalar and vectorised agree, the manual knows every rule, every cell is looked at."""

import random
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from another_form import FORM as ANOTHER

import toolkit
from toolkit.checks import check_report, coverage, rules_of
from toolkit.checks.frame import OUTCOMES, check_frame, frame_of
from toolkit.forms import find_form
from toolkit.model import Number, Report, Value

FORM = find_form("zfxxgk", "2021")
CONTENTS: tuple[Value, ...] = (0, 0, 0, 1, 2, 3, 10, None, "无", "12件", -1, Decimal("0.1"), 10**9)
LAST_YEAR: tuple[Number, ...] = (0, 1, 3, Decimal("0.5"))


def random_reports(count: int) -> list[Report]:
    """Complete and half filled, with and without claimed totals, balanced and not, with and without last year."""
    rng = random.Random(20210930)
    return [random_report(rng) for _ in range(count)]


def random_report(rng: random.Random) -> Report:
    wild = rng.choice([0, 0.02, 0.3])
    values = {cell.id: rng.choice(CONTENTS) if rng.random() < wild else 0 for cell in FORM.inputs}
    report = Report(FORM, 2024, "示范区民政局", values=values)
    if rng.random() < 0.5:
        claims = {cell: total if rng.random() < 0.95 else rng.choice(CONTENTS) for cell, total in report.totals.items()}
        report = replace(report, values=values | claims)
    last = {cell: rng.choice(LAST_YEAR) for cell in FORM.last_cells if rng.random() < 0.8}
    return replace(report, last_year=last if rng.random() < 0.7 else None)


def test_thousands_of_reports_at_once_get_the_outcomes_they_get_one_by_one() -> None:
    reports = random_reports(600)
    outcomes = check_frame(FORM, frame_of(reports))

    for row, report in enumerate(reports):
        one_by_one = {
            (finding.rule, frozenset(finding.place.cells)): finding.outcome for finding in check_report(report).findings
        }
        for relation in FORM.relations:
            at_once = OUTCOMES[outcomes[f"{relation.rule.name}@{relation.cells[0]}"].iloc[row]]
            expected = one_by_one.get((relation.rule.name, frozenset(relation.cells)), "passed")
            if at_once == "not_applicable":
                assert relation.last_cells
                assert report.last_year is None
            else:
                assert at_once == expected, (relation, report.values)
        for rule, cell in (str(name).split("@") for name in outcomes if str(name).startswith("cells.")):
            at_once = OUTCOMES[outcomes[f"{rule}@{cell}"].iloc[row]]
            expected = one_by_one.get((rule, frozenset((cell,))), "passed")
            assert (at_once == "failed") == (expected == "failed"), (rule, cell, report.values[cell])
    assert {"passed", "failed", "unevaluable", "not_applicable"} == {
        OUTCOMES[code] for code in outcomes.to_numpy().ravel()
    }


def test_two_contents_that_are_no_numbers_do_not_make_up_for_each_other() -> None:
    values = dict.fromkeys((cell.id for cell in FORM.inputs), 0) | dict.fromkeys(
        ("requests.received.natural_person", "requests.carried_in.natural_person", "requests.granted.natural_person"),
        "无",
    )
    outcomes = check_frame(FORM, frame_of([Report(FORM, 2024, "示范区民政局", values=values)]))
    relation = next(item for item in FORM.relations if "requests.received.natural_person" in item.cells)
    assert OUTCOMES[outcomes[f"{relation.rule.name}@{relation.cells[0]}"].iloc[0]] == "unevaluable"


def test_no_input_cell_is_uncovered() -> None:
    assert [cell for cell, rules in coverage(FORM).items() if not rules] == []


@pytest.mark.parametrize("note", rules_of(FORM), ids=lambda note: note.name)
def test_every_rule_has_a_basis_and_an_example(note: object) -> None:
    assert all(vars_of(note)[name] for name in ("title", "scope", "says", "basis", "example"))


def vars_of(note: object) -> dict[str, object]:
    return {name: getattr(note, name) for name in ("title", "scope", "says", "basis", "example")}


def test_the_manual_names_every_rule_that_code_reports() -> None:
    sources = "".join(path.read_text("utf-8") for path in Path(toolkit.__file__).parent.rglob("*.py"))
    reported = set(re.findall(r'"((?:cells|narrative|workbook)\.[a-z_]+)"', sources))

    assert reported
    assert reported <= {note.name for form in (FORM, ANOTHER) for note in rules_of(form)}


def test_the_manual_speaks_only_of_cells_the_form_has() -> None:
    further = {note.name for note in rules_of(ANOTHER)} - {note.name for note in rules_of(FORM)}

    assert {name for name in further if name.startswith("cells.")} == {
        "cells.date_as_text",
        "cells.not_a_choice",
        "cells.not_a_date",
        "cells.too_long",
    }


def test_examples_are_what_the_checks_say() -> None:
    example = next(note.example for note in rules_of(FORM) if note.name == "requests.balance")

    assert example == (
        "“三、申请办理”表“自然人”列（D27）：一、本年新收 3＋二、上年结转 0＝3，三（七）总计 0＋四、结转下年度 0＝0，"
        "前者多 3。第一项加第二项之和，应等于第三项加第四项之和。"
    )
