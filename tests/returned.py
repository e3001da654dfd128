"""A workbook as an honest unit returns it, and the ways programs save it: where tampering and damage start from."""

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

from toolkit.model import Report, read_data_file, with_last_year
from toolkit.workbook import Cover, write_workbook

KEY = b"key of the tests"
COVER = Cover(office="示范区政务公开办公室", office_contact="王老师 0000-0000100", key=KEY)
_DEMO = Path(__file__).parents[1] / "examples" / "demo"

T2, T3, T4 = "二、主动公开", "三、申请办理", "四、复议诉讼"


@cache
def report_of(unit: str = "czj") -> Report:
    """A correct report of the demo, with last year's values."""
    this, _ = read_data_file((_DEMO / "returns" / f"{unit}.json").read_bytes())
    return with_last_year(this, last_report_of(unit))


@cache
def last_report_of(unit: str = "czj") -> Report:
    """Last year's report of the same unit."""
    return read_data_file((_DEMO / "last_year" / f"{unit}.json").read_bytes())[0]


@cache
def returned(unit: str = "czj") -> bytes:
    """The workbook of that report."""
    return write_workbook(report_of(unit), COVER)


def edited(content: bytes, change: Callable[[Workbook], object]) -> bytes:
    """The workbook after a person changed something in it (and openpyxl saved it)."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


Parts = dict[str, bytes]


def parts_of(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return {name: source.read(name) for name in source.namelist()}


def packed(parts: Parts) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def repacked(content: bytes, change: Callable[[Parts], object]) -> bytes:
    """The workbook with its parts changed, and a zip around them that is in order."""
    parts = parts_of(content)
    change(parts)
    return packed(parts)


_WPS_PROPERTY = (
    b'<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="9" name="KSOProductBuildVer">'
    b'<vt:lpwstr xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    b"2052-12.1.0.16729</vt:lpwstr></property>"
    b'<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="10" name="ICV">'
    b'<vt:lpwstr xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    b"0A1B2C3D4E5F60718293A4B5C6D7E8F9_12</vt:lpwstr></property>"
)
_WPS_SPACES = (
    b' xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    b' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
    b' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    b' xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
)


def as_wps_saves(content: bytes, *, dimension: bytes = b"A1", protection: bytes = b'selectLockedCells="1"') -> bytes:
    """The package with the traits of WPS: folders as entries, content types last, a wrong dimension."""
    parts: Parts = dict.fromkeys(("_rels/", "docProps/", "xl/", "xl/_rels/", "xl/worksheets/", "xl/theme/"), b"")
    for name, data in sorted(parts_of(content).items(), key=lambda item: item[0] == "[Content_Types].xml"):
        parts[name] = _as_wps_writes(name, data, dimension, protection)
    return packed(parts)


def _as_wps_writes(name: str, data: bytes, dimension: bytes, protection: bytes) -> bytes:
    if name.startswith("xl/worksheets/sheet"):
        data = re.sub(rb"<sheetProtection[^>]*>", b"<sheetProtection " + protection + b"/>", data)
        data = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="' + dimension + b'"', data)
        data = re.sub(rb"<sheetPr>.*?</sheetPr>", b"<sheetPr/>", data)
        data = re.sub(rb"<sheetFormatPr[^>]*>", b'<sheetFormatPr defaultColWidth="9" defaultRowHeight="13.5"/>', data)
        return data.replace(b"<worksheet ", b"<worksheet" + _WPS_SPACES + b" ", 1)
    if name == "xl/workbook.xml":
        version = b'<fileVersion appName="xl" lastEdited="3" lowestEdited="5" rupBuild="9302"/>'
        data = re.sub(rb"<fileVersion[^>]*>", version, data)
        data = re.sub(rb"<workbookPr[^>]*>", b"<workbookPr/>", data)
        return re.sub(rb"<calcPr[^>]*>", b'<calcPr calcId="191029"/>', data)
    if name == "docProps/custom.xml":
        return data.replace(b"</Properties>", _WPS_PROPERTY + b"</Properties>")
    if name == "docProps/app.xml":
        return data.replace(b"Microsoft Excel", "WPS 表格".encode())
    return data
