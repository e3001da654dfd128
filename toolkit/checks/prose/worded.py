"""Numbers of a 附表 in the text: right beside the words its definition names, and counted in the same measure."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from toolkit.checks.prose.numerals import Numeral
from toolkit.checks.prose.phrases import Passage
from toolkit.forms import Cell, Form, find_wording

# What may stand between the words and their number. Anything else, and the number is of something else: “微信公众号
# 新增关注120人”, “微信公众号较上年增加120条”.
_BETWEEN = (
    r"(?:本年度?|今年|全年|年内|累计|合计|总计|共计|总共|共|总|分别|主动|及时|原创|公开|发布|发文|推送|更新|编发|刊发|刊载|登载|转载|"
    r"举办|召开|组织|开展|各类|各种|政府|政务|动态|工作|相关|有关|信息|消息|内容|稿件|文章|视频|作品|数量?|量|条数|场次|场数|平台|账号|号|"
    r"上|中|了|的|为|是|有|达到?|：|[“”\"*]){0,12}"
)
_NOT_THIS = re.compile(
    r"上年|去年|往年|前年|同比|环比|[较比][前上去]|下一步|下年|明年|计划|力争|各[镇乡街部单]|所属|下属|其他"
)
_REACH = 60  # characters before a number that are looked at
_SENTENCE_MARKS = "。；\n！？"
_JOINTS = tuple("、和及与或")


@dataclass(frozen=True, slots=True)
class _Words:
    """What stands right before a number, and right after it; the cell that each of the words names."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    cells: Mapping[str, Cell]


def find_worded(passage: Passage, form: Form) -> Iterator[tuple[Cell, Numeral, int, int]]:
    """(the cell, the number, from where, to where) in the plain text."""
    words = _words_of(form)
    if words is None:
        return
    ends = {numeral.end for numeral in passage.numerals}
    for numeral in passage.numerals:
        match = words.before.search(passage.text, max(0, numeral.start - _REACH), numeral.start)
        match = match or words.after.match(passage.text, numeral.end)
        if match is None or numeral.about or words.cells[match[1]].unit != numeral.measure:
            continue
        start, end = min(match.start(1), numeral.start), max(match.end(1), numeral.end)
        if not (_is_one_of_several(passage.text, start, ends) or _is_of_another(passage.text, start, end)):
            yield words.cells[match[1]], numeral, start, end


def _is_one_of_several(text: str, start: int, ends: Collection[int]) -> bool:
    """“政府网站、微信公众号共120条” is of both; “政府网站135条、微信公众号420条” is of each."""
    return text[start - 1 : start] in _JOINTS and start > 0 and start - 1 not in ends


def _is_of_another(text: str, start: int, end: int) -> bool:
    """Whether the clause speaks of another year, or of other units."""
    clause = max(start - _REACH, 0, *(text.rfind(mark, 0, start) + 1 for mark in _SENTENCE_MARKS))
    return bool(_NOT_THIS.search(text, clause, end))


@cache
def _words_of(form: Form) -> _Words | None:
    cells = {word: cell for name, words in find_wording(form).items() if (cell := form.cell(name)) for word in words}
    if not cells:
        return None
    named = "|".join(map(re.escape, sorted(cells, key=len, reverse=True)))
    return _Words(re.compile(rf"({named}){_BETWEEN}$"), re.compile(rf"的?({named})"), cells)
