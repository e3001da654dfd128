"""What the child says arrives as it was said: the report, the findings, and how often each rule was held against it."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from benchmarks.returns import returns
from returned import COVER, KEY

from toolkit.checks import Checked, Verdict
from toolkit.intake import Isolated, ahead
from toolkit.model import Finding, Place, Report, Suspect, Value, write_data_file
from toolkit.stages.apart import reader
from toolkit.stages.checking import as_checked, check
from toolkit.stages.judging import Terms, judged
from toolkit.stages.reading import FromOutside, judge_apart
from toolkit.stages.transfer import Answer, from_bytes, to_bytes
from toolkit.workbook import read_workbook, write_workbook

PLAIN = Terms()


@pytest.fixture(scope="module")
def child() -> Iterator[Isolated]:
    with reader() as process:
        yield process


def here(content: bytes, terms: Terms) -> Checked:
    return judged("", *read_workbook(content, key=KEY), terms, None)


def apart(child: Isolated, content: bytes, terms: Terms) -> Checked:
    return as_checked("", judge_apart(child, FromOutside(content, KEY), terms), terms, None)


def wrong(report: Report) -> Report:
    """A number that breaks some identities, and a text where a number belongs."""
    changed: dict[str, Value] = {
        "requests.granted.natural_person": 977,
        "requests.received.enterprise": "两件",
        "litigation.total": None,
    }
    return replace(report, values={**report.values, **changed})


@pytest.mark.parametrize("number", range(6))
def test_it_does_not_matter_where_a_report_is_judged(child: Isolated, number: int) -> None:
    report = list(returns(6, seed=number))[number]
    for said in (report, wrong(report)):
        content = write_workbook(said, COVER)
        for terms in (PLAIN, Terms(replace(said, year=2023)), Terms(replace(said, year=2023), repeated=True)):
            assert apart(child, content, terms) == here(content, terms)


def test_many_at_once_are_told_in_their_order(child: Isolated) -> None:
    contents = [write_workbook(report, COVER) for report in returns(8)]
    answers = ahead(contents, lambda content: judge_apart(child, FromOutside(content, KEY), PLAIN))

    assert [as_checked("", answer(), PLAIN, None) for _, answer in answers] == [here(each, PLAIN) for each in contents]


def test_what_cannot_be_judged_there_is_judged_here(child: Isolated, tmp_path: Path) -> None:
    """A data file, which needs no child; and a year that does not fit, of which whoever asked has to be told."""
    report = next(returns(1))
    path = tmp_path / "民政局.json"
    path.write_text(write_data_file(report), encoding="utf-8")
    answer = judge_apart(child, FromOutside(path.read_bytes(), KEY), PLAIN)
    too_old = Terms(replace(report, year=2020))

    assert answer.tallies is None
    assert as_checked(str(path), answer, PLAIN, None) == check(path)
    assert judge_apart(child, FromOutside(write_workbook(report, COVER), KEY), too_old).tallies is None


def test_every_field_of_a_finding_arrives() -> None:
    report = next(returns(1))
    place = Place("requests", ("a.b", "c.d"), "三、申请办理", "D4", "行", "列", "requests", 3, 5, "文字")
    suspects = (Suspect("a.b", None, Decimal("1.50")), Suspect("c.d", "十件", 10**20))
    findings = (
        Finding("r", "error", "failed", place, "m", "f", "b", Decimal("0.10"), 2, Decimal(-3), suspects, "说明"),
        Finding("r", "hint", "unevaluable", Place(), ""),
    )

    assert from_bytes(to_bytes(report, findings)) == Answer(report, findings)
    assert from_bytes(to_bytes(report, findings, {"r": (1, 2, 3)})).tallies == {"r": (1, 2, 3)}


def test_a_mistake_in_a_rule_is_not_laid_to_the_file(child: Isolated, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that breaks down does so in the child, too: there it says nothing, and here it is heard."""
    report = next(returns(1))
    answer = judge_apart(child, FromOutside(write_workbook(report, COVER), KEY), PLAIN)
    unjudged = replace(answer, tallies=None)
    monkeypatch.setattr("toolkit.stages.judging.check_report", _broken)

    with pytest.raises(ZeroDivisionError):
        as_checked("", unjudged, PLAIN, None)


def _broken(*_: object) -> Verdict:
    raise ZeroDivisionError
