"""Native charts: drawn from cells of the workbook, so that they follow when a number changes."""

from typing import TYPE_CHECKING

from toolkit.workbook.looks import SERIES_BORDER, SERIES_FILLS
from toolkit.workbook.plan import ChartPlan, Stretch

if TYPE_CHECKING:  # loaded where a workbook is written
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet


def draw_chart(workbook: "xlsxwriter.Workbook", sheet: "Worksheet", plan: ChartPlan) -> None:
    """What is blank is a gap, not 0."""
    chart = workbook.add_chart({"type": plan.kind})
    for number, series in enumerate(plan.series):
        look = {"marker": {"type": "circle"}} if plan.kind == "line" else _filled(number)
        chart.add_series(
            {
                "name": [sheet.get_name(), *series.name],
                "categories": _range(series.categories),
                "values": _range(series.values),
                **look,
            }
        )
    chart.set_title({"name": plan.title, "overlay": False})
    chart.show_blanks_as("gap")
    chart.set_legend({"position": "bottom"} if len(plan.series) > 1 else {"none": True})
    if plan.kind == "bar":
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})  # each bar has its number
    chart.set_size({"width": plan.width, "height": plan.height})
    sheet.insert_chart(plan.row, plan.column, chart)


def _filled(number: int) -> dict[str, object]:
    fill = SERIES_FILLS[number % len(SERIES_FILLS)]
    return {
        "fill": {"color": fill},
        "border": {"color": SERIES_BORDER},
        "gap": 60,
        "data_labels": {"value": True, "font": {"size": 9}},
    }


def _range(stretch: Stretch) -> list[str | int]:
    return [stretch.sheet, stretch.first, stretch.column, stretch.last, stretch.column]
