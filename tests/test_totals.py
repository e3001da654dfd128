"""Totals: what is added, what is adjusted, who is counted once."""

from dataclasses import replace
from decimal import Decimal

import pytest
from reports import FORM, filled
from returned import KEY, repacked, returned
from tampering import stale_total

from toolkit.aggregation import (
    Adjustment,
    Missing,
    Source,
    Total,
    add_up,
    cell_called,
    make_adjustment,
    read_adjustments,
)
from toolkit.errors import ToolkitError
from toolkit.model import Member, Report
from toolkit.stages.judging import checked_report
from toolkit.stages.total_text import total_lines
from toolkit.stages.totaling import TotalOfFiles
from toolkit.workbook import read_workbook

ISSUED = "proactive.normative_documents.issued"
LICENSING = "proactive.licensing.decisions"


def source(name: str, issued: int = 0, *, code: str = "", superior: str = "", members: str = "") -> Source:
    """A report that counts `issued` documents; `members`: ``名称 编码``, a comma between two."""
    report = filled(f"proactive | issued\nnormative_documents | {issued}", unit=name)
    inside = tuple(Member(*member.split()) for member in members.split(",")) if members else ()
    report = replace(report, unit_code=code, members=inside)
    return Source(f"{name}.xlsx", report, superior=superior)


def total_of(*sources: Source, adjustments: tuple[Adjustment, ...] = ()) -> Total:
    return add_up(sources, "示范区", adjustments=adjustments)


# --- 调整 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("called", "cell"),
    [
        (ISSUED, ISSUED),
        ("行政规范性文件 本年制发件数", ISSUED),
        ("行政规范性文件，本年制发件数", ISSUED),
        ("二、主动公开 行政规范性文件 本年制发件数", ISSUED),
        ("本年新收政府信息公开申请数量 自然人", "requests.received.natural_person"),
        ("一、本年新收 自然人", "requests.received.natural_person"),
        ("属于国家秘密 商业企业", "requests.denied_state_secret.enterprise"),
        ("行政复议 结果维持", "proceedings.review.upheld"),
        ("复议后起诉 尚未审结", "proceedings.suit_after_review.pending"),
        ("行政事业性收费 本年收费金额", "proactive.administrative_fees.amount_wan_yuan"),
    ],
)
def test_a_cell_is_called_by_its_id_or_by_its_words(called: str, cell: str) -> None:
    assert cell_called(FORM, called).id == cell


def test_every_cell_of_the_form_can_be_called_by_its_words() -> None:
    for cell in FORM.cells:
        assert cell_called(FORM, f"{cell.row.short} {cell.column.short}") == cell


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (("没有这格", "更正", "-1", "理由", "王某某", ""), "没有叫“没有这格”的格"),
        (("requests.received.total", "更正", "-1", "理由", "王某某", ""), "是合计，不能调整"),
        ((ISSUED, "减少", "-1", "理由", "王某某", ""), "没有“减少”这种调整"),
        ((ISSUED, "更正", "一件", "理由", "王某某", ""), "数额“一件”不是数"),
        ((ISSUED, "更正", "", "理由", "王某某", ""), "数额“”不是数"),
        ((ISSUED, "更正", "0", "理由", "王某某", ""), "数额是0"),
        ((ISSUED, "更正", "0.5", "理由", "王某某", ""), "只能是整数"),
        ((ISSUED, "更正", "-1", " ", "王某某", ""), "没有写理由"),
        ((ISSUED, "更正", "-1", "理由", "", ""), "没有写姓名"),
        ((ISSUED, "联合制发", "-1", "理由", "王某某", "民政局"), "没有写明哪几个单位"),
        (("行政事业性收费 本年收费金额", "联合制发", "", "理由", "王某某", "甲、乙"), "不是件数"),
        ((ISSUED, "联合制发", "-3", "理由", "王某某", "民政局、财政局、教育局"), "应当是 -2 的倍数，写的是 -3"),
        ((ISSUED, "联合制发", "2", "理由", "王某某", "民政局、财政局、教育局"), "应当是 -2 的倍数，写的是 2"),
    ],
)
def test_a_wrong_adjustment_is_refused(written: tuple[str, ...], says: str) -> None:
    with pytest.raises(ToolkitError) as refused:
        make_adjustment(FORM, *written)
    assert says in str(refused.value)


def test_an_amount_of_money_may_have_decimals() -> None:
    entry = make_adjustment(FORM, "行政事业性收费 本年收费金额", "更正", "-0.25", "重复", "王某某")
    assert entry.amount == Decimal("-0.25")


