"""Reminding: who holds a workbook and owes us a valid one, told how it stands with that unit itself."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from toolkit.rounds import ISSUED, RETURNED, Event, Ledger, Round, UnitState
from toolkit.stages.posting import Facts, Mailing, write_letter
from toolkit.stages.returning import correction_deadline


def to_remind(states: Iterable[UnitState]) -> Iterator[UnitState]:
    """The units from which nothing valid has come, and those whose report was returned to be corrected."""
    return (state for state in states if state.state == "issued" or (state.state == "to_correct" and state.returned))


def reminder(round_: Round, ledger: Ledger, state: UnitState, now: datetime) -> Mailing:
    """The letter to one unit. Twice on a day it is the same letter."""
    unit, corrects = state.unit, state.state == "to_correct"
    events = list(ledger.events(unit.code, kinds=("issued", "returned", "refused", "received")))
    due = correction_deadline(round_, now) if corrects else round_.settings.deadline
    facts = Facts(now=now, deadline=due, standing=_standing(state, events, now))
    last = [event for event in events if event.kind == ("returned" if corrects else "issued")][-1:]
    folder = round_.root / (RETURNED if corrects else ISSUED)
    files = [path for event in last if (path := folder / event.detail.get("file", "")).is_file()]
    letter = write_letter(round_, unit, "remind", facts, files)
    return Mailing(unit, "remind", letter, f"remind:{unit.code}:{now.date()}:{unit.email}")


def _standing(state: UnitState, events: list[Event], now: datetime) -> str:
    """One or two sentences: what we sent, what came, what is missing."""
    last = events[-1] if events else None
    if state.state == "to_correct":
        errors = state.counts.errors if state.counts else 0
        returned = next(event for event in reversed(events) if event.kind == "returned")
        return f"你单位的报告已于{_day(returned, now)}退回修改（{errors}处必须改正），尚未收到改正后的工作簿"
    if last is not None and last.kind == "refused":
        name = last.detail.get("name", "")
        return f"{_day(last, now)}收到的文件“{name}”未能采用（{last.reason.rstrip('。')}），尚未收到有效的工作簿"
    return "尚未收到你单位的报告"


def _day(event: Event, now: datetime) -> str:
    local = event.time.astimezone(now.tzinfo)
    return f"{local.month}月{local.day}日"
