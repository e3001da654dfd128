"""Adding up: which reports count for the scope that was asked for, who is missing, and how each stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.aggregation import SCOPE_NAMES, Adjustment, Disputed, Missing, Scope, Source, Total, add_up
from toolkit.checks import Checked
from toolkit.errors import ToolkitError
from toolkit.model import Report, Roster, Unit, is_number
from toolkit.rounds import STATE_NAMES, Survey, UnitState
from toolkit.stages.checking import checked_report
from toolkit.stages.lookup import Lookup

_STALE = "workbook.stale_total"  # a total as a workbook shows it, which is not the sum of what is filled in
_NOT_WRITTEN = "narrative.missing_block"  # a sum says nothing in words


def in_scope(unit: Unit, scope: Scope) -> bool:
    """Whether the report of `unit` counts."""
    return scope == "whole_area" or unit.level != "下级"


def total_of_files(
    checked: Sequence[Checked], name: str, scope: Scope, adjustments: Sequence[Adjustment], roster: Roster | None
) -> Total:
    """Add up reports nobody registered; with a `roster` it is known who is missing and who does not belong."""
    if roster is None:
        return _total([_source(item) for item in checked], checked, name, scope=scope, adjustments=adjustments)
    lookup = Lookup(roster)
    known = [(lookup.of_report(item.report), item) for item in checked]
    counted = [(unit, item) for unit, item in known if unit is not None and in_scope(unit, scope)]
    strangers = [item for unit, item in known if unit is None]
    told = [f"没有计入 {item.file}：“{item.report.unit}”不在名单里。" for item in strangers]
    if told and not counted:
        raise ToolkitError("".join(told), "没有可以汇总的报告，请核对名单。")
    there = {unit.code for unit, _ in counted}
    missing = [
        Missing(unit.name, "没有报来") for unit in roster.units if in_scope(unit, scope) and unit.code not in there
    ]
    sources = [_source(item, superior=_superior(unit, roster)) for unit, item in counted]
    total = _total(sources, checked, name, missing, adjustments, scope)
    return replace(total, remarks=(*told, *_outside(roster.units, scope), *total.remarks))


def total_of_round(
    survey: Survey, checked: Sequence[Checked], name: str, scope: Scope, adjustments: Sequence[Adjustment]
) -> Total:
    """Add up what passed; `checked`: the submissions of the units of the scope that are through, in order."""
    roster = Roster(tuple(state.unit for state in survey.states))
    states = [state for state in survey.states if in_scope(state.unit, scope)]
    through = [state for state in states if state.through]
    sources = [
        _source(item, standing=_remarkable(state), superior=_superior(state.unit, roster))
        for state, item in zip(through, checked, strict=True)
    ]
    missing = [Missing(state.unit.name, _standing(state)) for state in states if not state.through]
    total = _total(sources, checked, name, missing, adjustments, scope)
    stray = (f"没有计入 {event.detail.get('name', '')}：{event.reason}" for event in survey.unidentified)
    return replace(total, remarks=(*stray, *_outside(roster.units, scope), *total.remarks))


def with_words(total: Total, unit_code: str, narrative: Mapping[str, str]) -> Total:
    """`total` with the code that the level above knows it by, and the text somebody wrote for it."""
    return replace(total, report=replace(total.report, unit_code=unit_code, narrative=narrative))


def check_total(total: Total, last_year: Report | None = None) -> Checked:
    """The total, held against the rules for any report. Raises where `last_year` is of another year."""
    title = f"{SCOPE_NAMES[total.scope]}汇总"
    checked = checked_report(title, total.report, (), last_year)
    findings = tuple(finding for finding in checked.verdict.findings if finding.rule != _NOT_WRITTEN)
    return replace(checked, verdict=replace(checked.verdict, findings=findings))


def _total(  # noqa: PLR0913, PLR0917 -- what goes into a sum
    sources: Sequence[Source],
    checked: Sequence[Checked],
    name: str,
    missing: Sequence[Missing] = (),
    adjustments: Sequence[Adjustment] = (),
    scope: Scope = "whole_area",
) -> Total:
    total = add_up(sources, name, missing, adjustments, scope)
    added = {source.file for source in total.sources}
    shown = [item for each in checked if each.file in added for item in _shown_wrongly(each)]
    return replace(total, disputed=(*total.disputed, *shown))


def _source(checked: Checked, *, standing: str = "", superior: str = "") -> Source:
    return Source(checked.file, checked.report, standing, superior)


def _shown_wrongly(checked: Checked) -> Iterator[Disputed]:
    """Totals that a workbook shows: a workbook holds no other claim."""
    for finding in checked.verdict.findings:
        if finding.rule == _STALE and is_number(finding.expected):
            cell = finding.place.cells[0]
            yield Disputed(checked.report.unit, checked.file, cell, finding.actual, finding.expected)


def _superior(unit: Unit, roster: Roster) -> str:
    """The name of the unit above, where the roster has it."""
    above = (item.name for item in roster.units if unit.parent in (item.code, item.name, item.short))
    return next(above, unit.parent) if unit.parent else ""


def _standing(state: UnitState) -> str:
    """Of a unit that is not counted."""
    overdue = ("，逾期未改" if state.received else "，逾期未报") if state.overdue else ""
    return f"{STATE_NAMES[state.state]}{overdue}"


def _remarkable(state: UnitState) -> str:
    """Of a unit that is counted."""
    return "、".join(filter(None, ("未确认" if state.state == "passed" else "", "逾期报送" if state.late else "")))


def _outside(units: Sequence[Unit], scope: Scope) -> Iterator[str]:
    below = [unit.name for unit in units if not in_scope(unit, scope)]
    if below:
        yield f"按{SCOPE_NAMES[scope]}汇总，没有计入下级：{'、'.join(below)}。"
