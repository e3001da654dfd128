"""Which cell is wrong: the smallest change that makes every 勾稽关系 hold again.

Entries: :func:`diagnose`, :func:`with_suspects`. Only equalities within the report count; where they leave a choice,
the marks of known slips decide (digits transposed, a value in the neighbouring row), and agreement with last year.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from toolkit.checks.prose.statements import Statement
from toolkit.checks.suspects.diagnosis import Certainty, Diagnosis, diagnosis
from toolkit.checks.suspects.lines import shifts, slid_columns
from toolkit.checks.suspects.search import (
    connected,
    pair_repairs,
    recomputed_totals,
    several_repairs,
    single_repairs,
)
from toolkit.checks.suspects.slips import Kind, Slip, pair_slip, several_slip, shift_slip, single_slip, totals_slip
from toolkit.checks.suspects.system import Exact, Repair, Residual, System, system_of
from toolkit.model import Finding, Report, Suspect

__all__ = ["Certainty", "Diagnosis", "Kind", "diagnose", "with_suspects"]

_PROPOSED_AT_MOST = 10  # diagnoses of one group of failed identities
_NAMED_AT_MOST = 3  # of them beside a finding
_CONSIDERED = 2000  # repairs of one group: garbage balances in many ways


def diagnose(report: Report, statements: tuple[Statement, ...] = ()) -> tuple[Diagnosis, ...]:
    """What most likely went wrong, best first; empty where every identity holds, or nothing simple explains it.

    Failed identities that have nothing to do with each other are explained one by one: first the best diagnosis of
    each group, then the second best. `statements` of the narrative are evidence.
    """
    return _diagnose(system_of(report, statements))


def with_suspects(
    report: Report, findings: tuple[Finding, ...], statements: tuple[Statement, ...] = ()
) -> tuple[Finding, ...]:
    """`findings`, each failed identity with its most likely wrong cells, and the best diagnosis in its `fix`."""
    if not findings:
        return findings
    identities = {identity.rule.name for identity in report.form.identities}
    if not any(_of_identity(finding, identities) for finding in findings):
        return findings
    system = system_of(report, statements)
    diagnoses = _diagnose(system)
    return tuple(
        _with_suspects(system, finding, diagnoses) if _of_identity(finding, identities) else finding
        for finding in findings
    )


def _of_identity(finding: Finding, identities: Iterable[str]) -> bool:
    return finding.outcome == "failed" and finding.rule in identities


def _with_suspects(system: System, finding: Finding, diagnoses: Iterable[Diagnosis]) -> Finding:
    fitting = [item for item in diagnoses if finding.key in item.settles][:_NAMED_AT_MOST]
    if not fitting:
        return finding
    suspects: dict[str, Suspect] = {}
    for item in fitting:
        for change in item.changes:
            if system.concerns(change.cell, finding.key):
                suspects.setdefault(change.cell, change)
    return replace(finding, suspects=tuple(suspects.values()), fix=f"{finding.fix}{fitting[0].sentence}")


def _diagnose(system: System) -> tuple[Diagnosis, ...]:
    groups = [_ranked(system, residual, slips) for residual, slips in _explained(system)]
    longest = max(map(len, groups), default=0)
    return tuple(group[place] for place in range(longest) for group in groups if place < len(group))


def _ranked(system: System, residual: Residual, slips: Iterable[Slip]) -> tuple[Diagnosis, ...]:
    """The same change is told once, as what it most likely is."""
    best: dict[frozenset[tuple[str, object]], Slip] = {}
    for slip in sorted(slips, key=lambda slip: slip.rank):
        best.setdefault(frozenset(slip.repair), slip)
    ranked = list(best.values())
    return tuple(
        diagnosis(system, slip, system.settled(residual, slip.repair), [*ranked[:place], *ranked[place + 1 :]])
        for place, slip in enumerate(ranked[:_PROPOSED_AT_MOST])
    )


def _explained(system: System) -> Iterator[tuple[Residual, list[Slip]]]:
    """Groups of failed identities, each with what explains it: first what one slip explains, then what two do."""
    for residual in _by_table(system):
        groups = connected(system, residual)
        together = _one_slip(system, residual) if len(groups) > 1 else []
        if together:
            yield residual, together
        else:
            yield from _one_by_one(system, groups)


def _one_by_one(system: System, groups: Iterable[Residual]) -> Iterator[tuple[Residual, list[Slip]]]:
    unsolved: list[Residual] = []
    for group in groups:
        slips = [single_slip(system, repair) for repair in single_repairs(system, group)]
        if slips:
            yield group, [*slips, *(shift_slip(system, shift) for shift in slid_columns(system, group))]
        else:
            unsolved.append(group)
    rest = {index: gap for group in unsolved for index, gap in group.items()}
    if slips := _of_many(system, rest):
        yield rest, slips
        return
    for group in unsolved if len(unsolved) > 1 else ():
        if slips := _of_many(system, group):
            yield group, slips


def _by_table(system: System) -> Iterable[Residual]:
    tables: dict[str, dict[int, Exact]] = {}
    for index, gap in system.residual.items():
        cell = next(iter(system.equations[index].weights))
        tables.setdefault(cell.partition(".")[0], {})[index] = gap
    return tables.values()


def _one_slip(system: System, residual: Residual) -> list[Slip]:
    """What explains all of `residual` as one slip over several cells."""
    moved = (repair for repair in pair_repairs(system, residual) if repair[0][1] == -repair[1][1])
    slips = [shift_slip(system, shift) for shift in shifts(system, residual)]
    return [slip for slip in (*slips, *_pairs(system, moved)) if slip.one_slip]


def _pairs(system: System, repairs: Iterable[Repair]) -> Iterator[Slip]:
    return (pair_slip(system, repair) for repair in islice(repairs, _CONSIDERED))


def _of_many(system: System, residual: Residual) -> list[Slip]:
    """Repairs of two cells or more: lines that slid, totals, any pair; several cells only where nothing else helps."""
    if not residual:
        return []
    slips = [shift_slip(system, shift) for shift in shifts(system, residual)]
    if totals := recomputed_totals(system, residual):
        slips.append(totals_slip(system, totals))
    slips.extend(_pairs(system, pair_repairs(system, residual)))
    return slips or [several_slip(system, repair) for repair in islice(several_repairs(system, residual), _CONSIDERED)]
