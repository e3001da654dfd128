"""A finding on a stretch of the narrative."""

from dataclasses import dataclass

from toolkit.checks.outcome import Outcome, found
from toolkit.forms import Severity
from toolkit.model import Finding, Place, Report


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with ``text[start:end]`` of a block (`span`), and what to do."""

    rule: str
    severity: Severity
    span: tuple[int, int]
    says: str
    fix: str


def told_at(report: Report, block: str, problem: Problem) -> Outcome:
    """The finding on `problem`, with the exact place."""
    start, end = problem.span
    text = report.narrative[block][start:end]
    definition = report.form.block(block)
    finding = Finding(
        rule=f"narrative.{problem.rule}",
        severity=problem.severity,
        outcome="failed",
        place=Place(block=block, sheet=report.form.narrative_sheet, start=start, end=end, text=text),
        message=f"文字部分“{definition.title if definition else block}”第 {start + 1} 字处{problem.says}。",
        fix=problem.fix,
        actual=text,
    )
    return found(finding)
