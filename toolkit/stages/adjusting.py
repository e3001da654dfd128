"""调整 in a round: entries of the ledger. What is withdrawn stays in it, with who withdrew it and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from toolkit.aggregation import ADJUSTMENT_NAMES, Adjustment, make_adjustment
from toolkit.errors import ToolkitError
from toolkit.forms import Form
from toolkit.model import plain_number
from toolkit.rounds import Event, Ledger, NewEvent

_BETWEEN = "、"  # units of one entry


@dataclass(frozen=True, slots=True)
class Entry:
    """An adjustment as the ledger has it; `withdrawn` by a later event, or still counting."""

    number: int
    time: datetime
    adjustment: Adjustment
    withdrawn: Event | None = None


def entries_in(ledger: Ledger, form: Form) -> list[Entry]:
    """All of them, in order."""
    withdrawn = {event.detail["entry"]: event for event in ledger.events(kinds={"adjustment_withdrawn"})}
    return [
        Entry(event.number, event.time, _adjustment(form, event), withdrawn.get(str(event.number)))
        for event in ledger.events(kinds={"adjusted"})
    ]


def adjustments_in(ledger: Ledger, form: Form) -> list[Adjustment]:
    """Those that count."""
    return [entry.adjustment for entry in entries_in(ledger, form) if entry.withdrawn is None]


def record_adjustments(ledger: Ledger, form: Form, adjustments: Sequence[Adjustment], now: datetime) -> None:
    """Record them, all or none. Raises :class:`ToolkitError` for one that stands there already, word for word."""
    standing = adjustments_in(ledger, form)
    for adjustment in adjustments:
        if adjustment in standing:
            problem = f"同样的调整已经登记过（{adjustment.reason}，{plain_number(adjustment.amount)}）。"
            raise ToolkitError(problem, "确实另有一笔的，请在理由里写明区别。")
    ledger.record([_event(adjustment) for adjustment in adjustments], now)


def withdraw_adjustment(ledger: Ledger, form: Form, number: int, reason: str, name: str, now: datetime) -> Adjustment:  # noqa: PLR0913, PLR0917 -- who withdraws what, why, when, where
    """Record that the entry of this number no longer counts; gives the entry.

    Raises :class:`ToolkitError` where there is none, where it is withdrawn already, or for no reason or name.
    """
    if not reason.strip() or not name.strip():
        raise ToolkitError("撤销调整没有写理由或姓名。", "两样都要写。", "--reason 理由 --by 姓名")
    found = next((entry for entry in entries_in(ledger, form) if entry.number == number), None)
    if found is None:
        raise ToolkitError(f"没有第 {number} 号调整。", "请看全部调整和编号。", "nianbao adjust list")
    claim = f"adjustment_withdrawn:{number}"
    event = NewEvent("adjustment_withdrawn", "", "", reason, {"entry": str(number), "responsible": name}, claim)
    if not ledger.record([event], now)[0]:
        raise ToolkitError(f"第 {number} 号调整以前撤销过了。", "不用再撤销。")
    return found.adjustment


def _event(adjustment: Adjustment) -> NewEvent:
    detail = {
        "kind": ADJUSTMENT_NAMES[adjustment.kind],
        "cell": adjustment.cell,
        "amount": plain_number(adjustment.amount),
        "responsible": adjustment.name,
    }
    units = {"units": _BETWEEN.join(adjustment.units)} if adjustment.units else {}
    return NewEvent("adjusted", "", "", adjustment.reason, detail | units)


def _adjustment(form: Form, event: Event) -> Adjustment:
    detail = event.detail
    units = detail.get("units", "")
    named = (detail["cell"], detail["kind"], detail["amount"], event.reason, detail["responsible"], units)
    return make_adjustment(form, *named)
