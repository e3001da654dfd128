"""What a source wrote in a cell → a value. One table for workbooks, data files and everything else.

A value is an ``int`` or ``Decimal`` (a number), a ``str`` (content that is no number, kept as it was) or ``None``
(left blank). Nothing that is not clearly a number becomes one, and nothing becomes 0 but a 0.
"""

import re
from decimal import Decimal
from typing import NamedTuple, TypeGuard

from toolkit.model.text import clean_text

Number = int | Decimal
Value = int | Decimal | str | None

# Full-width characters to plain ones, invisible ones to nothing. Not NFKC: that would read 2² as 22 and ① as 1.
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_PLAIN = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | dict.fromkeys(map(ord, _INVISIBLE))
_NUMBER = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_NUMBER_WITH_UNIT = re.compile(rf"({_NUMBER.pattern})\s*(件|条|个|次|份|元|万元)")
_SAID_FOR = {"件": ("件", "条", "个", "次", "份"), "万元": ("万元",), "元": ("元",)}
_LONGEST = 28  # longer "numbers" are kept as the text they are: no count or amount has so many digits


class Reading(NamedTuple):
    """A value, and `note`: what was remarkable about how it was written ('' where nothing was)."""

    value: Value
    note: str = ""


def read_value(raw: object) -> Reading:
    """The value of `raw`, as a spreadsheet or JSON library hands it over."""
    match raw:
        case None:
            return Reading(None)
        case str():
            return _read_text(clean_text(raw))
        case bool():
            return Reading("TRUE" if raw else "FALSE")
        case int() | float() | Decimal():
            return Reading(_plainest(Decimal(float.__repr__(raw) if isinstance(raw, float) else raw)))
        case _:  # dates and times as ISO 8601, and whatever else there may be
            return Reading(str(raw))


def _read_text(text: str) -> Reading:
    plain = text.translate(_PLAIN).strip()
    if not plain:
        return Reading(None)
    if len(plain) > _LONGEST or not _NUMBER.fullmatch(plain):
        return Reading(text)
    number = _plainest(Decimal(plain.replace(",", "")))
    if plain == text:
        return Reading(number, "数字以文本形式存放")
    return Reading(number, f"写作“{text.strip() or text}”")


def _plainest(number: Decimal) -> Value:
    """An integral number as ``int`` (1.0 is 1), an endless one as text."""
    if not number.is_finite() or (number and abs(number.adjusted()) >= _LONGEST):
        return str(number)
    integral = number.to_integral_value()
    if number == integral:
        return int(integral)
    return number if len(plain_number(number)) <= _LONGEST else str(number)


def is_number(value: Value) -> TypeGuard[Number]:
    return isinstance(value, int | Decimal)


def proposed_number(text: str, unit: str) -> Number | None:
    """The number of `unit` that content which is no number most likely meant (``12件`` → 12); None where unclear."""
    match = _NUMBER_WITH_UNIT.fullmatch(text.translate(_PLAIN).strip())
    if match is None or len(match[1]) > _LONGEST:
        return None
    number = Decimal(match[1].replace(",", ""))
    if (match[2], unit) == ("元", "万元"):
        number = number.scaleb(-4)
    elif match[2] not in _SAID_FOR.get(unit, unit):
        return None
    value = _plainest(number)
    return value if is_number(value) else None


def show(value: Value) -> str:
    """The value for a person: ``空白``, ``12``, ``0.5``, ``“无”``."""
    if value is None:
        return "空白"
    return f"“{value}”" if isinstance(value, str) else plain_number(value)


def plain_number(number: Number) -> str:
    """Digits without an exponent; a whole number without decimals, be it the sum of halves."""
    return str(int(number)) if number == int(number) else format(number, "f")
