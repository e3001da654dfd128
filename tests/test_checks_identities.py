"""勾稽关系: what is said of a sum that does not add up, for each of the four."""

import pytest
from reports import FORM, filled

from toolkit.checks import Tally, check_report
from toolkit.model import Finding, Number, Report

GROUPS = ("requests.", "proceedings.")


def identities(report: Report) -> list[Finding]:
    """Findings of the identities of the form."""
    return [finding for finding in check_report(report).findings if finding.rule.startswith(GROUPS)]


CASES = [
    pytest.param(
        "requests | natural_person | enterprise | total\nreceived | 3 | 1 | 5\ncarried_out | 3 | 1 | 5",
        "requests.rows",
        ("requests.received.total", "requests.received.natural_person", "requests.received.enterprise"),
        "“三、申请办理”表“一、本年新收”行“总计”列（J4）：填的是 5，各项之和是 4，多 1。"
        "“总计”列应等于自然人与法人或其他组织各列之和。",
        (5, 4, 1),
        id="a row too much",
    ),
    pytest.param(
        "requests | natural_person | total\nreceived | 3 | 2\ncarried_out | 3 | 2",
        "requests.rows",
        ("requests.received.total", "requests.received.natural_person", "requests.received.enterprise"),
        "“三、申请办理”表“一、本年新收”行“总计”列（J4）：填的是 2，各项之和是 3，少 1。"
        "“总计”列应等于自然人与法人或其他组织各列之和。",
        (2, 3, -1),
        id="a row too little",
    ),
    pytest.param(
        "requests | enterprise\nreceived | 3\ngranted | 2\nresults_total | 3",
        "requests.results",
        ("requests.results_total.enterprise", "requests.granted.enterprise", "requests.partly_granted.enterprise"),
        "“三、申请办理”表“三（七）总计”行“商业企业”列（E27）：填的是 3，各项之和是 2，多 1。"
        "“（七）总计”应等于第三项（一）至（六）各行之和。",
        (3, 2, 1),
        id="results",
    ),
    pytest.param(
        "requests | natural_person\nreceived | 3\ncarried_in | 1\ngranted | 2\ncarried_out | 1",
        "requests.balance",
        (
            "requests.results_total.natural_person",
            "requests.received.natural_person",
            "requests.carried_in.natural_person",
        ),
        "“三、申请办理”表“自然人”列（D27）：一、本年新收 3＋二、上年结转 1＝4，三（七）总计 2＋四、结转下年度 1＝3，"
        "前者多 1。第一项加第二项之和，应等于第三项加第四项之和。",
        (4, 3, 1),
        id="balance",
    ),
    pytest.param(
        "requests | other_organization\nreceived | -3",
        "requests.balance",
        (
            "requests.results_total.other_organization",
            "requests.received.other_organization",
            "requests.carried_in.other_organization",
        ),
        "“三、申请办理”表“其他（法人或其他组织）”列（I27）：一、本年新收 -3＋二、上年结转 0＝-3，"
        "三（七）总计 0＋四、结转下年度 0＝0，前者少 3。第一项加第二项之和，应等于第三项加第四项之和。",
        (-3, 0, -3),
        id="balance with a negative",
    ),
    pytest.param(
        "proceedings | upheld | pending | total\nsuit_after_review | 2 | 1 | 2",
        "proceedings.totals",
        (
            "proceedings.suit_after_review.total",
            "proceedings.suit_after_review.upheld",
            "proceedings.suit_after_review.corrected",
        ),
        "“四、复议诉讼”表“行政诉讼·复议后起诉”行“总计”列（O4）：填的是 2，各项之和是 3，少 1。"
        "“总计”应等于结果维持、结果纠正、其他结果、尚未审结之和。",
        (2, 3, -1),
        id="totals",
    ),
]


@pytest.mark.parametrize(("text", "rule", "cells", "message", "numbers"), CASES)
def test_a_sum_that_does_not_add_up_is_told_with_place_numbers_and_difference(
    text: str, rule: str, cells: tuple[str, ...], message: str, numbers: tuple[Number, ...]
) -> None:
    finding = next(finding for finding in identities(filled(text)) if finding.rule == rule)

    assert finding.message == message
    assert finding.place.cells[:3] == cells
    assert f"（{finding.place.address}）：" in message
    assert (finding.actual, finding.expected, finding.difference) == numbers
    assert (finding.severity, finding.outcome) == ("error", "failed")


def test_every_identity_of_a_report_that_is_in_order_passes() -> None:
    tallies = check_report(filled("requests | natural_person\nreceived | 3\ngranted | 2\ncarried_out | 1")).tallies

    assert {rule: tally for rule, tally in tallies.items() if rule.split(".")[0] in ("requests", "proceedings")} == {
        "requests.rows": Tally(passed=25),
        "requests.results": Tally(passed=7),
        "requests.balance": Tally(passed=7),
        "proceedings.totals": Tally(passed=3),
    }


@pytest.mark.parametrize(
    ("text", "rule", "tally"),
    [
        ("requests | natural_person\nreceived | ·", "requests.rows", Tally(passed=24, unevaluable=1)),
        ("requests | natural_person\ngranted | ·", "requests.results", Tally(passed=5, unevaluable=2)),
        ("requests | natural_person\ncarried_out | 无", "requests.balance", Tally(passed=5, unevaluable=2)),
        ("proceedings | pending\nreview | ·", "proceedings.totals", Tally(passed=2, unevaluable=1)),
    ],
)
def test_over_a_blank_an_identity_neither_passes_nor_fails(text: str, rule: str, tally: Tally) -> None:
    assert check_report(filled(text)).tallies[rule] == tally


def test_what_cannot_be_judged_names_the_first_obstacle_and_their_number() -> None:
    report = filled("requests | natural_person | enterprise\nreceived | · | 无")
    finding = next(finding for finding in identities(report) if finding.rule == "requests.rows")

    assert finding.message == (
        "“三、申请办理”表“一、本年新收”行“总计”列（J4）：“总计＝各类申请人之和”无法核对，"
        "“三、申请办理”表“一、本年新收”行“自然人”列（D4）未填或不是数字（共 2 格）。"
    )
    assert (finding.severity, finding.outcome, finding.actual, finding.expected) == ("error", "unevaluable", None, None)


def test_a_claimed_total_is_judged_although_an_addend_is_blank() -> None:
    report = filled("requests | natural_person\nreceived | 3\ngranted | ·\nresults_total | 2")
    found = {finding.key: finding.outcome for finding in identities(report)}

    assert found["requests.balance@requests.results_total.natural_person"] == "failed"
    assert found["requests.results@requests.results_total.natural_person"] == "unevaluable"


def test_a_total_that_is_claimed_as_text_cannot_be_judged() -> None:
    report = filled("proceedings | total\nreview | 无")
    assert [(finding.rule, finding.outcome) for finding in identities(report)] == [
        ("proceedings.totals", "unevaluable")
    ]


@pytest.mark.parametrize("identity", range(len(FORM.identities)), ids=lambda n: f"{FORM.identities[n].rule.name}-{n}")
def test_an_identity_notices_a_claim_that_is_off_by_one(identity: int) -> None:
    relation = FORM.identities[identity]
    cell = relation.cells[0]
    table, row, column = cell.split(".")
    keys = [finding.place.cells for finding in identities(filled(f"{table} | {column}\n{row} | 1"))]

    assert any(cell in cells and set(cells) == set(relation.cells) for cells in keys)
