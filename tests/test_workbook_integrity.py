"""A returned workbook held against the form: what was changed is named at the right cell."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from toolkit.errors import UnreadableFile
from toolkit.forms import find_form
from toolkit.model import Finding, Report
from toolkit.workbook import Cover, blank_report, read_workbook, write_workbook

FORM = find_form("zfxxgk", "2021")
KEY = b"key of the tests"
ZEROS = Report(FORM, 2024, "示范区民政局", "mzj", values=dict.fromkeys((cell.id for cell in FORM.inputs), 0))


def issued(report: Report = ZEROS, key: bytes = KEY) -> bytes:
    return write_workbook(report, Cover(office="示范区政务公开办公室", key=key))


def findings_after(change: Callable[[Workbook], object], content: bytes | None = None) -> list[tuple[str, str, str]]:
    """(rule, severity, sheet!address) of a workbook in which somebody changed something."""
    book = openpyxl.load_workbook(io.BytesIO(content or issued()))
    change(book)
    return [summary(finding) for finding in read_workbook(saved(book), key=KEY)[1]]


def summary(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.severity, f"{finding.place.sheet}!{finding.place.address}"


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def put(sheet: str, address: str, value: str | int | None) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet][address] = value

    return change


def test_an_untouched_workbook_has_no_findings() -> None:
    assert findings_after(lambda _: None) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (put("三、申请办理", "A4", "一、新收"), ("workbook.label_changed", "error", "三、申请办理!A4")),
        (put("三、申请办理", "E3", "企业"), ("workbook.label_changed", "error", "三、申请办理!E3")),
        (put("二、主动公开", "A4", "规范性文件"), ("workbook.label_changed", "error", "二、主动公开!A4")),
        (put("封面", "B4", "示范区教育局"), ("workbook.label_changed", "error", "封面!B4")),
        (put("填报说明", "C9", "随便填"), ("workbook.label_changed", "error", "填报说明!C9")),
        (put("三、申请办理", "J4", 0), ("workbook.formula_changed", "error", "三、申请办理!J4")),
        (put("三、申请办理", "J4", 99), ("workbook.formula_changed", "error", "三、申请办理!J4")),
        (put("三、申请办理", "D27", "=SUM(D6:D25)"), ("workbook.formula_changed", "error", "三、申请办理!D27")),
        (put("四、复议诉讼", "E4", None), ("workbook.formula_changed", "error", "四、复议诉讼!E4")),
        (put("勾稽核对", "H40", "平"), ("workbook.formula_changed", "error", "勾稽核对!H40")),
        (put("封面", "A11", "可以报送"), ("workbook.formula_changed", "error", "封面!A11")),
        (
            lambda book: book["二、主动公开"].unmerge_cells("A1:D1"),
            ("workbook.merge_changed", "error", "二、主动公开!A1"),
        ),
        (
            lambda book: book["三、申请办理"].merge_cells("D4:E4"),
            ("workbook.merge_changed", "error", "三、申请办理!D4"),
        ),
        (lambda book: book.remove(book["四、复议诉讼"]), ("workbook.sheet_missing", "error", "四、复议诉讼!None")),
        (lambda book: book.remove(book["勾稽核对"]), ("workbook.sheet_missing", "error", "勾稽核对!None")),
        (
            lambda book: setattr(book["三、申请办理"], "title", "Sheet3"),
            ("workbook.sheet_renamed", "hint", "三、申请办理!None"),
        ),
        (
            lambda book: book["三、申请办理"].protection.disable(),
            ("workbook.unprotected", "hint", "三、申请办理!A1"),
        ),
        (lambda book: book.remove(book["_nianbao"]), ("workbook.stamp_incomplete", "hint", "封面!A2")),
        (
            lambda book: book.custom_doc_props.props.clear(),
            ("workbook.stamp_incomplete", "hint", "封面!A2"),
        ),
        (
            lambda book: book.defined_names.pop("nianbao_stamp"),
            ("workbook.stamp_incomplete", "hint", "封面!A2"),
        ),
    ],
    ids=lambda value: value[0] + " " + value[2] if isinstance(value, tuple) else "",
)
def test_a_change_is_named_at_its_cell(change: Callable[[Workbook], None], expected: tuple[str, str, str]) -> None:
    assert expected in findings_after(change)


def as_wps_saves(content: bytes) -> bytes:
    """The package with the traits of WPS: folders as entries, content types last, a wrong dimension."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for folder in ("_rels/", "docProps/", "xl/", "xl/_rels/", "xl/worksheets/"):
            target.writestr(folder, b"")
        for name in sorted(source.namelist(), key=lambda part: part == "[Content_Types].xml"):
            part = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"<sheetProtection[^>]*>", b'<sheetProtection selectLockedCells="1"/>', part)
                part = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', part)
            if name == "xl/workbook.xml":
                part = re.sub(
                    rb"<fileVersion[^>]*>", b'<fileVersion appName="xl" lastEdited="3" rupBuild="9302"/>', part
                )
            if name == "docProps/custom.xml":
                part = part.replace(b"</Properties>", WPS_PROPERTY + b"</Properties>")
            target.writestr(name, part)
    return buffer.getvalue()


