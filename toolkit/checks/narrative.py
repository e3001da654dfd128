"""The narrative by itself: blocks that are missing, and leftovers of a template."""

import re
from collections.abc import Iterator

from toolkit.checks.outcome import Outcome, found, passed
from toolkit.model import Finding, Place, Report

# What templates leave behind: xxx 条, ××局, ____, 【单位】, {{ 数量 }}, （填写…）, 待补充
PLACEHOLDER = re.compile(
    r"[xX]{2,}(?![A-Za-z])|[×ｘＸ]{2,}|_{2,}|＿{2,}|【[^】]*】|\{\{.*?\}\}|（(?:请)?(?:填写|此处)[^）]*）|待(?:补充|填写|完善|定稿)"
)


def check_narrative(report: Report) -> Iterator[Outcome]:
    """Rules ``narrative.missing_block`` and ``narrative.placeholder``."""
    yield from _check_missing(report)
    for block, text in report.narrative.items():
        matches = [match for match in PLACEHOLDER.finditer(text) if not _inside_a_word(text, match)]
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


def _inside_a_word(text: str, match: re.Match[str]) -> bool:
    """The xx of a Latin word or an address is no leftover."""
    before = text[match.start() - 1 : match.start()]
    return match[0].isascii() and match[0].isalpha() and before.isascii() and before.isalpha()
