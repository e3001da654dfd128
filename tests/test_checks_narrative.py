"""The narrative by itself: leftovers of a template, and paragraphs that are missing."""

import time

import pytest
from reports import NARRATIVE, filled

from toolkit.checks import Tally, check_report
from toolkit.model import Finding


def findings(text: str, rule: str = "narrative.placeholder") -> list[Finding]:
    """Findings of a rule on a report whose 其他需要报告的事项 read `text`."""
    verdict = check_report(filled(narrative=NARRATIVE | {"other_matters": text}))
    return [finding for finding in verdict.findings if finding.rule == rule]


@pytest.mark.parametrize(
    ("text", "leftover"),
    [
        ("主动公开信息 xxx 条。", "xxx"),
        ("主动公开信息xxx条。", "xxx"),
        ("主动公开信息XX条。", "XX"),
        ("xx年度，", "xx"),
        ("共20xx年", "xx"),
        ("××局坚持以公开为常态。", "××"),
        ("ＸＸ局坚持以公开为常态。", "ＸＸ"),
        ("共收到申请×件。", "×"),
        ("×年×月×日", "×"),
        ("共收到申请____件。", "____"),
        ("共收到申请__件。", "__"),
        ("共收到申请＿＿件。", "＿＿"),
        ("【单位名称】坚持以公开为常态。", "【单位名称】"),
        ("【】坚持以公开为常态。", "【】"),
        ("共收到申请{{ 数量 }}件。", "{{ 数量 }}"),
        ("共收到申请{{}}件。", "{{}}"),
        ("共收到申请（填写件数）件。", "（填写件数）"),
        ("（请填写本单位情况）", "（请填写本单位情况）"),
        ("(请填写本单位情况)", "(请填写本单位情况)"),
        ("（此处填写培训情况）", "（此处填写培训情况）"),
        ("（此处插入图表）", "（此处插入图表）"),
        ("数据待补充。", "待补充"),
        ("（待完善）", "（待完善）"),
        ("此稿待定稿。", "待定稿"),
    ],
)
def test_a_leftover_of_a_template_is_found(text: str, leftover: str) -> None:
    assert findings(text)[0].place.text == leftover


@pytest.mark.parametrize(
    "text",
    [
        "本年度没有其他需要报告的事项。",
        "运行环境为 Linux 系统。",
        "网址：https://xxgk.gov.cn/",
        "网址：http://www.example.gov.cn/xxgk/index.html",
        "网址：http://www.jsxx.gov.cn/",
        "信箱：zwxx@example.gov.cn",
        "网址：https://example.gov.cn/art/2024/1/5/art_1229__2.html",
        "解读《2×2 矩阵》一文。",
        "图片尺寸为 300×200 像素。",
        "长×宽",
        "按国办公开办函【2021】30号的格式编制。",
        "制度有待完善，机制尚待健全。",
        "公开内容亟待补充。",
        "内容有待补充完善。",
        "部分栏目内容仍待完善。",
        "（统计期限为2024年1月1日至12月31日）",
        "（此处数据截至12月31日）",
        "XML、PPTX 等格式",
        "第 XI 章",
        "（一）主动公开",
        "二〇二四年",
        "《条例》{第五十条}",
    ],
)
def test_what_only_looks_like_a_leftover_is_left_alone(text: str) -> None:
    assert findings(text) == []


def test_a_leftover_is_an_error_that_says_which_paragraph_where_and_what() -> None:
    (finding,) = findings("本年度共发布信息 xxx 条，其中网站 3 条。")

    assert (finding.severity, finding.key) == ("error", "narrative.placeholder@other_matters")
    assert (finding.place.start, finding.place.end, finding.place.text) == (9, 12, "xxx")
    assert finding.message == (
        "文字部分“其他需要报告的事项”第 10 字处留有未填写的“xxx”（…年度共发布信息 xxx 条，其…）。"
    )
    assert finding.fix == "请填入实际内容，或删去这一句。"


def test_every_leftover_of_a_paragraph_is_told() -> None:
    assert [finding.place.text for finding in findings("共xxx条，其中网站____条、××条。")] == ["xxx", "____", "××"]


def test_a_paragraph_the_form_does_not_have_is_read_too() -> None:
    verdict = check_report(filled(narrative=NARRATIVE | {"appendix": "xxx"}))
    assert [finding.place.block for finding in verdict.findings] == ["appendix"]


def test_every_required_paragraph_that_is_missing_is_a_query() -> None:
    verdict = check_report(filled(narrative={}))

    assert {(finding.rule, finding.severity) for finding in verdict.findings} == {("narrative.missing_block", "query")}
    assert [finding.place.block for finding in verdict.findings] == list(NARRATIVE)


def test_a_missing_paragraph_is_told_with_its_part_and_what_to_write() -> None:
    narrative = {block: text for block, text in NARRATIVE.items() if block != "overview.supervision"}
    (finding,) = check_report(filled(narrative=narrative)).findings

    assert finding.message == "文字部分缺少“（五）监督保障”（一、总体情况）。"
    assert finding.fix.startswith("请补写：组织领导、业务培训、监督检查。")


def test_the_preface_may_be_missing() -> None:
    verdict = check_report(filled())
    assert verdict.tallies["narrative.missing_block"] == Tally(passed=len(NARRATIVE))


@pytest.mark.parametrize(
    "text",
    ["x", "X", "×", "_", "【", "{{", "（填写", "xX×", "待", "本年度公开。", " "],
    ids=lambda text: f"100000 characters of {text}",
)
def test_a_paragraph_of_100000_characters_takes_no_time(text: str) -> None:
    start = time.monotonic()
    findings((text * 100_000)[:100_000] + "y")

    assert time.monotonic() - start < 5
