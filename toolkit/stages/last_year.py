"""Last year's reports → the units of this year's roster: by code and name, through renaming and merging.

Nothing is guessed: what does not clearly belong to one unit is left out, and told.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TypeVar

from toolkit.aggregation import Source, add_up
from toolkit.errors import ToolkitError
from toolkit.forms import Form, form_for_year
from toolkit.intake import Isolated, ahead
from toolkit.model import (
    Places,
    Report,
    Roster,
    Unit,
    Value,
    compact,
    incomparable,
    is_number,
    repeated_hashes,
    restated,
)
from toolkit.stages.lookup import Lookup

T = TypeVar("T")

FORM = "zfxxgk"
_NAMED_AT_MOST = 3  # rows and names of which a sentence gives examples


@dataclass(frozen=True, slots=True)
class Past:
    """A file with a report of last year, and what reads it, given a child to read in or None. It is read whenever
    somebody asks, and let go: there may be very many.
    """

    file: str
    read: Callable[[Isolated | None], Report]


@dataclass(frozen=True, slots=True)
class LastYear:
    """Unit code → last year's report (of a unit merged from several, the sum of theirs), and from which files it is.

    Reports are read when they are asked for. `notes`: all that was not clear, a sentence each.
    """

    reports: Mapping[str, Report] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def files_in(paths: Sequence[Path]) -> Sequence[Path]:
    """The files given, and those in the folders given; hidden files and lock files of Office aside.

    Raises :class:`ToolkitError` for a path that is not there, and for two files called alike: in a round one would
    take the place of the other.
    """
    found = compact(chain.from_iterable(map(_files_at, paths)))
    repeated = repeated_hashes(path.name for path in found)
    twice = dict.fromkeys(path.name for path in found if hash(path.name) in repeated)
    if twice:
        raise ToolkitError(f"给出的上年报告里有同名的文件：{'、'.join(twice)}。", "请改成不同的文件名。")
    return found


def _files_at(path: Path) -> Iterator[Path]:
    if not path.exists():
        raise ToolkitError(f"没有“{path}”。", "请核对文件名和所在文件夹。")
    if not path.is_dir():
        names, folder = [path.name], path.parent
    else:
        with os.scandir(path) as entries:
            names, folder = sorted(entry.name for entry in entries if entry.is_file()), path
    return (folder / name for name in names if not name.startswith((".", "~$")))


def match_last_year(
    roster: Roster, pasts: Sequence[Past], year: int, form: Form | None = None, child: Isolated | None = None
) -> LastYear:
    """What each unit of `roster` takes over from the reports of the year before `year`, into `form` (the official form
    of that year where none is given). All are read once here, in `child`. One that cannot be read is told in the notes.
    """
    matching = _Matching(roster, pasts, form or form_for_year(FORM, year), year)
    return matching.matched(child)


@dataclass(frozen=True, slots=True)
class _Filed:
    """A report that was looked at. `whose`: the unit or former unit it is of, as a key, '' where it is left out.

    `unit`: what it says itself; `gaps`: a sentence on what it lacks, if so.
    """

    file: str
    whose: str
    unit: str = ""
    gaps: str = ""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A unit of the roster, and the numbers of the reports it takes over."""

    code: str
    name: str
    numbers: tuple[int, ...]


class _ByCode(Mapping[str, T]):
    """Unit code → what `make` makes of what was taken over, when somebody asks."""

    def __init__(self, taken: Sequence[_Taken], make: Callable[[_Taken], T]) -> None:
        self._taken, self._make = taken, make
        self._places = Places((item.code, place) for place, item in enumerate(taken))

    def __getitem__(self, code: str) -> T:
        found = self._found(code)
        if found is None:
            raise KeyError(code)
        return self._make(found)

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and self._found(code) is not None

    def __iter__(self) -> Iterator[str]:
        return (item.code for item in self._taken)

    def __len__(self) -> int:
        return len(self._taken)

    def _found(self, code: str) -> _Taken | None:
        return next((item for item in map(self._taken.__getitem__, self._places.of(code)) if item.code == code), None)


