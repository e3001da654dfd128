"""Tables as CSV: read as spreadsheet programs write them; written so that they take nothing in for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from toolkit.errors import UnreadableFile
from toolkit.model.text import clean_text, decoded_text
from toolkit.model.values import Value, plain_number

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_FORMULA = tuple("=+-@＝＋－＠\t\r\n")  # Chinese and Japanese programs take the wide ones, too


def csv_rows(content: bytes, what: str = "名单") -> Iterator[list[str]]:
    """The rows of a CSV file in UTF-8 or GB18030, one after the other; `what` it is called where it is none."""
    text = decoded_text(content)
    if text is None:
        raise UnreadableFile(f"{what}的编码既不是 UTF-8 也不是 GB18030。", "请用表格软件另存为 CSV（UTF-8）或 XLSX。")
    return _rows(text, what)


def _rows(text: str, what: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(line[0] for line in _LINE.finditer(text))
    except csv.Error as error:
        raise UnreadableFile(f"{what}不是合法的 CSV 文件。", "请用表格软件另存为 CSV 或 XLSX。") from error


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
