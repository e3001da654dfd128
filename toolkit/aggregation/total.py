"""Sums of reports: input cells are added, totals are derived, claimed totals are not trusted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.aggregation.addends import Addends, Contribution, Gap, Statement, laid_out
from toolkit.aggregation.adjustments import Adjustment, applied
from toolkit.aggregation.batches import Shelf, labels_in, lower_totals
from toolkit.aggregation.membership import Contained, Label, Missing, Sorted, Source, each_once
from toolkit.aggregation.refusals import Kinds, refuse_none, refuse_twice
from toolkit.forms import Form
from toolkit.model import Each, Number, Report, Value, is_number, place_of_cells, plain_number


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
    """The sum as a report, adjustments in it; the `addends` it was made from; and what was left out.

    `adjustments`: in the order they were made, each with the amount it has in this total. `contained`: reports that
    were not added, as a total of a lower level has them. `doubts`: sentences on what a person has to look into.
    `remarks`: sentences on what was done otherwise than was asked for. `confirmed`: by whom, where the total counts
    although it is not complete.
    """

    report: Report
    addends: Addends
    missing: tuple[Missing, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    scope: Scope = "whole_area"
    confirmed: Confirmation | None = None
    disputed: tuple[Disputed, ...] = ()
    contained: tuple[Contained, ...] = ()
    doubts: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def labels(self) -> Each[Label]:
        """What was added, without the numbers."""
        return self.addends.labels

    @property
    def sources(self) -> Each[Source]:
        """What was added: slim reports, without words."""
        return self.addends.sources

    @property
    def contributions(self) -> Mapping[str, Each[Contribution]]:
        """For each cell that is added, what each unit adds."""
        return self.addends.contributions

    @property
    def statements(self) -> Mapping[str, Each[Statement]]:
        """For each cell that is not added, which is blank in the report, what the units say."""
        return self.addends.statements

    @property
    def gaps(self) -> Each[Gap]:
        return self.addends.gaps

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
    sources: Iterable[Source],
    name: str,
    missing: Sequence[Missing] = (),
    adjustments: Sequence[Adjustment] = (),
    scope: Scope = "whole_area",
) -> Total:
    """Add `sources` up, as :class:`Adding` does."""
    adding = Adding()
    for source in sources:
        adding.add(source)
    return adding.total(name, missing, adjustments, scope)


class Adding:
    """Sources added one after the other; no report is held, only its values are, in little memory."""

    def __init__(self) -> None:
        self._shelf = Shelf()
        self._kinds = Kinds()

    def add(self, source: Source) -> None:
        self._kinds.see(source)
        self._shelf.add(source)

    def total(
        self,
        name: str,
        missing: Sequence[Missing] = (),
        adjustments: Sequence[Adjustment] = (),
        scope: Scope = "whole_area",
    ) -> Total:
        """The input cells of all sources in a report called `name`, then the `adjustments`.

        A cell with a gap is the sum of the rest, and the total is not complete, nor is it while units are `missing`; a
        cell no source has a number for is blank. A unit that a total among the sources contains is counted once, in it,
        and not missing.
        Raises :class:`ToolkitError` for nothing to add, for different forms, editions or years, and for a unit twice.
        """
        addends, sorted_out = self._sorted_out()
        inside = {member.unit: member.within for total in addends.lower_totals() for member in total.inside()}
        absent = [item for item in missing if item.unit not in inside]
        outcomes = [applied(item, _added_by(item, addends), inside) for item in adjustments]
        entries = [entry for entry, _ in outcomes if entry is not None]
        values = {cell: _sum(addends.sum(cell), entries, cell) for cell in addends.contributions}
        stated = values | dict.fromkeys(addends.statements)
        return Total(
            report=Report(addends.form, addends.year, name, values=stated, members=addends.members),
            addends=addends,
            missing=(*absent, *sorted_out.missing),
            adjustments=tuple(entries),
            scope=scope,
            disputed=tuple(_disputed(addends.claimed())),
            contained=sorted_out.contained,
            doubts=sorted_out.doubts,
            remarks=(
                *_already_inside(missing, inside),
                *(remark for _, remark in outcomes if remark),
                *_below_zero(addends.form, values, entries),
            ),
        )

    def _sorted_out(self) -> tuple[Addends, Sorted]:
        """What is to be added, each unit once, all on one layout; and what is not."""
        batches = self._shelf.batches()
        labels = labels_in(batches)
        refuse_none(labels)
        refuse_twice(labels)
        year, form = self._kinds.agreed()
        sorted_out = each_once(labels, lower_totals(batches))
        return Addends(laid_out(batches, form, year, sorted_out.left_out), form, year), sorted_out


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


def _sum(found: Number | None, entries: Sequence[Adjustment], cell: str) -> Value:
    """Blank where nobody has a number: an adjustment alone is no sum."""
    return None if found is None else found + sum(entry.amount for entry in entries if entry.cell == cell)


def _below_zero(form: Form, values: Mapping[str, Value], entries: Sequence[Adjustment]) -> Iterator[str]:
    """Sums that adjustments made negative where nothing can be."""
    for name in dict.fromkeys(entry.cell for entry in entries):
        cell, value = form.cell(name), values.get(name)
        if cell and not cell.entry.kind.signed and is_number(value) and value < 0:
            where = place_of_cells(form, (name,))
            yield f"{where}调整后是 {plain_number(value)}，小于0：请核对这一格的调整。"


def _added_by(entry: Adjustment, addends: Addends) -> Mapping[str, Number]:
    """What the units that an adjustment names add to its cell."""
    found = addends.contributions.get(entry.cell, ()) if entry.units else ()
    return {each.unit: each.value for each in found if each.unit in entry.units}


def _disputed(sources: Iterable[Source]) -> Iterator[Disputed]:
    for source in sources:
        for cell, claimed, computed in disputed_totals(source.report):
            yield Disputed(source.report.unit, source.file, cell, claimed, computed)
