"""Findings → the 问题清单 of a unit: causes only, the blanks of a row in one line, and what changed since last time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from toolkit.checks.outcome import Verdict
from toolkit.forms import Severity
from toolkit.model import Change, Finding, Place, Problem

_TOLD: tuple[Severity, ...] = ("error", "query")


def causes(verdict: Verdict) -> Iterator[Finding]:
    """Findings without those that only follow: an identity over a cell that is itself reported."""
    caused = any(finding.rule.startswith("cells.") for finding in verdict.findings)
    for finding in verdict.findings:
        if not (caused and finding.outcome == "unevaluable"):
            yield finding


def list_problems(verdict: Verdict, before: Verdict | None = None) -> tuple[Problem, ...]:
    """What must be put right or explained, errors first; hints and what is explained are left out.

    With the verdict on the submission `before`, each line says 新增 or 仍存在, and what is 已改正 follows at the end.
    """
    now, earlier = _open(verdict), _open(before) if before else []
    known, still = {_identity(finding) for finding in earlier}, {_identity(finding) for finding in now}
    lines = [_changed(problem, known) for problem in _lines(now)] if before else list(_lines(now))
    settled = _lines([finding for finding in earlier if _identity(finding) not in still])
    return (*(problem for problem, _ in lines), *(replace(problem, change="已改正") for problem, _ in settled))


def _open(verdict: Verdict) -> list[Finding]:
    found = [finding for finding in causes(verdict) if finding.severity in _TOLD and not finding.explained_by]
    return sorted(found, key=lambda finding: _TOLD.index(finding.severity))


def _identity(finding: Finding) -> str:
    """The same from one submission to the next, whatever the numbers are."""
    place = finding.place
    return "|".join((finding.key, place.text or "", "" if place.cells else f"{place.sheet}{place.address}"))


_Line = tuple[Problem, frozenset[str]]  # with the identities of the findings it tells


def _changed(line: _Line, known: set[str]) -> _Line:
    problem, told = line
    change: Change = "仍存在" if told & known else "新增"
    return replace(problem, change=change), told


def _lines(findings: Sequence[Finding]) -> Iterator[_Line]:
    for _, group in groupby(findings, key=_together):
        members = list(group)
        problem = _problem(members[0]) if len(members) == 1 else _blanks(members)
        yield problem, frozenset(map(_identity, members))


def _together(finding: Finding) -> tuple[object, ...]:
    """Blanks of one row are one line; everything else stands alone."""
    if finding.rule == "cells.blank":
        return finding.rule, finding.place.sheet, finding.place.row_label
    return (id(finding),)


def _problem(finding: Finding) -> Problem:
    suspects = tuple(suspect.cell for suspect in finding.suspects)
    return Problem(
        severity=finding.severity,
        place=finding.place,
        cells=tuple(dict.fromkeys((*finding.place.cells[:1], *suspects))),
        says=finding.message,
        fix=finding.fix,
        basis=finding.basis,
        actual=finding.actual,
        expected=finding.expected,
        difference=finding.difference,
    )


def _blanks(findings: Sequence[Finding]) -> Problem:
    first = findings[0]
    row = Place(sheet=first.place.sheet, row_label=first.place.row_label)
    addresses = "、".join(finding.place.address or "" for finding in findings)
    return replace(
        _problem(first),
        cells=tuple(cell for finding in findings for cell in finding.place.cells),
        says=f"{row}有 {len(findings)} 格未填（{addresses}）。",
    )
