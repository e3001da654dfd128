"""The roster: the units of a round, from the rows of a spreadsheet or a CSV file."""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields

from toolkit.errors import ToolkitError
from toolkit.model.address import is_address
from toolkit.model.compact import compact
from toolkit.model.places import repeated_hashes

HEADERS: Mapping[str, str] = {
    "单位编码": "code",
    "单位名称": "name",
    "简称": "short",
    "类型": "kind",
    "联系人": "contact",
    "邮箱": "email",
    "电话": "phone",
    "上级": "parent",
    "层级": "level",
    "前身": "predecessor",
}
_REQUIRED = ("单位编码", "单位名称")
_BETWEEN_NAMES = re.compile("[、；;，,]")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")  # two names could look alike


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that reports (填报单位)."""

    code: str
    name: str
    short: str = ""
    kind: str = ""
    contact: str = ""
    email: str = ""
    phone: str = ""
    parent: str = ""
    level: str = ""
    predecessor: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def called(self) -> str:
        """The short name, where there is one."""
        return self.short or self.name

    @property
    def predecessors(self) -> tuple[str, ...]:
        """The units, by name or code, that this one was renamed or merged from."""
        return tuple(dict.fromkeys(filter(None, map(str.strip, _BETWEEN_NAMES.split(self.predecessor)))))

    @property
    def file_label(self) -> str:
        """What the names of its files begin with."""
        return f"{self.code}_{self.called}"


@dataclass(frozen=True, slots=True)
class Roster:
    """The units in the order of the file, and the headings the program has no use for."""

    units: Sequence[Unit]
    unknown_columns: tuple[str, ...] = ()


def roster_from_rows(rows: Iterable[Sequence[str]]) -> Roster:
    """Build the roster; the first row holds the headings.

    Raises :class:`ToolkitError` that names every faulty row.
    """
    remaining = iter(rows)
    headings = [heading.strip() for heading in next(remaining, ())]
    missing = [heading for heading in _REQUIRED if heading not in headings]
    if missing:
        raise ToolkitError(f"名单缺少“{'”“'.join(missing)}”列。", "第一行应当是列名，至少有“单位编码”和“单位名称”。")
    repeated = [heading for heading, count in Counter(headings).items() if heading and count > 1]
    if repeated:
        raise ToolkitError(f"名单有重复的列名：{'、'.join(repeated)}。", "请删去或改名。")
    numbers = array("L")  # of the rows that hold units

    def units() -> Iterator[Unit]:
        for number, row in enumerate(remaining, 2):
            if any(map(str.strip, row)):
                numbers.append(number)
                yield _unit(headings, row)

    held = compact(units())
    faults = [*_row_faults(zip(numbers, held, strict=True)), *_duplicates(numbers, held)]
    if not held:
        faults.append("名单里没有单位")
    if faults:
        raise ToolkitError("名单有误，没有采用：\n  " + "\n  ".join(faults) + "\n", "请改正后重试。")
    return Roster(held, tuple(name for name in headings if name and name not in HEADERS))


def _unit(headings: Sequence[str], row: Sequence[str]) -> Unit:
    cells = {heading: value.strip() for heading, value in zip(headings, row, strict=False)}
    known = {HEADERS[heading]: value for heading, value in cells.items() if heading in HEADERS}
    extra = {heading: value for heading, value in cells.items() if heading and heading not in HEADERS}
    return Unit(**{"code": "", "name": ""} | known, extra=extra)


def _row_faults(numbered: Iterable[tuple[int, Unit]]) -> Iterator[str]:
    titles = {name: heading for heading, name in HEADERS.items()}
    for number, unit in numbered:
        for heading, value in (("单位编码", unit.code), ("单位名称", unit.name)):
            if not value:
                yield f"第 {number} 行：“{heading}”是空的"
        for item in fields(unit):
            value = getattr(unit, item.name)
            if item.name in titles and _UNSEEN.search(value):
                yield f"第 {number} 行：“{titles[item.name]}”里有换行或看不见的字符"
        if unit.email and not is_address(unit.email):
            yield f"第 {number} 行：邮箱“{unit.email}”不是有效的地址"
        if unit.level not in ("", "本级", "下级"):
            yield f"第 {number} 行：“层级”应当是“本级”或“下级”，现在是“{unit.level}”"


def _duplicates(rows: Sequence[int], units: Sequence[Unit]) -> Iterator[str]:
    for title, attribute in (("单位编码", "code"), ("单位名称", "name")):
        repeated = repeated_hashes(getattr(unit, attribute).casefold() for unit in units)
        found: dict[str, list[int]] = {}
        for row, unit in zip(rows, units, strict=True) if repeated else ():
            found.setdefault(getattr(unit, attribute).casefold(), []).append(row)
        for value, numbers in found.items():
            if value and len(numbers) > 1:
                yield f"第 {'、'.join(map(str, numbers))} 行：{title}“{value}”重复"
