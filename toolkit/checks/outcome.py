"""What a check yields, and what they amount to together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from toolkit.checks.prose.statements import Narrated, read_narrative
from toolkit.forms import Severity
from toolkit.model import Finding, Report, settle

State = Literal["passed", "failed", "unevaluable"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One rule held against one thing; `finding` is there unless it passed. What passed may be told at once for many
    `times`.
    """

    rule: str
    state: State
    finding: Finding | None = None
    times: int = 1


@cache  # rules are few
def passed(rule: str) -> Outcome:
    return Outcome(rule, "passed")


def found(finding: Finding) -> Outcome:
    return Outcome(finding.rule, finding.outcome, finding)


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a rule passed, failed, could not be evaluated."""

    passed: int = 0
    failed: int = 0
    unevaluable: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings on a report, and how often each rule was held against it."""

    findings: tuple[Finding, ...]
    tallies: Mapping[str, Tally]

    def count(self, severity: Severity) -> int:
        """Findings of a severity that no explanation has settled."""
        return sum(finding.severity == severity and not finding.explained_by for finding in self.findings)

    @property
    def acceptable(self) -> bool:
        """Nothing of severity error."""
        return self.count("error") == 0


@dataclass(frozen=True, slots=True)
class Checked:
    """A report with its verdict, and the file it came from."""

    file: str
    report: Report
    verdict: Verdict

    @property
    def narrated(self) -> Narrated:
        """What its narrative says, read once more."""
        return read_narrative(self.report)


def weigh(outcomes: Iterable[Outcome], explanations: Mapping[str, str]) -> Verdict:
    """Sum up `outcomes`; a 说明后通过 finding with a written explanation carries it."""
    findings: list[Finding] = []
    tallies: dict[str, dict[State, int]] = {}
    for outcome in outcomes:
        counts = tallies.get(outcome.rule)
        if counts is None:
            counts = tallies[outcome.rule] = {"passed": 0, "failed": 0, "unevaluable": 0}
        counts[outcome.state] += outcome.times
        if finding := outcome.finding:
            findings.append(settle(finding, explanations))
    return Verdict(
        tuple(findings),
        {rule: Tally(c["passed"], c["failed"], c["unevaluable"]) for rule, c in tallies.items()},
    )
