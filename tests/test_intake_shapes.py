"""Sheets that look alike are parsed once: whatever differs between two of them still counts."""

import re
from collections.abc import Callable

import pytest
from openpyxl_sheets import sheets_by_openpyxl
from returned import parts_of, repacked, returned

from toolkit.intake import Reason, prescan
from toolkit.workbook.opened import open_workbook

SHEET = "xl/worksheets/sheet3.xml"
Change = Callable[[bytes], bytes]


def with_sheet(change: Change, part: str = SHEET) -> bytes:
    def changed(parts: dict[str, bytes]) -> None:
        parts[part] = change(parts[part])

    return repacked(returned(), changed)


def replaced(old: bytes, new: bytes) -> Change:
    def change(data: bytes) -> bytes:
        found, count = re.subn(old, new, data, count=1)
        assert count == 1, old
        return found

    return change


NUMBER = rb'<c r="D4" s="(\d+)"><v>\d+</v></c>'
DIFFERENT: dict[str, tuple[Change, object]] = {
    "another number": (replaced(NUMBER, rb'<c r="D4" s="\1"><v>77</v></c>'), 77),
    "a fraction": (replaced(NUMBER, rb'<c r="D4" s="\1"><v>0.50</v></c>'), 0.5),
    "an exponent": (replaced(NUMBER, rb'<c r="D4" s="\1"><v>1E3</v></c>'), 1000.0),
    "a minus": (replaced(NUMBER, rb'<c r="D4" s="\1"><v>-3</v></c>'), -3),
    "zeros in front": (replaced(NUMBER, rb'<c r="D4" s="\1"><v>007</v></c>'), 7),
    "a shared text": (
        replaced(NUMBER, rb'<c r="D4" s="\1" t="s"><v>0</v></c>'),
        "2024年政府信息公开工作年度报告填报表",
    ),
    "a text of its own": (replaced(NUMBER, rb'<c r="D4" s="\1" t="inlineStr"><is><t>12</t></is></c>'), "12"),
    "a text with references": (
        replaced(NUMBER, rb'<c r="D4" s="\1" t="inlineStr"><is><t>&#26080;&lt;&amp;</t></is></c>'),
        "无<&",
    ),
    "a text that a formula gave": (replaced(NUMBER, rb'<c r="D4" s="\1" t="str"><v>a&gt;b</v></c>'), "a>b"),
    "a truth": (replaced(NUMBER, rb'<c r="D4" s="\1" t="b"><v>1</v></c>'), True),
    "an error": (replaced(NUMBER, rb'<c r="D4" s="\1" t="e"><v>#REF!</v></c>'), "#REF!"),
    "a formula": (replaced(NUMBER, rb'<c r="D4" s="\1"><f>1+1</f><v>2</v></c>'), "=1+1"),
    "an empty value": (replaced(NUMBER, rb'<c r="D4" s="\1"><v></v></c>'), None),
    "no value": (replaced(NUMBER, rb'<c r="D4" s="\1"/>'), None),
    "no cell": (replaced(NUMBER, rb""), None),
}


@pytest.mark.parametrize("way", DIFFERENT)
def test_what_differs_is_seen(way: str) -> None:
    before = open_workbook(returned()).sheets[2].typed[3, 3]
    change, expected = DIFFERENT[way]
    content = with_sheet(change)
    sheets = open_workbook(content).sheets

    found = sheets[2].typed.get((3, 3))
    assert (found, type(found)) == (expected, type(expected))
    assert found != before
    assert [sheet.typed for sheet in sheets] == [sheet.typed for sheet in sheets_by_openpyxl(content)]


def test_the_same_number_of_a_text_means_another_one() -> None:
    strings = "xl/sharedStrings.xml"
    swapped = with_sheet(
        replaced(rb"<si><t>(.*?)</t></si><si><t>(.*?)</t></si>", rb"<si><t>\2</t></si><si><t>\1</t></si>"), strings
    )

    ours, theirs = open_workbook(swapped).sheets, sheets_by_openpyxl(swapped)
    assert [sheet.typed for sheet in ours] == [sheet.typed for sheet in theirs]
    assert ours[0].typed != open_workbook(returned()).sheets[0].typed


