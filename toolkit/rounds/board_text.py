"""The status board in a terminal, aligned for Chinese characters, and as JSON for programs."""

import json
import unicodedata
from collections.abc import Iterator
from datetime import datetime

from toolkit.rounds.board import Board, deadline_in_words, last_in_words, remarks, told_by_name, totals_in_words
from toolkit.rounds.events import Event
from toolkit.rounds.states import STATE_NAMES, UnitState

_HEADINGS = ("单位", "状态", "必须改正", "须作说明", "最近", "备注")
_NUMBERS = {2, 3}  # columns that are set flush right


def as_text(board: Board) -> str:
    """What a person reads: the sums, then a line per unit."""
    return "\n".join([*_summary(board), "", *_table(board), *_outside(board)])


def _summary(board: Board) -> Iterator[str]:
    counts = "，".join(f"{name} {board.counts[state]}" for state, name in STATE_NAMES.items())
    yield f"{board.settings.office} {board.title}（{board.now:%Y-%m-%d %H:%M}）"
    yield f"{deadline_in_words(board)}。{len(board.states)} 个单位，已报 {board.reported}，逾期 {len(board.overdue)}。"
    yield f"{counts}。"


def _table(board: Board) -> Iterator[str]:
    rows = [_HEADINGS, *(_cells(board, state) for state in board.states)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (
            _padded(text, width, right=n in _NUMBERS) for n, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(padded).rstrip()


def _cells(board: Board, state: UnitState) -> tuple[str, ...]:
    errors, queries = (str(state.counts.errors), str(state.counts.queries)) if state.counts else ("—", "—")
    name = state.unit.called
    return (name, STATE_NAMES[state.state], errors, queries, last_in_words(board, state.last), remarks(state))


def _outside(board: Board) -> Iterator[str]:
    yield from (f"\n{line}" for line in totals_in_words(board))
    if board.survey.unidentified:
        yield f"\n无法识别的文件 {len(board.survey.unidentified)} 份："
        for event in board.survey.unidentified:
            told = f"{last_in_words(board, event)}  {told_by_name(event)}  {event.reason}"
            yield f"  {' '.join(told.splitlines())}".rstrip()
    if board.survey.strangers:
        yield f"\n台账里有、名单里没有的单位编码：{'、'.join(board.survey.strangers)}"
    if board.survey.adjustments:
        yield f"\n对汇总的调整 {board.survey.adjustments} 笔，见 nianbao adjust list。"


def _width(text: str) -> int:
    """Columns of a terminal that `text` takes: two for a character of full width, none for a combining one."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int, *, right: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if right else text + blanks


# --- for programs ----------------------------------------------------------------------------------------------------


def as_json(board: Board) -> str:
    """One object; times in UTC."""
    settings = board.settings
    return json.dumps(
        {
            "year": settings.year,
            "office": settings.office,
            "deadline": settings.deadline.isoformat() if settings.deadline else None,
            "now": board.now.isoformat(timespec="seconds"),
            "counts": {
                "units": len(board.states),
                "reported": board.reported,
                "overdue": len(board.overdue),
                "unidentified": len(board.survey.unidentified),
                **board.counts,
            },
            "days": [
                {"date": day.date.isoformat(), "received": day.received, "passed": day.passed} for day in board.days
            ],
            "units": [_unit_as_object(state) for state in board.states],
            "unidentified": [_event_as_object(event) for event in board.survey.unidentified],
            "not_on_roster": board.survey.strangers,
            "totals": [
                {
                    "name": total.name,
                    "drafts": total.drafts,
                    "versions": total.versions,
                    "last": _event_as_object(total.last),
                }
                for total in board.survey.totals
            ],
            "adjustments": board.survey.adjustments,
        },
        ensure_ascii=False,
    )


def _unit_as_object(state: UnitState) -> dict[str, object]:
    return {
        "unit": state.unit.name,
        "unit_code": state.unit.code,
        "state": state.state,
        "overdue": state.overdue,
        "late": state.late,
        "submission": state.submission,
        "findings": state.counts._asdict() if state.counts else None,
        "received": _time(state.received),
        "passed": _time(state.passed),
        "sent": state.sent,
        "bounced": state.bounced,
        "duplicates": state.duplicates,
        "reminded": state.reminded,
        "returned": state.returned,
        "drafts": state.drafts,
        "versions": state.versions,
        "last": _event_as_object(state.last) if state.last else None,
    }


def _event_as_object(event: Event) -> dict[str, object]:
    return {
        "number": event.number,
        "time": _time(event.time),
        "kind": event.kind,
        "digest": event.digest or None,
        "reason": event.reason,
        "detail": dict(event.detail),
    }


def _time(time: datetime | None) -> str | None:
    return time.isoformat() if time else None