def _own(code: str) -> str:
    """The key of a unit of the roster."""
    return f"单位 {code}"


def _former(name: str) -> str:
    """The key of a unit that there was."""
    return f"前身 {name}"


class _Matching:
    """Reports sorted by whose they are; then unit by unit what it takes over. Gathers notes on the way."""

    def __init__(self, roster: Roster, pasts: Sequence[Past], form: Form, year: int) -> None:
        self._roster, self._pasts = roster, pasts
        self._form, self._year = form, year
        self._lookup = Lookup(roster)
        self._heirs: dict[str, list[Unit]] = {}  # former unit → those that name it
        for unit in roster.units:
            for former in unit.predecessors:
                self._heirs.setdefault(former, []).append(unit)
        self._filed: Sequence[_Filed] = ()
        self._places = Places(())
        self._notes: list[str] = []

    def matched(self, child: Isolated | None) -> LastYear:
        unread: list[str] = []
        self._filed = compact(self._file_all(child, unread))
        self._places = Places((filed.whose, number) for number, filed in enumerate(self._filed) if filed.whose)
        taken = compact(found for unit in self._roster.units if (found := self._settled(unit)))
        notes = tuple(dict.fromkeys((*unread, *self._notes)))
        return LastYear(_ByCode(taken, self._report), _ByCode(taken, self._files), notes)

    # --- whose a report is -------------------------------------------------------------------------------------------

    def _file_all(self, child: Isolated | None, unread: list[str]) -> Iterator[_Filed]:
        for past, read in ahead(self._pasts, lambda past: past.read(child)):
            try:
                yield self._file(past.file, read())
            except ToolkitError as error:
                unread.append(f"{past.file} 没有采用：{error}")
                yield _Filed(past.file, "")

    def _file(self, file: str, report: Report) -> _Filed:
        """Lay a report to the unit, or to the former unit, whose it is."""
        if report.form.id != self._form.id or report.year != self._year - 1:
            return self._left_out(file, f"是 {report.year} 年度的，上年报告应当是 {self._year - 1} 年度的")
        by_code = self._lookup.by_code(report.unit_code) if report.unit_code else None
        by_name = self._lookup.by_name(report.unit)
        former = next((name for name in (report.unit, report.unit_code) if name in self._heirs), "")
        if by_code and by_name and by_code != by_name:
            return self._left_out(file, f"编码 {by_code.code} 是{by_code.name}的，单位名称却是“{report.unit}”")
        if unit := by_code or by_name:
            if not by_name and former not in unit.predecessors:
                self._notes.append(f"{file} 的单位名称是“{report.unit}”，按编码 {unit.code} 认作{unit.name}的。")
            return _Filed(file, _own(unit.code), report.unit, self._gaps(file, report))
        if former:
            return _Filed(file, _former(former), report.unit, self._gaps(file, report))
        return self._left_out(file, self._whose(report))

    def _whose(self, report: Report) -> str:
        if not report.unit:
            return "没有写明是哪个单位的"
        like = [unit.name for unit in self._lookup.ending_with(report.unit)]
        hint = f"；如果是{'或'.join(like)}，请在名单的“简称”里写上" if like else ""
        return f"填报单位“{report.unit}”不在名单里，也不是哪个单位的前身{hint}"

    def _left_out(self, file: str, why: str) -> _Filed:
        self._notes.append(f"{file} 没有采用：{why}。")
        return _Filed(file, "")

    def _of(self, whose: str) -> list[int]:
        """The numbers of the reports that are of a unit, by its key."""
        return [number for number in self._places.of(whose) if self._filed[number].whose == whose]

    # --- what a unit takes over --------------------------------------------------------------------------------------

    def _settled(self, unit: Unit) -> _Taken | None:
        """The report of the unit itself, of the one it was renamed from, or those of the ones it was merged from."""
        others = [name for name in unit.predecessors if name not in (unit.code, unit.name, unit.short)]
        divided = [former for former in others if self._is_divided(former, unit)]
        own = self._of(_own(unit.code))
        if divided and not own:
            return None
        inherited = {former: self._of(_former(former)) for former in others if former not in divided}
        lacking = [former for former, numbers in inherited.items() if not numbers]
        if lacking and any(inherited.values()):
            parts = "、".join(lacking)
            self._notes.append(f"{unit.name}由几个单位合并而成，缺 {parts} 的上年报告，没有带入上年数。")
            return None
        groups = [(name, numbers) for name, numbers in ((unit.name, own), *inherited.items()) if numbers]
        chosen = [number for name, numbers in groups if (number := self._only(name, numbers)) is not None]
        return self._taken(unit, chosen) if chosen and len(chosen) == len(groups) else None

    def _is_divided(self, former: str, unit: Unit) -> bool:
        """Whether what `former` did went to several units: how much to each, no report tells."""
        heirs = list(self._heirs[former])
        still = self._lookup.by_code(former) or self._lookup.by_name(former)
        if still and still not in heirs:
            heirs.append(still)
        if heirs == [unit]:
            return False
        names = "、".join(heir.name for heir in heirs)
        says = f"“{former}”的职责分在{names}，各应带入多少上年数，程序不能确定，没有带入；请单位在“情况说明”里写明。"
        self._notes.append(says)
        return True

    def _only(self, name: str, numbers: Sequence[int]) -> int | None:
        """The one report; the first of several that say the same; None where they do not."""
        if len(numbers) == 1:
            return numbers[0]
        files = "、".join(self._filed[number].file for number in numbers)
        if len({tuple(self._facts(self._pasts[number].read(None)).items()) for number in numbers}) == 1:
            self._notes.append(f"{name}的上年报告有 {len(numbers)} 份（{files}），要带入的数相同，用了第一份。")
            return numbers[0]
        self._notes.append(f"{name}的上年报告有 {len(numbers)} 份（{files}），数不相同，都没有采用；请留下正式的一份。")
        return None

    def _facts(self, report: Report) -> Mapping[str, Value]:
        before = restated(report, self._form)
        return {cell: before.computed(cell) for cell in self._form.last_cells}

    def _taken(self, unit: Unit, numbers: Sequence[int]) -> _Taken:
        chosen = [self._filed[number] for number in numbers]
        self._notes.extend(filed.gaps for filed in chosen if filed.gaps)
        taken = _Taken(unit.code, unit.name, tuple(numbers))
        if len(chosen) > 1:
            names, files = "、".join(filed.unit for filed in chosen), self._files(taken)
            self._notes.append(f"{unit.name}的上年数是 {names} {len(chosen)} 份上年报告逐格相加的（{files}）。")
        return taken

    def _files(self, taken: _Taken) -> str:
        return "、".join(self._filed[number].file for number in taken.numbers)

    def _report(self, taken: _Taken) -> Report:
        """The report, or the sum: input cells added, totals derived; a cell that one of them lacks stays blank."""
        pasts = [self._pasts[number] for number in taken.numbers]
        if len(pasts) == 1:
            return pasts[0].read(None)
        parts = [Source(past.file, replace(restated(past.read(None), self._form), unit_code="")) for past in pasts]
        added = add_up(parts, taken.name)
        known: dict[str, Value] = dict(added.report.values) | dict.fromkeys(gap.cell for gap in added.gaps)
        return replace(added.report, unit_code=taken.code, values=known)

    def _gaps(self, file: str, report: Report) -> str:
        """A sentence on cells that should be taken over and that a report does not give; empty where there are none."""
        same = report.form.edition == self._form.edition
        elsewhere = {} if same else incomparable(self._form.id)
        lacking = [
            cell for cell, value in self._facts(report).items() if not is_number(value) and cell not in elsewhere
        ]
        if not lacking:
            return ""
        cells = [found for name in lacking if (found := self._form.cell(name))]
        named = "、".join(f"{cell.row.short}·{cell.column.short}" for cell in cells[:_NAMED_AT_MOST])
        more = "等" if len(cells) > _NAMED_AT_MOST else ""
        return f"{file} 里有 {len(cells)} 格没有数（{named}{more}），这些格的上年数空着。"
