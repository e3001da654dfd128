"""Whose report it is, and of which year."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.published.content import Content, Item, Line
from toolkit.published.labels import plain

_TITLE = re.compile(
    r"(?P<before>[^\d|_>/—\-]*?)(?:关于)?(?P<year>20\d\d)?(?:年度|年)?(?P<between>[^\d|_>—\-]*?)"
    r"(?:政府|政务)?信息公开(?:工作)?(?:的|情况|年度)*(?:年度)?(?:工作)?(?:年度)?(?:报告|年报)(?:\((?P<behind>20\d\d)(?:年度?)?\))?"
)
_ORGANIZATION = re.compile(
    r"[\u3400-\u9fff（）()、·]{2,40}(?:[局委办厅院会室处所站队馆部校]|政府|街道|中心|公司|办事处|管委会|银行|集团|开发区|新区|[省市区县镇乡])"
)
_PERIOD = re.compile(r"(?:统计|数据|时限|期限)[^。]{0,24}?(20\d\d)年1月1日")
_YEAR = re.compile(r"(20\d\d)年")
_LONGEST_TITLE = 70
_LINES_OF_A_TITLE = 3
_SURE_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Identity:
    """Unit ('' where it is not said) and year (None where it cannot be told); `doubts` in words."""

    unit: str
    year: int | None
    doubts: tuple[str, ...] = ()


def identify(content: Content, before: Sequence[Item], text: Sequence[Item], ends: Sequence[str]) -> Identity:
    """From the title; else year from the period of the statistics or the text, unit from the signature (`ends`)."""
    titles = list(_titles(content, before))
    unit = next((unit for unit, _ in titles if unit), "") or next(iter(ends), "")
    said = next((year for _, year in titles if year), None)
    period = next((int(match[1]) for item in (*before, *text) if (match := _PERIOD.search(plain(item.text)))), None)
    counted = _counted_year(text)
    year = said or period or counted
    doubts = []
    if not titles or not said:
        where = "统计期限" if period else "正文中的年份"
        doubts += [f"标题没有写明年度，按{where}认定为{year}年度"] if year else []
    elif period and period != said:
        doubts.append(f"标题写的是{said}年度，统计期限写的是{period}年，按标题认定")
    if not unit:
        doubts.append("标题和落款都没有写明单位")
    elif not any(unit for unit, _ in titles):
        doubts.append(f"标题没有写明单位，按落款认定为“{unit}”")
    return Identity(unit, year, tuple(doubts))


def _titles(content: Content, before: Sequence[Item]) -> Iterator[tuple[str, int | None]]:
    """(unit, year) of every line that is a title, the nearest to the text first; a title may take two lines."""
    lines = [item.text for item in before if isinstance(item, Line) and len(item.text) <= _LONGEST_TITLE]
    for end in range(len(lines), 0, -1):
        for start in range(end - 1, max(-1, end - 1 - _LINES_OF_A_TITLE), -1):
            match = _TITLE.fullmatch(plain("".join(lines[start:end])).rstrip("。"))
            if match is None:
                continue
            unit = _unit(match)
            above = plain(lines[start - 1]) if start else ""
            yield unit or (above if _ORGANIZATION.fullmatch(above) else ""), _year(match)
            if unit and _year(match):
                break
    if match := _TITLE.search(plain(content.title)):
        yield _unit(match), _year(match)


def _year(match: re.Match[str]) -> int | None:
    year = match["year"] or match["behind"]
    return int(year) if year else None


def _unit(match: re.Match[str]) -> str:
    names = (match["before"].strip("《【#*:： "), re.sub(r"^度", "", match["between"]).strip("的 "))
    return next(
        (name for name in names if len(name) > 1 and not re.fullmatch(r"(?:标题|题目|信息名称|年度|工作)+", name)), ""
    )


def _counted_year(text: Sequence[Item]) -> int | None:
    years = Counter(int(year) for item in text if isinstance(item, Line) for year in _YEAR.findall(plain(item.text)))
    if not years:
        return None
    year, times = years.most_common(1)[0]
    return year if times >= _SURE_SHARE * years.total() else None
