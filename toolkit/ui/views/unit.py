"""One unit: what it sent, what is wrong with it, its explanations, its history; and confirming what passed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from starlette.responses import Response

from toolkit.checks import Checked
from toolkit.errors import ToolkitError
from toolkit.rounds import Counts, Event, UnitState, counts_of, log_row
from toolkit.stages.explaining import decided
from toolkit.ui.drawing import draw, told_of
from toolkit.ui.visit import Visit
from toolkit.workflow import Decision, accept, decide_explanation, ledger_of, read_submission, status, to_accept


@dataclass(slots=True)
class _Sent:
    """A file that came from the unit, as its page lists it."""

    name: str
    digest: str
    time: datetime
    counts: Counts | None = None
    remark: str = ""


def show(visit: Visit) -> Response:
    """The page of a unit; ``?file=`` looks at an earlier submission than the one that counts."""
    unit, state = visit.unit, _state(visit)
    with ledger_of(visit.round) as ledger:
        events = list(ledger.events(unit.code))
    sent = _sent(events)
    known = {item.digest for item in sent if item.counts}
    looked_at = visit.query.get("file", "") if visit.query.get("file", "") in known else state.submission or ""
    checked, trouble = _read(visit, looked_at)
    told = told_of(checked) if checked else ()
    names = {unit.code: unit.name}
    return visit.page(
        "unit.html",
        {
            "section": "board",
            "unit": unit,
            "state": state,
            "sent": sent,
            "looked_at": looked_at,
            "checked": checked,
            "trouble": trouble,
            "told": told,
            "decided": decided(events, looked_at),
            "tables": draw(checked.report, told) if checked else (),
            "blocks": [block for block in checked.report.form.blocks if block.id in checked.report.narrative]
            if checked
            else [],
            "log": [log_row(event, names, visit.now) for event in reversed(events)],
        },
    )


def _state(visit: Visit) -> UnitState:
    return next(state for state in status(visit.round, visit.now).states if state.unit.code == visit.unit.code)


def _sent(events: Sequence[Event]) -> list[_Sent]:
    """The files of a unit, the latest first."""
    found: dict[str, _Sent] = {}
    for event in events:
        match event.kind:
            case "received" | "refused":
                found.pop(event.digest, None)
                found[event.digest] = _Sent(event.detail.get("name", ""), event.digest, event.time, None, event.reason)
            case "checked" if event.digest in found:
                found[event.digest].counts = counts_of(event)
            case "superseded" if event.digest in found:
                found[event.digest].remark = "被新的取代"
            case "returned" if event.digest in found:
                found[event.digest].remark = "已退回修改"
            case "accepted" if event.digest in found:
                found[event.digest].remark = "已确认"
    return list(reversed(found.values()))


def _read(visit: Visit, digest: str) -> tuple[Checked | None, str]:
    """The submission read again; or what became of its file."""
    if not digest:
        return None, ""
    try:
        return read_submission(visit.round, visit.unit, digest), ""
    except ToolkitError as error:
        return None, error.told


def accept_unit(visit: Visit) -> Response:
    """Confirm one unit."""
    accept(visit.round, [_state(visit)], visit.text("reason"), visit.now)
    return visit.go(visit.address(f"units/{quote(visit.unit.code)}"))


def decide(visit: Visit) -> Response:
    """Accept one explanation, or do not."""
    decision = Decision(visit.text("key"), visit.text("decision") == "accept", visit.text("remark"), visit.text("by"))
    decide_explanation(visit.round, visit.unit, visit.text("file"), decision, visit.now)
    return visit.go(visit.address(f"units/{quote(visit.unit.code)}"))


def accept_form(visit: Visit) -> Response:
    """Who would be confirmed, and who not, and why."""
    ready = to_accept(visit.round, (), visit.now)
    owing = [
        state
        for state in status(visit.round, visit.now).states
        if state.state == "passed" and state.counts and state.counts.queries
    ]
    return visit.page("accept.html", {"section": "accept", "ready": ready, "owing": owing})


def accept_all(visit: Visit) -> Response:
    """Confirm the units that were chosen."""
    chosen = frozenset(visit.texts("unit"))
    states = [state for state in to_accept(visit.round, (), visit.now) if state.unit.code in chosen]
    accept(visit.round, states, "", visit.now)
    return visit.go(visit.address("accept"))
