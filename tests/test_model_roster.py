"""The roster: what it takes from a file, and every fault with its row."""

import csv
import io
from collections.abc import Sequence

import pytest

from toolkit.errors import ToolkitError, UnreadableFile
from toolkit.model import Unit, csv_rows, roster_from_rows

HEADINGS = ["单位编码", "单位名称", "邮箱", "层级"]


def as_csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


ROWS = [HEADINGS, ["mzj", "示范区民政局", "mzj@example.gov.cn", "本级"], ["dhz", "东湖镇", "", "下级"]]


def faults(*rows: Sequence[str]) -> list[str]:
    """The lines a roster with these rows is refused with."""
    with pytest.raises(ToolkitError) as caught:
        roster_from_rows([HEADINGS, *rows])
    return [line.strip() for line in caught.value.problem.strip().splitlines()[1:]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_it_is_read_whatever_a_spreadsheet_saved_it_as(encoding: str) -> None:
    assert list(csv_rows(as_csv(ROWS).encode(encoding))) == ROWS


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_it_is_read_with_any_line_end(end: str) -> None:
    assert list(csv_rows(as_csv(ROWS).replace("\r\n", end).encode())) == ROWS


def test_rare_characters_of_names_survive() -> None:
    rows = [HEADINGS, ["xm", "喆镕㙍𠮷镇", "", ""]]
    assert list(csv_rows(as_csv(rows).encode("gb18030"))) == rows


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(as_csv(ROWS).encode("utf-16"), "名单的编码既不是 UTF-8 也不是 GB18030。", id="utf-16"),
        pytest.param(b"\xff\xfe\xff", "名单的编码既不是 UTF-8 也不是 GB18030。", id="no text"),
        pytest.param(b'"' + b"x" * 200_000, "名单不是合法的 CSV 文件。", id="a field without end"),
    ],
)
def test_what_is_no_csv_is_refused(content: bytes, problem: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        list(csv_rows(content))
    assert caught.value.problem == problem


def test_units_keep_the_order_of_the_file() -> None:
    assert [unit.name for unit in roster_from_rows(ROWS).units] == ["示范区民政局", "东湖镇"]


def test_headings_come_in_any_order_and_with_blanks_around() -> None:
    rows = [[" 层级", "邮箱", "单位名称 ", "单位编码"], ["本级", "mzj@example.gov.cn", " 示范区民政局 ", "mzj"]]
    assert roster_from_rows(rows).units == (Unit("mzj", "示范区民政局", email="mzj@example.gov.cn", level="本级"),)


def test_columns_it_does_not_know_are_kept_and_named() -> None:
    roster = roster_from_rows([["单位编码", "单位名称", "分管领导", ""], ["mzj", "示范区民政局", "某某", "x"]])

    assert roster.unknown_columns == ("分管领导",)
    assert roster.units[0].extra == {"分管领导": "某某"}


@pytest.mark.parametrize(
    ("heading", "attribute"),
    [
        ("简称", "short"),
        ("类型", "kind"),
        ("联系人", "contact"),
        ("电话", "phone"),
        ("上级", "parent"),
        ("前身", "predecessor"),
    ],
)
def test_every_optional_column_has_its_place(heading: str, attribute: str) -> None:
    roster = roster_from_rows([["单位编码", "单位名称", heading], ["mzj", "示范区民政局", "内容"]])
    assert getattr(roster.units[0], attribute) == "内容"


def test_empty_rows_and_short_rows_are_no_fault() -> None:
    roster = roster_from_rows([HEADINGS, ["mzj", "示范区民政局"], ["", " ", "", ""], [], ["dhz", "东湖镇", "", ""]])
    assert [unit.code for unit in roster.units] == ["mzj", "dhz"]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["", "东湖镇", "", ""], "第 2 行：“单位编码”是空的"),
        (["dhz", "", "", ""], "第 2 行：“单位名称”是空的"),
        (["dhz", "东湖\n镇", "", ""], "第 2 行：“单位名称”里有换行或看不见的字符"),
        (["dhz", "东湖\r\n镇", "", ""], "第 2 行：“单位名称”里有换行或看不见的字符"),
        (["dhz", "东湖\x00镇", "", ""], "第 2 行：“单位名称”里有换行或看不见的字符"),
        (["dhz", "东湖\u2028镇", "", ""], "第 2 行：“单位名称”里有换行或看不见的字符"),
        (["dhz", "东湖\u200b镇", "", ""], "第 2 行：“单位名称”里有换行或看不见的字符"),
        (["dhz", "东湖\u202e镇", "", ""], "第 2 行：“单位名称”里有换行或看不见的字符"),
        (["d\nhz", "东湖镇", "", ""], "第 2 行：“单位编码”里有换行或看不见的字符"),
        (["dhz", "东湖镇", "dhz", ""], "第 2 行：邮箱“dhz”不是有效的地址"),
        (["dhz", "东湖镇", "dhz@localhost", ""], "第 2 行：邮箱“dhz@localhost”不是有效的地址"),
        (["dhz", "东湖镇", "东湖镇@example.cn", ""], "第 2 行：邮箱“东湖镇@example.cn”不是有效的地址"),
        (["dhz", "东湖镇", "a@b.cn;c@d.cn", ""], "第 2 行：邮箱“a@b.cn;c@d.cn”不是有效的地址"),
        (["dhz", "东湖镇", "a b@c.cn", ""], "第 2 行：邮箱“a b@c.cn”不是有效的地址"),
        (["dhz", "东湖镇", "", "镇级"], "第 2 行：“层级”应当是“本级”或“下级”，现在是“镇级”"),
    ],
    ids=ascii,
)
def test_a_fault_is_told_with_its_row(row: Sequence[str], fault: str) -> None:
    assert faults(row) == [fault]


