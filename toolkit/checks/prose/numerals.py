"""Numbers in Chinese text: digits (full-width, 1,234), 万 and 亿, Chinese numerals before a measure word."""

import re
from dataclasses import dataclass
from decimal import Decimal

_FULL_WIDTH = {full: full - 0xFEE0 for full in range(0xFF10, 0xFF1A)} | {ord("．"): ord(".")}
_MEASURES = "万元|亿元|元|件次|件|条|份|起|宗|项|个|篇|场|期|批次|人次|次|部|人|家|户|％|%"
# 1,234 or 1 234 (a blank that crept in) or 1234, with decimals.
_NUMBER = r"([0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:[ \u00a0][0-9]+)+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
_DIGITS = re.compile(rf"(?<![0-9.〔\[第]){_NUMBER}\s*([万亿]?)\s*(余|多)?\s*({_MEASURES})")
_HANZI = re.compile(
    r"(?<![一二三四五六七八九十百千零两第])([一二三四五六七八九十百千零两]{1,7})(件|条|份|起|宗)(?!事|例)"
)
_VALUES = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALE = {"": 1, "万": 10_000, "亿": 100_000_000}
_LONGEST = 20  # digits; a longer "number" is none


@dataclass(frozen=True, slots=True)
class Numeral:
    """``text[start:end]`` says `value` (in 元 for money) of `measure`; `about` where it says 余 or 多."""

    start: int
    end: int
    value: Decimal
    measure: str
    about: bool

    @property
    def is_money(self) -> bool:
        return self.measure.endswith("元")

    @property
    def is_share(self) -> bool:
        return self.measure in ("%", "％")


def find_numerals(text: str) -> tuple[Numeral, ...]:
    """All numbers with a measure word, in order. Offsets are those of `text`."""
    plain = text.translate(_FULL_WIDTH)
    found = [numeral for match in _DIGITS.finditer(plain) if (numeral := _from_digits(match))]
    found += [
        Numeral(match.start(), match.end(), Decimal(value), match[2], about=False)
        for match in _HANZI.finditer(plain)
        if (value := _from_hanzi(match[1])) is not None
    ]
    return tuple(sorted(found, key=lambda numeral: numeral.start))


def _from_digits(match: re.Match[str]) -> Numeral | None:
    digits, scale, about, measure = match.groups()
    if len(digits) > _LONGEST:
        return None
    factor = _SCALE[scale] * (10_000 if measure == "万元" else 100_000_000 if measure == "亿元" else 1)
    return Numeral(
        match.start(), match.end(), Decimal(re.sub(r"[, \u00a0]", "", digits)) * factor, measure, bool(about)
    )


def _from_hanzi(text: str) -> int | None:
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
