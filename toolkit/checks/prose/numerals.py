"""Numbers in plain text: digits, 万 and 亿, Chinese numerals before a measure word, percentages."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

_MEASURES = (
    "万元|亿元|元|件次|人次|场次|批次|户次|条次|件|条|份|起|宗|项|个|篇|场|期|批|次|部|人|家|户|名|笔|例|案|册|张|幅|组|封|通|则"
    "|类|种|轮|处|台|所|辆|座|本|只|位|块|字|天|分|％|%"
)
_DIGITS = re.compile(
    r"(?<![0-9.〔第A-Za-z/@_-])([0-9]{1,20}(?:\.[0-9]{1,10})?)(?![0-9.A-Za-z/@_-])"
    rf"([万亿]?)(余|多|余万)?({_MEASURES})?"
)
_HANZI = re.compile(
    rf"(?<![一二三四五六七八九十百千零两第])([一二三四五六七八九十百千零两]{{1,9}})([万亿]?)(余|多)?({_MEASURES})"
)
_PERCENT = re.compile(r"百分之([零一二三四五六七八九十百]{1,5})(?:点([零一二三四五六七八九]{1,4}))?")
_NO_COUNT = re.compile(r"[年月日号时点级层楼路室Kk倍]|个?(?:工作日|小时|月|百分点|季度|自然)|分钟|期间|条[例龙款]|起来")
# 一件 may be said of no thing counted: 一件事一次办, 一起抓, 一条街, 一项重要工作, 一批, 一家亲.
_SET_PHRASES = re.compile(r"一(?:起|批|次|类|种|部|家|位|分|本|天|人|处|所|场|块|个|项|条|套|组|张|名)")
_VALUES = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALE = {"": 1, "万": 10_000, "亿": 100_000_000}


class Numeral(NamedTuple):
    """``text[start:end]`` says `value` (in 元 for money) of `measure`; `about` where it says 余 or 多.

    `measure` is empty where none stands there: “部分公开67，占4.61%”. `step`: one more in its last digit, 100 for
    6.82万件.
    """

    start: int
    end: int
    value: Decimal
    measure: str
    about: bool
    step: Decimal = Decimal(1)

    @property
    def is_money(self) -> bool:
        return self.measure.endswith("元")

    @property
    def is_share(self) -> bool:
        return self.measure == "%"


def find_numerals(text: str) -> tuple[Numeral, ...]:
    """All numbers that count something, in order. `text` is plain text."""
    found = [*_percentages(text), *_from_digits(text), *_from_hanzi(text)]
    return tuple(sorted(found, key=lambda numeral: numeral.start))


def _from_digits(text: str) -> Iterator[Numeral]:
    for match in _DIGITS.finditer(text):
        digits, scale, about, measure = match.groups(default="")
        if not measure and not _stands_alone(text, *match.span()):
            continue
        if measure in ("", "分", "个", "期", "条", "起") and _NO_COUNT.match(text, match.end() - len(measure)):
            continue
        said, factor = Decimal(digits), _factor(scale, measure)
        step = factor * Decimal(1).scaleb(-len(digits.partition(".")[2]))
        yield Numeral(match.start(), match.end(), said * factor, measure, bool(about), step)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """部分公开67，占…: a number without a measure word, but no year and no number of a list."""
    ends = end == len(text) or text[end] in "，。；、）\n"
    return (
        ends
        and "\u4e00" <= text[start - 1 : start] <= "\u9fa5"
        and not re.match(r"20[0-9]{2}(?![0-9])", text[start:end])
    )


def _factor(scale: str, measure: str) -> int:
    return _SCALE[scale] * {"万元": 10_000, "亿元": 100_000_000}.get(measure, 1)


def _from_hanzi(text: str) -> Iterator[Numeral]:
    for match in _HANZI.finditer(text):
        digits, scale, about, measure = match.groups(default="")
        value = _hanzi_value(digits)
        if value is None or _NO_COUNT.match(text, match.end() - len(measure)):
            continue
        ends = match.end() == len(text) or text[match.end()] in "，。；、：（）\n"
        if ends or not _SET_PHRASES.fullmatch(match[0]):
            value *= _factor(scale, measure)
            yield Numeral(match.start(), match.end(), Decimal(value), measure, bool(about))


def _percentages(text: str) -> Iterator[Numeral]:
    """百分之九十六点三."""
    for match in _PERCENT.finditer(text):
        whole = _hanzi_value(match[1])
        if whole is not None:
            tail = "".join(str(_VALUES[char]) for char in match[2] or "")
            value = Decimal(f"{whole}.{tail}" if tail else whole)
            yield Numeral(match.start(), match.end(), value, "%", about=False)


def _hanzi_value(text: str) -> int | None:
    """三 → 3, 十二 → 12, 一百零五 → 105; None where the characters make no number."""
    total, digit = 0, None
    for char in text:
        if char in _TENS:
            total += (1 if digit is None else digit) * _TENS[char]
            digit = None
        elif digit in (None, 0):
            digit = _VALUES[char]
        else:
            return None
    return total + (digit or 0)
