"""The narrative: missing and empty blocks, leftovers, years, names, privacy; against the tables see comparison."""

import re
from collections.abc import Iterator

from toolkit.checks.comparison import compare_with_tables
from toolkit.checks.outcome import Outcome, found, passed
from toolkit.checks.prose.leftovers import find_leftovers
from toolkit.checks.prose.names import find_other_units
from toolkit.checks.prose.privacy import find_personal_data
from toolkit.checks.prose.statements import BlockRead, Narrated
from toolkit.checks.prose.years import find_wrong_years
from toolkit.checks.spans import Problem, told_at
from toolkit.forms.lexicon import find_lexicon
from toolkit.model import Finding, Place, Report, is_number, plain_number, squeezed

_EMPTY = re.compile(
    r"\s*(?:暂|目前)?(?:无|没有|不存在|不涉及)(?:存在)?(?:明显|突出|其他)?的?(?:主要)?(?:问题|内容|事项|情况)?[。.]?\s*"
)
_ALL_DONE = re.compile(
    r"(?=[均全所都悉一办没无])(?:"
    r"(?:(?<!平)均|全部|所有[^，。；]{0,8}|都|悉数|一律)(?:已|得到)?[^，。；：]{0,12}?(?:办结|答复|办理完毕|办毕|答复完毕)"
    r"|办结率(?:为|达到?)?100\s*[%％]"
    r"|(?:没有|无)(?:一件)?[^，。；]{0,3}(?:跨年|未办结|遗留))"
)
_OF_ALL = re.compile(r"(?:全部|所有|各类|每件)[^，。；]{0,10}申请[^，。；]{0,8}办[结毕]|办结率")
_LIMITED = re.compile(
    r"按[时期]办结率|(?:期限|时限|时间)内[^，。]{0,4}答复|按[期时][^，。]{0,2}答复|其余|其他|凡|届满|应当|要求|确保|力争|规定"
)
_NOT_REQUESTS = re.compile(r"复议|诉讼|案件|信箱|热线|来信|来电|留言|提案|建议|诉求|投诉")
_FEE = re.compile(r"处理费|收费|收取[^，。]{0,8}费|费用|缴费")
_IN_SIGHT = 120  # characters
_CLAUSE = 80  # characters before “均已办结” that may limit it
_REPEATED_FROM = 30  # characters; shorter ones are set phrases
_OPENING = ("preface", "overview.intro")
_CARRIED_OUT = "requests.carried_out.total"


def check_narrative(report: Report, narrated: Narrated) -> Iterator[Outcome]:
    """All rules ``narrative.*`` but the comparison with last year's text. `narrated`: the narrative, read."""
    yield from _check_missing(report)
    yield from compare_with_tables(report, narrated)
    for read in narrated.blocks:
        for judge in (_years, _superseded, _contradictions):
            yield from judge(report, read)
    for block, text in report.narrative.items():
        for check in (_leftovers, _names, _privacy, _empty, _fee_sentence):
            yield from check(report, block, text)


def _check_missing(report: Report) -> Iterator[Outcome]:
    for block in report.form.blocks:
        if block.id in report.narrative:
            yield passed("narrative.missing_block")
        elif block.required:
            section = next((item.heading for item in report.form.sections if item.id == block.section), "")
            message = f"文字部分缺少“{block.title}”{f'（{section}）' if section else ''}。"
            place = Place(block=block.id, sheet=report.form.narrative_sheet, text=block.title)
            fix = f"请补写：{block.prompt}"
            yield found(Finding("narrative.missing_block", "query", "failed", place, message, fix, block.basis))


def _leftovers(report: Report, block: str, text: str) -> Iterator[Outcome]:
    spans = list(find_leftovers(text))
    if not spans:
        yield passed("narrative.placeholder")
    for start, end in spans:
        around = text[max(0, start - 8) : end + 4].replace("\n", " ")
        problem = f"留有未填写的“{text[start:end]}”（…{around}…）"
        fix = "请填入实际内容，或删去这一句。"
        yield told_at(report, block, Problem("placeholder", "error", (start, end), problem, fix))


def _years(report: Report, read: BlockRead) -> Iterator[Outcome]:
    text, opens, looks_back = read.plain.text, read.block in _OPENING, read.block == "problems"
    wrong = list(find_wrong_years(text, report.year, opens=opens, may_look_back=looks_back))
    if not wrong:
        yield passed("narrative.year")
    for start, end, year in wrong:
        if year == report.year:
            problem = f"统计期限写作“{text[start:end]}”，应当到12月31日"
        else:
            problem = f"写的是 {year} 年，报告年度是 {report.year} 年"
        yield _last_years(report, read, (start, end), problem)


