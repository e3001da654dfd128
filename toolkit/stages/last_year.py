"""Last year's reports → the units of this year's roster: by code and name, through renaming and merging.

Nothing is guessed: what does not clearly belong to one unit is left out, and told.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from toolkit.aggregation import Source, add_up
from toolkit.errors import ToolkitError
from toolkit.forms import Form, form_for_year
from toolkit.intake import Isolated, ahead
from toolkit.model import Report, Roster, Unit, Value, incomparable, is_number, restated
from toolkit.stages.lookup import Lookup

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


def files_in(paths: Sequence[Path]) -> list[Path]:
    """The files given, and those in the folders given; hidden files and lock files of Office aside.

    Raises :class:`ToolkitError` for a path that is not there, and for two files called alike: in a round one would
    take the place of the other.
    """
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise ToolkitError(f"没有“{path}”。", "请核对文件名和所在文件夹。")
        inside = sorted(item for item in path.iterdir() if item.is_file()) if path.is_dir() else [path]
        found += [item for item in inside if not item.name.startswith((".", "~$"))]
    twice = [name for name, times in Counter(path.name for path in found).items() if times > 1]
    if twice:
        raise ToolkitError(f"给出的上年报告里有同名的文件：{'、'.join(twice)}。", "请改成不同的文件名。")
    return found


class _Reports(Mapping[str, Report]):
    """By unit code; each made when it is asked for."""

    def __init__(self, ways: Mapping[str, Callable[[], Report]]) -> None:
        self._ways = ways

    def __getitem__(self, code: str) -> Report:
        return self._ways[code]()

    def __contains__(self, code: object) -> bool:
        return code in self._ways

    def __iter__(self) -> Iterator[str]:
        return iter(self._ways)

    def __len__(self) -> int:
        return len(self._ways)


def match_last_year(
    roster: Roster, pasts: Iterable[Past], year: int, form: Form | None = None, child: Isolated | None = None
) -> LastYear:
    """What each unit of `roster` takes over from the reports of the year before `year`, into `form` (the official form
    of that year where none is given). All are read once here, in `child`. One that cannot be read is told in the notes.
    """
    matching = _Matching(roster, form or form_for_year(FORM, year), year)
    unread = []
    for past, read in ahead(pasts, lambda past: past.read(child)):
        try:
            matching.file(past, read())
        except ToolkitError as error:
            unread.append(f"{past.file} 没有采用：{error}")
    for unit in roster.units:
        matching.settle(unit)
    return LastYear(_Reports(matching.ways), matching.files, tuple(dict.fromkeys((*unread, *matching.notes))))


@dataclass(frozen=True, slots=True)
class _Filed:
    """A report that is of one of the units. `unit`: whose it says it is; `gaps`: a sentence on what it lacks, if so."""

    past: Past
    unit: str
    gaps: str

    @property
    def file(self) -> str:
        return self.past.file

    def report(self) -> Report:
        return self.past.read(None)


class _Matching:
    """Reports sorted by whose they are; then unit by unit what it takes over. Gathers notes on the way."""

    def __init__(self, roster: Roster, form: Form, year: int) -> None:
        self._form, self._year = form, year
        self._lookup = Lookup(roster)
        self._heirs: dict[str, list[Unit]] = {}  # former unit → those that name it
        for unit in roster.units:
            for former in unit.predecessors:
                self._heirs.setdefault(former, []).append(unit)
        self._own: dict[str, list[_Filed]] = {}
        self._former: dict[str, list[_Filed]] = {}
        self.ways: dict[str, Callable[[], Report]] = {}
        self.files: dict[str, str] = {}
        self.notes: list[str] = []

    # --- whose a report is -------------------------------------------------------------------------------------------

    def file(self, past: Past, report: Report) -> None:
        """Lay a report to the unit, or to the former unit, whose it is."""
        if report.form.id != self._form.id or report.year != self._year - 1:
            self._left_out(past, f"是 {report.year} 年度的，上年报告应当是 {self._year - 1} 年度的")
            return
        by_code = self._lookup.by_code(report.unit_code) if report.unit_code else None
        by_name = self._lookup.by_name(report.unit)
        former = next((name for name in (report.unit, report.unit_code) if name in self._heirs), "")
        if by_code and by_name and by_code != by_name:
            self._left_out(past, f"编码 {by_code.code} 是{by_code.name}的，单位名称却是“{report.unit}”")
        elif unit := by_code or by_name:
            self._own.setdefault(unit.code, []).append(self._filed(past, report))
            if not by_name and former not in unit.predecessors:
                self.notes.append(f"{past.file} 的单位名称是“{report.unit}”，按编码 {unit.code} 认作{unit.name}的。")
        elif former:
            self._former.setdefault(former, []).append(self._filed(past, report))
        else:
            self._left_out(past, self._whose(report))

    def _filed(self, past: Past, report: Report) -> _Filed:
        return _Filed(past, report.unit, self._gaps(past.file, report))

    def _whose(self, report: Report) -> str:
        if not report.unit:
            return "没有写明是哪个单位的"
        like = [unit.name for unit in self._lookup.ending_with(report.unit)]
        hint = f"；如果是{'或'.join(like)}，请在名单的“简称”里写上" if like else ""
        return f"填报单位“{report.unit}”不在名单里，也不是哪个单位的前身{hint}"

    def _left_out(self, past: Past, why: str) -> None:
        self.notes.append(f"{past.file} 没有采用：{why}。")

    # --- what a unit takes over --------------------------------------------------------------------------------------

    def settle(self, unit: Unit) -> None:
        """The report of the unit itself, of the one it was renamed from, or the sum of those it was merged from."""
        others = [name for name in unit.predecessors if name not in (unit.code, unit.name, unit.short)]
        divided = [former for former in others if self._is_divided(former, unit)]
        if divided and unit.code not in self._own:
            return
        own = self._own.get(unit.code, [])
        inherited = {former: self._former.get(former, []) for former in others if former not in divided}
        lacking = [former for former, sources in inherited.items() if not sources]
        if lacking and any(inherited.values()):
            parts = "、".join(lacking)
            self.notes.append(f"{unit.name}由几个单位合并而成，缺 {parts} 的上年报告，没有带入上年数。")
            return
        groups = [(name, sources) for name, sources in ((unit.name, own), *inherited.items()) if sources]
        chosen = [source for name, sources in groups if (source := self._only(name, sources))]
        if chosen and len(chosen) == len(groups):
            self._take(unit, chosen)

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
        self.notes.append(says)
        return True

    def _only(self, name: str, sources: Sequence[_Filed]) -> _Filed | None:
        """The one report; the first of several that say the same; None where they do not."""
        if len(sources) < 2:
            return next(iter(sources), None)
        files = "、".join(source.file for source in sources)
        if len({tuple(self._facts(source.report()).items()) for source in sources}) == 1:
            self.notes.append(f"{name}的上年报告有 {len(sources)} 份（{files}），要带入的数相同，用了第一份。")
            return sources[0]
        self.notes.append(f"{name}的上年报告有 {len(sources)} 份（{files}），数不相同，都没有采用；请留下正式的一份。")
        return None

    def _facts(self, report: Report) -> Mapping[str, Value]:
        before = restated(report, self._form)
        return {cell: before.computed(cell) for cell in self._form.last_cells}

    def _take(self, unit: Unit, sources: Sequence[_Filed]) -> None:
        self.notes.extend(source.gaps for source in sources if source.gaps)
        self.files[unit.code] = "、".join(source.file for source in sources)
        if len(sources) == 1:
            self.ways[unit.code] = sources[0].report
            return
        self.ways[unit.code] = partial(self._sum, unit, sources)
        names = "、".join(source.unit for source in sources)
        self.notes.append(
            f"{unit.name}的上年数是 {names} {len(sources)} 份上年报告逐格相加的（{self.files[unit.code]}）。"
        )

    def _sum(self, unit: Unit, sources: Sequence[_Filed]) -> Report:
        """Input cells added, totals derived; a cell that one of them lacks stays blank."""
        parts = [
            Source(source.file, replace(restated(source.report(), self._form), unit_code="")) for source in sources
        ]
        added = add_up(parts, unit.name)
        known: dict[str, Value] = dict(added.report.values) | dict.fromkeys(gap.cell for gap in added.gaps)
        return replace(added.report, unit_code=unit.code, values=known)

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
