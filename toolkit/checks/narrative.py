"""The narrative by itself: blocks that are missing, and leftovers of a template."""

import re
from collections.abc import Iterator

from toolkit.checks.outcome import Outcome, found, passed
from toolkit.model import Finding, Place, Report

# Leftovers of a template. An error of severity error must be one: the xx of an address, a document number 【2024】 or
# “有待完善” are none. Every alternative is bounded, so that no text can make the search slow.
PLACEHOLDER = re.compile(
    r"(?<![A-Za-z])[xX]{2,}+(?![A-Za-z])|[×ｘＸ]{2,}"  # xxx条, ××局
    r"|(?<![0-9×])×(?=[年月日件条])"  # ×年×月×日
    r"|(?<![A-Za-z0-9_./-])_{2,}|＿{2,}"  # ____件
    r"|【(?![0-9]{4}】)[^【】]{0,40}】"  # 【单位】
    r"|\{\{[^{}]{0,40}\}\}"  # {{ 数量 }}
    r"|[（(](?:请填写|填写|此处(?:填|写|补|插入|添加|输入))[^（）()]{0,60}[）)]"  # （请填写件数）
    r"|(?<![有亟急尚仍还须需])待(?:补充(?!完善)|填写|定稿)|[（(]待完善[）)]"  # 待补充
)


def check_narrative(report: Report) -> Iterator[Outcome]:
    """Rules ``narrative.missing_block`` and ``narrative.placeholder``."""
    yield from _check_missing(report)
    for block, text in report.narrative.items():
        matches = list(PLACEHOLDER.finditer(text))
        if not matches:
            yield passed("narrative.placeholder")
        yield from (found(_placeholder(report, block, text, match)) for match in matches)


def _check_missing(report: Report) -> Iterator[Outcome]:
    for block in report.form.blocks:
        if block.id in report.narrative:
            yield passed("narrative.missing_block")
        elif block.required:
            section = next((item.heading for item in report.form.sections if item.id == block.section), "")
            message = f"文字部分缺少“{block.title}”{f'（{section}）' if section else ''}。"
            place = Place(block=block.id, sheet=report.form.narrative_sheet, text=block.title)
            yield found(
                Finding(
                    "narrative.missing_block", "query", "failed", place, message, f"请补写：{block.prompt}", block.basis
                )
            )


def _placeholder(report: Report, block: str, text: str, match: re.Match[str]) -> Finding:
    definition = report.form.block(block)
    title = definition.title if definition else block
    around = text[max(0, match.start() - 8) : match.end() + 4].replace("\n", " ")
    return Finding(
        rule="narrative.placeholder",
        severity="error",
        outcome="failed",
        place=Place(
            block=block,
            sheet=report.form.narrative_sheet,
            start=match.start(),
            end=match.end(),
            text=match[0],
        ),
        message=f"文字部分“{title}”第 {match.start() + 1} 字处留有未填写的“{match[0]}”（…{around}…）。",
        fix="请填入实际内容，或删去这一句。",
        actual=match[0],
    )
