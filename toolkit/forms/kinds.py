"""What the cells of a form may hold: a closed, small list of kinds, and what each of them means.

All that depends on a kind starts here. Three rooms know more of it, each in one module: how content is read and shown
is told in ``toolkit/model/values.py``, what may be wrong with it in ``toolkit/checks/cells.py``, and how a cell behaves
in a spreadsheet in ``toolkit/workbook/entries.py``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Holds = Literal["number", "date", "choice", "text"]

FIRST_DATE, LAST_DATE = date(1949, 10, 1), date(2100, 12, 31)
"""What a date of a form lies between; anything else is a slip of the keyboard."""
DEFAULT_LENGTH = 200  # characters of a text
YES, NO = "是", "否"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of content. `wanted` is what should be there, `when_blank` what to do about a blank.

    `signed`, `whole`: of numbers. `width`: of a column, in characters; 0 for numbers, which share what there is.
    """

    id: str
    holds: Holds
    wanted: str
    when_blank: str
    signed: bool = False
    whole: bool = False
    width: float = 0.0

    @property
    def numeric(self) -> bool:
        """Whether it is added up over units, and may stand in a rule."""
        return self.holds == "number"


_NONE_IS_ZERO = "没有发生的填0，不能留空。"

KINDS: Mapping[str, Kind] = {
    kind.id: kind
    for kind in (
        Kind("count", "number", "0或正整数", _NONE_IS_ZERO, whole=True),
        Kind("amount", "number", "不小于0的数（{unit}）", _NONE_IS_ZERO),
        Kind("change", "number", "整数，减少的填负数", _NONE_IS_ZERO, signed=True, whole=True),
        Kind("date", "date", "日期，写成 2024-03-05 的样子", "请填写日期。", width=18.0),
        Kind("yes_no", "choice", "{choices}", "请在下拉列表里选择。", width=12.0),
        Kind("choice", "choice", "{choices}", "请在下拉列表里选择。", width=18.0),
        Kind("text", "text", "文字，至多 {length} 字", "请填写；没有的写“无”。", width=30.0),
    )
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What may be entered in a cell. `decimals` of a number, `choices` to choose from, `length` of a text at most.

    `optional`: it may be left blank.
    """

    kind: Kind
    unit: str
    decimals: int = 0
    choices: tuple[str, ...] = ()
    length: int = DEFAULT_LENGTH
    optional: bool = False

    @property
    def wanted(self) -> str:
        """What should be there, as a message says it: ``0或正整数``."""
        *most, last = (f"“{choice}”" for choice in self.choices) if self.choices else ("",)
        choices = f"{'、'.join(most)}或{last}" if most else last
        return self.kind.wanted.format(unit=self.unit, choices=choices, length=self.length)

    @property
    def traits(self) -> tuple[object, ...]:
        """What a filled copy depends on beyond the kind of a number; nothing for a number that must be filled."""
        if self.kind.numeric:
            return ("optional",) if self.optional else ()
        return (self.choices, self.length, self.optional)
