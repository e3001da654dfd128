"""Reports of several years → one tidy table, on cells that mean the same through the years."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.errors import ToolkitError
from toolkit.forms import Cell, Form, find_form, migrations
from toolkit.model import Report, Value, incomparable, is_number, restated


@dataclass(frozen=True, slots=True)
class Observation:
    """A line of the table: one cell of one unit in one year. `note`: what to mind when comparing it over the years."""

    unit: str
    unit_code: str
    year: int
    edition: str
    cell: Cell
    value: Value
    note: str


SERIES_COLUMNS = ("单位", "单位编码", "年度", "格式版本", "表", "行", "列", "单元格", "计量单位", "数值", "可比性")


SERIES_CHARTED = (
    "requests.received.total",
    "requests.results_total.total",
    "requests.carried_out.total",
    "proceedings.review.total",
    "proceedings.direct_suit.total",
    "proceedings.suit_after_review.total",
)
"""What is drawn over the years unless told otherwise."""


def series(reports: Sequence[Report]) -> tuple[Observation, ...]:
    """Every cell of every report, ordered by unit, cell and year; totals recomputed where that is possible.

    A cell that an earlier edition has in place of several is there for all years, as their sum in the later ones.
    Raises :class:`ToolkitError` for nothing to put together, and for two reports of a unit and year.
    """
    _refuse(reports)
    units = list(dict.fromkeys(report.unit for report in reports))
    editions = {report.form.edition for report in reports}
    found = [item for report in reports for item in _observations(report, several=len(editions) > 1)]
    order = {cell: number for number, cell in enumerate(_all_cells(reports))}
    return tuple(sorted(found, key=lambda item: (units.index(item.unit), order[item.cell.id], item.year)))


def series_rows(observations: Sequence[Observation]) -> Iterator[tuple[Value, ...]]:
    """A row of :data:`SERIES_COLUMNS` for each."""
    for item in observations:
        cell = item.cell
        yield (
            item.unit,
            item.unit_code,
            item.year,
            item.edition,
            cell.table.title,
            cell.row.short,
            cell.column.short,
            cell.id,
            cell.unit,
            item.value,
            item.note,
        )


def over_years(observations: Sequence[Observation], cells: Sequence[str]) -> tuple[list[str], list[tuple[Value, ...]]]:
    """Headings and rows of a table of years: a line of the chart for each of `cells` and unit. Gaps stay gaps."""
    units = list(dict.fromkeys(item.unit for item in observations))
    values = {(item.unit, item.cell.id, item.year): item.value for item in observations if is_number(item.value)}
    labels = {item.cell.id: f"{item.cell.row.short}·{item.cell.column.short}" for item in observations}
    lines = [(unit, cell) for cell in cells for unit in units if cell in labels]
    headings = [labels[cell] if len(units) == 1 else f"{unit} {labels[cell]}" for unit, cell in lines]
    years = range(min(item.year for item in observations), max(item.year for item in observations) + 1)
    return headings, [(str(year), *(values.get((unit, cell, year)) for unit, cell in lines)) for year in years]


def _observations(report: Report, *, several: bool) -> Iterator[Observation]:
    """`several`: editions are compared, so that it matters what is 不可比."""
    why = incomparable(report.form.id) if several else {}
    wholes = {merger.whole: merger for migration in migrations(report.form.id) for merger in migration.mergers}
    for cell in report.form.cells:
        if report.states(cell.id):
            notes = [f"不可比：{why[cell.id]}"] if cell.id in why else []
            value = report.computed(cell.id)
            if value is None and cell.derived and is_number(report.value(cell.id)):
                value = report.value(cell.id)
                notes.append("分项有空格，合计是原文所写")
            yield _observation(report, cell, value, "；".join(notes))
    for form in _other_editions(report.form):
        before = restated(report, form)
        for cell in form.cells:
            if cell.id in wholes and report.form.cell(cell.id) is None and before.computed(cell.id) is not None:
                note = f"由{report.form.edition}版的 {len(wholes[cell.id].parts)} 行相加"
                yield _observation(report, cell, before.computed(cell.id), note)


def _observation(report: Report, cell: Cell, value: Value, note: str) -> Observation:
    return Observation(report.unit, report.unit_code, report.year, report.form.edition, cell, value, note)


def _other_editions(form: Form) -> Iterator[Form]:
    names = {name for migration in migrations(form.id) for name in (migration.older, migration.newer)}
    yield from (find_form(form.id, name) for name in sorted(names) if name != form.edition)


def _all_cells(reports: Sequence[Report]) -> list[str]:
    """Cells in the order of the newest form, those of older ones after them, table by table; those of a 附表 last."""
    forms = sorted({report.form for report in reports}, key=lambda form: (form.edition, form.digest), reverse=True)
    everything = [*forms, *(other for form in forms for other in _other_editions(form))]
    official = [table for form in everything for table in form.official_tables]
    tables = [*official, *(table for form in everything for table in form.supplement_tables)]
    names = dict.fromkeys(table.id for table in tables)
    return list(
        dict.fromkeys(cell.id for name in names for table in tables if table.id == name for cell in table.cells)
    )


def _refuse(reports: Sequence[Report]) -> None:
    if not reports:
        raise ToolkitError("没有可以排成序列的报告。", "请写明各年的文件。")
    if len({report.form.id for report in reports}) > 1:
        raise ToolkitError("不是同一种报告，不能排成序列。", "请分别处理。")
    seen: set[tuple[str, int]] = set()
    for report in reports:
        key = (report.unit_code or report.unit, report.year)
        if key in seen:
            raise ToolkitError(f"“{report.unit}”{report.year}年度的报告有两份。", "同一单位同一年度只能用一份。")
        seen.add(key)
