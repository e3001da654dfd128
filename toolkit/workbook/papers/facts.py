"""What stands in the working papers, before it has a place on a sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from toolkit.forms import Form
from toolkit.model import Measure, Number, Value
from toolkit.workbook.appendix import Appendix

Shown = int | float | str | None

_EXACT = 10**15  # a spreadsheet computes with 15 digits


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit that was counted. `values`: cell → what it said, totals recomputed, None where that cannot be."""

    number: int
    code: str
    name: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class SummedCell:
    """What the units sum to, what was adjusted, both together, and what the official total says."""

    parts: Value
    adjustment: Value
    own: Value
    official: Value


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of 调整."""

    kind: str
    cell: str
    amount: Number
    reason: str
    units: str
    name: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A line of 排名: a value and a rank for each measure, None where there is none."""

    number: int
    code: str
    name: str
    values: tuple[Number | float | None, ...]
    ranks: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A cell this year and last year; of one unit where `number` is not 0."""

    cell: str
    this: Value
    last: Value
    note: str = ""
    number: int = 0


@dataclass(frozen=True)
class Papers:
    """All of it. `facts`: what the first sheet says of the total.

    `cells`: every cell of the form, in its order. `years` and `unit_years` are empty without reports of last year;
    `years_note`: what to mind when comparing. `lists`: further sheets of plain lines, each with what it shows.
    """

    form: Form
    title: str
    facts: tuple[tuple[str, str], ...]
    units: tuple[UnitLine, ...]
    cells: Mapping[str, SummedCell]
    entries: tuple[Entry, ...]
    measures: tuple[Measure, ...]
    ranking: tuple[Ranked, ...]
    years: tuple[Compared, ...]
    unit_years: tuple[Compared, ...]
    years_note: str
    lists: tuple[tuple[str, Appendix], ...]

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Cell → how many cells come before it in its table."""
        return {cell.id: place for table in self.form.tables for place, cell in enumerate(table.cells)}

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Cell → how many cells come before it in the form."""
        return {cell: place for place, cell in enumerate(self.cells)}


def shown(value: Value | float) -> Shown:
    """A number as a spreadsheet computes with it, to 15 digits."""
    if isinstance(value, Decimal) or (isinstance(value, int) and abs(value) >= _EXACT):
        return float(value)
    return value


def formula_shows(value: Value | float) -> Shown:
    """The same where a formula makes it: it has no way to show nothing but an empty text."""
    return "" if value is None else shown(value)
