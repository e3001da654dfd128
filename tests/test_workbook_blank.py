"""The blank workbook: what a unit gets."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date

import openpyxl
import pytest
from golden_file import golden
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.forms import a1, find_form
from toolkit.workbook import Cover, blank_report, write_workbook

FORM = find_form("zfxxgk", "2021")
COVER = Cover(
    office="示范区政务公开办公室",
    deadline=date(2025, 1, 15),
    office_contact="王老师 0000-0000100",
    contact="周例一",
    phone="0000-0000101",
    key=b"key of the tests",
)
SHEETS_BEHIND = ["文字部分", "情况说明", "勾稽核对", "上年数", "填报说明"]
TABLE_SHEETS = [table.sheet for table in FORM.tables]
ALLOWED = {"SUM", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF", "IF", "AND", "OR"}
ALLOWED |= {"LEFT", "RIGHT", "LEN", "ISNUMBER", "INT", "ROUND", "CHAR", "SUMPRODUCT"}


def blank() -> bytes:
    return write_workbook(blank_report(FORM, 2024, "示范区民政局", "mzj"), COVER)


@pytest.fixture(scope="module")
def book() -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(blank()))


def test_the_same_input_gives_the_same_bytes() -> None:
    assert blank() == blank()


def test_sheets_come_in_order_and_only_the_stamp_is_hidden(book: Workbook) -> None:
    states = {sheet.title: sheet.sheet_state for sheet in book.worksheets}

    assert list(states) == ["封面", *TABLE_SHEETS, *SHEETS_BEHIND, "_nianbao"]
    assert [name for name, state in states.items() if state != "visible"] == ["_nianbao"]
    assert book.active is not None
    assert book.active.title == "封面"


def test_merges_of_each_table_are_those_of_the_official_grid(book: Workbook) -> None:
    for table in FORM.tables:
        official = {cell.range for cell in table.grid.cells if cell.merged}
        found = [m for m in book[table.sheet].merged_cells.ranges if m.max_row <= table.grid.height]

        assert {str(merged) for merged in found if merged.max_col <= table.grid.width} == official


def test_inputs_are_the_only_unlocked_cells(book: Workbook) -> None:
    unlocked = {sheet.title: set(unlocked_cells(sheet)) for sheet in book.worksheets}

    for table in FORM.tables:
        sheet = book[table.sheet]
        swallowed = {cell.coordinate for row in sheet.iter_rows() for cell in row if isinstance(cell, MergedCell)}
        assert unlocked[table.sheet] - swallowed == {cell.address for cell in table.inputs}
    assert unlocked["文字部分"] == {f"B{row}" for row in range(4, 13)}
    assert unlocked["封面"] == {"B7", "E7", "B9"}
    assert unlocked["情况说明"] == {f"I{row}" for row in range(4, 16)}
    assert not unlocked["上年数"] | unlocked["勾稽核对"] | unlocked["填报说明"] | unlocked["_nianbao"]


def unlocked_cells(sheet: Worksheet) -> Iterator[str]:
    return (cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked)


def test_sheets_and_structure_are_protected(book: Workbook) -> None:
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    assert book.security.lockStructure


def test_inputs_are_blank_tinted_and_explained(book: Workbook) -> None:
    for table in FORM.tables:
        sheet = book[table.sheet]
        prompts = {
            str(cell): rule.prompt
            for rule in sheet.data_validations.dataValidation
            for area in rule.sqref.ranges
            for cell in (get_column_letter(c) + str(r) for r, c in area.cells)
        }
        for cell in table.inputs:
            assert sheet[cell.address].value is None
            assert sheet[cell.address].fill.fgColor.rgb == "FFE3F0FB"
            assert prompts[cell.address] == cell.note


def test_every_official_table_prints_on_one_a4_page(book: Workbook) -> None:
    for table in FORM.tables:
        sheet, grid = book[table.sheet], table.grid
        setup, properties, footer = sheet.page_setup, sheet.sheet_properties.pageSetUpPr, sheet.oddFooter

        assert str(setup.paperSize) == "9"  # A4
        assert properties is not None
        assert properties.fitToPage
        assert (setup.fitToWidth or 1, setup.fitToHeight or 1) == (1, 1)
        assert str(sheet.print_area).replace("$", "").endswith(f"A1:{a1(grid.height - 1, grid.width - 1)}")
        assert footer is not None
        assert "示范区民政局" in str(footer.left.text)
        assert "&P" in str(footer.right.text)


def test_header_rows_of_table_three_are_frozen_and_repeated(book: Workbook) -> None:
    sheet = book["三、申请办理"]

    assert sheet.freeze_panes == "D4"
    assert sheet.print_title_rows == "$1:$3"


def test_formulas_use_only_functions_that_every_program_knows(book: Workbook) -> None:
    formulas = [text for sheet in book.worksheets for text in formula_texts(sheet)]
    functions = {name for text in formulas for name in re.findall(r"([A-Z.]+)\(", re.sub(r'"[^"]*"', "", text))}

    assert len(formulas) > 300
    assert functions <= ALLOWED


def formula_texts(sheet: Worksheet) -> Iterator[str]:
    for row in sheet.iter_rows():
        for cell in row:
            text = str(getattr(cell.value, "text", cell.value))
            if cell.data_type == "f":
                yield text
    for rules in sheet.conditional_formatting:
        yield from (str(text) for rule in rules.rules for text in rule.formula)


def test_conditional_formats_look_at_their_own_sheet_only(book: Workbook) -> None:
    rules = [rule for sheet in book.worksheets for area in sheet.conditional_formatting for rule in area.rules]
    conditions = [str(formula) for rule in rules for formula in rule.formula]

    assert conditions
    assert not [condition for condition in conditions if "!" in condition]


def test_no_macro_no_external_link_no_dynamic_array() -> None:
    names = zipfile.ZipFile(io.BytesIO(blank())).namelist()

    assert not [name for name in names if "vba" in name or "externalLink" in name or "metadata" in name]


def test_the_blank_workbook_is_this_one(book: Workbook) -> None:
    golden("workbook/blank.txt", "\n".join(line for sheet in book.worksheets for line in dump(sheet)) + "\n")


def dump(sheet: Worksheet) -> Iterator[str]:
    """The sheet as a person reviews it."""
    printed = str(sheet.print_area).replace("$", "") or "整表"
    yield f"=== {sheet.title}  冻结 {sheet.freeze_panes or '无'}  打印 {printed}"
    yield f"合并 {' '.join(sorted(map(str, sheet.merged_cells.ranges)))}"
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None or not cell.protection.locked:
                text = str(getattr(cell.value, "text", cell.value if cell.value is not None else ""))
                lock = "  " if cell.protection.locked else "填"
                yield f"{cell.coordinate:<5}{lock} [{cell.number_format}] {text}".replace("\n", "⏎").rstrip()
    for rule in sheet.data_validations.dataValidation:
        limits = f"{rule.formula1 or ''}…{rule.formula2 or ''}"
        yield f"有效性 {rule.sqref} {rule.type or '任意'} {limits} 【{rule.promptTitle}】{rule.prompt}"
    for rules in sheet.conditional_formatting:
        for condition in rules.rules:
            colour = condition.dxf.fill.bgColor.rgb if condition.dxf and condition.dxf.fill else ""
            yield f"条件格式 {rules.sqref} {condition.formula[0]} → {colour}"
    yield ""
