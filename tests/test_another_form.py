"""A form of quite another shape, by definitions alone: codes, texts, dates, choices, lists, quarters."""

import io
import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

import docx
import openpyxl
import pytest
from another_form import FOLDER, FORM, TEXTS, any_report, filled
from office import libreoffice_saves
from openpyxl.worksheet.worksheet import Worksheet
from recalculated import differences

from toolkit.aggregation import Source, Total, add_up
from toolkit.checks import check_report
from toolkit.document import read_page, read_word, verify, write_html, write_word
from toolkit.forms import load_form
from toolkit.model import Report, Value, read_data_file, write_data_file
from toolkit.stages.total_data import total_as_data
from toolkit.stages.totals import total_as_workbook
from toolkit.workbook import read_workbook as read_any_workbook
from toolkit.workbook import resave, write_workbook
from toolkit.workbook.build import blank_report

SIGNED_ON = date(2025, 1, 20)
LIST = """
    documents.line_1.number 示政发〔2024〕1号
    documents.line_1.name 示范镇公共法律服务站管理办法
    documents.line_1.issued_on 2024-03-05
    documents.line_1.filed 是
    """


def spreadsheet_time(*parts: int) -> datetime:
    """A time as spreadsheets keep it: of no time zone."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc,arg-type]


read_workbook = partial(read_any_workbook, own=FORM)


def sheet_of(content: bytes, name: str) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(content))[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def rules_of(report: Report) -> list[tuple[str, str]]:
    """(rule, severity) of what is found."""
    return [(finding.rule, finding.severity) for finding in check_report(report).findings]


# --- the workbook ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheet", "address", "kind", "first", "second"),
    [
        ("一、基本情况", "C2", "textLength", "60", None),
        ("一、基本情况", "C3", "date", "18172", "73415"),
        ("一、基本情况", "C4", "whole", "0", "1000000000"),
        ("一、基本情况", "C6", "list", '"是,否"', None),
        ("一、基本情况", "C7", "list", '"政府门户网站,政务新媒体,公开栏,广播电视"', None),
        ("一、基本情况", "C8", "decimal", "0", "1000000000"),
        ("三、规范性文件目录", "D13", "date", "18172", "73415"),
        ("三、规范性文件目录", "E13", "list", '"是,否"', None),
    ],
)
def test_a_blank_workbook_takes_in_what_the_cell_is_for(
    sheet: str, address: str, kind: str, first: str, second: str | None
) -> None:
    rules = sheet_of(write_workbook(filled(blank=True)), sheet).data_validations.dataValidation
    (rule,) = [rule for rule in rules if address in rule.sqref]

    assert (rule.type, rule.formula1, rule.formula2) == (kind, first, second)
    assert rule.error
    assert rule.prompt


def test_a_date_is_kept_as_a_date_and_a_text_never_becomes_a_formula() -> None:
    report = filled("profile.established.value 2019年3月15日\nprofile.office.value =HYPERLINK(1)\n")
    sheet = sheet_of(write_workbook(report), "一、基本情况")

    assert (sheet["C3"].value, sheet["C3"].number_format) == (spreadsheet_time(2019, 3, 15), "yyyy-mm-dd")
    assert (sheet["C2"].value, sheet["C2"].data_type) == ("=HYPERLINK(1)", "s")
    assert read_workbook(write_workbook(report))[0] == report


def test_codes_and_units_stand_beside_their_rows_and_are_locked() -> None:
    sheet = sheet_of(write_workbook(filled()), "二、分季度")

    assert [sheet[address].value for address in ("C1", "D1", "C7", "D7", "C8", "D8")] == [
        "行次",
        "计量单位",
        "5",
        "人次",
        "6",
        "万元",
    ]
    assert sheet["C7"].protection.locked
    assert not sheet["E7"].protection.locked


def test_a_changed_code_is_told() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(filled())))
    book["二、分季度"]["C7"] = "9"
    buffer = io.BytesIO()
    book.save(buffer)
    _, findings = read_workbook(buffer.getvalue())

    assert "“二、分季度”表 C7 应为“5”，现为“9”。" in [finding.message for finding in findings]


@pytest.mark.parametrize("seed", range(12))
def test_what_is_written_is_read_back(seed: int) -> None:
    report = any_report(random.Random(seed))
    content = write_workbook(report)
    again, findings = read_workbook(content)

    assert again == report
    assert [finding for finding in findings if finding.rule.startswith("workbook.")] == []
    assert read_workbook(resave(content))[0] == report
    data = write_data_file(report)
    assert read_data_file(data.encode(), FORM)[0].values == {**report.values, **stated_totals(report)}


def stated_totals(report: Report) -> dict[str, Value]:
    """A data file says what the totals are."""
    return {cell: value for cell, value in report.totals.items() if value is not None}


@pytest.mark.parametrize(
    ("typed", "cell", "value", "rules"),
    [
        (spreadsheet_time(2024, 3, 5), "established", "2024-03-05", []),
        ("2024年3月5日", "established", "2024-03-05", ["cells.date_as_text"]),
        ("2024.3.5", "established", "2024-03-05", ["cells.date_as_text"]),
        ("２０２４/3/5", "established", "2024-03-05", ["cells.date_as_text"]),
        ("20240305", "established", "2024-03-05", ["cells.date_as_text"]),
        (" 2024-3-5 ", "established", "2024-03-05", ["cells.date_as_text"]),
        ("2024-03-05", "established", "2024-03-05", []),
        ("2024年2月30日", "established", "2024年2月30日", []),
        (45356, "office", "45356", []),
        (True, "desk", "TRUE", []),
        (spreadsheet_time(2024, 3, 5, 8, 30), "established", "2024-03-05 08:30:00", []),
        (spreadsheet_time(2024, 3, 5), "staff", "2024-03-05 00:00:00", []),
        (12.0, "office", "12", []),
        ("  ", "office", None, []),
        (" 是 ", "desk", "是", []),
        ("12", "office", "12", []),
        ("12", "staff", 12, ["cells.number_as_text"]),
    ],
)
def test_what_was_typed_is_read_as_its_cell_means_it(typed: object, cell: str, value: Value, rules: list[str]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(filled())))
    place = FORM.table("profile").grid.place(f"profile.{cell}.value")
    book["一、基本情况"][place.address] = typed  # type: ignore[assignment]
    buffer = io.BytesIO()
    book.save(buffer)
    report, findings = read_workbook(buffer.getvalue())

    assert report.values[f"profile.{cell}.value"] == value
    assert [finding.rule for finding in findings if finding.rule.startswith("cells.")] == rules


def test_zero_return_makes_zeros_of_numbers_alone() -> None:
    blank = replace(filled(blank=True), zero_return=True)
    again, _ = read_workbook(write_workbook(blank))

    assert {again.values[cell.id] for cell in FORM.inputs if cell.numeric and cell.required} == {0}
    assert {again.values[cell.id] for cell in FORM.inputs if not (cell.numeric and cell.required)} == {None}


@pytest.mark.libreoffice
def test_libreoffice_agrees_with_the_checks(tmp_path: Path) -> None:
    """Every formula, recalculated on 16 random fillings."""
    rng = random.Random(7)
    reports = [any_report(rng) for _ in range(16)]
    contents = [resave(write_workbook(report)) for report in reports]
    for report, content in zip(reports, libreoffice_saves(contents, tmp_path), strict=True):
        assert differences(report, openpyxl.load_workbook(io.BytesIO(content), data_only=True)) == []
        assert read_workbook(content)[0] == report


# --- the checks ------------------------------------------------------------------------------------------------------


def test_a_report_that_is_in_order_has_no_findings() -> None:
    assert check_report(filled(LIST)).findings == ()


@pytest.mark.parametrize(
    ("text", "rule", "message", "fix"),
    [
        pytest.param(
            "profile.office.value ·",
            "cells.blank",
            "“一、基本情况”表“承担政务公开工作的机构”行“填报内容”列（C2）未填，应为文字，至多 60 字。",
            "请填写；没有的写“无”。",
            id="a text that must be filled",
        ),
        pytest.param(
            "profile.established.value 三月五日",
            "cells.not_a_date",
            "“一、基本情况”表“机构设立日期”行“填报内容”列（C3）填的是“三月五日”，不是日期，或者年份不对，"
            "应为日期，写成 2024-03-05 的样子。",
            "写成 2024-03-05 的样子，年月日都要有。",
            id="no date",
        ),
        pytest.param(
            "profile.established.value 1900-01-01",
            "cells.not_a_date",
            "“一、基本情况”表“机构设立日期”行“填报内容”列（C3）填的是“1900-01-01”，不是日期，或者年份不对，"
            "应为日期，写成 2024-03-05 的样子。",
            "写成 2024-03-05 的样子，年月日都要有。",
            id="too early",
        ),
        pytest.param(
            "profile.desk.value 有",
            "cells.not_a_choice",
            "“一、基本情况”表“是否设立政务公开专区”行“填报内容”列（C6）填的是“有”，不在可选的各项里，应为“是”或“否”。",
            "请在下拉列表里选择。",
            id="neither yes nor no",
        ),
        pytest.param(
            "profile.channel.value 微信",
            "cells.not_a_choice",
            "“一、基本情况”表“主要公开渠道”行“填报内容”列（C7）填的是“微信”，不在可选的各项里，应为“政府门户网站”、“政务新媒体”、“公开栏”或“广播电视”。",
            "请在下拉列表里选择。",
            id="no choice",
        ),
        pytest.param(
            f"profile.office.value {'长' * 61}",
            "cells.too_long",
            "“一、基本情况”表“承担政务公开工作的机构”行“填报内容”列（C2）填了 61 字，太长，应为文字，至多 60 字。",
            "请压缩文字。",
            id="too long",
        ),
        pytest.param(
            "profile.spending.value 1.234",
            "cells.not_an_integer",
            "“一、基本情况”表“本年工作经费支出”行“填报内容”列（C8）填的是 1.234，至多 2 位小数，"
            "应为不小于0的数（万元）。",
            "请核对后重填。",
            id="three decimals",
        ),
        pytest.param(
            "documents.line_2.name 示范镇办法\ndocuments.line_2.issued_on 2024-03-05\ndocuments.line_2.filed 否",
            "cells.blank",
            "“三、规范性文件目录”表“第2行”行“发文字号”列（B3）未填，应为文字，至多 40 字。",
            "请填写；没有的写“无”。这一行不用的，请整行清空。",
            id="a line that is begun",
        ),
        pytest.param(
            "profile.full_time.value 3\nprofile.staff.value 2",
            "profile.full_time",
            "“一、基本情况”表“填报内容”列（C5）：其中：专职 3，工作人员 2，前者多 1。专职人员应当包含在工作人员之内。",
            "",
            id="a rule over rows",
        ),
        pytest.param(
            "quarters.visitors.q2 12人",
            "cells.not_a_number",
            "“二、分季度”表“政务公开专区接待群众”行“二季度”列（F7）填的是“12人”，不是数字，应为0或正整数。",
            "没有发生的填0；只填数字，不带单位和文字。",
            id="no number",
        ),
    ],
)
def test_content_that_is_not_what_the_cell_is_for(text: str, rule: str, message: str, fix: str) -> None:
    finding = next(finding for finding in check_report(filled(text)).findings if finding.rule == rule)

    assert (finding.severity, finding.message, finding.fix) == ("error", message, fix)


def test_what_need_not_be_filled_may_be_blank_or_absent() -> None:
    report = filled()
    kept = {cell: value for cell, value in report.values.items() if value is not None}

    assert check_report(report).findings == ()
    assert check_report(replace(report, values=kept)).findings == ()


@pytest.mark.parametrize(
    ("claimed", "rules"), [(60, []), (61, ["quarters.year"]), (None, ["cells.blank", "quarters.year"])]
)
def test_quarters_add_up_to_the_year(claimed: Value, rules: list[str]) -> None:
    report = filled("\n".join(f"quarters.visitors.q{n} {15}" for n in range(1, 5)))
    assert report.totals["quarters.visitors.year"] == 60

    stated = replace(report, values={**report.values, "quarters.visitors.year": claimed})
    assert [rule for rule, _ in rules_of(stated)] == rules


# --- totals ----------------------------------------------------------------------------------------------------------


def total() -> Total:
    first = filled(LIST + "quarters.visitors.q1 10\nprofile.spending.value 1.25", unit="东镇")
    second = filled("quarters.visitors.q1 5\nprofile.desk.value 否\nprofile.spending.value 2.5", unit="西镇")
    third = filled("quarters.visitors.q1 ·\nprofile.established.value 2020-01-02", unit="南镇")
    return add_up([Source(f"{report.unit}.xlsx", report) for report in (first, second, third)], "示范区")


def test_numbers_are_added_and_nothing_else_is() -> None:
    report = total().report

    assert report.values["quarters.visitors.q1"] == 15
    assert report.values["profile.spending.value"] == Decimal("3.75")
    assert {report.values[cell.id] for cell in FORM.inputs if not cell.added} == {None}


def test_a_total_is_not_blamed_for_what_is_not_added() -> None:
    complete = add_up([Source(f"{unit}.xlsx", filled(LIST, unit=unit)) for unit in ("东镇", "西镇")], "示范区").report
    again, _ = read_workbook(write_workbook(complete))

    assert check_report(complete).findings == ()
    assert check_report(again).findings == ()


def test_only_numbers_can_be_lacking_in_a_total() -> None:
    assert [(gap.unit, gap.cell) for gap in total().gaps] == [("南镇", "quarters.visitors.q1")]


def test_what_is_not_added_is_listed_unit_by_unit() -> None:
    data = json.loads(total_as_data(total()))
    sheet = sheet_of(total_as_workbook(total()), "汇总来源")
    rows = {(str(row[2]), str(row[3])): row[4:] for row in sheet.iter_rows(values_only=True)}

    assert data["statements"]["profile.established.value"] == [
        {"unit": "东镇", "file": "东镇.xlsx", "value": "2019-03-15"},
        {"unit": "西镇", "file": "西镇.xlsx", "value": "2019-03-15"},
        {"unit": "南镇", "file": "南镇.xlsx", "value": "2020-01-02"},
    ]
    assert data["statements"]["documents.line_1.filed"] == [{"unit": "东镇", "file": "东镇.xlsx", "value": "是"}]
    assert rows["是否设立政务公开专区", "填报内容"] == ("是 2、否 1", None, "是", "否", "是")
    assert rows["第1行", "发文字号"] == (None, None, "示政发〔2024〕1号", None, None)
    assert ("第2行", "发文字号") not in rows


# --- documents -------------------------------------------------------------------------------------------------------

PAPERS: list[Callable[[Report], object]] = [
    lambda report: read_word(write_word(report, signed_on=SIGNED_ON)),
    lambda report: read_page(write_html(report, signed_on=SIGNED_ON).encode()),
]


@pytest.mark.parametrize("paper", PAPERS, ids=["word", "web page"])
@pytest.mark.parametrize("seed", range(4))
def test_a_document_is_read_back_equal(paper: Callable[[Report], object], seed: int) -> None:
    report = any_report(random.Random(seed))
    result = verify(paper(report), report, SIGNED_ON)  # type: ignore[arg-type]

    assert result.differences == ()
    assert result.cells == result.cells_equal > 40


@pytest.mark.parametrize("paper", PAPERS, ids=["word", "web page"])
@pytest.mark.parametrize(
    ("changed", "difference"),
    [
        (
            "profile.established.value 2019-03-16",
            "“基本情况”表“机构设立日期”行“填报内容”列：文档是“2019年3月16日”，应为“2019年3月15日”。",
        ),
        ("profile.desk.value 否", "“基本情况”表“是否设立政务公开专区”行“填报内容”列：文档是“否”，应为“是”。"),
        (
            "documents.line_2.name 多出来的一件",
            "“行政规范性文件目录”表“第2行”行“文件名称”列：文档是“多出来的一件”，应为“空白”。",
        ),
        (
            "documents.line_1.name 示范镇公共法律服务站管理规定",
            "“行政规范性文件目录”表“第1行”行“文件名称”列：文档是“示范镇公共法律服务站管理规定”，应为“示范镇公共法律服务站管理办法”。",
        ),
    ],
)
def test_a_changed_document_is_told(paper: Callable[[Report], object], changed: str, difference: str) -> None:
    result = verify(paper(filled(LIST + changed)), filled(LIST), SIGNED_ON)  # type: ignore[arg-type]

    assert difference in list(map(str, result.differences))


def test_a_list_is_printed_as_far_as_it_goes() -> None:
    document = docx.Document(io.BytesIO(write_word(filled(LIST), signed_on=SIGNED_ON)))
    cells = [[cell.text for cell in row.cells] for row in document.tables[2].rows]

    assert cells == [
        ["序号", "发文字号", "文件名称", "印发日期", "是否备案", "备注"],
        ["1", "示政发〔2024〕1号", "示范镇公共法律服务站管理办法", "2024年3月5日", "是", ""],
    ]


# --- the definition --------------------------------------------------------------------------------------------------


def test_the_program_knows_nothing_of_it() -> None:
    sources = "".join(path.read_text("utf-8") for path in (FOLDER.parents[2] / "toolkit").rglob("*.py"))
    words = {FORM.id, *(table.id for table in FORM.tables), "q1", "jczwgk"}

    assert [word for word in words if re.search(rf'"{word}[".]', sources)] == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("profile.toml", '["政府门户网站", ', '["门户网站", '),
        ("profile.toml", "length = 60", "length = 50"),
        ("profile.toml", "optional = true }", "optional = false }"),
        ("profile.toml", 'code  = "03"', 'code  = "30"'),
        ("documents.toml", "most  = 12", "most  = 13"),
        ("quarters.toml", 'units  = "计量单位"\n', ""),
    ],
)
def test_the_digest_changes_with_what_a_filled_copy_depends_on(tmp_path: Path, file: str, old: str, new: str) -> None:
    for path in FOLDER.glob("*.toml"):
        text = path.read_text("utf-8")
        assert path.name != file or old in text
        (tmp_path / path.name).write_text(text.replace(old, new) if path.name == file else text, encoding="utf-8")

    assert load_form(tmp_path).digest != FORM.digest


def test_texts_of_every_sort_are_tried() -> None:
    assert any(text.startswith("=") for text in TEXTS)
    assert blank_report(FORM, 2024, "示范镇", "示范镇") == filled(blank=True)
