"""Sums of reports: input cells are added, totals are derived, claimed totals are not trusted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from toolkit.errors import ToolkitError
from toolkit.model import Number, Report, Value, is_number, restated


@dataclass(frozen=True, slots=True)
class Source:
    """A report and the file it came from."""

    file: str
    report: Report


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one unit adds to one cell."""

    unit: str
    file: str
    value: Number


@dataclass(frozen=True, slots=True)
class Gap:
    """A cell that could not be added: blank, absent (`value` None) or no number."""

    unit: str
    file: str
    cell: str
    value: Value


@dataclass(frozen=True, slots=True)
class Missing:
    """A unit that is not in the sum, and how it stands with it."""

    unit: str
    standing: str


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An entry (调整) that is added to one input cell of a total, never an edit of what a unit said.

    `amount` is signed. 更正 `correction`; 联合制发 `joint`: what `units` issued together and each of them counted is
    counted once. `name`: who answers for it.
    """

    kind: Literal["correction", "joint"]
    cell: str
    amount: Number
    reason: str
    name: str
    units: tuple[str, ...] = ()


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
"""本级: the units of the office's own level; 全辖区: those below it too."""


@dataclass(frozen=True, slots=True)
class Total:
    """The sum as a report, adjustments in it; for each input cell its contributions; and what was left out.

    `adjustments`: in the order they were made. `confirmed`: by whom, where it counts although it is not complete.
    """

    report: Report
    sources: tuple[Source, ...]
    contributions: Mapping[str, tuple[Contribution, ...]]
    gaps: tuple[Gap, ...]
    missing: tuple[Missing, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    scope: Scope = "whole_area"
    confirmed: Confirmation | None = None
    disputed: tuple[Disputed, ...] = ()

    @property
    def complete(self) -> bool:
        return not self.gaps and not self.missing


def add_up(sources: Sequence[Source], name: str, missing: Sequence[Missing] = ()) -> Total:
    """Add the input cells of `sources` into a report called `name`.

    A cell with a gap is the sum of the rest, and the total is not complete, nor is it while units are `missing`; a
    cell no source has a number for is blank.
    Raises :class:`ToolkitError` for nothing to add, for different forms, editions or years, and for a unit twice.
    """
    _refuse_what_cannot_be_added(sources)
    sources = _on_one_layout(sources)
    first = sources[0].report
    contributions = {cell.id: tuple(_contributions(sources, cell.id)) for cell in first.form.inputs}
    values: dict[str, Value] = {
        cell: sum(c.value for c in found) if found else None for cell, found in contributions.items()
    }
    report = Report(form=first.form, year=first.year, unit=name, values=values)
    return Total(report, tuple(sources), contributions, tuple(_gaps(sources)), tuple(missing))


def _on_one_layout(sources: Sequence[Source]) -> list[Source]:
    """Reports of one edition, some of which took a table from another, all on the same layout: the pure one."""
    forms = [source.report.form for source in sources]
    form = next((form for form in forms if not form.borrowed), forms[0])
    return [replace(source, report=restated(source.report, form)) for source in sources]


def _contributions(sources: Sequence[Source], cell: str) -> Iterator[Contribution]:
    for source in sources:
        value = source.report.values.get(cell)
        if value is not None and not isinstance(value, str):
            yield Contribution(source.report.unit, source.file, value)


def _gaps(sources: Sequence[Source]) -> Iterator[Gap]:
    for source in sources:
        for cell in source.report.form.inputs:
            value = source.report.values.get(cell.id)
            if not is_number(value):
                yield Gap(source.report.unit, source.file, cell.id, value)


def _refuse_what_cannot_be_added(sources: Sequence[Source]) -> None:
    if not sources:
        raise ToolkitError("没有可以汇总的报告。", "请写明要汇总的文件。")
    kinds: dict[str, str] = {}
    units: dict[str, str] = {}
    for source in sources:
        report = source.report
        kinds.setdefault(f"{report.year}年度{report.form.edition}版", source.file)
        unit = report.unit_code or report.unit
        if unit and unit in units:
            problem = f"“{report.unit}”有两份报告：{units[unit]}、{source.file}。"
            raise ToolkitError(problem, "同一单位只能计入一次，请留下应当采用的一份。")
        units[unit] = source.file
    if len(kinds) > 1:
        listed = "；".join(f"{kind}如 {file}" for kind, file in kinds.items())
        raise ToolkitError(f"年度或格式版本不同的报告不能相加：{listed}。", "请分别汇总。")
