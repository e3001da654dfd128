"""A total as pandas frames: what each unit said, what it adds up to, how units rank, how it was last year.

Numbers stay what they are (`int`, `Decimal`) in columns of objects: nothing is rounded, and a blank is None, never NaN
and never 0. A unit is known by its `number`, from 1 in the order of the total's sources.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from toolkit.aggregation.total import Total
from toolkit.errors import ToolkitError
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
            cell.table.sheet,
            cell.row.short,
            cell.column.short,
            cell.id,
            cell.unit,
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
    return long.set_index(["number", "cell"])["value"].unstack("cell")  # noqa: PD010 -- pivot_table would aggregate


def sums_frame(total: Total, wide: pd.DataFrame) -> pd.DataFrame:
    """Cell → `parts` (what the units sum to), `adjustment`, `own` (both together) and `official` (what the total says).

    Added up here once more, from the lines of the units. None where no unit has a number, whatever was adjusted;
    a total is None where one of its addends is.
    """
    form = total.report.form
    parts = {cell.id: _sum(wide[cell.id]) for cell in form.inputs}
    adjusted = {cell.id: [a.amount for a in total.adjustments if a.cell == cell.id] for cell in form.inputs}
    amounts: dict[str, Value] = {cell: sum(found) for cell, found in adjusted.items()}
    own = {cell: _sum([whole, *adjusted[cell]]) if is_number(whole) else None for cell, whole in parts.items()}
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
    lines = [line for _, line in wide.iterrows()]
    columns: dict[str, pd.Series] = {}
    for measure in measures:
        values = pd.Series([measure.of(line.get) for line in lines], index=wide.index, dtype=object)
        ranks = values.astype("float64").rank(method="min", ascending=False)
        said = [None if pd.isna(rank) else int(rank) for rank in ranks]
        columns[measure.title] = values
        columns[f"{measure.title}#"] = pd.Series(said, index=wide.index, dtype=object)
    frame = pd.DataFrame(columns, index=wide.index)
    if not measures:
        return frame
    first = frame[f"{measures[0].title}#"].astype("float64")
    return frame.loc[first.sort_values(kind="stable", na_position="last").index]


def measures_on(cells: Collection[str]) -> tuple[Measure, ...]:
    """Those of :data:`RANKED` that a form with these `cells` allows."""
    return tuple(measure for measure in RANKED if set(measure.cells) <= set(cells))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two years. `cells`: a line of `cell`, `this`, `last`, `note` for each; `units`: the same with `number` behind."""

    cells: pd.DataFrame
    units: pd.DataFrame


def compare_years(  # noqa: PLR0913, PLR0917 -- what there is of two years
    total: Total,
    wide: pd.DataFrame,
    sums: pd.DataFrame,
    keys: Mapping[int, str],
    units: Mapping[str, Report],
    whole: Report | None,
    cells: Sequence[str],
) -> Comparison | None:
    """Every cell of the total, and `cells` of each unit, against last year; None where nothing is known of it.

    `keys`: number of a unit → its key in last year's `units`. What the `whole` was last year says its own report where
    there is one, or else the sum of all `units`. Raises :class:`ToolkitError` for a report of another year.
    """
    reports = [*units.values(), *([whole] if whole else [])]
    if not reports:
        return None
    _refuse_other_years(reports, total.report.year - 1)
    form = total.report.form
    before = {key: restated(report, form) for key, report in units.items()}
    last = {cell.id: _sum([report.computed(cell.id) for report in before.values()]) for cell in form.inputs}
    last |= {cell: evaluate(addends, last.get) for cell, addends in form.addends.items()}
    if whole:
        last = {cell.id: restated(whole, form).computed(cell.id) for cell in form.cells}
    other_edition = any(report.form.edition != form.edition for report in reports)
    why = incomparable(form.id) if other_edition else {}
    rows = [[cell.id, sums["own"][cell.id], last[cell.id], why.get(cell.id, "")] for cell in form.cells]
    unit_rows = [
        [cell, wide[cell][number], before[key].computed(cell) if key in before else None, why.get(cell, ""), number]
        for number, key in keys.items()
        for cell in cells
    ]
    names = ["cell", "this", "last", "note"]
    return Comparison(
        pd.DataFrame(rows, columns=names, dtype=object),
        pd.DataFrame(unit_rows, columns=[*names, "number"], dtype=object),
    )


def _refuse_other_years(reports: Sequence[Report], year: int) -> None:
    for report in reports:
        if report.year != year:
            problem = f"上年报告应当是 {year} 年度的，给的是 {report.year} 年度的（{report.unit}）。"
            raise ToolkitError(problem, "请换成上一年度的报告。")


def _sum(values: Sequence[Value] | pd.Series) -> Value:
    numbers = [value for value in values if is_number(value)]
    return sum(numbers) if numbers else None