def test_the_same_style_means_another_format() -> None:
    def as_dates(parts: dict[str, bytes]) -> None:
        parts["xl/styles.xml"] = re.sub(
            rb'(<xf numFmtId=")\d+(" fontId="\d+" fillId="\d+" borderId="\d+" xfId)',
            rb"\g<1>14\2",
            parts["xl/styles.xml"],
        )

    content = repacked(returned(), as_dates)
    ours, theirs = open_workbook(content).sheets, sheets_by_openpyxl(content)
    assert [sheet.typed for sheet in ours] == [sheet.typed for sheet in theirs]
    assert ours[2].typed != open_workbook(returned()).sheets[2].typed


def test_what_stands_around_the_rows_is_seen() -> None:
    content = with_sheet(replaced(rb'<mergeCell ref="[^"]*"/>', b'<mergeCell ref="D4:E4"/>'))
    (ours, theirs) = open_workbook(content).sheets[2], sheets_by_openpyxl(content)[2]
    assert (ours.merged, ours.typed) == (theirs.merged, theirs.typed)
    assert (3, 3, 1, 2) in ours.merged
    assert (3, 4) not in ours.typed


REFUSED: dict[str, tuple[Change, Reason]] = {
    "a word for a number": (replaced(NUMBER, rb'<c r="D4" s="\1"><v>12x</v></c>'), Reason.BAD_NUMBER),
    "a text that is not there": (replaced(NUMBER, rb'<c r="D4" s="\1" t="s"><v>99999</v></c>'), Reason.BAD_TEXT),
    "a word for the number of a text": (replaced(NUMBER, rb'<c r="D4" s="\1" t="s"><v>a</v></c>'), Reason.BAD_TEXT),
    "a truth that is none": (replaced(NUMBER, rb'<c r="D4" s="\1" t="b"><v>2</v></c>'), Reason.BAD_NUMBER),
    "a style that is not there": (replaced(NUMBER, rb'<c r="D4" s="9999"><v>1</v></c>'), Reason.BAD_STYLE),
    "a cell twice": (replaced(NUMBER, rb'<c r="D4" s="\1"/><c r="D4" s="\1"/>'), Reason.REPEATED_CELL),
    "an unknown reference": (replaced(NUMBER, rb'<c r="D4" t="str"><v>&nbsp;</v></c>'), Reason.DAMAGED),
    "a character that is none": (replaced(NUMBER, rb'<c r="D4" t="str"><v>&#1;</v></c>'), Reason.DAMAGED),
    "half a character": (replaced(NUMBER, rb'<c r="D4" t="str"><v>&#55296;</v></c>'), Reason.DAMAGED),
    "bytes that are no text": (replaced(NUMBER, b'<c r="D4" t="str"><v>\xff</v></c>'), Reason.DAMAGED),
    "the end of CDATA": (replaced(NUMBER, b'<c r="D4" t="str"><v>]]></v></c>'), Reason.DAMAGED),
    "an attribute twice": (replaced(rb'<row r="4" spans', b'<row r="4" spans="1:2" spans'), Reason.DAMAGED),
    "a prefix nobody declared": (replaced(rb'<row r="4" ', b'<row r="4" x14ac:dyDescent="0.2" '), Reason.DAMAGED),
    "an element in a value": (replaced(NUMBER, b'<c r="D4"><v><b/></c></v>'), Reason.DAMAGED),
    "a broken header": (replaced(rb"<oddHeader>", b"<oddHeader>&nbsp;"), Reason.DAMAGED),
}


@pytest.mark.parametrize("way", REFUSED)
def test_what_is_wrong_is_refused_as_if_nothing_had_been_read_before(way: str) -> None:
    assert prescan(returned()).reason is None
    change, reason = REFUSED[way]
    content = with_sheet(change)

    assert prescan(content).reason is reason
    assert prescan(returned()).reason is None


def test_rows_of_another_namespace_are_no_rows() -> None:
    content = with_sheet(replaced(rb'<row r="4" ', b'<row r="4" xmlns="urn:other" '))
    ours, theirs = open_workbook(content).sheets[2], sheets_by_openpyxl(content)[2]
    assert ours.typed == theirs.typed
    assert (3, 3) not in ours.typed


def test_declared_prefixes_are_fine() -> None:
    declared = replaced(rb"<worksheet ", b'<worksheet xmlns:x14ac="urn:x" ')
    content = with_sheet(lambda data: replaced(rb'<row r="4" ', b'<row r="4" x14ac:dyDescent="0.2" ')(declared(data)))
    assert open_workbook(content).sheets[2].typed == open_workbook(returned()).sheets[2].typed


def test_the_sheet_has_what_the_tests_change() -> None:
    assert re.search(NUMBER, parts_of(returned())[SHEET])
