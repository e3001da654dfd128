"""What our reader finds in a workbook is what openpyxl finds, whichever way the file is written."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from office import libreoffice_saves
from returned import Parts, as_wps_saves, repacked, returned
from tampering import Tampering, battery
from two_readers import disagreements

from toolkit.workbook import resave

SHEET = "xl/worksheets/sheet3.xml"


def in_sheet(change: Callable[[bytes], bytes]) -> bytes:
    def changed(parts: Parts) -> None:
        parts[SHEET] = change(parts[SHEET])

    return repacked(returned(), changed)


def prefixed(data: bytes) -> bytes:
    data = re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", data)
    return data.replace(b"xmlns=", b"xmlns:x=")


WAYS: dict[str, Callable[[], bytes]] = {
    "as issued": returned,
    "saved by openpyxl": lambda: resave(returned()),
    "saved by WPS": lambda: as_wps_saves(returned()),
    "with prefixes": lambda: in_sheet(prefixed),
    "with line breaks": lambda: in_sheet(lambda data: data.replace(b"<row", b"\n  <row").replace(b"<c ", b"\r\n<c ")),
    "with a comment": lambda: in_sheet(lambda data: data.replace(b"<sheetData>", b"<sheetData><!-- -->")),
    "with CDATA": lambda: in_sheet(lambda data: re.sub(rb"<v>(\d+)</v>", rb"<v><![CDATA[\1]]></v>", data, count=3)),
    "with references": lambda: in_sheet(lambda data: data.replace(b"<v>1</v>", b"<v>&#49;</v>")),
    "with inline texts": lambda: in_sheet(
        lambda data: re.sub(
            rb'(<c r="A4" s="\d+") t="s"><v>\d+</v>', rb'\1 t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is>', data
        )
    ),
    "with a shared formula": lambda: in_sheet(
        lambda data: data.replace(b"<f>SUM(D4:I4)</f>", b'<f t="shared" ref="J4:J5" si="0">SUM(D4:I4)</f>').replace(
            b"<f>SUM(D5:I5)</f>", b'<f t="shared" si="0"/>'
        )
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_however_it_is_written(way: str) -> None:
    content = WAYS[way]()

    assert disagreements(content) == []
    if way.startswith("with"):
        assert content != returned()


@pytest.mark.parametrize("tampering", battery()[::4], ids=lambda tampering: tampering.name)
def test_whatever_was_done_to_it(tampering: Tampering) -> None:
    content = tampering.content()
    if content.startswith(b"PK"):
        assert disagreements(content) == []


@pytest.mark.libreoffice
def test_saved_by_libreoffice(tmp_path: Path) -> None:
    assert disagreements(libreoffice_saves([returned()], tmp_path)[0]) == []


def test_dates_times_truths_and_formats() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    contents: list[tuple[float | bool | str, str]] = [
        (45292, "yyyy-mm-dd"),
        (45292.5, "m/d/yy h:mm"),
        (0.5, "h:mm"),
        (1.5, "[h]:mm:ss"),
        (5, '0"日"'),
        (5, "0.00_);[Red](0.00)"),
        (0.25, "0.00%"),
        (True, "General"),
        ("_x0041_", "@"),
        ("#REF!", "General"),
    ]
    for row, (value, look) in enumerate(contents, 1):
        sheet.cell(row, 1, value).number_format = look
    buffer = io.BytesIO()
    book.save(buffer)

    assert disagreements(buffer.getvalue()) == []
