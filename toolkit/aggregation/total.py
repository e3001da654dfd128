"""Sums of reports: input cells are added, totals are derived, claimed totals are not trusted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from toolkit.aggregation.adjustments import Adjustment, applied
from toolkit.aggregation.membership import Contained, Missing, Source, each_once, members_of
from toolkit.errors import ToolkitError
from toolkit.forms import Form
from toolkit.model import Number, Report, Value, is_number, place_of_cells, plain_number, restated


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one unit adds to one cell."""

    unit: str
    file: str
    value: Number


@dataclass(frozen=True, slots=True)
class Statement:
    """What one unit says in a cell that is not added: a text, a date, a choice, a line of a list."""

    unit: str
    file: str
    value: Value


@dataclass(frozen=True, slots=True)
class Gap:
    """A cell that could not be added: blank, absent (`value` None) or no number."""

    unit: str
    file: str
    cell: str
    value: Value


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A person's word that a total counts although something is missing."""

    reason: str
    name: str


@dataclass(frozen=True, slots=True)
class Disputed:
    """A total that a unit claims and that is not the sum of its parts; the parts are what is added."""

    unit: str
    file: str
    cell: str
    claimed: Value
    computed: Number


Scope = Literal["own_level", "whole_area"]
SCOPE_NAMES: Mapping[Scope, str] = {"own_level": "本级", "whole_area": "全辖区"}
"""本级: the units of the office's own level; 全辖区: those below it too."""


