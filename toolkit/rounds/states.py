"""How far each unit is, derived from its events alone: 未下发 → 已下发 → 已收 → 待修改 → 合格 → 已确认.

The latest valid submission counts. What arrives later takes the place of what was there, even of what was accepted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from toolkit.model import Unit
from toolkit.rounds.events import Counts, Event, EventKind, counts_of

State = Literal["not_issued", "issued", "received", "to_correct", "passed", "accepted"]

STATE_NAMES: Mapping[State, str] = {
    "not_issued": "未下发",
    "issued": "已下发",
    "received": "已收",
    "to_correct": "待修改",
    "passed": "合格",
    "accepted": "已确认",
}
ISSUE_LETTER = "issue"  # detail "letter" of a ``sent`` event: the mail that brings the workbook


@dataclass(frozen=True, slots=True)
class UnitState:
    """Where a unit stands.

    `overdue`: the office still waits for it, past the deadline. `late`: what it sent came past the deadline.
    `submission`: the digest of the file that counts; `counts`: what its check found, None where it was not checked.
    `received`: when a valid file first came; `passed`: since when what counts is without errors or accepted.
    `sent`: the workbook was mailed and did not bounce; `bounced`: the last mail came back.
    `duplicates`, `reminded`, `returned`: how often. `drafts`: how many were submitted for signature; `versions`: how
    many were signed, amendments included: whatever the unit sends later, that is not forgotten. `last`: what happened
    last, and when, no more of it: there are many units.
    """

    unit: Unit
    state: State
    overdue: bool = False
    late: bool = False
    submission: str | None = None
    counts: Counts | None = None
    received: datetime | None = None
    passed: datetime | None = None
    sent: bool = False
    bounced: bool = False
    duplicates: int = 0
    reminded: int = 0
    returned: int = 0
    drafts: int = 0
    versions: int = 0
    last: Event | None = None

    @property
    def through(self) -> bool:
        """合格 or 已确认."""
        return self.state in ("passed", "accepted")


def unit_state(
    unit: Unit, events: Iterable[Event], deadline: date | None, now: datetime, correction_days: int = 0
) -> UnitState:
    """The state of `unit` after `events` (its own, in order) as seen at `now`, whose time zone tells the days.

    Overdue is who holds a workbook and has nothing valid with us after `deadline`, or has had a report returned and
    is past both `deadline` and `correction_days` after the return.
    """
    history = _History()
    for event in events:
        history.add(event)
    current = history.current
    state = current.state if current else "issued" if history.tally["issued"] else "not_issued"
    due = _due(current, deadline, now, correction_days)
    first = history.first_received
    return UnitState(
        unit=unit,
        state=state,
        overdue=state in ("issued", "to_correct") and due is not None and now.date() > due,
        late=first is not None and deadline is not None and first.astimezone(now.tzinfo).date() > deadline,
        submission=current.digest if current else None,
        counts=current.counts if current else None,
        received=first,
        passed=current.passed if current else None,
        sent=history.delivery == "sent",
        bounced=history.delivery == "bounced",
        duplicates=history.tally["duplicate"],
        reminded=history.tally["reminded"],
        returned=history.tally["returned"],
        drafts=history.tally["submitted"],
        versions=history.tally["finalized"] + history.tally["amended"],
        last=history.last and replace(history.last, unit="", digest="", reason="", detail={}),
    )


@dataclass(slots=True)
class _Submission:
    """A file of the unit, as far as its events tell."""

    digest: str
    received: datetime
    superseded: bool = False
    state: State = "received"
    counts: Counts | None = None
    passed: datetime | None = None
    returned: datetime | None = None

    def add(self, event: Event) -> None:
        match event.kind:
            case "superseded":
                self.superseded = True
            case "checked":
                self.counts = counts_of(event)
                if self.state != "accepted":
                    self._judge(event.time)
            case "returned":
                self.state, self.passed, self.returned = "to_correct", None, event.time
            case "explanation_refused":
                self.state, self.passed = "to_correct", None
            case "accepted":
                self.state, self.passed = "accepted", self.passed or event.time
            case "reopened":
                self._judge(event.time)

    def _judge(self, time: datetime) -> None:
        """What its last check makes of it."""
        if self.counts is None:
            self.state, self.passed = "received", None
        elif self.counts.errors:
            self.state, self.passed = "to_correct", None
        else:
            self.state, self.passed = "passed", self.passed or time


@dataclass(slots=True)
class _History:
    submissions: dict[str, _Submission] = field(default_factory=dict)
    tally: Counter[EventKind] = field(default_factory=Counter)
    delivery: EventKind | None = None
    last: Event | None = None

    @property
    def current(self) -> _Submission | None:
        """The latest that is not superseded."""
        return next((each for each in reversed(self.submissions.values()) if not each.superseded), None)

    @property
    def first_received(self) -> datetime | None:
        return min((each.received for each in self.submissions.values()), default=None)

    def add(self, event: Event) -> None:
        self.last = event
        self.tally[event.kind] += 1
        match event.kind:
            case "received":
                self.submissions.pop(event.digest, None)  # what comes again is the latest again
                self.submissions[event.digest] = _Submission(event.digest, event.time)
            case "refused":
                self.submissions.pop(event.digest, None)
            case "sent" if event.detail.get("letter", ISSUE_LETTER) == ISSUE_LETTER:
                self.delivery = "sent"
            case "bounced":
                self.delivery = "bounced"
            case _:
                about = self.submissions.get(event.digest) if event.digest else self.current
                if about:
                    about.add(event)


def _due(current: _Submission | None, deadline: date | None, now: datetime, correction_days: int) -> date | None:
    """The last day on which the unit is in time."""
    if deadline is None or current is None or current.returned is None:
        return deadline
    returned_on = current.returned.astimezone(now.tzinfo).date()
    return max(deadline, returned_on + timedelta(days=correction_days))
