"""Many years on paper: one tidy table as CSV, and as a workbook with a chart."""

from collections.abc import Sequence

from toolkit.aggregation import SERIES_COLUMNS, Observation, over_years, series_rows
from toolkit.model import csv_file


def series_as_csv(observations: Sequence[Observation]) -> bytes:
    """The table as CSV, which spreadsheets open as it is."""
    return csv_file(SERIES_COLUMNS, series_rows(observations))


def series_as_workbook(observations: Sequence[Observation], cells: Sequence[str]) -> bytes:
    """The table, and a sheet of years with a line chart of `cells`, as far as the form has them."""
    from toolkit.workbook import Appendix, write_tables

    headings, rows = over_years(observations, cells)
    charts = [Appendix("逐年对照", ("年度", *headings), rows, chart="逐年变化")] if headings else []
    return write_tables([*charts, Appendix("序列", SERIES_COLUMNS, list(series_rows(observations)))])
