"""Years: the report year where it belongs; last year's sentence left standing."""

import re
from collections.abc import Iterator

_YEAR = r"(20[0-9]{2})年"
_PERIOD = re.compile(rf"(?:截至|截止|至)到?{_YEAR}(?:12月31日|年?底|年?末)")
_PERIOD_START = re.compile(rf"{_YEAR}1月1日起?(?:至|到|—|-)")
_PERIOD_END = re.compile(rf"1月1日起?，?(?:至|到|—|-)+(?:{_YEAR})?(12月30日|1月[0-9]{{1,2}}日)")
_OPENING = re.compile(
    rf"(?:^|(?<=[。；\n：]))(?:在|今年|自)?{_YEAR}度?(?:以来)?(?:，|全年|共|累计|我|本|全|各|主动|通过|收到|新收|未|区|县|市|镇|街道|[\u4e00-\u9fa5]{{2,6}}(?:局|委|镇|办))"
)
_FEE = re.compile(rf"{_YEAR}度?[^。；]{{0,12}}处理费")
# “综合全乡2021年政府信息公开情况编成”: what a report says of itself.
_ITSELF = re.compile(rf"(?<!上){_YEAR}度?(?:政府信息公开|信息公开|政务公开)(?:工作)?(?:年度)?(?:报告|情况|年报)")
# What makes another year legitimate.
_LOOKING_BACK = re.compile(
    r"比上|比20|比去|较上|较20|较去|同比|同期|上年|去年|结转|相比|以来|决算|预算|问题|整改|年报|年度报告|印发|出台|修订|[〔《]"
)
_LOOKING_AHEAD = re.compile(r"将|计划|拟|下一步|打算|继续|力争|争取|预计|进一步|着力|聚焦|目标|结转|答复|办理|要")
_DEED = re.compile(r"(?:共|收到|受理|发布|公开|制发|办结)[^。；]{0,20}[0-9]+(?:件|条|份|篇)")
_FIRST_NUMBER = re.compile(r"(?<![0-9])[0-9]+(?=[件条份])")
_YEARS_BACK = 3
_SENTENCE = 60  # characters after the year that may explain it


def find_wrong_years(text: str, year: int, *, opens: bool, may_look_back: bool) -> Iterator[tuple[int, int, int]]:
    """(start, end, year said) where another year than `year` stands in the place of the report year.

    `text` is plain text. `opens`: it is a preface, which speaks of the report itself; `may_look_back`: it may tell of
    last year.
    """
    patterns = (_ITSELF, _PERIOD, _PERIOD_START) if opens else (_PERIOD, _PERIOD_START)
    for pattern in patterns:
        for match in pattern.finditer(text):
            if int(match[1]) != year:
                yield match.start(1), match.end(1) + 1, int(match[1])
    for match in _PERIOD_END.finditer(text):
        yield *match.span(), year
    if not may_look_back:
        yield from _left_standing(text, year)


def _left_standing(text: str, year: int) -> Iterator[tuple[int, int, int]]:
    """Sentences that open with an earlier year, or tell deeds of the next."""
    for pattern in (_OPENING, _FEE):
        for match in pattern.finditer(text):
            said = int(match[1])
            rest = re.split("[。；\n]", text[match.start(1) : match.end() + _SENTENCE], maxsplit=1)[0]
            told = _FIRST_NUMBER.split(rest, maxsplit=1)[0] if str(year) not in rest else rest
            earlier = year - _YEARS_BACK <= said < year and not _LOOKING_BACK.search(told)
            later = said == year + 1 and _DEED.search(rest) and not _LOOKING_AHEAD.search(rest)
            if earlier or later:
                yield match.start(1), match.end(1) + 1, said
