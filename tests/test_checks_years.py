"""Rules across years, and explanations that hold for the numbers they were given for."""

from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.checks import check_report
from toolkit.errors import ToolkitError
from toolkit.forms import find_form
from toolkit.model import Finding, Report, Value, accepted_key, with_last_year
from toolkit.workbook import read_workbook, write_workbook

FORM = find_form("zfxxgk", "2021")
CARRIED_IN = "requests.carried_in.natural_person"
KEY = "years.carry_over@requests.carried_in.natural_person"


def report(year: int, **cells: Value) -> Report:
    """All zero but for `cells`, ``requests__granted__enterprise=1``."""
    values: dict[str, Value] = dict.fromkeys((cell.id for cell in FORM.inputs), 0)
    return Report(FORM, year, "示范区民政局", "mzj", values | {k.replace("__", "."): v for k, v in cells.items()})


def findings(this: Report, last: Report | None = None) -> list[Finding]:
    compared = with_last_year(this, last) if last else this
    return [finding for finding in check_report(compared).findings if not finding.rule.startswith("narrative.")]


LAST = report(2023, requests__received__natural_person=2, requests__carried_out__natural_person=2)
CARRIED = report(2024, requests__carried_in__natural_person=2, requests__granted__natural_person=2)
NOT_CARRIED = report(2024)


def test_what_was_carried_out_last_year_is_carried_in() -> None:
    assert findings(CARRIED, LAST) == []


def test_what_was_not_carried_in_is_a_query_with_both_numbers() -> None:
    found = findings(NOT_CARRIED, LAST)

    assert [(finding.rule, finding.severity) for finding in found] == [("years.carry_over", "query")] * 2
    assert found[0].message == (
        "“三、申请办理”表“自然人”列（D5）：二、上年结转 0，上年的四、结转下年度 2，前者少 2。"
        "“二、上年结转”应等于上一年度报告的“四、结转下年度继续办理”。"
    )
    assert found[0].key == KEY
    assert found[1].key == "years.carry_over@requests.carried_in.total"


def test_a_blank_this_year_cannot_be_compared() -> None:
    found = [
        f
        for f in findings(report(2024, requests__carried_in__natural_person=None), LAST)
        if f.rule == "years.carry_over"
    ]

    assert {finding.outcome for finding in found} == {"unevaluable"}


def test_without_last_year_nothing_is_said_of_it() -> None:
    assert findings(NOT_CARRIED) == []


def test_what_last_year_did_not_have_is_said_not_guessed() -> None:
    last = replace(LAST, values={cell: value for cell, value in LAST.values.items() if not cell.endswith("in_force")})
    found = [finding for finding in findings(CARRIED, last) if finding.rule == "years.in_force"]

    assert [(finding.severity, finding.outcome) for finding in found] == [("hint", "unevaluable")] * 2
    assert found[0].message == (
        "“二、主动公开”表“规章”行（D3）：“现行有效＝上年现行有效＋本年制发－本年废止”无法核对，"
        "上年报告没有“二、主动公开”表“规章”行“现行有效件数”列（D3）的数，不可比。"
    )


@pytest.mark.parametrize(
    ("this_year", "rules"),
    [
        ({"in_force": 12, "issued": 3, "repealed": 1}, []),
        ({"in_force": 13, "issued": 3, "repealed": 1}, ["years.in_force"]),
        ({"in_force": 1, "issued": 3, "repealed": 1}, ["proactive.in_force", "years.in_force"]),
        ({"in_force": None, "issued": 3, "repealed": 1}, ["cells.blank", "proactive.in_force", "years.in_force"]),
    ],
    ids=["rolls forward", "one too many", "fewer than were made", "blank"],
)
def test_documents_in_force_roll_forward(this_year: dict[str, Value], rules: list[str]) -> None:
    cells = {f"proactive__normative_documents__{name}": value for name, value in this_year.items()}

    assert [
        f.rule for f in findings(report(2024, **cells), report(2023, proactive__normative_documents__in_force=10))
    ] == rules


@pytest.mark.parametrize(
    ("last", "this", "rules"),
    [
        (10, 50, []),
        (10, 70, []),
        (10, 71, ["years.received_rise"]),
        (0, 20, []),
        (100, 16, []),
        (100, 15, ["years.received_fall"]),
        (20, 0, []),
    ],
)
def test_large_swings_are_hints_and_small_numbers_are_left_alone(last: int, this: int, rules: list[str]) -> None:
    before = report(2023, requests__received__natural_person=last, requests__granted__natural_person=last)
    now = report(2024, requests__received__natural_person=this, requests__granted__natural_person=this)
    found = findings(now, before)

    assert [finding.rule for finding in found] == rules
    assert {finding.severity for finding in found} <= {"hint"}


