"""图表: native charts over small tables of formulas, so that they follow when a number changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.forms import Table, a1
from toolkit.model import Value, is_number
from toolkit.workbook.papers.addends import own_sum
from toolkit.workbook.papers.facts import Papers, Shown, formula_shows, shown
from toolkit.workbook.papers.ranking import FIRST as FIRST_RANKED
from toolkit.workbook.papers.ranking import FIRST_MEASURE, NONE, RANKING, UNIT_NAME
from toolkit.workbook.plan import ChartPlan, Live, Series, SheetPlan, Spot, Stretch, quoted

PICTURES = "图表"
_TABLE = "requests"
_YEARS_OF = ("requests.received.total", "requests.results_total.total", "requests.carried_out.total")
_MOST_UNITS = 15
_FIRST_CHART = 4  # column
_WIDTH, _HEIGHT = 720, 420  # pixels; as high as the rows below
_ROWS_OF_A_CHART = 22
_NOTE = "左边是图的数据，都是公式，随“加数”“排名”“同比”变动。"


@dataclass(frozen=True, slots=True)
class _Picture:
    """A chart and the small table it is drawn from: headings and lines."""

    title: str
    headings: tuple[str, ...]
    lines: tuple[tuple[Shown | Live, ...], ...]


def pictures_sheet(papers: Papers) -> SheetPlan | None:
    """None for a form without requests."""
    table = next((table for table in papers.form.tables if table.id == _TABLE), None)
    if table is None:
        return None
    found = [_sources(papers, table), _results(papers, table), _units(papers)]
    if papers.years:
        found.append(_years(papers))
    found = [picture for picture in found if picture.lines]
    spots, charts = [Spot(0, 0, "note", _NOTE, 1, 3)], []
    for number, picture in enumerate(found):
        row = 1 + number * _ROWS_OF_A_CHART
        spots += _drawn(picture, row)
        charts.append(_chart(picture, row))
    return SheetPlan(
        name=PICTURES,
        spots=tuple(spots),
        widths=(26.0, 12.0, 12.0, 3.0),
        heights={0: 30.0},
        one_page=True,
        heading=f"{papers.title}：{PICTURES}",
        charts=tuple(charts),
    )


def _drawn(picture: _Picture, row: int) -> Iterator[Spot]:
    yield from (Spot(row, column, "heading", text) for column, text in enumerate(picture.headings))
    for below, line in enumerate(picture.lines, row + 1):
        for column, content in enumerate(line):
            yield Spot(below, column, "total" if column else "label", content)


def _chart(picture: _Picture, row: int) -> ChartPlan:
    first, last = row + 1, row + len(picture.lines)
    names = Stretch(PICTURES, 0, first, last)
    series = [
        Series((row, column), names, Stretch(PICTURES, column, first, last))
        for column in range(1, len(picture.headings))
    ]
    return ChartPlan(
        "column" if len(series) > 1 else "bar", picture.title, tuple(series), row, _FIRST_CHART, _WIDTH, _HEIGHT
    )


def _sources(papers: Papers, table: Table) -> _Picture:
    cells = [cell for cell in table.inputs if cell.row.id == "received"]
    lines = tuple((cell.column.short, own_sum(papers, cell.id)) for cell in cells)
    return _Picture("本年新收申请来源（件）", ("申请人", "件数"), lines)


def _results(papers: Papers, table: Table) -> _Picture:
    """A line for each band: （三）不予公开 is the sum of its eight rows."""
    bands: dict[str, list[str]] = {}
    for row in table.parts[0].rows:
        cell = f"{table.id}.{row.id}.total"
        if row.under and all(term.name.split(".")[1] == row.id for term in papers.form.addends.get(cell, ())):
            label = row.under[1] if len(row.under) > 1 else row.label.partition("（区分")[0]
            bands.setdefault(label, []).append(cell)
    lines = tuple((label, _sum_of(papers, cells)) for label, cells in bands.items())
    return _Picture("本年度办理结果（件）", ("办理结果", "件数"), lines)


def _units(papers: Papers) -> _Picture:
    """The first lines of 排名, however it is sorted."""
    ranked = papers.ranking[:_MOST_UNITS]
    lines = tuple(
        (_there(row, UNIT_NAME, line.name), _there(row, FIRST_MEASURE, line.values[0]))
        for row, line in enumerate(ranked, FIRST_RANKED)
    )
    title = papers.measures[0].title
    return _Picture(f"各单位{title}（件，“排名”的前 {len(lines)} 个）", ("单位", title), lines)


def _years(papers: Papers) -> _Picture:
    known = {line.cell: line for line in papers.years if is_number(line.last)}
    cells = [cell for name in _YEARS_OF if (cell := papers.form.cell(name)) and name in known]
    lines = tuple((cell.row.short, shown(known[cell.id].last), own_sum(papers, cell.id)) for cell in cells)
    return _Picture("申请办理与上年相比（件）", ("项目", "上年", "本年"), lines)


def _sum_of(papers: Papers, cells: Sequence[str]) -> Live:
    found = [own_sum(papers, cell) for cell in cells]
    references = ",".join(live.formula.removeprefix("=") for live in found)
    numbers = [value for cell in cells if is_number(value := papers.cells[cell].own)]
    complete = sum(numbers) if len(numbers) == len(cells) else None
    return Live(f'=IF(COUNT({references})<{len(cells)},"",SUM({references}))', formula_shows(complete))


def _there(row: int, column: int, value: Value | float) -> Live:
    return Live(f"={quoted(RANKING)}!{a1(row, column)}", NONE if value is None else shown(value))
