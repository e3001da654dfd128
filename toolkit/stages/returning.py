"""Returning: a fresh workbook with the unit's own values, the wrong cells marked, and the list of what to put right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from toolkit.checks import list_problems
from toolkit.disk import write_whole
from toolkit.intake import Isolated
from toolkit.model import Problem, Report, Unit, safe_stem
from toolkit.rounds import RETURNED, Event, Ledger, NewEvent, Round, UnitState
from toolkit.stages.collecting import checked_submission, received_as
from toolkit.stages.explaining import refusals, reopened
from toolkit.stages.issuing import assignment_of, cover_for
from toolkit.stages.posting import Facts, Mailing, write_letter


@dataclass(frozen=True, slots=True)
class Return:
    """What goes back to a unit: the submission it is about, what is wrong with it, and the file made from it.

    `number` counts the times something went back to the unit, this one included.
    """

    unit: Unit
    digest: str
    received: Event
    problems: tuple[Problem, ...]
    report: Report
    number: int
    path: Path


def to_return(states: Sequence[UnitState]) -> Iterator[UnitState]:
    """The units whose submission has errors."""
    return (state for state in states if state.state == "to_correct" and state.submission)


def prepare_return(
    round_: Round, ledger: Ledger, child: Isolated, state: UnitState, last_year: Report | None
) -> Return:
    """What the submission of a unit needs; nothing is written. The same submission always gives the same."""
    unit, digest = state.unit, state.submission or ""
    returned = ledger.events(unit.code, kinds={"returned"})
    earlier = list(dict.fromkeys(event.digest for event in returned if event.digest != digest))
    checked = reopened(checked_submission(round_, child, digest, last_year), refusals(ledger, unit, digest))
    before = checked_submission(round_, child, earlier[-1], last_year).verdict if earlier else None
    number = len(earlier) + 1
    name = f"{unit.file_label}_{round_.settings.year}年报_第{number}次退回"
    return Return(
        unit=unit,
        digest=digest,
        received=received_as(ledger, unit, digest),
        problems=list_problems(checked.verdict, before),
        report=checked.report,
        number=number,
        path=round_.root / RETURNED / f"{safe_stem(name)}.xlsx",
    )


def is_returned(ledger: Ledger, item: Return) -> bool:
    return ledger.is_claimed(_claim(item)) and item.path.is_file()


def write_return(round_: Round, ledger: Ledger, item: Return, now: datetime) -> None:
    """Write the workbook, then record that it was returned."""
    from toolkit.workbook import write_workbook

    assignment = replace(assignment_of(round_), deadline=correction_deadline(round_, now))
    cover = cover_for(item.unit, assignment, round_.key, sequence=item.number + 1)
    write_whole(item.path, write_workbook(item.report, cover, problems=item.problems))
    detail = {"file": item.path.name, "problems": str(len(item.problems))}
    ledger.record([NewEvent("returned", item.unit.code, item.digest, "", detail, _claim(item))], now)


def return_letter(round_: Round, item: Return, now: datetime) -> Mailing:
    """The letter that goes with the workbook."""
    facts = Facts(
        now=now,
        deadline=correction_deadline(round_, now),
        file=item.received.detail.get("name", ""),
        received=item.received.time,
        problems=item.problems,
    )
    letter = write_letter(round_, item.unit, "send_back", facts, [item.path])
    return Mailing(item.unit, "send_back", letter, f"send_back:{item.unit.code}:{item.digest}:{item.unit.email}")


def correction_deadline(round_: Round, now: datetime) -> date | None:
    """Until when a returned report is to be corrected."""
    settings = round_.settings
    if settings.deadline is None:
        return None
    return max(settings.deadline, now.date() + timedelta(days=settings.correction_days))


def _claim(item: Return) -> str:
    return f"returned:{item.digest}"
