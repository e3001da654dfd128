"""Stencilled workbooks hold, part for part and byte for byte, what XlsxWriter writes for each unit alone."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from toolkit.forms import find_form
from toolkit.model import Number, Report, Value
from toolkit.workbook import Cover, Stencils, blank_report, read_workbook, write_workbook

FORM = find_form("zfxxgk", "2021")
COVER = Cover("示范区政务公开办公室", date(2025, 1, 15), "010-1234", "周例一", "13000000000", key=b"key")


def unit(name: str, code: str = "mzj", last_year: Mapping[str, Number] | None = None) -> Report:
    return replace(blank_report(FORM, 2024, name, code), last_year=last_year)


def last_year(start: int) -> dict[str, Number]:
    return {cell: start + number for number, cell in enumerate(FORM.last_cells)}


def parts(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as book:
        assert book.testzip() is None
        return {name: book.read(name) for name in book.namelist()}


@pytest.mark.parametrize(
    ("report", "cover"),
    [
        (unit("民政局"), COVER),
        (unit("教育局", "jyj"), COVER),
        (unit("Ａ&Ｂ<局> “甲”", "a&b"), COVER),
        (unit("无编码的单位", ""), COVER),
        (unit("单" * 100), COVER),
        (unit("财政局"), Cover()),
        (unit("财政局"), replace(COVER, contact="", phone="")),
        (unit("税务局"), replace(COVER, sequence=2, contact="自然")),
        (unit("民政局", "mzj", last_year(0)), COVER),
        (unit("教育局", "jyj", last_year(12345)), COVER),
        (unit("教育局", "jyj", last_year(12345)), replace(COVER, last_year_from="教育局&体育局2023年.docx")),
        (unit("卫健局", "wjj", {"requests.carried_out.total": 3}), COVER),
        (unit("收费局", "sfj", {"proactive.administrative_fees.amount_wan_yuan": Decimal("18651.064104")}), COVER),
        # what cannot be stencilled is written by XlsxWriter
        (unit("两头有空格 "), COVER),
        (unit("像转义_x000D_的"), COVER),
        (unit("大数局", "d", {"requests.carried_out.total": 10**16}), COVER),
        (replace(unit("零报告局"), zero_return=True), COVER),
    ],
)
def test_each_part_is_what_xlsxwriter_writes(report: Report, cover: Cover) -> None:
    stencils = Stencils()
    model = replace(cover, last_year_from=cover.last_year_from and "别的文件.pdf")
    stencils.write(unit("先下发的单位", "xxx", report.last_year and last_year(77)), model)

    assert parts(stencils.write(report, cover)) == parts(write_workbook(report, cover))


def test_a_unit_named_like_a_label_is_read_back() -> None:
    """XlsxWriter would keep its name and the label as one text; here they are two."""
    report = unit("自然人", "自然人", last_year(1))

    read, findings = read_workbook(Stencils().write(report, COVER), key=COVER.key)

    assert (read.unit, read.unit_code, read.last_year) == ("自然人", "自然人", report.last_year)
    assert not findings


def test_what_is_filled_in_is_kept() -> None:
    values: dict[str, Value] = {**unit("民政局").values, "requests.received.natural_person": 0}
    report = replace(unit("民政局"), values=values)

    assert parts(Stencils().write(report, COVER)) == parts(write_workbook(report, COVER))


def test_the_same_unit_gets_the_same_bytes_whoever_came_before() -> None:
    early, late = Stencils(), Stencils()
    first = early.write(unit("民政局", "mzj", last_year(5)), COVER)
    for number in range(5):
        late.write(unit(f"单位{number}", str(number), last_year(number)), COVER)

    assert late.write(unit("民政局", "mzj", last_year(5)), COVER) == first
