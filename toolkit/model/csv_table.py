"""A table as CSV that spreadsheet programs open as it is, and take nothing in for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from toolkit.model.text import clean_text
from toolkit.model.values import Value, plain_number

_FORMULA = tuple("=+-@＝＋－＠\t\r\n")  # Chinese and Japanese programs take the wide ones, too


def csv_file(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with the mark that spreadsheet programs look for. A blank stays blank."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([_shown(heading) for heading in headings])
    writer.writerows([_shown(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _shown(value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            text = clean_text(value)
            return f"'{text}" if text.startswith(_FORMULA) else text
        case number:
            return plain_number(number)