@dataclass(frozen=True, slots=True)
class Total:
    """The sum as a report, adjustments in it; for each input cell its contributions; and what was left out.

    `statements`: for each cell that is not added, which is blank in the report, what the units say.

    `adjustments`: in the order they were made, each with the amount it has in this total. `contained`: reports that
    were not added, as a total of a lower level has them. `doubts`: sentences on what a person has to look into.
    `remarks`: sentences on what was done otherwise than was asked for. `confirmed`: by whom, where the total counts
    although it is not complete.
    """

    report: Report
    sources: tuple[Source, ...]
    contributions: Mapping[str, tuple[Contribution, ...]]
    statements: Mapping[str, tuple[Statement, ...]]
    gaps: tuple[Gap, ...]
    missing: tuple[Missing, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    scope: Scope = "whole_area"
    confirmed: Confirmation | None = None
    disputed: tuple[Disputed, ...] = ()
    contained: tuple[Contained, ...] = ()
    doubts: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        return not self.gaps and not self.missing and not self.doubts

    @property
    def settled(self) -> bool:
        """Whether it counts: complete, or confirmed."""
        return self.complete or self.confirmed is not None

    @property
    def standing(self) -> str:
        """完整, 不完整, or 不完整 with who confirmed it and why."""
        if self.complete:
            return "完整"
        return f"不完整，{self.confirmed.name}已确认：{self.confirmed.reason}" if self.confirmed else "不完整"


def add_up(
    sources: Sequence[Source],
    name: str,
    missing: Sequence[Missing] = (),
    adjustments: Sequence[Adjustment] = (),
    scope: Scope = "whole_area",
) -> Total:
    """Add the input cells of `sources` into a report called `name`, then the `adjustments`.

    A cell with a gap is the sum of the rest, and the total is not complete, nor is it while units are `missing`; a
    cell no source has a number for is blank. A unit that a total among the sources contains is counted once, in it,
    and not missing.
    Raises :class:`ToolkitError` for nothing to add, for different forms, editions or years, and for a unit twice.
    """
    _refuse_what_cannot_be_added(sources)
    sorted_out = each_once(_on_one_layout(sources))
    added = sorted_out.sources
    form, year = added[0].report.form, added[0].report.year
    contributions = {cell.id: tuple(_contributions(added, cell.id)) for cell in form.inputs if cell.added}
    statements = {cell.id: tuple(_statements(added, cell.id)) for cell in form.inputs if not cell.added}
    members = tuple(members_of(added))
    inside = {member.unit: member.within for member in members if member.within}
    absent = [item for item in missing if item.unit not in inside]
    outcomes = [applied(item, _by_unit(contributions.get(item.cell, ())), inside) for item in adjustments]
    entries = [entry for entry, _ in outcomes if entry is not None]
    values = {cell: _sum(found, [e for e in entries if e.cell == cell]) for cell, found in contributions.items()}
    return Total(
        report=Report(form=form, year=year, unit=name, values=values | dict.fromkeys(statements), members=members),
        sources=added,
        contributions=contributions,
        statements=statements,
        gaps=tuple(_gaps(added)),
        missing=(*absent, *sorted_out.missing),
        adjustments=tuple(entries),
        scope=scope,
        disputed=tuple(_disputed(added)),
        contained=sorted_out.contained,
        doubts=sorted_out.doubts,
        remarks=(
            *_already_inside(missing, inside),
            *(remark for _, remark in outcomes if remark),
            *_below_zero(form, values, entries),
        ),
    )


def _already_inside(missing: Sequence[Missing], inside: Mapping[str, str]) -> Iterator[str]:
    """Units that did not report, but are `inside` (unit → total) one that did."""
    for item in missing:
        if item.unit in inside:
            yield f"{item.unit}没有自己报来，已含在{inside[item.unit]}的汇总里。"


def disputed_totals(report: Report) -> Iterator[tuple[str, Value, Number]]:
    """(cell, claimed, computed) of totals that are stated wrongly at the source."""
    for cell, computed in report.totals.items():
        claimed = report.values.get(cell, computed)
        if computed is not None and claimed != computed:
            yield cell, claimed, computed


def _sum(found: Sequence[Contribution], entries: Sequence[Adjustment]) -> Value:
    """Blank where nobody has a number: an adjustment alone is no sum."""
    return sum(c.value for c in found) + sum(entry.amount for entry in entries) if found else None


def _below_zero(form: Form, values: Mapping[str, Value], entries: Sequence[Adjustment]) -> Iterator[str]:
    """Sums that adjustments made negative where nothing can be."""
    for name in dict.fromkeys(entry.cell for entry in entries):
        cell, value = form.cell(name), values.get(name)
        if cell and not cell.entry.kind.signed and is_number(value) and value < 0:
            where = place_of_cells(form, (name,))
            yield f"{where}调整后是 {plain_number(value)}，小于0：请核对这一格的调整。"


def _by_unit(found: Sequence[Contribution]) -> Mapping[str, Number]:
    return {contribution.unit: contribution.value for contribution in found}


def _disputed(sources: Sequence[Source]) -> Iterator[Disputed]:
    for source in sources:
        for cell, claimed, computed in disputed_totals(source.report):
            yield Disputed(source.report.unit, source.file, cell, claimed, computed)


def _on_one_layout(sources: Sequence[Source]) -> list[Source]:
    """Reports of one edition, some of which took a table from another or came without the 附表, all on the same layout:
    the one with the 附表, else the pure one.
    """
    forms = [source.report.form for source in sources]
    form = max(forms, key=lambda form: (form.supplement is not None, not form.borrowed))
    return [replace(source, report=restated(source.report, form)) for source in sources]


def _contributions(sources: Sequence[Source], cell: str) -> Iterator[Contribution]:
    for source in sources:
        value = source.report.values.get(cell)
        if value is not None and not isinstance(value, str):
            yield Contribution(source.report.unit, source.file, value)


def _statements(sources: Sequence[Source], cell: str) -> Iterator[Statement]:
    for source in sources:
        value = source.report.values.get(cell)
        if value is not None:
            yield Statement(source.report.unit, source.file, value)


def _gaps(sources: Sequence[Source]) -> Iterator[Gap]:
    for source in sources:
        for cell in source.report.form.inputs:
            value = source.report.values.get(cell.id)
            may_be_blank = value is None and not cell.required
            if cell.added and not is_number(value) and not may_be_blank:
                yield Gap(source.report.unit, source.file, cell.id, value)


def _same_unit(one: Report, other: Report) -> bool:
    """By code; by name where one of them, a published report, has no code."""
    if one.unit_code and other.unit_code:
        return one.unit_code == other.unit_code
    return bool(one.unit) and one.unit == other.unit


def _refuse_what_cannot_be_added(sources: Sequence[Source]) -> None:
    if not sources:
        raise ToolkitError("没有可以汇总的报告。", "请写明要汇总的文件。")
    kinds: dict[str, str] = {}
    supplements: dict[str, str] = {}
    seen: list[Source] = []
    for source in sources:
        report = source.report
        kinds.setdefault(f"{report.year}年度{report.form.edition}版", source.file)
        if report.form.supplement:
            supplements.setdefault(f"“{report.form.supplement.title}”{report.form.digest[:8]}", source.file)
        twin = next((other for other in seen if _same_unit(other.report, report)), None)
        if twin is not None:
            problem = f"“{report.unit}”有两份报告：{twin.file}、{source.file}。"
            raise ToolkitError(problem, "同一单位只能计入一次，请留下应当采用的一份。")
        seen.append(source)
    if len(supplements) > 1:
        listed = "；".join(f"{title}如 {file}" for title, file in supplements.items())
        raise ToolkitError(f"附表不同的报告不能相加：{listed}。", "请分别汇总。")
    if len(kinds) > 1:
        listed = "；".join(f"{kind}如 {file}" for kind, file in kinds.items())
        raise ToolkitError(f"年度或格式版本不同的报告不能相加：{listed}。", "请分别汇总。")
