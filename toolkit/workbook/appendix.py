"""A plain table of ours as one more sheet: texts and numbers, nothing to fill in."""

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.forms import a1_range
from toolkit.model import Value
from toolkit.workbook.plan import ChartPlan, Series, SheetPlan, Spot, Stretch, lines_needed, text_style

_WIDEST = 40.0


@dataclass(frozen=True, slots=True)
class Appendix:
    """A sheet called `name` with a row of headings and rows of values.

    `chart`: the title of a line chart over the first column, with a line for each of the others ('': no chart).
    """

    name: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[Value, ...]]
    chart: str = ""


def appendix_sheet(appendix: Appendix) -> SheetPlan:
    headings = [Spot(0, column, "heading", text) for column, text in enumerate(appendix.headings)]
    spots = [
        Spot(row, column, text_style(value) if isinstance(value, str) else "centered", value)
        for row, values in enumerate(appendix.rows, 1)
        for column, value in enumerate(values)
    ]
    widths = tuple(_width(column, appendix) for column in range(len(appendix.headings)))
    lines = {row: _lines(values, widths) for row, values in enumerate(appendix.rows, 1)}
    return SheetPlan(
        name=appendix.name,
        spots=(*headings, *spots),
        widths=widths,
        heights={0: 15.0 * max(lines_needed(text, 12) for text in appendix.headings) + 6}
        | {row: 15.0 * needed for row, needed in lines.items() if needed > 1},
        frozen=(1, 0),
        repeat_rows=1,
        landscape=True,
        heading=appendix.name,
        filtered=a1_range(0, 0, len(appendix.rows) + 1, len(appendix.headings)),
        charts=(_chart(appendix),) if appendix.chart else (),
    )


def _chart(appendix: Appendix) -> ChartPlan:
    """Below the table."""
    last = len(appendix.rows)
    years = Stretch(appendix.name, 0, 1, last)
    lines = [
        Series((0, column), years, Stretch(appendix.name, column, 1, last))
        for column in range(1, len(appendix.headings))
    ]
    return ChartPlan("line", appendix.chart, tuple(lines), last + 2, 0)


def _lines(values: Sequence[Value], widths: Sequence[float]) -> int:
    """Lines of text in a row."""
    texts = zip(values, widths, strict=True)
    return max((lines_needed(text, width) for text, width in texts if isinstance(text, str)), default=1)


def _width(column: int, appendix: Appendix) -> float:
    longest = max((len(text) for row in appendix.rows if isinstance(text := row[column], str)), default=0)
    return min(_WIDEST, max(12.0, 2.0 * longest + 4))
