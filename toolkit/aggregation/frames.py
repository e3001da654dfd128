"""A total as pandas frames: what each unit said, what it adds up to, how units rank, how it was last year.

Numbers stay what they are (`int`, `Decimal`) in columns of objects: nothing is rounded, and a blank is None, never NaN
and never 0. A unit is known by its `number`, from 1 in the order of the total's sources.
"""

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from toolkit.aggregation.total import Total
from toolkit.errors import ToolkitError
from toolkit.forms import Cell
from toolkit.model import Measure, Report, Value, evaluate, incomparable, is_number, restated

LONG_COLUMNS = (
    "number",
    "unit_code",
    "unit",
    "table",
    "row",
    "column",
    "cell",
    "measured_in",
    "kind",
    "value",
    "file",
    "sha256",
)

RANKED = (
    Measure("本年新收", ("requests.received.total",)),
    Measure("办结", ("requests.results_total.total",)),
    Measure("结转下年", ("requests.carried_out.total",)),
    Measure("予以公开率", ("requests.granted.total",), "requests.results_total.total"),
    Measure(
        "公开率（含部分公开）",
        ("requests.granted.total", "requests.partly_granted.total"),
        "requests.results_total.total",
    ),
    Measure("行政复议", ("proceedings.review.total",)),
    Measure("行政诉讼", ("proceedings.direct_suit.total", "proceedings.suit_after_review.total")),
)
"""What units are ranked by, where the form has these cells."""


def long_frame(total: Total, digests: Mapping[str, str]) -> pd.DataFrame:
    """A line for each unit and cell, totals recomputed. `digests`: source file → SHA-256, for those that are known."""
    rows = [
        (
            number,
            source.report.unit_code,
            source.report.unit,
            cell.table.title,
            cell.row.short,
            cell.column.short,
            cell.id,
            cell.unit,
            "合计" if cell.derived else "填报",
            source.report.computed(cell.id),
            source.file,
            digests.get(source.file, ""),
        )
        for number, source in enumerate(total.sources, 1)
        for cell in total.report.form.cells
    ]
    return pd.DataFrame(rows, columns=list(LONG_COLUMNS), dtype=object)


def wide_frame(long: pd.DataFrame) -> pd.DataFrame:
    """A line for each unit (its number is the index), a column for each cell."""
    return long.pivot(index="number", columns="cell", values="value")


def sums_frame(total: Total, wide: pd.DataFrame) -> pd.DataFrame:
    """Cell → `parts` (what the units sum to), `adjustment`, `own` (both together) and `official` (what the total says).

    Added up here once more, from the lines of the units. None where no unit has a number and nothing was adjusted; a
    total is None where one of its addends is.
    """
    form = total.report.form
    parts = {cell.id: _sum(wide[cell.id]) for cell in form.inputs}
    adjusted = {cell.id: [a.amount for a in total.adjustments if a.cell == cell.id] for cell in form.inputs}
    amounts: dict[str, Value] = {cell: sum(found) for cell, found in adjusted.items()}
    own = {cell: _sum([parts[cell], *found]) for cell, found in adjusted.items()}
    columns = {"parts": parts, "adjustment": amounts, "own": own}
    for values in columns.values():
        values |= {cell: evaluate(addends, values.get) for cell, addends in form.addends.items()}
    columns["official"] = {cell.id: total.report.computed(cell.id) for cell in form.cells}
    return pd.DataFrame(
        [[values[cell.id] for values in columns.values()] for cell in form.cells],
        index=[cell.id for cell in form.cells],
        columns=list(columns),
        dtype=object,
    )


def ranking_frame(wide: pd.DataFrame, measures: Sequence[Measure]) -> pd.DataFrame:
    """Unit → for each measure its value and rank (columns `title` and `title#`), by the first measure from the top.

    The highest is 1; equal ones share a rank, and the next comes after all of them. Without a value there is no rank.
    """
    frame = pd.DataFrame(index=wide.index)
    for measure in measures:
        values = pd.Series([measure.of(line.get) for _, line in wide.iterrows()], index=wide.index, dtype=object)
        ranks = values.astype("float64").rank(method="min", ascending=False)
        frame[measure.title] = values
        frame[f"{measure.title}#"] = [None if pd.isna(rank) else int(rank) for rank in ranks]
        frame = frame.astype(object)
    order = frame[f"{measures[0].title}#"].astype("float64") if measures else pd.Series(0.0, index=wide.index)
    return frame.loc[order.sort_values(kind="stable", na_position="last").index]


def measures_on(cells: Collection[str]) -> tuple[Measure, ...]:
    """Those of :data:`RANKED` that a form with these `cells` allows."""
    return tuple(measure for measure in RANKED if set(measure.cells) <= set(cells))


def last_year_frame(total: Total, last_year: Mapping[str, Report]) -> pd.DataFrame:
    """Key of the unit → last year's values of all cells on this year's form, totals recomputed.

    Raises :class:`ToolkitError` for a report that is not of the year before.
    """
    form = total.report.form
    for report in last_year.values():
        if report.year != total.report.year - 1:
            problem = f"上年报告应当是 {total.report.year - 1} 年度的，给的是 {report.year} 年度的（{report.unit}）。"
            raise ToolkitError(problem, "请换成上一年度的报告。")
    rows = [[restated(report, form).computed(cell.id) for cell in form.cells] for report in last_year.values()]
    return pd.DataFrame(rows, index=list(last_year), columns=[cell.id for cell in form.cells], dtype=object)


def compared_cells(total: Total, sums: pd.DataFrame, before: pd.DataFrame, why: Mapping[str, str]) -> pd.DataFrame:
    """Cell → `this`, `last` (over all reports of last year) and a `note` on what cannot be compared."""
    form = total.report.form
    last = {cell.id: _sum(before[cell.id]) for cell in form.inputs}
    last |= {cell: evaluate(addends, last.get) for cell, addends in form.addends.items()}
    rows = [[sums["own"][cell.id], last[cell.id], why.get(cell.id, "")] for cell in form.cells]
    return pd.DataFrame(rows, index=[cell.id for cell in form.cells], columns=["this", "last", "note"], dtype=object)


def compared_units(wide: pd.DataFrame, keys: Mapping[int, str], before: pd.DataFrame, cells: Sequence[str]) -> (
    pd.DataFrame
):
    """A line for each unit (`keys`: its number → its key in `before`) and cell: `number`, `cell`, `this`, `last`."""
    rows = [
        [number, cell, wide[cell][number], before[cell][key] if key in before.index else None]
        for number, key in keys.items()
        for cell in cells
    ]
    return pd.DataFrame(rows, columns=["number", "cell", "this", "last"], dtype=object)


def not_comparable(total: Total, last_year: Mapping[str, Report]) -> Mapping[str, str]:
    """Cell → why it means something else than last year, where a report of last year is on another edition."""
    editions = {report.form.edition for report in last_year.values()}
    return {} if editions <= {total.report.form.edition} else incomparable(total.report.form.id)


def _sum(values: Sequence[Value] | pd.Series) -> Value:
    numbers = [value for value in values if is_number(value)]
    return sum(numbers) if numbers else None
