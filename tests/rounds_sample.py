"""Histories of units, written as a person tells them: ``6日 received a; 6日 checked a 2/0/1``."""

from datetime import datetime, timedelta, timezone

from toolkit.model import Roster, Unit
from toolkit.rounds import Counts, Event, EventKind, NewEvent
from toolkit.rounds.events import EVENT_NAMES

CHINA = timezone(timedelta(hours=8))
MZJ = Unit("mzj", "示范区民政局", "民政局", contact="周例一", phone="0000-0000101")


def january(day: int, hour: int = 9, minute: int = 30) -> datetime:
    """A moment of January 2025 in China."""
    return datetime(2025, 1, day, hour, minute, tzinfo=CHINA)


def history(told: str, unit: str = "mzj") -> list[Event]:
    """The events of a unit: a day, a kind, a letter for the file, and what it is said with."""
    lines = filter(None, map(str.strip, told.split(";")))
    return [_event(number, line.split(), unit) for number, line in enumerate(lines, 1)]


def new_events(told: str, unit: str = "mzj") -> list[tuple[NewEvent, datetime]]:
    """The same, to be recorded."""
    return [
        (NewEvent(event.kind, unit, event.digest, event.reason, event.detail), event.time)
        for event in history(told, unit)
    ]


def roster(*codes: str) -> Roster:
    """Units that differ in their codes alone."""
    return Roster(tuple(Unit(code, f"示范区{code}局") for code in codes))


def _event(number: int, words: list[str], unit: str) -> Event:
    day, kind, *rest = words
    file = rest[0] if rest else ""
    said = rest[1] if len(rest) > 1 else ""
    detail = Counts(*map(int, said.split("/"))).as_detail() if kind == "checked" else {}
    reason = "" if kind == "checked" else said
    time = january(int(day.removesuffix("日")))
    return Event(number, time, _kind(kind), unit, file and file * 64, reason, detail)


def _kind(word: str) -> EventKind:
    return next(kind for kind in EVENT_NAMES if kind == word)
