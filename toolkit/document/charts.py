"""Plain charts as SVG: lying bars with their numbers, told apart also where they are printed grey. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from toolkit.document.lines import width
from toolkit.model import Number, plain_number

_WIDTH, _MARGIN = 720, 16
_SIZE = 16  # of the letters
_BAR, _GAP, _BETWEEN = 22, 4, 12
_FONT = "Microsoft YaHei, Noto Sans CJK SC, SimHei, sans-serif"
# Dark and light: in grey 31 % against 82 % of white, and the light one is outlined.
_FILLS = ("#1f4e79", "#bdd7ee")
_LINE = "#1f4e79"


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars: a row per category, in it a bar per series. `name` is that of the file, `told` says it all in words."""

    name: str
    title: str
    unit: str
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Number, ...]], ...]

    @property
    def told(self) -> str:
        """自然人 3 件；商业企业 1 件。"""
        return "；".join(f"{label}{self._values(values)}" for label, values in self.rows) + "。"

    def _values(self, values: tuple[Number, ...]) -> str:
        numbers = [f" {plain_number(value)} {self.unit}" for value in values]
        if len(self.series) == 1:
            return numbers[0]
        return "：" + "，".join(f"{name}{number}" for name, number in zip(self.series, numbers, strict=True))


def chart_svg(chart: Chart) -> str:
    """The chart as a picture that says in words what it shows."""
    body = "".join(_body(chart))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_height(chart)}" role="img"'
        f' aria-labelledby="{chart.name}-title {chart.name}-told" font-family="{_FONT}" font-size="{_SIZE}">'
        f'<title id="{chart.name}-title">{escape(chart.title)}</title>'
        f'<desc id="{chart.name}-told">{escape(chart.told)}</desc>{body}</svg>'
    )


def chart_png(svg: str) -> bytes:
    """The picture in pixels, twice as large, on white."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, background="#ffffff", zoom=2, languages=["zh"]))


def _head(chart: Chart) -> int:
    """Down to where the bars begin: the title, and what the fills mean."""
    return _MARGIN + 2 * _SIZE + (2 * _SIZE if len(chart.series) > 1 else _SIZE // 2)


def _row_height(chart: Chart) -> int:
    return len(chart.series) * (_BAR + _GAP) - _GAP + _BETWEEN


def _height(chart: Chart) -> int:
    return _head(chart) + len(chart.rows) * _row_height(chart) + _MARGIN


def _body(chart: Chart) -> Iterator[str]:
    yield _text(_WIDTH // 2, _MARGIN + _SIZE, f"{chart.title}（单位：{chart.unit}）", anchor="middle", bold=True)
    if len(chart.series) > 1:
        yield from _legend(chart)
    left = _MARGIN + max(int(width(label) * _SIZE) for label, _ in chart.rows) + _SIZE
    room = _WIDTH - left - _MARGIN - 6 * _SIZE
    most = max((value for _, values in chart.rows for value in values), default=0) or 1
    top = _head(chart)
    for label, values in chart.rows:
        middle = top + (_row_height(chart) - _BETWEEN) // 2 + _SIZE // 3
        yield _text(left - _SIZE // 2, middle, label, anchor="end")
        for number, value in enumerate(values):
            long = int(Decimal(value) * room / Decimal(most))
            yield _bar(left, top, long, number)
            yield _text(left + long + _SIZE // 2, top + _BAR // 2 + _SIZE // 3, plain_number(value))
            top += _BAR + _GAP
        top += _BETWEEN - _GAP
    yield f'<path d="M{left} {_head(chart) - 4}V{top - _BETWEEN + 4}" stroke="{_LINE}" stroke-width="1.5"/>'


def _legend(chart: Chart) -> Iterator[str]:
    left = _MARGIN
    for number, name in enumerate(chart.series):
        yield f'<rect x="{left}" y="{_MARGIN + 2 * _SIZE}" width="{_SIZE}" height="{_SIZE}" {_fill(number)}/>'
        yield _text(left + _SIZE + 6, _MARGIN + 3 * _SIZE - 2, name)
        left += int((width(name) + 3) * _SIZE)


def _bar(left: int, top: int, long: int, number: int) -> str:
    return f'<rect x="{left}" y="{top}" width="{long}" height="{_BAR}" {_fill(number)}/>'


def _fill(number: int) -> str:
    return f'fill="{_FILLS[number % len(_FILLS)]}" stroke="{_LINE}"'


def _text(x: int, y: int, text: str, *, anchor: str = "start", bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}"{weight} fill="#111">{escape(text)}</text>'
