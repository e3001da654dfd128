"""A table as CSV that spreadsheet programs open as it is, and take nothing in for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from toolkit.model.values import Value, plain_number

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with the mark that spreadsheet programs look for. A blank stays blank."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_shown(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _shown(value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if value.startswith(_FORMULA) else value
        case number:
            return plain_number(number)
