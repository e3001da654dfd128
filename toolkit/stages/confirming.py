"""不完整 until a person confirms: the confirmation holds for what was missing and for the numbers, as they were."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from toolkit.aggregation import SCOPE_NAMES, Confirmation, Total
from toolkit.errors import ToolkitError
from toolkit.model import clean_text, plain_number
from toolkit.rounds import Event, Ledger, NewEvent

_DIGITS = 16  # of a digest


def confirmed(total: Total, confirmation: Confirmation) -> Total:
    """`total` with a person's word, where it needs one. Raises :class:`ToolkitError` for no reason, or no name."""
    if total.complete:
        return total
    reason, name = (" ".join(clean_text(text).split()) for text in (confirmation.reason, confirmation.name))
    if not reason or not name:
        problem = "确认不完整的汇总，没有写理由或姓名。"
        raise ToolkitError(problem, "理由和姓名都要写。", "--confirm-incomplete 理由 --by 姓名")
    return replace(total, confirmed=Confirmation(reason, name))


def record_confirmation(ledger: Ledger, total: Total, now: datetime) -> None:
    """Record who confirmed `total`, what was missing in it, and the digests it holds for."""
    if total.confirmed is None:
        return
    detail = {
        "scope": SCOPE_NAMES[total.scope],
        "responsible": total.confirmed.name,
        "missing": _missing(total),
        "numbers": _digest(total),
        "submissions": "、".join(label.file for label in total.labels),
    }
    ledger.record([NewEvent("total_confirmed", "", "", total.confirmed.reason, detail)], now)


def with_confirmation(ledger: Ledger, total: Total, now: datetime) -> Total:
    """`total` with the last confirmation of its scope, or with a remark that it no longer holds."""
    events = ledger.events(kinds={"total_confirmed"})
    last = [event for event in events if event.detail["scope"] == SCOPE_NAMES[total.scope]][-1:]
    if total.complete or not last:
        return total
    (event,) = last
    changes = "，".join(_changes(event, total))
    if not changes:
        return replace(total, confirmed=Confirmation(event.reason, event.detail["responsible"]))
    day = f"{event.time.astimezone(now.tzinfo):%Y-%m-%d}"
    who = event.detail["responsible"]
    return replace(total, remarks=(*total.remarks, f"{who} {day} 的确认（{event.reason}）不再有效：{changes}。"))


def _changes(event: Event, total: Total) -> Iterator[str]:
    before, now = event.detail["missing"], _missing(total)
    if before != now:
        yield f"当时缺 {before or '无'}，现在缺 {now or '无'}"
    if event.detail["numbers"] != _digest(total):
        yield "数、空格或存疑之处有变动"


def _missing(total: Total) -> str:
    return "、".join(sorted(missing.unit for missing in total.missing))


def _digest(total: Total) -> str:
    """Of everything that was added, and could not be."""
    digest = hashlib.sha256()
    for piece in _digested(total):
        digest.update(piece.encode())
    return digest.hexdigest()[:_DIGITS]


def _digested(total: Total) -> Iterator[str]:
    """One JSON object, its keys in order, in pieces: the addends of many units are many."""
    yield '{"added": {'
    for place, (cell, found) in enumerate(sorted(total.contributions.items())):
        yield f"{', ' if place else ''}{_json(cell)}: "
        yield from _listed([each.unit, plain_number(each.value)] for each in found)
    adjustments = [[item.cell, plain_number(item.amount), item.reason] for item in total.adjustments]
    yield f'}}, "adjustments": {_json(adjustments)}, "doubts": {_json(total.doubts)}, "gaps": '
    yield from _listed([gap.unit, gap.cell, str(gap.value)] for gap in total.gaps)
    yield "}"


def _listed(items: Iterable[object]) -> Iterator[str]:
    yield "["
    yield from (f"{', ' if place else ''}{_json(item)}" for place, item in enumerate(items))
    yield "]"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