def _superseded(report: Report, read: BlockRead) -> Iterator[Outcome]:
    lexicon = find_lexicon(report.form)
    for match in lexicon.superseded.finditer(read.plain.text) if lexicon else ():
        yield _last_years(report, read, match.span(), f"引用的“{match[0]}”已被{report.form.basis}取代")


def _last_years(report: Report, read: BlockRead, span: tuple[int, int], says: str) -> Outcome:
    fix = "请核对是否沿用了往年的句子。"
    return told_at(report, read.block, Problem("year", "query", read.plain.span(*span), says, fix))


def _names(report: Report, block: str, text: str) -> Iterator[Outcome]:
    spans = list(find_other_units(text, report.unit))
    if not spans:
        yield passed("narrative.other_unit")
    for span in spans:
        problem = f"自称“{text[slice(*span)]}”，与“{report.unit}”不符"
        fix = "请改为本单位的名称；多半是从别处复制来的，请把这一段通读一遍。"
        yield told_at(report, block, Problem("other_unit", "query", span, problem, fix))


def _privacy(report: Report, block: str, text: str) -> Iterator[Outcome]:
    spans = list(find_personal_data(text))
    if not spans:
        yield passed("narrative.personal_data")
    for start, end, what in spans:
        fix = "年度报告要公布，请删去个人信息。"
        yield told_at(report, block, Problem("personal_data", "error", (start, end), f"有{what}", fix))


def _empty(report: Report, block: str, text: str) -> Iterator[Outcome]:
    definition = report.form.block(block)
    if definition is None or not definition.required:
        return
    if _EMPTY.fullmatch(text.strip()) and not _FEE.search(text):
        problem = f"只写了“{text.strip()}”"
        yield told_at(report, block, Problem("empty", "query", (0, len(text)), problem, f"请写明：{definition.prompt}"))
    else:
        yield passed("narrative.empty")


def _contradictions(report: Report, read: BlockRead) -> Iterator[Outcome]:
    """“均已办结” where some were carried out: of all requests it is never true, else only where that is not told."""
    carried_out, text = report.computed(_CARRIED_OUT), read.plain.text
    if not read.block.endswith("on_request") or not is_number(carried_out) or carried_out == 0:
        return
    for match in _ALL_DONE.finditer(text):
        start = max(match.start() - _CLAUSE, *(text.rfind(mark, 0, match.start()) + 1 for mark in "。；\n"))
        clause = text[start : match.end()]
        seen_from = start - _IN_SIGHT if "答复" in match[0] else start
        told = not _OF_ALL.search(clause) and _tells_of(read, _CARRIED_OUT, seen_from, match.start())
        if told or _LIMITED.search(clause) or _NOT_REQUESTS.search(clause):
            continue
        span = read.plain.span(*match.span())
        problem = f"写“{match[0]}”，表内结转下年度继续办理是 {plain_number(carried_out)} 件"
        yield told_at(
            report, read.block, Problem("contradiction", "query", span, problem, "请改写这一句，或核对表格。")
        )


def _tells_of(read: BlockRead, cell: str, start: int, end: int) -> bool:
    """Whether a number between the two places of the plain text rightly tells what `cell` holds."""
    told = (s.number for s in read.statements if s.number and s.agrees and s.equals[0][0].name == cell)
    return any(start <= number.start < end for number in told)


def _fee_sentence(report: Report, block: str, text: str) -> Iterator[Outcome]:
    if block != "other_matters":
        return
    if _FEE.search(text):
        yield passed("narrative.fee_sentence")
    else:
        fix = "未收取的，写“本年度未收取信息处理费”；收取的，写明件数和金额。"
        span = (0, len(text))
        yield told_at(report, block, Problem("fee_sentence", "query", span, "没有写信息处理费收取情况", fix))


def repeated_paragraphs(report: Report, last_year: Report) -> Iterator[Finding]:
    """Rule ``narrative.repeated``: paragraphs of some length that stand word for word in last year's report."""
    before = {squeezed(line) for text in last_year.narrative.values() for line in text.splitlines()}
    for block, text in report.narrative.items():
        for match in re.finditer(r"[^\n]+", text):
            if len(match[0]) >= _REPEATED_FROM and squeezed(match[0]) in before:
                says = f"有一段 {len(match[0])} 字，与 {last_year.year} 年报告完全相同"
                problem = Problem("repeated", "hint", match.span(), says, "请按本年度情况重写。")
                finding = told_at(report, block, problem).finding
                if finding:
                    yield finding
