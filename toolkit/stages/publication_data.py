"""The numbers of a signed report for download: a table in XLSX and in CSV, and the data file."""

import csv
import io
from collections.abc import Iterator, Mapping

from toolkit.model import Report, Value, plain_number, write_data_file

_HEADINGS = ("表", "行", "列", "单位", "数", "代号")


def data_files(report: Report) -> Mapping[str, bytes]:
    """The same numbers in three shapes, by file name."""
    from toolkit.workbook import Appendix, write_tables

    rows = list(_rows(report))
    return {
        "数据.xlsx": write_tables([Appendix("数据", _HEADINGS, rows)]),
        "数据.csv": _csv(rows),
        "数据.json": write_data_file(report).encode(),
    }


def _rows(report: Report) -> Iterator[tuple[Value, ...]]:
    for cell in report.form.cells:
        value = report.computed(cell.id)
        yield (cell.table.title, cell.row.short, cell.column.short, cell.unit, value, cell.id)


def _csv(rows: list[tuple[Value, ...]]) -> bytes:
    """UTF-8 with a mark, or Excel takes it for GBK; numbers with all their digits."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADINGS)
    for row in rows:
        writer.writerow([value if value is None or isinstance(value, str) else plain_number(value) for value in row])
    return text.getvalue().encode("utf-8-sig")
