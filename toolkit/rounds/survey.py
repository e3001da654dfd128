"""All units of a round, as its ledger tells."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from toolkit.model import Roster, compact
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

    states: Sequence[UnitState]
    unidentified: tuple[Event, ...] = ()
    strangers: tuple[str, ...] = ()
    totals: tuple[TotalState, ...] = ()
    adjustments: int = 0


def survey_of(roster: Roster, settings: Settings, ledger: Ledger, now: datetime) -> Survey:
    """Where everything stands at `now`, whose time zone tells the days."""
    states = compact(_states(roster, settings, ledger, now))
    return Survey(
        states=states,
        unidentified=unidentified(ledger.events(kinds=("unrecognized", "received", "refused"))),
        strangers=_strangers(states, ledger),
        adjustments=sum(1 if event.kind == "adjusted" else -1 for event in ledger.events(kinds=_ADJUSTING)),
        totals=totals(ledger.events("", kinds=("submitted", "finalized", "amended"))),
    )


def _strangers(states: Sequence[UnitState], ledger: Ledger) -> tuple[str, ...]:
    """Most often there are none: then it is enough to count."""
    if ledger.number_of_units() == sum(state.last is not None for state in states):
        return ()
    return ledger.strangers(state.unit.code for state in states)


def _states(roster: Roster, settings: Settings, ledger: Ledger, now: datetime) -> Iterator[UnitState]:
    histories = ledger.histories(unit.code for unit in roster.units)
    for unit, history in zip(roster.units, histories, strict=True):
        yield unit_state(unit, history, settings.deadline, now, settings.correction_days)


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