def test_a_table_of_adjustments_is_refused_with_its_rows() -> None:
    rows = [
        ["单元格", "类型", "数额", "理由", "姓名", "单位"],
        [ISSUED, "更正", "-1", "重复", "王某某", ""],
        ["", "", "", "", "", ""],
        [ISSUED, "更正", "x", "重复", "王某某", ""],
        ["没有", "更正", "1", "重复", "王某某", ""],
    ]
    with pytest.raises(ToolkitError) as refused:
        read_adjustments(FORM, rows)
    assert [line.split("：")[0] for line in str(refused.value).splitlines()[1:3]] == ["  第 4 行", "  第 5 行"]
    assert read_adjustments(FORM, rows[:2]) == (Adjustment("correction", ISSUED, -1, "重复", "王某某"),)
    with pytest.raises(ToolkitError, match="调整表缺少“姓名”列"):
        read_adjustments(FORM, [["单元格", "类型", "数额", "理由"]])


def test_adjustments_are_added_to_the_total_and_to_nothing_else() -> None:
    entry = make_adjustment(FORM, ISSUED, "更正", "-2", "多报", "王某某")
    total = total_of(source("民政局", 5), source("财政局", 1), adjustments=(entry,))

    assert total.report.values[ISSUED] == 4
    assert [c.value for c in total.contributions[ISSUED]] == [5, 1]
    assert total.adjustments == (entry,)


@pytest.mark.parametrize(
    ("units", "counts", "expected"),
    [
        ("民政局 财政局 教育局", (1, 1, 1), 1),
        ("民政局 财政局 教育局", (3, 2, 1), 4),
        ("民政局 财政局 教育局", (1, 1, 0), 1),  # one did not count it: one less to take off
        ("民政局 财政局 教育局", (1, 0, 0), 1),  # counted once already
        ("民政局 财政局 卫健委", (1, 1, 1), 2),  # one is not in this total
    ],
)
def test_what_several_units_issued_is_counted_once(units: str, counts: tuple[int, ...], expected: int) -> None:
    entry = make_adjustment(FORM, ISSUED, "联合制发", "", "联合发文", "王某某", units.split())
    sources = [source(name, count) for name, count in zip(("民政局", "财政局", "教育局"), counts, strict=True)]
    total = total_of(*sources, adjustments=(entry,))

    assert total.report.values[ISSUED] == expected
    everybody = set(units.split()) <= {"民政局", "财政局", "教育局"} and all(counts)
    assert bool(total.remarks) is not everybody


def test_several_documents_in_one_entry() -> None:
    entry = make_adjustment(FORM, ISSUED, "联合制发", "-4", "联合发文2件", "王某某", "民政局、财政局、教育局")
    total = total_of(source("民政局", 2), source("财政局", 3), source("教育局", 1), adjustments=(entry,))

    assert total.report.values[ISSUED] == 4, "教育局 counted but one, so only 民政局 and 财政局 counted both"
    assert total.adjustments[0].amount == -2


def test_a_correction_of_a_unit_that_is_not_counted_is_left_out_and_told() -> None:
    entry = make_adjustment(FORM, ISSUED, "更正", "-1", "多报", "王某某", "教育局")
    total = total_of(source("民政局", 5), adjustments=(entry,))

    assert total.report.values[ISSUED] == 5
    assert total.remarks == ("多报（更正，王某某）说的教育局没有计入，没有调整。",)


def test_an_adjustment_alone_is_no_sum() -> None:
    blank = Source("a.xlsx", filled("proactive | decisions\nlicensing | ·"))
    entry = make_adjustment(FORM, LICENSING, "更正", "1", "漏报", "王某某")

    assert add_up([blank], "汇总", adjustments=[entry]).report.values[LICENSING] is None


# --- 各级汇总 --------------------------------------------------------------------------------------------------------

COUNTY = "甲县"
CREDIT_CODE = "11320000014000000A"


def counted(total: Total) -> list[str]:
    return [item.report.unit for item in total.sources]


def test_a_total_remembers_who_is_in_it_through_all_levels() -> None:
    total = total_of(
        source(COUNTY, 3, code="jx", members="城关镇 cgz,甲县民政局 mzj"), source("市民政局", 1, code="mzj")
    )

    assert total.report.members == (
        Member(COUNTY, "jx"),
        Member("城关镇", "cgz", COUNTY),
        Member("甲县民政局", "mzj", COUNTY),
        Member("市民政局", "mzj"),
    )


