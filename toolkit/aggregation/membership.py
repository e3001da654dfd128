"""Who is in a total: a total is itself a report to the level above, and no unit may be counted twice."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from toolkit.model import Member, Report

_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


@dataclass(frozen=True, slots=True)
class Source:
    """A report and the file it came from.

    `standing`: what a person should know of it although it counts (未确认, 逾期报送). `superior`: the unit above it,
    where the roster names one.
    """

    file: str
    report: Report
    standing: str = ""
    superior: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A unit that is not in the sum, and how it stands with it."""

    unit: str
    standing: str


@dataclass(frozen=True, slots=True)
class Contained:
    """A report that was not added, since the total of a lower level, `within`, contains the same unit."""

    unit: str
    file: str
    within: str


@dataclass(frozen=True, slots=True)
class Sorted:
    """What is to be added, and what is not, each unit once."""

    sources: tuple[Source, ...]
    contained: tuple[Contained, ...]
    missing: tuple[Missing, ...]
    doubts: tuple[str, ...]


def each_once(sources: Sequence[Source]) -> Sorted:
    """Leave out the reports of units that a total among `sources` contains already.

    A unit is the same by name, by its 统一社会信用代码, or by any code where the roster puts it under that total: codes
    an office makes up itself mean nothing to another office. Where the roster puts a unit under a total that does not
    name it, nobody can tell: it is not added, and missing. Units that two totals name are told as a doubt.
    """
    kept: list[Source] = []
    contained: list[Contained] = []
    missing: list[Missing] = []
    for source in sorted(sources, key=lambda source: -len(source.report.members)):
        report = source.report
        holder = next((total for total in kept if _holds(total.report, source)), None)
        above = next((total for total in kept if total.report.members and total.report.unit == source.superior), None)
        if holder is not None:
            contained.append(Contained(report.unit, source.file, holder.report.unit))
        elif above is not None:
            standing = f"名单写明上级是{source.superior}，{source.superior}的汇总里没有列它，请核实是否已含在内"
            missing.append(Missing(report.unit, standing))
        else:
            kept.append(source)
    ordered = tuple(source for source in sources if any(source is item for item in kept))
    return Sorted(ordered, tuple(contained), tuple(missing), tuple(_named_twice(ordered)))


def members_of(sources: Sequence[Source]) -> Iterator[Member]:
    """The units in the sum of `sources`, those inside a total of a lower level after it."""
    for source in sources:
        report = source.report
        yield Member(report.unit, report.unit_code)
        yield from (Member(item.unit, item.unit_code, item.within or report.unit) for item in report.members)


def _holds(total: Report, source: Source) -> bool:
    """Whether one of the units in `total` is that of `source`."""
    name, code = source.report.unit, source.report.unit_code
    means_something = _is_credit_code(code) or (code and source.superior == total.unit)
    return any(member.unit == name or (means_something and member.unit_code == code) for member in total.members)


def _named_twice(sources: Sequence[Source]) -> Iterator[str]:
    for one, other in combinations([source.report for source in sources if source.report.members], 2):
        codes = {member.unit_code for member in other.members if _is_credit_code(member.unit_code)}
        known = {(member.unit, member.unit_code) for member in other.members}
        for member in one.members:
            if member.unit_code in codes or (member.unit, member.unit_code) in known:
                yield f"“{member.unit}”既列在“{one.unit}”的汇总里，也列在“{other.unit}”的汇总里，可能计了两次。"


def _is_credit_code(code: str) -> bool:
    return bool(_CREDIT_CODE.fullmatch(code))
