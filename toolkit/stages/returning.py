"""Returning: a fresh workbook with the unit's own values, the wrong cells marked, and the list of what to put right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from toolkit.checks import Checked, list_problems
from toolkit.disk import write_whole
from toolkit.intake import Isolated
from toolkit.model import Problem, Report, Unit, safe_stem
from toolkit.rounds import RECEIVED, RETURNED, Event, Ledger, NewEvent, Round, UnitState, read_original
from toolkit.stages.collecting import checked_report
from toolkit.stages.posting import Facts, Mailing, write_letter
from toolkit.stages.reading import read_apart


@dataclass(frozen=True, slots=True)
class Return:
    """What goes back to a unit: the submission it is about, what is wrong with it, and the file made from it."""

    unit: Unit
    digest: str
    received: Event
    problems: tuple[Problem, ...]
    report: Report
    number: int
    path: Path


class Returning:
    """One run of sending back."""

    def __init__(self, round_: Round, ledger: Ledger, child: Isolated, last_year: Mapping[str, Report]) -> None:
        self._round = round_
        self._ledger = ledger
        self._child = child
        self._last_year = last_year

    def prepare(self, state: UnitState) -> Return:
        """What `state`'s submission needs; nothing is written yet. The same call always gives the same."""
        unit, digest = state.unit, state.submission or ""
        events = list(self._ledger.events(unit.code, kinds=("received", "returned")))
        earlier = [event.digest for event in events if event.kind == "returned" and event.digest != digest]
        number = len(set(earlier)) + 1
        checked = self._checked(unit, digest)
        before = self._checked(unit, earlier[-1]) if earlier else None
        problems = list_problems(checked.verdict, before.verdict if before else None)
        name = f"{unit.code}_{unit.short or unit.name}_{self._round.settings.year}年报_第{number}次退回"
        received = next(event for event in reversed(events) if event.kind == "received" and event.digest == digest)
        path = self._round.root / RETURNED / f"{safe_stem(name)}.xlsx"
        return Return(unit, digest, received, problems, checked.report, number, path)

    def _checked(self, unit: Unit, digest: str) -> Checked:
        content = read_original(self._round.root / RECEIVED, digest)
        report, findings = read_apart(self._child, content, self._round.key)
        return checked_report(digest[:16], report, findings, self._last_year.get(unit.code))

    def write(self, item: Return, now: datetime) -> None:
        """Write the workbook, then record that it was returned; done before, both are left as they are."""
        from toolkit.workbook import Cover, write_workbook

        settings = self._round.settings
        cover = Cover(
            office=settings.office,
            deadline=correction_deadline(self._round, now),
            office_contact=settings.office_contact,
            contact=item.unit.contact,
            phone=item.unit.phone,
            sequence=item.number + 1,
            key=self._round.key,
        )
        write_whole(item.path, write_workbook(item.report, cover, problems=item.problems))
        claim = f"returned:{item.digest}"
        detail = {"file": item.path.name, "problems": str(len(item.problems))}
        self._ledger.record([NewEvent("returned", item.unit.code, item.digest, "", detail, claim)], now)

    def is_returned(self, item: Return) -> bool:
        return self._ledger.is_claimed(f"returned:{item.digest}") and item.path.is_file()

    def mailing(self, item: Return, now: datetime) -> Mailing:
        """The letter that goes with it."""
        facts = Facts(
            now=now,
            deadline=correction_deadline(self._round, now),
            file=item.received.detail.get("name", ""),
            received=item.received.time,
            problems=item.problems,
        )
        letter = write_letter(self._round, item.unit, "send_back", facts, [item.path])
        return Mailing(item.unit, "send_back", letter, f"send_back:{item.unit.code}:{item.digest}:{item.unit.email}")


def to_return(states: tuple[UnitState, ...]) -> Iterator[UnitState]:
    """The units whose submission has errors."""
    return (state for state in states if state.state == "to_correct" and state.submission)


def correction_deadline(round_: Round, now: datetime) -> date | None:
    """Until when a returned report is to be corrected."""
    settings = round_.settings
    if settings.deadline is None:
        return None
    return max(settings.deadline, now.date() + timedelta(days=settings.correction_days))
