"""What the ledger remembers: events, each with its time, the file it is about, and the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

EventKind = Literal[
    "issued",
    "sending",
    "sent",
    "send_failed",
    "received",
    "unrecognized",
    "refused",
    "duplicate",
    "read",
    "checked",
    "returned",
    "accepted",
    "reopened",
    "superseded",
    "explained",
    "explanation_accepted",
    "explanation_refused",
    "reminded",
    "bounced",
    "auto_reply",
    "mail_seen",
    "submitted",
    "finalized",
    "amended",
    "adjusted",
    "adjustment_withdrawn",
    "total_confirmed",
]

EVENT_NAMES: Mapping[EventKind, str] = {
    "issued": "下发",
    "sending": "准备发送",
    "sent": "已发送",
    "send_failed": "发送失败",
    "received": "收到",
    "unrecognized": "无法识别",
    "refused": "未采用",
    "duplicate": "重复",
    "read": "读取",
    "checked": "校验",
    "returned": "退回修改",
    "accepted": "确认",
    "reopened": "撤销确认",
    "superseded": "被新的取代",
    "explained": "情况说明",
    "explanation_accepted": "说明已采纳",
    "explanation_refused": "说明未采纳",
    "reminded": "催报",
    "bounced": "退信",
    "auto_reply": "自动回复",
    "mail_seen": "邮件已看",
    "submitted": "送审",
    "finalized": "签发定稿",
    "amended": "更正",
    "adjusted": "调整",
    "adjustment_withdrawn": "撤销调整",
    "total_confirmed": "确认不完整的汇总",
}


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to record.

    `unit` is its code, empty where the event is about none. `digest` is the SHA-256 of the file it is about, empty
    where it is about none, or about the submission of the unit that counts. `once` is a claim: of all events that
    ever carry the same one, only the first is recorded.
    """

    kind: EventKind
    unit: str = ""
    digest: str = ""
    reason: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)
    once: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A recorded event: `number` grows with every one, `time` is UTC."""

    number: int
    time: datetime
    kind: EventKind
    unit: str = ""
    digest: str = ""
    reason: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


class Counts(NamedTuple):
    """What a check found: how many findings of each severity; explained ones are not counted."""

    errors: int
    queries: int
    hints: int

    def as_detail(self) -> Mapping[str, str]:
        """The detail of a ``checked`` event."""
        return {name: str(count) for name, count in self._asdict().items()}


def counts_of(event: Event) -> Counts:
    """The counts in the detail of a ``checked`` event."""
    return Counts(*(int(event.detail[name]) for name in Counts._fields))
