"""Progress by day as a drawing (SVG) inside a page: two lines that climb, the deadline, all units as the top."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from toolkit.rounds.board import Board, Day

_WIDTH, _HEIGHT = 760, 260  # of the drawing, in its own units
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 656, 24, 226  # of the plot inside it
_DATES_AT_MOST = 8
_NEAR = 20  # labels closer than this would touch


def chart(board: Board) -> str:
    """The drawing; empty while nobody has reported."""
    return "\n".join(_Plot(board).drawn()) if board.days else ""


class _Plot:
    """The scale of the drawing, from days and units to its own coordinates."""

    def __init__(self, board: Board) -> None:
        self.board = board
        deadline = board.settings.deadline
        seen = [day.date for day in board.days] + ([deadline] if deadline else [])
        self.first, self.last = min(seen) - timedelta(days=1), max(seen)
        self.units = max(1, len(board.states))

    def x(self, day: date) -> float:
        return _LEFT + (_RIGHT - _LEFT) * (day - self.first).days / (self.last - self.first).days

    def y(self, units: int) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * units / self.units

    def drawn(self) -> Iterator[str]:
        today = self.board.days[-1]
        told = (
            f"截至 {today.date}，{len(self.board.states)} 个单位中已报 {today.received} 个，合格 {today.passed} 个；"
            "逐日的数见下表。"
        )
        yield f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="chart-title chart-told">'
        yield f'<title id="chart-title">逐日进度</title><desc id="chart-told">{told}</desc>'
        yield from self._grid()
        yield from self._dates()
        yield from self._deadline()
        yield self._line("received", [(day, day.received) for day in self.board.days])
        yield self._line("passed", [(day, day.passed) for day in self.board.days])
        yield from self._ends(today)
        yield "</svg>"

    def _grid(self) -> Iterator[str]:
        for units in sorted({0, *_ticks(self.units), self.units}):
            y = self.y(units)
            kind = "all" if units == self.units else "grid"
            yield f'<path class="{kind}" d="M{_LEFT} {y:.1f}H{_RIGHT}"/>'
            yield f'<text class="number" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{units}</text>'

    def _dates(self) -> Iterator[str]:
        days = (self.last - self.first).days
        step = -(-days // _DATES_AT_MOST)
        for ahead in range(step, days + 1, step):
            day = self.first + timedelta(days=ahead)
            x = self.x(day)
            yield f'<path class="axis" d="M{x:.1f} {_BOTTOM}v4"/>'
            yield f'<text x="{x:.1f}" y="{_BOTTOM + 25}" text-anchor="middle">{day.month}月{day.day}日</text>'

    def _deadline(self) -> Iterator[str]:
        deadline = self.board.settings.deadline
        if deadline:
            x = self.x(deadline)
            yield f'<path class="deadline" d="M{x:.1f} {_TOP - 8}V{_BOTTOM}"/>'
            yield f'<text class="deadline" x="{x:.1f}" y="{_TOP - 12}" text-anchor="middle">截止</text>'

    def _line(self, kind: str, points: Sequence[tuple[Day, int]]) -> str:
        """From nothing on the eve of the first day."""
        eve = self.x(points[0][0].date - timedelta(days=1))
        steps = [f"M{eve:.1f} {_BOTTOM}", *(f"L{self.x(day.date):.1f} {self.y(units):.1f}" for day, units in points)]
        return f'<path class="{kind}" d="{"".join(steps)}"/>'

    def _ends(self, today: Day) -> Iterator[str]:
        """What the lines stand at today, beside their ends, apart from each other."""
        x = self.x(today.date)
        received, passed = self.y(today.received), self.y(today.passed)
        for kind, y in (("received", received), ("passed", passed)):
            yield f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
        lower = min(max(passed, received + _NEAR), _BOTTOM)
        upper = min(received, lower - _NEAR)
        yield f'<text class="received" x="{x + 10:.1f}" y="{upper + 4:.1f}">已报 {today.received}</text>'
        yield f'<text class="passed" x="{x + 10:.1f}" y="{lower + 4:.1f}">合格 {today.passed}</text>'


def _ticks(units: int) -> list[int]:
    """Round numbers below `units`, about four of them, none close to the top."""
    step = next(step for power in range(9) for step in (10**power, 2 * 10**power, 5 * 10**power) if units / step <= 5)
    return [tick for tick in range(step, units, step) if units - tick >= step * 0.6]