@pytest.mark.parametrize(
    ("alone", "members"),
    [
        (source("城关镇", 1, code="x"), "城关镇 cgz"),  # by name
        (
            source("城关镇人民政府", 1, code=CREDIT_CODE),
            f"城关镇 {CREDIT_CODE}",
        ),  # by a code that means the same everywhere
        (source("城关镇人民政府", 1, code="cgz", superior=COUNTY), "城关镇 cgz"),  # by the code, below that total
    ],
)
def test_a_unit_that_a_total_contains_is_not_added_again(alone: Source, members: str) -> None:
    for order in (1, -1):
        total = total_of(*[source(COUNTY, 3, members=members), alone, source("市民政局", 1)][::order])
        assert total.report.values[ISSUED] == 4
        assert sorted(counted(total)) == ["市民政局", "甲县"]
        assert [(item.unit, item.within) for item in total.contained] == [(alone.report.unit, COUNTY)]
        assert total.complete


def test_a_unit_that_a_total_contains_is_not_missing() -> None:
    missing = [Missing("城关镇", "已下发"), Missing("市财政局", "已下发")]
    total = add_up([source(COUNTY, 3, members="城关镇 cgz")], "全市", missing)

    assert [item.unit for item in total.missing] == ["市财政局"]
    assert total.remarks == ("城关镇没有自己报来，已含在甲县的汇总里。",)


@pytest.mark.parametrize(("one", "other"), [("mzj", "mzj"), ("mzj", ""), ("", "mzj"), ("", "")])
def test_two_reports_of_one_unit_are_not_added(one: str, other: str) -> None:
    with pytest.raises(ToolkitError, match=r"“民政局”有两份报告：民政局\.xlsx、民政局\.xlsx。"):
        total_of(source("民政局", code=one), source("民政局", code=other))


def test_reports_of_two_years_are_not_added() -> None:
    other = source("财政局")
    other = replace(other, report=replace(other.report, year=2023))
    with pytest.raises(ToolkitError, match=r"2024年度2021版如 民政局\.xlsx；2023年度2021版如 财政局\.xlsx"):
        total_of(source("民政局"), other)


def test_codes_that_an_office_made_up_mean_nothing_to_another() -> None:
    total = total_of(source(COUNTY, 3, members="甲县民政局 mzj"), source("市民政局", 1, code="mzj"))

    assert counted(total) == [COUNTY, "市民政局"]
    assert not total.contained


def test_a_unit_below_a_total_that_does_not_name_it_is_for_a_person_to_decide() -> None:
    total = total_of(source(COUNTY, 3, members="城关镇 cgz"), source("东乡", 1, code="dx", superior=COUNTY))

    assert counted(total) == [COUNTY]
    assert not total.complete
    assert "甲县的汇总里没有列它" in total.missing[0].standing


def test_below_a_report_that_is_no_total_everybody_counts() -> None:
    total = total_of(source("市教育局", 3), source("教育考试院", 1, superior="市教育局"))

    assert total.report.values[ISSUED] == 4


def test_a_unit_in_two_totals_is_told() -> None:
    total = total_of(source(COUNTY, 3, members="城关镇 cgz,东乡 dx"), source("乙县", 2, members="城关镇 cgz"))

    assert total.doubts == ("“城关镇”既列在“甲县”的汇总里，也列在“乙县”的汇总里，可能计了两次。",)
    assert not total.complete


def test_the_first_of_two_totals_that_name_each_other_counts() -> None:
    assert counted(total_of(source("甲", 1, members="乙 b"), source("乙", 2, members="甲 a"))) == ["甲"]


# --- 不采信的合计 ----------------------------------------------------------------------------------------------------


def test_a_claimed_total_is_not_believed_and_the_unit_is_named() -> None:
    report: Report = filled("requests | natural_person | enterprise\nreceived | 3 | 1\ngranted | 3 | 1")
    wrong = replace(report, values={**report.values, "requests.received.total": 9})
    total = add_up([Source("a.json", wrong)], "示范区")

    assert total.report.totals["requests.received.total"] == 4
    assert [(item.unit, item.cell, item.claimed, item.computed) for item in total.disputed] == [
        ("示范区民政局", "requests.received.total", 9, 4)
    ]


def test_a_total_that_a_workbook_shows_is_not_believed_either() -> None:
    report, findings = read_workbook(repacked(returned(), stale_total), key=KEY)
    checked = checked_report("czj.xlsx", report, findings, None)
    files = TotalOfFiles("whole_area")
    files.add(checked)
    total = files.total("示范区", ())

    (finding,) = [finding for finding in findings if finding.rule == "workbook.stale_total"]
    assert [(item.unit, item.cell, item.claimed) for item in total.disputed] == [
        (report.unit, finding.place.cells[0], finding.actual)
    ]
    line = next(line for line in total_lines(total) if "合计不采信" in line)
    assert line.startswith(f"合计不采信：{report.unit} {finding.place}是 ")
    assert total.report.totals == report.totals
