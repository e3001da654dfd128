"""What becomes of a file: refused for a reason, read with findings, read with every value as it was — or worse."""

from dataclasses import dataclass
from typing import Literal

from hostile import Specimen
from returned import KEY, report_of

from toolkit.checks import check_report
from toolkit.errors import UnreadableFile
from toolkit.intake import Isolated, Reason, Refused, prescan
from toolkit.stages.reading import read_apart

Verdict = Reason | Literal["same", "told", "unlike ours", "silent", "broken"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`stage`: where it was decided; `detail`: what was said."""

    verdict: Verdict
    stage: Literal["scan", "reading", "checks"]
    detail: str = ""

    def satisfies(self, kind: Specimen) -> bool:
        """Whether it is what the kind asks for; never a number read wrongly in silence, never a breakdown."""
        if self.verdict in ("silent", "broken") or self.verdict in (Reason.CRASHED, Reason.TIMEOUT, Reason.MEMORY):
            return False
        return kind.expected is None or self.verdict == kind.expected


def outcome_of(content: bytes, name: str, child: Isolated) -> Outcome:
    """Scan, read in the child, check; a breakdown is an outcome, too."""
    try:
        return _outcome_of(content, name, child)
    except Exception as error:  # noqa: BLE001 -- what must not happen, told like the rest
        return Outcome("broken", "scan", repr(error))


def _outcome_of(content: bytes, name: str, child: Isolated) -> Outcome:
    inspected = prescan(content, name)
    if inspected.reason is not None:
        return Outcome(inspected.reason, "scan", inspected.reason.told(inspected.detail))
    try:
        report, findings = read_apart(child, content, KEY)
    except Refused as error:
        return Outcome(error.reason, "reading", str(error))
    except UnreadableFile as error:
        return Outcome("unlike ours", "reading", str(error))
    verdict = check_report(report, findings)
    serious = [finding for finding in verdict.findings if finding.severity != "hint"]
    if serious:
        return Outcome("told", "checks", serious[0].message)
    honest = report_of()
    same = (report.values, report.narrative, report.unit) == (honest.values, honest.narrative, honest.unit)
    return Outcome("same" if same else "silent", "checks", "".join(finding.message for finding in verdict.findings))