def test_yuan_taken_for_ten_thousand_yuan_is_queried() -> None:
    fees = "proactive__administrative_fees__amount_wan_yuan"

    assert [f.rule for f in findings(report(2024, **{fees: 1_860_000}), report(2023, **{fees: 186}))] == [
        "years.fees_unit"
    ]
    assert findings(report(2024, **{fees: 400}), report(2023, **{fees: 186})) == []


def test_a_report_of_another_year_is_refused() -> None:
    with pytest.raises(ToolkitError, match="上年报告应当是 2023 年度的，给的是 2022 年度的"):
        with_last_year(report(2024), report(2022))


def test_last_year_is_locked_into_the_workbook_and_read_back() -> None:
    issued = with_last_year(NOT_CARRIED, LAST)
    again, notes = read_workbook(write_workbook(issued))

    assert again == issued
    assert notes == ()
    assert [finding.rule for finding in findings(again)] == ["years.carry_over"] * 2


# --- explanations ----------------------------------------------------------------------------------------------------


def query(this: Report) -> Finding:
    return next(finding for finding in findings(this, LAST) if finding.key == KEY)


def test_an_explanation_settles_a_query() -> None:
    explained = replace(NOT_CARRIED, explanations={KEY: "机构改革，未办结的2件移交行政审批局。"})

    assert query(explained).explained_by == "机构改革，未办结的2件移交行政审批局。"
    assert (
        check_report(with_last_year(explained, LAST)).count("query")
        == check_report(with_last_year(NOT_CARRIED, LAST)).count("query") - 1
    )


def test_an_explanation_does_not_settle_an_error() -> None:
    broken = report(2024, requests__received__natural_person=1)
    key = "requests.balance@requests.results_total.natural_person"

    assert not any(f.explained_by for f in findings(replace(broken, explanations={key: "就是这样。"})))


def test_an_accepted_explanation_survives_a_check_of_the_same_numbers() -> None:
    accepted = {accepted_key(query(NOT_CARRIED), "已移交。"): "已移交。"}

    assert query(replace(NOT_CARRIED, explanations=accepted)).explained_by == "已移交。"


def test_an_accepted_explanation_lapses_when_a_number_changes() -> None:
    accepted = {accepted_key(query(NOT_CARRIED), "已移交。"): "已移交。"}
    changed = report(2024, requests__carried_in__natural_person=1, requests__granted__natural_person=1)
    finding = query(replace(changed, explanations=accepted))

    assert finding.explained_by is None
    assert finding.fix.startswith("原来的说明（已移交。）是按原来的数字写的，数字改动后已失效，请重新说明。")


def test_an_explanation_written_anew_with_the_numbers_holds() -> None:
    key = accepted_key(query(NOT_CARRIED), "已移交。")
    changed = report(2024, requests__carried_in__natural_person=1, requests__granted__natural_person=1)

    assert query(replace(changed, explanations={key: "移交1件，承接1件。"})).explained_by == "移交1件，承接1件。"


def test_an_accepted_explanation_travels_through_the_workbook() -> None:
    accepted = {accepted_key(query(NOT_CARRIED), "已移交。"): "已移交。"}
    issued = replace(with_last_year(NOT_CARRIED, LAST), explanations=accepted)

    assert read_workbook(write_workbook(issued))[0] == issued


def test_a_rule_on_trial_is_reported_as_a_hint(tmp_path: Path) -> None:
    import shutil

    from toolkit.forms import load_form
    from toolkit.forms.templates import templates

    folder = tmp_path / "zfxxgk-2021"
    shutil.copytree(str(templates() / "zfxxgk-2021"), folder)
    text = (folder / "requests.toml").read_text("utf-8")
    changed = text.replace('id      = "balance"', 'id      = "balance"\ntrial   = true')
    (folder / "requests.toml").write_text(changed, encoding="utf-8")
    form = load_form(folder)
    values: dict[str, Value] = dict.fromkeys((cell.id for cell in form.inputs), 0)
    broken = Report(form, 2024, "示范区民政局", values=values | {"requests.received.natural_person": 1})
    severities = {finding.severity for finding in findings(broken) if finding.rule == "requests.balance"}

    assert severities == {"hint"}
