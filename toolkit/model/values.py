"""What a source wrote in a cell → a value. One table for workbooks, data files and everything else.

A value is an ``int`` or ``Decimal`` (a number), a ``str`` (a text, a choice, a date as ``2024-03-05``; or content that
is not what the cell asks for, kept as it was) or ``None`` (left blank). Nothing that is not clearly a number becomes
one, and nothing becomes 0 but a 0.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, TypeGuard

from toolkit.forms import FIRST_DATE, LAST_DATE, Kind
from toolkit.model.text import chinese_date, clean_text

Number = int | Decimal
Value = int | Decimal | str | None

# Full-width characters to plain ones, invisible ones to nothing. Not NFKC: that would read 2² as 22 and ① as 1.
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_PLAIN = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | dict.fromkeys(map(ord, _INVISIBLE))
_NUMBER = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_NUMBER_WITH_UNIT = re.compile(rf"({_NUMBER.pattern})\s*(件|条|个|次|份|元|万元)")
_SAID_FOR = {"件": ("件", "条", "个", "次", "份"), "万元": ("万元",), "元": ("元",)}
_DATE = re.compile(
    r"([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})|/([0-9]{1,2})/([0-9]{1,2})|\.([0-9]{1,2})\.([0-9]{1,2})"
    r"|年([0-9]{1,2})月([0-9]{1,2})[日号]|([0-9]{2})([0-9]{2}))"
)
_HUGE = 10**27
_LONGEST = 28  # longer "numbers" are kept as the text they are: no count or amount has so many digits


class Reading(NamedTuple):
    """A value, and `note`: what was remarkable about how it was written ('' where nothing was)."""

    value: Value
    note: str = ""


def read_value(raw: object, kind: Kind | None = None) -> Reading:
    """The value of `raw`, as a spreadsheet or JSON library hands it over, in a cell of `kind` (None: a number)."""
    if type(raw) is int and (kind is None or kind.holds == "number") and -_HUGE < raw < _HUGE:
        return Reading(raw)  # what nearly all cells hold
    match kind.holds if kind else "number":
        case "number":
            return _read_number(raw)
        case "date":
            return _read_date(raw)
        case _:
            return Reading(_as_text(raw))


def _as_text(raw: object) -> str | None:
    """What a cell shows that holds a text; None where it is blank."""
    match raw:
        case str():
            return clean_text(raw).strip() or None
        case _:
            value, _ = _read_number(raw)
            return value if value is None or isinstance(value, str) else plain_number(value)


def _read_date(raw: object) -> Reading:
    """A date as ``2024-03-05``, however it was written; what is no date, as it was."""
    match raw:
        case datetime() if raw.time() == datetime.min.time():
            return Reading(raw.date().isoformat())
        case date() if not isinstance(raw, datetime):
            return Reading(raw.isoformat())
    text = _as_text(raw)
    found = _DATE.fullmatch("".join(text.translate(_PLAIN).split())) if text else None
    if text is None or found is None or not isinstance(raw, str):
        return Reading(text)
    try:
        day = date(*(int(part) for part in found.groups() if part)).isoformat()
    except ValueError:  # 2月30日
        return Reading(text)
    return Reading(day, "" if day == text else f"写作“{text}”")


def _read_number(raw: object) -> Reading:
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
    return isinstance(value, (int, Decimal))


def date_of(value: Value) -> date | None:
    """The date a cell holds; None where it holds none, or one that no form can mean."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2024-03-05") else None
    except ValueError:
        return None
    return day if day and FIRST_DATE <= day <= LAST_DATE else None


def printed(value: Value, kind: Kind) -> str:
    """The value as a document prints it. Blank stays blank, what the cell does not ask for stays as it is."""
    if value is None:
        return ""
    day = date_of(value) if kind.holds == "date" else None
    if day:
        return chinese_date(day)
    if kind.holds == "text":
        return " ".join(str(value).split())  # a cell of a document is one paragraph
    return clean_text(value) if isinstance(value, str) else plain_number(value)


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
