"""Pure functions Report → findings: cells, identities, narrative.

Entry: :func:`check_report`. May import: ``toolkit.model``, ``toolkit.forms``, ``toolkit.errors``.
"""

from collections.abc import Iterable
from dataclasses import replace

from toolkit.checks.catalog import RuleNote, coverage, rules_of
from toolkit.checks.cells import check_cells
from toolkit.checks.narrative import check_narrative, repeated_paragraphs
from toolkit.checks.outcome import Checked, Outcome, State, Tally, Verdict, found, passed, weigh
from toolkit.checks.page import as_page
from toolkit.checks.problems import causes, list_problems
from toolkit.checks.prose.statements import read_narrative
from toolkit.checks.relations import check_relations
from toolkit.checks.rendering import FINDING_COLUMNS, as_json, as_text, finding_rows, refusal_as_json
from toolkit.checks.suspects import with_suspects
from toolkit.model import Finding, Report

__all__ = [
    "FINDING_COLUMNS",
    "Checked",
    "Outcome",
    "RuleNote",
    "State",
    "Tally",
    "Verdict",
    "as_json",
    "as_page",
    "as_text",
    "causes",
    "check_report",
    "coverage",
    "finding_rows",
    "found",
    "list_problems",
    "passed",
    "refusal_as_json",
    "repeated_paragraphs",
    "rules_of",
    "weigh",
]


def check_report(report: Report, read_with: Iterable[Finding] = ()) -> Verdict:
    """Hold every rule against `report`; `read_with` are the findings its reader already made."""
    narrated = read_narrative(report)
    outcomes = (
        *map(found, read_with),
        *check_cells(report),
        *check_relations(report),
        *check_narrative(report, narrated),
    )
    verdict = weigh(outcomes, report.explanations)
    return replace(verdict, findings=with_suspects(report, verdict.findings, narrated.statements))
