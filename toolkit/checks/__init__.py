"""Pure functions Report → findings: cells, identities, narrative.

Entry: :func:`check_report`. May import: ``toolkit.model``, ``toolkit.forms``, ``toolkit.errors``.
"""

from collections.abc import Iterable

from toolkit.checks.cells import check_cells
from toolkit.checks.narrative import check_narrative
from toolkit.checks.outcome import Checked, Outcome, State, Tally, Verdict, found, passed, weigh
from toolkit.checks.relations import check_relations
from toolkit.checks.rendering import as_json, as_text, refusal_as_json
from toolkit.model import Finding, Report

CHECKS = (check_cells, check_relations, check_narrative)

__all__ = [
    "CHECKS",
    "Checked",
    "Outcome",
    "State",
    "Tally",
    "Verdict",
    "as_json",
    "as_text",
    "check_report",
    "found",
    "passed",
    "refusal_as_json",
    "weigh",
]


def check_report(report: Report, read_with: Iterable[Finding] = ()) -> Verdict:
    """Hold every rule against `report`. `read_with` are the findings its reader already made."""
    outcomes = [*map(found, read_with), *(outcome for check in CHECKS for outcome in check(report))]
    return weigh(outcomes, report.explanations)
