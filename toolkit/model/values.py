"""What a source wrote in a cell → a value. One table for workbooks, data files and everything else.

A value is an ``int`` or ``Decimal`` (a number), a ``str`` (content that is no number, kept as it was) or ``None``
(left blank). Nothing that is not clearly a number becomes one, and nothing becomes 0 but a 0.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import NamedTuple

Number = int | Decimal
Value = int | Decimal | str | None

# Full-width characters to plain ones, invisible ones to nothing. Not NFKC: that would read 2² as 22 and ① as 1.
_PLAIN = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_NUMBER = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_NUMBER_WITH_UNIT = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)\s*(?:件|条|个|次|份|元|万元)")
_DIGITS_LIMIT = 30  # longer "numbers" are kept as the text they are: no count or amount has so many digits


class Reading(NamedTuple):
    """A value, and `note`: what was remarkable about how it was written ('' where nothing was)."""

    value: Value
    note: str = ""


def read_value(raw: object) -> Reading:
    """The value of `raw`, as a spreadsheet or JSON library hands it over."""
    match raw:
        case None:
            return Reading(None)
        case bool():
            return Reading("TRUE" if raw else "FALSE")
        case int():
            return Reading(raw if abs(raw) < 10**_DIGITS_LIMIT else str(raw))
        case float() | Decimal():
            return Reading(_whole(Decimal(repr(raw) if isinstance(raw, float) else raw)) if isfinite(raw) else str(raw))
        case datetime() | date() | time():
            return Reading(raw.isoformat(sep=" ") if isinstance(raw, datetime) else raw.isoformat())
        case str():
            return _read_text(raw)
        case _:
            return Reading(str(raw))


def _read_text(text: str) -> Reading:
    plain = text.translate(_PLAIN).strip()
    if not plain:
        return Reading(None)
    if len(plain) > _DIGITS_LIMIT or not _NUMBER.fullmatch(plain):
        return Reading(text)
    number = _whole(Decimal(plain.replace(",", "")))
    if plain == text:
        return Reading(number, "数字以文本形式存放")
    return Reading(number, f"写作“{text.strip() or text}”")


def _whole(number: Decimal) -> Value:
    """An integral number as ``int``: 1.0 is 1."""
    if number and abs(number.adjusted()) > _DIGITS_LIMIT:
        return str(number)
    integral = number.to_integral_value()
    return int(integral) if number == integral else number


def is_number(value: Value) -> bool:
    return isinstance(value, int | Decimal)


def proposed_number(text: str) -> Number | None:
    """The number a person most likely meant by content that is no number (``12件`` → 12); None where unclear."""
    plain = text.translate(_PLAIN).replace(",", "").strip()
    match = _NUMBER_WITH_UNIT.fullmatch(plain)
    value = _whole(Decimal(match[1])) if match and len(plain) <= _DIGITS_LIMIT else None
    return value if isinstance(value, int | Decimal) else None


def show(value: Value) -> str:
    """The value for a person: ``空白``, ``12``, ``0.5``, ``“无”``."""
    if value is None:
        return "空白"
    return f"“{value}”" if isinstance(value, str) else plain_number(value)


def plain_number(number: Number) -> str:
    """Digits without an exponent; a whole number without decimals, be it the sum of halves."""
    return str(int(number)) if number == int(number) else format(number, "f")
