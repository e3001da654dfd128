"""Adding up: which reports count for the scope that was asked for, who is missing, and how each stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.aggregation import SCOPE_NAMES, Adding, Adjustment, Disputed, Missing, Scope, Source, Total
from toolkit.checks import Checked
from toolkit.errors import ToolkitError
from toolkit.forms import Form
from toolkit.model import Each, Report, Roster, Unit, is_number
from toolkit.rounds import STATE_NAMES, Survey, UnitState
from toolkit.stages.judging import checked_report
from toolkit.stages.lookup import Lookup

_STALE = "workbook.stale_total"  # a total as a workbook shows it, which is not the sum of what is filled in
_NOT_WRITTEN = "narrative.missing_block"  # a sum says nothing in words


def in_scope(unit: Unit, scope: Scope) -> bool:
    """Whether the report of `unit` counts."""
    return scope == "whole_area" or unit.level != "下级"


class Parts:
    """Reports that are added one after the other: of each only the numbers are held, and what it shows wrongly.

    `form`: of the first one; `acceptable`: whether all of them are, those that do not count with them.
    """

    def __init__(self) -> None:
        self.form: Form | None = None
        self.acceptable = True
        self._adding = Adding()
        self._shown: list[Disputed] = []

    def see(self, checked: Checked) -> None:
        """Take note of a report, whether it counts or not."""
        self.form = self.form or checked.report.form
        self.acceptable = self.acceptable and checked.verdict.acceptable
        self._shown += _shown_wrongly(checked)

    def add(self, checked: Checked, *, standing: str = "", superior: str = "") -> None:
        """Count it."""
        self._adding.add(Source(checked.file, checked.report, standing, superior))

    def total(self, name: str, missing: Sequence[Missing], adjustments: Sequence[Adjustment], scope: Scope) -> Total:
        total = self._adding.total(name, missing, adjustments, scope)
        doubtful = {item.file for item in self._shown}
        added = {label.file for label in total.labels if label.file in doubtful}
        shown = [item for item in self._shown if item.file in added]
        return replace(total, disputed=(*total.disputed, *shown))


class TotalOfFiles:
    """Reports nobody registered; with a `roster` it is known who is missing and who does not belong."""

    def __init__(self, scope: Scope, roster: Roster | None = None) -> None:
        self.parts = Parts()
        self._scope, self._roster = scope, roster
        self._lookup = Lookup(roster) if roster else None
        self._superiors = _Superiors(roster.units if roster else ())
        self._there: set[str] = set()
        self._strangers: list[str] = []

    def add(self, checked: Checked) -> None:
        self.parts.see(checked)
        if self._lookup is None:
            self.parts.add(checked)
            return
        unit = self._lookup.of_report(checked.report)
        if unit is None:
            self._strangers.append(f"没有计入 {checked.file}：“{checked.report.unit}”不在名单里。")
        elif in_scope(unit, self._scope):
            self._there.add(unit.code)
            self.parts.add(checked, superior=self._superiors.of(unit))

    def total(self, name: str, adjustments: Sequence[Adjustment]) -> Total:
        if self._roster is None:
            return self.parts.total(name, (), adjustments, self._scope)
        if self._strangers and not self._there:
            raise ToolkitError("".join(self._strangers), "没有可以汇总的报告，请核对名单。")
        within = [unit for unit in self._roster.units if in_scope(unit, self._scope)]
        missing = [Missing(unit.name, "没有报来") for unit in within if unit.code not in self._there]
        total = self.parts.total(name, missing, adjustments, self._scope)
        return replace(total, remarks=(*self._strangers, *_outside(self._roster.units, self._scope), *total.remarks))


def total_of_round(
    survey: Survey, checked: Iterable[Checked], name: str, scope: Scope, adjustments: Sequence[Adjustment]
) -> tuple[bool, Total]:
    """Add up what passed, and whether all of that is acceptable still; `checked`: the submissions of the units of the
    scope that are through, in order.
    """
    units = Each(len(survey.states), lambda: (state.unit for state in survey.states))
    superiors = _Superiors(units)
    parts = Parts()
    for state, item in zip(through(survey, scope), checked, strict=True):
        parts.see(item)
        parts.add(item, standing=_remarkable(state), superior=superiors.of(state.unit))
    absent = (state for state in survey.states if not state.through and in_scope(state.unit, scope))
    missing = [Missing(state.unit.name, _standing(state)) for state in absent]
    total = parts.total(name, missing, adjustments, scope)
    stray = (f"没有计入 {event.detail.get('name', '')}：{event.reason}" for event in survey.unidentified)
    return parts.acceptable, replace(total, remarks=(*stray, *_outside(units, scope), *total.remarks))


def through(survey: Survey, scope: Scope) -> Iterator[UnitState]:
    """The units of the scope whose reports count."""
    return (state for state in survey.states if state.through and in_scope(state.unit, scope))


def with_words(total: Total, unit_code: str, narrative: Mapping[str, str]) -> Total:
    """`total` with the code that the level above knows it by, and the text somebody wrote for it."""
    return replace(total, report=replace(total.report, unit_code=unit_code, narrative=narrative))


def check_total(total: Total, last_year: Report | None = None) -> Checked:
    """The total, held against the rules for any report. Raises where `last_year` is of another year."""
    title = f"{SCOPE_NAMES[total.scope]}汇总"
    checked = checked_report(title, total.report, (), last_year)
    findings = tuple(finding for finding in checked.verdict.findings if finding.rule != _NOT_WRITTEN)
    return replace(checked, verdict=replace(checked.verdict, findings=findings))


def _shown_wrongly(checked: Checked) -> Iterator[Disputed]:
    """Totals that a workbook shows: a workbook holds no other claim."""
    for finding in checked.verdict.findings:
        if finding.rule == _STALE and is_number(finding.expected):
            cell = finding.place.cells[0]
            yield Disputed(checked.report.unit, checked.file, cell, finding.actual, finding.expected)


class _Superiors:
    """Who is above whom; `units` are gone through twice."""

    def __init__(self, units: Sequence[Unit]) -> None:
        above = {unit.parent for unit in units}
        self._names: dict[str, str] = {}
        for unit in units:
            for called in above.intersection((unit.code, unit.name, unit.short)):
                self._names.setdefault(called, unit.name)

    def of(self, unit: Unit) -> str:
        """The name of the unit above, as the roster has it where it does."""
        return self._names.get(unit.parent, unit.parent) if unit.parent else ""


def _standing(state: UnitState) -> str:
    """Of a unit that is not counted."""
    overdue = ("，逾期未改" if state.received else "，逾期未报") if state.overdue else ""
    return f"{STATE_NAMES[state.state]}{overdue}"


def _remarkable(state: UnitState) -> str:
    """Of a unit that is counted."""
    return "、".join(filter(None, ("未确认" if state.state == "passed" else "", "逾期报送" if state.late else "")))


def _outside(units: Iterable[Unit], scope: Scope) -> Iterator[str]:
    below = [unit.name for unit in units if not in_scope(unit, scope)]
    if below:
        yield f"按{SCOPE_NAMES[scope]}汇总，没有计入下级：{'、'.join(below)}。"