WPS_PROPERTY = (
    b'<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="9" name="KSOProductBuildVer">'
    b"<vt:lpwstr>2052-12.1.0.16729</vt:lpwstr></property>"
)


def test_an_honest_save_by_wps_is_no_finding() -> None:
    assert read_workbook(as_wps_saves(issued()), key=KEY) == read_workbook(issued(), key=KEY)


def test_a_forged_total_is_computed_again_and_told() -> None:
    book = openpyxl.load_workbook(io.BytesIO(issued()))
    book["三、申请办理"]["J4"] = 99
    report, findings = read_workbook(saved(book), key=KEY)

    assert report.computed("requests.received.total") == 0
    assert "三、申请办理” J4" not in findings[0].message
    assert findings[0].message == ("“三、申请办理”表 J4 的公式被改成了“99”；程序不采用这一格，已按填报数重新计算。")


def test_a_stale_cached_total_is_told() -> None:
    """As after a program that writes cells without recalculating: the formula is right, the value shown is not."""
    content = with_part(issued(), "xl/worksheets/sheet3.xml", "<f>SUM(D4:I4)</f><v>0</v>", "<f>SUM(D4:I4)</f><v>7</v>")
    _, findings = read_workbook(content, key=KEY)

    assert [finding.rule for finding in findings] == ["workbook.stale_total"]
    assert findings[0].message == (
        "“三、申请办理”表“一、本年新收”行“总计”列（J4）：表内合计显示 7，按填报数应为 0（可能没有重新计算）。"
    )


def test_an_inserted_row_is_told_once_and_nothing_is_read_from_the_wrong_row() -> None:
    book = openpyxl.load_workbook(io.BytesIO(issued()))
    book["三、申请办理"]["D10"] = 5
    book["三、申请办理"].insert_rows(6)
    report, findings = read_workbook(saved(book), key=KEY)

    assert "requests.denied_security_and_stability.natural_person" not in report.values
    assert 5 not in report.values.values()
    assert len(findings) < 30
    assert "“三、申请办理”表 A6 应为“三、本年度办理结果”，现为空白。" in [finding.message for finding in findings]


def test_stamps_that_contradict_each_other_are_told() -> None:
    other = write_workbook(blank_report(FORM, 2024, "示范区教育局", "jyj"), Cover(key=KEY))
    book: Any = openpyxl.load_workbook(io.BytesIO(issued()))
    book.custom_doc_props["nianbao"].value = stamp_of(other)
    findings = [summary(finding) for finding in read_workbook(saved(book), key=KEY)[1]]

    assert findings == [("workbook.stamp_conflict", "error", "封面!A2")]


def stamp_of(content: bytes) -> str:
    book: Any = openpyxl.load_workbook(io.BytesIO(content))
    return str(book.custom_doc_props["nianbao"].value)


