"""The status board: how the round stands, as values. How it looks is told in the modules beside this one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from toolkit.model import Value
from toolkit.rounds.events import EVENT_NAMES, Event
from toolkit.rounds.settings import Settings
from toolkit.rounds.states import STATE_NAMES, State, UnitState
from toolkit.rounds.survey import Survey


@dataclass(frozen=True, slots=True)
class Day:
    """How many units had reported, and how many were through, at the end of a day."""

    date: date
    received: int
    passed: int


@dataclass(frozen=True, slots=True)
class Board:
    """The state of a round at `now`; `days` run from the first report to today."""

    settings: Settings
    now: datetime
    survey: Survey
    counts: Mapping[State, int]
    days: tuple[Day, ...]

    @property
    def title(self) -> str:
        return f"{self.settings.year}年度报告报送情况"

    @property
    def states(self) -> Sequence[UnitState]:
        return self.survey.states

    @property
    def overdue(self) -> tuple[UnitState, ...]:
        """The units the office still waits for past the deadline."""
        return tuple(state for state in self.states if state.overdue)

    @property
    def reported(self) -> int:
        """Of how many units there is something valid."""
        return sum(state.received is not None for state in self.states)

    @property
    def through(self) -> int:
        """How many units are 合格 or 已确认."""
        return self.counts["passed"] + self.counts["accepted"]

    def local(self, time: datetime) -> datetime:
        """A time of the ledger in the time zone of the reader."""
        return time.astimezone(self.now.tzinfo)


def board_of(settings: Settings, survey: Survey, now: datetime) -> Board:
    """The board of a round as seen at `now`, whose time zone tells the days."""
    tally = Counter(state.state for state in survey.states)
    return Board(settings, now, survey, {state: tally[state] for state in STATE_NAMES}, _days(survey.states, now))


def _days(states: Sequence[UnitState], now: datetime) -> tuple[Day, ...]:
    received = _by_day([state.received for state in states], now)
    passed = _by_day([state.passed for state in states], now)
    if not received:
        return ()
    first, last = min(received), max(now.date(), *received, *passed)
    days = [Day(first, received[first], passed[first])]
    for ahead in range(1, (last - first).days + 1):
        day = first + timedelta(days=ahead)
        days.append(Day(day, days[-1].received + received[day], days[-1].passed + passed[day]))
    return tuple(days)


def _by_day(times: Sequence[datetime | None], now: datetime) -> Counter[date]:
    return Counter(time.astimezone(now.tzinfo).date() for time in times if time is not None)


# --- what is said in every rendering ---------------------------------------------------------------------------------


def deadline_in_words(board: Board) -> str:
    """The deadline, and how far it is."""
    deadline = board.settings.deadline
    if deadline is None:
        return "没有定截止日期"
    left = (deadline - board.now.date()).days
    distance = f"还有 {left} 天" if left > 0 else "就是今天" if left == 0 else f"已过 {-left} 天"
    return f"截止 {deadline}，{distance}"


def last_in_words(board: Board, event: Event | None) -> str:
    """When, and what: the last that happened."""
    return f"{board.local(event.time):%m-%d %H:%M} {EVENT_NAMES[event.kind]}" if event else ""


def remarks(state: UnitState) -> str:
    """What a person should know of a unit beside its state."""
    said = (
        ("逾期未改" if state.received else "逾期未报") if state.overdue else "逾期报送" if state.late else "",
        "退信" if state.bounced else "",
        f"重复 {state.duplicates} 份" if state.duplicates else "",
        f"退回 {state.returned} 次" if state.returned else "",
        f"催报 {state.reminded} 次" if state.reminded else "",
        signing_in_words(state.drafts, state.versions),
    )
    return "、".join(filter(None, said))


def totals_in_words(board: Board) -> Iterator[str]:
    """A line for each total that was submitted or signed."""
    for total in board.survey.totals:
        told = f"{signing_in_words(total.drafts, total.versions)}（{last_in_words(board, total.last)}）"
        yield f"汇总“{total.name}”：{told}"


def signing_in_words(drafts: int, versions: int) -> str:
    """How far a report is on its way to signature; '' where it was not submitted."""
    if versions:
        return "已签发" if versions == 1 else f"已签发，更正 {versions - 1} 次"
    return f"已送审（第 {drafts} 稿）" if drafts > 1 else "已送审" if drafts else ""


def told_by_name(event: Event) -> str:
    """The name a file came with, where the ledger knows it."""
    return event.detail.get("name", "") or event.digest[:16]


# --- as a table ------------------------------------------------------------------------------------------------------

BOARD_COLUMNS = (
    "单位编码",
    "单位名称",
    "状态",
    "逾期",
    "必须改正",
    "须作说明",
    "提示",
    "首次报送",
    "最近事项",
    "最近时间",
    "重复",
    "退回次数",
    "催报次数",
    "联系人",
    "电话",
    "备注",
)


def board_rows(board: Board) -> Iterator[tuple[Value, ...]]:
    """A row of :data:`BOARD_COLUMNS` per unit."""
    for state in board.states:
        last = state.last
        yield (
            state.unit.code,
            state.unit.name,
            STATE_NAMES[state.state],
            "是" if state.overdue else "",
            *(state.counts or (None, None, None)),
            f"{board.local(state.received):%Y-%m-%d %H:%M}" if state.received else None,
            EVENT_NAMES[last.kind] if last else None,
            f"{board.local(last.time):%Y-%m-%d %H:%M}" if last else None,
            state.duplicates,
            state.returned,
            state.reminded,
            state.unit.contact,
            state.unit.phone,
            remarks(state),
        )
