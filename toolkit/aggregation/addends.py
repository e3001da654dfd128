"""What the units of a total report: added up cell by cell, and each addend told when somebody asks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import localcontext
from functools import partial
from itertools import chain

from toolkit.aggregation.batches import Batch, Shelf, labels_in, lower_totals
from toolkit.aggregation.membership import LowerTotal, Source
from toolkit.forms import Cell, Form
from toolkit.model import EXACT, Each, Member, Number, Value, is_number, restated


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


@dataclass(slots=True)
class _Tally:
    """Of a cell: how many units say something there, the sum of their numbers, and how many say none that must."""

    said: int = 0
    whole: Number = 0
    gaps: int = 0


class Addends:
    """Sources in `batches`, reports of one `year`, all on one `form`.

    `labels`, `sources`: who they are, without and with slim reports. `members`: the units in the sum, those inside a
    total of a lower level after it. `contributions`: for each cell that is added,
    `statements`: for each that is not, what each unit has there. `gaps`: what could not be added.
    """

    def __init__(self, batches: Sequence[Batch], form: Form, year: int) -> None:
        self._batches, self.form, self.year = batches, form, year
        self._tallies = {cell.id: self._tally(cell) for cell in form.inputs}
        count = sum(map(len, batches))
        self.labels = labels_in(batches)
        self.members = Each(count + sum(len(total.members) for total in self.lower_totals()), self._members)
        self.sources = Each(count, self._sources)
        self.gaps = Each(sum(tally.gaps for tally in self._tallies.values()), self._gaps)
        self.contributions: Mapping[str, Each[Contribution]] = {
            cell.id: Each(self._tallies[cell.id].said, partial(self._contributions, cell.id))
            for cell in form.inputs
            if cell.added
        }
        self.statements: Mapping[str, Each[Statement]] = {
            cell.id: Each(self._tallies[cell.id].said, partial(self._statements, cell.id))
            for cell in form.inputs
            if not cell.added
        }

    def sum(self, cell: str) -> Number | None:
        """None where nobody has a number."""
        tally = self._tallies[cell]
        return tally.whole if tally.said else None

    def values(self, cell: str) -> Iterator[Value]:
        """What each unit has in an input cell, in the order of the sources; None where that is nothing."""
        return chain.from_iterable(batch.values(cell) for batch in self._batches)

    def lower_totals(self) -> Iterator[LowerTotal]:
        """The sources that are totals themselves."""
        return lower_totals(self._batches)

    def claimed(self) -> Iterator[Source]:
        """The sources among which some state a total, in order."""
        for batch in self._batches:
            if not batch.places.keys().isdisjoint(self.form.addends):
                yield from batch.sources(self.year)

    def _tally(self, cell: Cell) -> _Tally:
        tally = _Tally()
        for batch in self._batches:
            values = batch.values(cell.id)
            if not cell.added:
                tally.said += sum(value is not None for value in values)
                continue
            numbers = [value for value in values if is_number(value)]
            tally.said += len(numbers)
            with localcontext(EXACT):
                tally.whole = sum(numbers, tally.whole)
            if len(numbers) < len(values):
                tally.gaps += sum(_is_gap(cell, value) for value in values)
        return tally

    def _sources(self) -> Iterator[Source]:
        return chain.from_iterable(batch.sources(self.year) for batch in self._batches)

    def _members(self) -> Iterator[Member]:
        totals = {total.number: total for total in self.lower_totals()}
        for number, label in enumerate(self.labels):
            yield Member(label.unit, label.unit_code)
            if number in totals:
                yield from totals[number].inside()

    def _contributions(self, cell: str) -> Iterator[Contribution]:
        for batch in self._batches:
            for unit, file, value in batch.told(cell):
                if is_number(value):
                    yield Contribution(unit, file, value)

    def _statements(self, cell: str) -> Iterator[Statement]:
        for batch in self._batches:
            for unit, file, value in batch.told(cell):
                if value is not None:
                    yield Statement(unit, file, value)

    def _gaps(self) -> Iterator[Gap]:
        cells = [cell for cell in self.form.inputs if self._tallies[cell.id].gaps]
        for batch in self._batches:
            columns = [(cell, batch.values(cell.id)) for cell in cells]
            for number, label in enumerate(batch.named()):
                for cell, values in columns:
                    if _is_gap(cell, values[number]):
                        yield Gap(label.unit, label.file, cell.id, values[number])


def laid_out(batches: Sequence[Batch], form: Form, year: int, left_out: frozenset[int]) -> Sequence[Batch]:
    """`batches` without the sources of those numbers, and every report on `form`."""
    shelf = Shelf()
    first = 0
    for batch in batches:
        numbers = range(first, first + len(batch))
        first += len(batch)
        if left_out.isdisjoint(numbers) and set(batch.forms) == {form}:
            shelf.add_batch(batch)
            continue
        for number, source in zip(numbers, batch.sources(year), strict=True):
            if number not in left_out:
                shelf.add(replace(source, report=restated(source.report, form)))
    return shelf.batches()


def _is_gap(cell: Cell, value: Value) -> bool:
    may_be_blank = value is None and not cell.required
    return cell.added and not is_number(value) and not may_be_blank
