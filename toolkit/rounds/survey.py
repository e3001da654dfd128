"""All units of a round, in one pass over its ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from toolkit.model import Roster
from toolkit.rounds.events import Event, EventKind
from toolkit.rounds.ledger import Ledger
from toolkit.rounds.settings import Settings
from toolkit.rounds.states import UnitState, unit_state

_ADJUSTING: tuple[EventKind, ...] = ("adjusted", "adjustment_withdrawn")  # what is withdrawn was made before


@dataclass(frozen=True, slots=True)
class TotalState:
    """A total by its name: how many drafts were submitted, how many versions signed, and the last that happened."""

    name: str
    drafts: int
    versions: int
    last: Event


@dataclass(frozen=True, slots=True)
class Survey:
    """Every unit's state in the order of the roster, and what fits nobody.

    `unidentified`: the last event of each file whose unit is still unknown. `strangers`: codes that the ledger knows
    and the roster does not (units that were struck off). `totals`: those on their way to signature. `adjustments`: how
    many entries count in the total.
    """

    states: tuple[UnitState, ...]
    unidentified: tuple[Event, ...] = ()
    strangers: tuple[str, ...] = ()
    totals: tuple[TotalState, ...] = ()
    adjustments: int = 0


def survey_of(roster: Roster, settings: Settings, ledger: Ledger, now: datetime) -> Survey:
    """Where everything stands at `now`, whose time zone tells the days."""
    units = {unit.code: unit for unit in roster.units}
    states: dict[str, UnitState] = {}
    strangers: list[str] = []
    for code, history in groupby(ledger.events_by_unit(), key=lambda event: event.unit):
        if code in units:
            states[code] = unit_state(units[code], history, settings.deadline, now, settings.correction_days)
        elif code:
            strangers.append(code)
    return Survey(
        states=tuple(states.get(code) or UnitState(unit, "not_issued") for code, unit in units.items()),
        unidentified=unidentified(ledger.events(kinds=("unrecognized", "received", "refused"))),
        strangers=tuple(strangers),
        adjustments=sum(1 if event.kind == "adjusted" else -1 for event in ledger.events(kinds=_ADJUSTING)),
        totals=totals(ledger.events("", kinds=("submitted", "finalized", "amended"))),
    )


def totals(events: Iterable[Event]) -> tuple[TotalState, ...]:
    """How far each total is, of the events about signatures that are about no unit."""
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(event.detail.get("report", ""), []).append(event)
    return tuple(
        TotalState(
            name,
            drafts=sum(event.kind == "submitted" for event in history),
            versions=sum(event.kind != "submitted" for event in history),
            last=history[-1],
        )
        for name, history in found.items()
    )


def unidentified(events: Iterable[Event]) -> tuple[Event, ...]:
    """Of events in order, those of files nobody could assign, nor has since been found (or turned away)."""
    left: dict[str, Event] = {}
    for event in events:
        left.pop(event.digest, None)
        if event.kind == "unrecognized":
            left[event.digest] = event
    return tuple(left.values())
