"""All findings together: what they amount to, and what an explanation settles."""

import pytest
from reports import FORM, NARRATIVE, filled

from toolkit.checks import Outcome, Tally, check_report, found, passed, weigh
from toolkit.forms import Severity
from toolkit.model import Finding, Place, number_as_text

CELL = "requests.received.natural_person"
PLACE = Place(cells=(CELL,))


def finding(severity: Severity = "query", rule: str = "years.carry_over") -> Finding:
    return Finding(rule, severity, "failed", PLACE, "不相等。")


@pytest.mark.parametrize("severity", ["error", "hint"])
def test_an_explanation_settles_neither_an_error_nor_a_hint(severity: Severity) -> None:
    verdict = weigh([found(finding(severity))], {f"years.carry_over@{CELL}": "机构改革承接。"})

    assert verdict.findings[0].explained_by is None
    assert verdict.count(severity) == 1


def test_an_explanation_settles_a_query() -> None:
    verdict = weigh([found(finding())], {f"years.carry_over@{CELL}": "机构改革承接。"})

    assert verdict.findings[0].explained_by == "机构改革承接。"
    assert (verdict.count("query"), verdict.acceptable) == (0, True)


@pytest.mark.parametrize(
    "key", ["years.carry_over", f"years.in_force@{CELL}", "years.carry_over@requests.received.total"]
)
def test_an_explanation_of_something_else_settles_nothing(key: str) -> None:
    assert weigh([found(finding())], {key: "机构改革承接。"}).count("query") == 1


def test_an_explained_zero_return_is_settled_and_stays_visible() -> None:
    text = "requests | natural_person\nreceived | 1\ngranted | 1"
    report = filled(text, zero_return=True, explanations={f"cells.zero_return@{CELL}": "年末补录一件。"})
    (settled,) = check_report(report).findings

    assert settled.explained_by == "年末补录一件。"


def test_an_identity_that_fails_cannot_be_explained_away() -> None:
    key = "requests.balance@requests.results_total.natural_person"
    report = filled("requests | natural_person\nreceived | 1", explanations={key: "无误。"})

    assert not check_report(report).acceptable


def test_only_errors_make_a_report_unacceptable() -> None:
    assert weigh([found(finding("query")), found(finding("hint"))], {}).acceptable
    assert not weigh([found(finding("error"))], {}).acceptable


def test_outcomes_are_counted_rule_by_rule() -> None:
    outcomes = [passed("a"), passed("a"), found(finding(rule="a")), Outcome("a", "unevaluable"), passed("b")]
    assert weigh(outcomes, {}).tallies == {"a": Tally(2, 1, 1), "b": Tally(1)}


def test_nothing_held_against_nothing_is_acceptable() -> None:
    verdict = weigh([], {})
    assert (verdict.findings, verdict.tallies, verdict.acceptable) == ((), {}, True)


def test_what_the_reader_found_comes_first() -> None:
    hint = number_as_text(FORM, CELL, 12, "写作“１２”")
    verdict = check_report(filled(narrative={}), [hint])

    assert verdict.findings[0] == hint
    assert len(verdict.findings) == 1 + len(NARRATIVE)


def test_checking_twice_says_the_same() -> None:
    report = filled("requests | natural_person | total\nreceived | 3 | 5\ngranted | · | 1", narrative={})
    assert check_report(report) == check_report(report)