def test_a_line_break_in_an_address_cannot_smuggle_a_header() -> None:
    assert "第 2 行：“邮箱”里有换行或看不见的字符" in faults(["dhz", "东湖镇", "a@b.cn\nBcc: c@d.cn", ""])


@pytest.mark.parametrize(
    ("first", "second", "fault"),
    [
        (["mzj", "民政局"], ["mzj", "财政局"], "第 2、4 行：单位编码“mzj”重复"),
        (["mzj", "民政局"], ["MZJ", "财政局"], "第 2、4 行：单位编码“mzj”重复"),
        (["mzj", "民政局"], ["czj", "民政局"], "第 2、4 行：单位名称“民政局”重复"),
    ],
    ids=["same code", "code in capitals", "same name"],
)
def test_what_stands_twice_is_told_with_both_rows(first: list[str], second: list[str], fault: str) -> None:
    assert faults(first, ["jyj", "教育局"], second) == [fault]


def test_all_faults_are_told_at_once() -> None:
    assert faults(["", "东湖镇", "x", ""], ["a", "b", "", "镇"], ["a", "c"]) == [
        "第 2 行：“单位编码”是空的",
        "第 2 行：邮箱“x”不是有效的地址",
        "第 3 行：“层级”应当是“本级”或“下级”，现在是“镇”",
        "第 3、4 行：单位编码“a”重复",
    ]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([], "名单缺少“单位编码”“单位名称”列。"),
        ([["单位编码", "名称"]], "名单缺少“单位名称”列。"),
        ([["单位编码", "单位名称", "邮箱", "邮箱"]], "名单有重复的列名：邮箱。"),
        ([HEADINGS], "名单有误，没有采用：\n  名单里没有单位\n"),
    ],
    ids=["empty", "a heading missing", "a heading twice", "no units"],
)
def test_a_roster_without_what_it_needs_is_refused(rows: list[list[str]], problem: str) -> None:
    with pytest.raises(ToolkitError) as caught:
        roster_from_rows(rows)
    assert caught.value.problem == problem
    assert caught.value.remedy
