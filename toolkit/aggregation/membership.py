"""Who is in a total: a total is itself a report to the level above, and no unit may be counted twice."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

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
class Label:
    """A source without its report."""

    file: str
    unit: str
    unit_code: str
    standing: str = ""
    superior: str = ""


def label_of(source: Source) -> Label:
    return Label(source.file, source.report.unit, source.report.unit_code, source.standing, source.superior)


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
class LowerTotal:
    """A source that is a total itself. `number`: which of the sources it is."""

    number: int
    label: Label
    members: Sequence[Member]

    def inside(self) -> Iterator[Member]:
        """Its units, as they are in the total of the level above."""
        return (Member(item.unit, item.unit_code, item.within or self.label.unit) for item in self.members)


@dataclass(frozen=True, slots=True)
class Sorted:
    """What is not to be added: the numbers of those sources, and why; so that each unit counts once."""

    left_out: frozenset[int]
    contained: tuple[Contained, ...]
    missing: tuple[Missing, ...]
    doubts: tuple[str, ...]


def each_once(labels: Iterable[Label], found: Iterable[LowerTotal]) -> Sorted:
    """Leave out the sources that are of units which a total among them, one `found`, contains already.

    A unit is the same by name, by its 统一社会信用代码, or by any code where the roster puts it under that total: codes
    an office makes up itself mean nothing to another office. Where the roster puts a unit under a total that does not
    name it, nobody can tell: it is not added, and missing. Units that two totals name are told as a doubt.
    """
    totals = list(found)
    if not totals:
        return Sorted(frozenset(), (), (), ())
    left_out: set[int] = set()
    contained: list[Contained] = []
    missing: list[Missing] = []
    holders = _Holders()
    known = {total.number: total for total in totals}
    largest_first = sorted(totals, key=lambda total: -len(total.members))
    others = ((number, label) for number, label in enumerate(labels) if number not in known)
    for number, label in (*((total.number, total.label) for total in largest_first), *others):
        holder = holders.holding(label)
        if holder is not None:
            contained.append(Contained(label.unit, label.file, holder))
        elif holders.above(label):
            standing = f"名单写明上级是{label.superior}，{label.superior}的汇总里没有列它，请核实是否已含在内"
            missing.append(Missing(label.unit, standing))
        else:
            if number in known:
                holders.add(known[number])
            continue
        left_out.add(number)
    kept = [total for total in totals if total.number not in left_out]
    return Sorted(frozenset(left_out), tuple(contained), tuple(missing), tuple(_named_twice(kept)))


class _Holders:
    """The totals that count so far, to be asked which of them, the first one, contains a unit."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._superiors: set[str] = set()
        self._by_name: dict[str, int] = {}
        self._by_code: dict[str, int] = {}
        self._by_superior_and_code: dict[tuple[str, str], int] = {}

    def add(self, total: LowerTotal) -> None:
        place = len(self._names)
        self._names.append(total.label.unit)
        self._superiors.add(total.label.unit)
        for member in total.members:
            self._by_name.setdefault(member.unit, place)
            self._by_code.setdefault(member.unit_code, place)
            self._by_superior_and_code.setdefault((total.label.unit, member.unit_code), place)

    def holding(self, label: Label) -> str | None:
        """The name of the total that contains the unit."""
        code = label.unit_code
        found = [self._by_name.get(label.unit)]
        if _is_credit_code(code):
            found.append(self._by_code.get(code))
        elif code:
            found.append(self._by_superior_and_code.get((label.superior, code)))
        places = [place for place in found if place is not None]
        return self._names[min(places)] if places else None

    def above(self, label: Label) -> bool:
        """Whether the unit above it, as the roster says, is among the totals."""
        return label.superior in self._superiors


def _named_twice(totals: Sequence[LowerTotal]) -> Iterator[str]:
    by_code, by_both = _places(totals)
    for place, one in enumerate(totals):
        pairs = sorted(
            (other, number)
            for number, member in enumerate(one.members)
            for other in by_both[member.unit, member.unit_code] | by_code.get(member.unit_code, set())
            if other > place
        )
        for other, number in pairs:
            name, whole, again = one.members[number].unit, one.label.unit, totals[other].label.unit
            yield f"“{name}”既列在“{whole}”的汇总里，也列在“{again}”的汇总里，可能计了两次。"


def _places(totals: Sequence[LowerTotal]) -> tuple[Mapping[str, set[int]], Mapping[tuple[str, str], set[int]]]:
    """Which of `totals` name a unit: by a code that means something, and by name and code."""
    by_code: defaultdict[str, set[int]] = defaultdict(set)
    by_both: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for place, total in enumerate(totals):
        for member in total.members:
            by_both[member.unit, member.unit_code].add(place)
            if _is_credit_code(member.unit_code):
                by_code[member.unit_code].add(place)
    return by_code, by_both


def _is_credit_code(code: str) -> bool:
    return bool(_CREDIT_CODE.fullmatch(code))