def test_a_workbook_stamped_with_another_key_is_told() -> None:
    findings = [summary(finding) for finding in read_workbook(issued(key=b"other"), key=KEY)[1]]

    assert findings == [("workbook.forged_stamp", "error", "封面!A2")]


def test_an_unsigned_workbook_is_judged_only_by_who_has_a_key() -> None:
    unsigned = issued(key=b"")

    assert read_workbook(unsigned)[1] == ()
    assert [finding.rule for finding in read_workbook(unsigned, key=KEY)[1]] == ["workbook.forged_stamp"]


def test_a_workbook_without_any_stamp_is_known_by_its_labels_and_says_so() -> None:
    book: Any = openpyxl.load_workbook(io.BytesIO(issued()))
    book.remove(book["_nianbao"])
    book.defined_names.pop("nianbao_stamp")
    book.custom_doc_props.props.clear()
    report, findings = read_workbook(saved(book))

    assert (report.unit, report.year, report.form.edition) == ("示范区民政局", 2024, "2021")
    assert findings[0].rule == "workbook.no_stamp"
    assert findings[0].severity == "query"


def test_a_foreign_workbook_is_refused() -> None:
    book = Workbook()
    with pytest.raises(UnreadableFile, match="不是本程序下发的年报工作簿"):
        read_workbook(saved(book))


def with_part(content: bytes, name: str, old: str, new: str) -> bytes:
    """The package with a text replaced in one part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for entry in source.infolist():
            data = source.read(entry).decode() if entry.filename == name else source.read(entry)
            if isinstance(data, str):
                assert old in data
                data = data.replace(old, new)
            target.writestr(entry, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "文件是空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "这是损坏的或别的旧版 Office 文件，不是工作簿"),
        (b"%PDF-1.7", "这是 PDF 文件，不是工作簿"),
        (b"<!DOCTYPE html><html></html>", "这是网页文件，不是工作簿"),
        ("单位,数量\n".encode("gbk"), "这是文本文件，不是工作簿"),
        (b"PK\x03\x04 nothing more", "文件已损坏或不完整"),
        (issued()[:-3000], "文件已损坏或不完整"),
        (b"\x89PNG\r\n", "这是图片，不是工作簿"),
        (b"Rar!\x1a\x07", "这是 RAR 压缩包，程序不解压这种格式"),
        (b"x" * (20 * 2**20 + 1), "超过 20 MB 的上限"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_workbook_is_refused_in_words(content: bytes, problem: str) -> None:
    with pytest.raises(UnreadableFile, match=problem):
        read_workbook(content)


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, issued())
    return buffer.getvalue()


def test_one_workbook_in_an_archive_is_read_and_told() -> None:
    report, findings = read_workbook(zipped("民政局.xlsx"), key=KEY)

    assert report == read_workbook(issued())[0]
    assert [(finding.rule, finding.severity) for finding in findings] == [("workbook.wrapped", "hint")]
    assert findings[0].message == "收到的是装着一份工作簿的压缩包，已打开其中的那一份（民政局.xlsx）。"


def test_several_workbooks_in_an_archive_are_not_chosen_from() -> None:
    with pytest.raises(UnreadableFile, match="这是压缩包，请解压后报送其中的工作簿"):
        read_workbook(zipped("民政局.xlsx", "教育局.xlsx"))


def test_a_flipped_byte_is_refused() -> None:
    content = bytearray(issued())
    start = content.index(b"xl/worksheets/sheet3.xml") + 60
    content[start] ^= 0xFF

    with pytest.raises(UnreadableFile, match="损坏"):
        read_workbook(bytes(content))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet3.xml"])
def test_a_strict_part_is_refused_because_it_would_read_as_empty(part: str) -> None:
    usual, strict = (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )

    with pytest.raises(UnreadableFile, match="Strict Open XML"):
        read_workbook(with_part(issued(), part, usual, strict))
