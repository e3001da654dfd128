"""Years: the report year where it belongs; last year's sentence left standing."""

import re
from collections.abc import Iterator

_PERIOD = re.compile(r"(?:截至|截止|至)(?:到)?\s*(20[0-9]{2})\s*年\s*12\s*月\s*31\s*日")
_PERIOD_START = re.compile(r"(20[0-9]{2})\s*年\s*1\s*月\s*1\s*日\s*(?:起)?\s*(?:至|到|—|-|－)")
_PERIOD_END = re.compile(
    r"1\s*月\s*1\s*日\s*(?:起)?\s*(?:至|到|—|-|－)\s*(?:20[0-9]{2}\s*年)?\s*(12\s*月\s*30\s*日|1\s*月\s*[0-9]+\s*日)"
)
_OPENING = re.compile(
    r"(?:^|(?<=[。；\n：]))\s*(20[0-9]{2})\s*年(?:度)?[，,、]?(?:以来)?(?:全年|共|累计|我|本|全|各|主动|通过|收到|新收|未|区|县|市|镇|街道|[\u4e00-\u9fa5]{2,6}(?:局|委|镇|办))"
)
_FEE = re.compile(r"(20[0-9]{2})\s*年(?:度)?[^。；]{0,12}(?:信息处理费|处理费)")
# “综合全乡2021年政府信息公开情况编成”: what a report says of itself.
_ITSELF = re.compile(
    r"(?<!上)(20[0-9]{2})年(?:度)?(?:政府信息公开|信息公开|政务公开)(?:工作)?(?:年度)?(?:报告|情况|年报)"
)
_COMPARING = re.compile(r"比|较|同期|上年|去年|结转|相比|以来|决算|问题")


def find_wrong_years(text: str, year: int, *, opens: bool, may_look_back: bool) -> Iterator[tuple[int, int, int]]:
    """(start, end, year said) where another year than `year` stands in the place of the report year.

    `opens`: the text is a preface, which speaks of the report itself; `may_look_back`: it may tell of last year.
    """
    patterns = (_ITSELF, _PERIOD, _PERIOD_START) if opens else (_PERIOD, _PERIOD_START)
    for pattern in patterns:
        for match in pattern.finditer(text):
            if int(match[1]) != year:
                yield match.start(1), match.end(1) + 1, int(match[1])
    for match in _PERIOD_END.finditer(text):
        yield *match.span(), year
    if not may_look_back:
        yield from _left_standing(text, year - 1)


def _left_standing(text: str, last_year: int) -> Iterator[tuple[int, int, int]]:
    """Sentences that open with last year."""
    for pattern in (_OPENING, _FEE):
        for match in pattern.finditer(text):
            rest = text[match.start(1) : match.end() + 24].partition("。")[0]
            if int(match[1]) == last_year and not _COMPARING.search(rest):
                yield match.start(1), match.end(1) + 1, last_year
