"""Sources laid up: every value of every unit, in little memory: some 70 bytes of each unit.

They lie in batches, in a batch column by column, each column compressed: what units say in one cell is alike. So a cell
is added up, or told unit by unit, from its own columns alone.
"""

import json
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from decimal import Decimal
from itertools import accumulate, chain
from types import EllipsisType, MappingProxyType

from toolkit.aggregation.membership import Label, LowerTotal, Source, label_of
from toolkit.forms import Form
from toolkit.model import Each, Member, Report, Value

_SOURCES = 256  # in a batch: enough to compress well, few enough to be held as they are
_ABSENT = ...  # the cell was not on the source's form

_Held = Value | EllipsisType


@dataclass(frozen=True, slots=True)
class Batch:
    """Some sources. `forms`: the form of each; `places`: cell → number of its column, for the cells any of them states.

    `labels`: the columns of :class:`Label`. `columns`: one after the other, each up to its place in `ends`; held one by
    one they take half as much again. `members`: number of a source → the units in it, for those that are totals.
    """

    forms: tuple[Form, ...]
    labels: tuple[bytes, ...]
    places: Mapping[str, int]
    columns: bytes
    ends: "array[int]"
    members: Mapping[int, Sequence[Member]]

    def __len__(self) -> int:
        return len(self.forms)

    def named(self) -> Iterator[Label]:
        return map(Label, *map(_unpacked_texts, self.labels))

    def values(self, cell: str) -> Sequence[Value]:
        """What each says in a cell; None where it is blank or absent."""
        place = self.places.get(cell)
        if place is None:
            return [None] * len(self)
        return [None if value is _ABSENT else value for value in self._column(place)]

    def told(self, cell: str) -> Iterator[tuple[str, str, Value]]:
        """The same with the unit and file that say so."""
        files, units, *_ = self.labels  # as they stand in a label
        return zip(_unpacked_texts(units), _unpacked_texts(files), self.values(cell), strict=True)

    def sources(self, year: int) -> Iterator[Source]:
        """With slim reports: who it is, the values, the members."""
        columns = map(self._column, self.places.values())
        rows = zip(*columns, strict=True) if self.places else iter([()] * len(self))
        for number, (label, form, row) in enumerate(zip(self.named(), self.forms, rows, strict=True)):
            stated = {cell: value for cell, value in zip(self.places, row, strict=True) if value is not _ABSENT}
            inside = self.members.get(number, ())
            report = Report(form, year, label.unit, label.unit_code, stated, members=inside)
            yield Source(label.file, report, label.standing, label.superior)

    def _column(self, place: int) -> list[_Held]:
        return _unpacked(self.columns[self.ends[place - 1] if place else 0 : self.ends[place]])


class Shelf:
    """Where sources are laid up one after the other."""

    def __init__(self) -> None:
        self._batches: list[Batch] = []
        self._open: list[Source] = []
        self._places: Mapping[str, int] = {}
        self._forms: tuple[Form, ...] = ()

    def add(self, source: Source) -> None:
        report = source.report
        slim = Report(report.form, report.year, report.unit, report.unit_code, report.values, members=report.members)
        self._open.append(replace(source, report=slim))
        if len(self._open) == _SOURCES:
            self._close()

    def add_batch(self, batch: Batch) -> None:
        self._close()
        self._batches.append(batch)

    def batches(self) -> tuple[Batch, ...]:
        """Everything that was added so far, in order."""
        self._close()
        return tuple(self._batches)

    def _close(self) -> None:
        if self._open:
            self._batches.append(self._batch(self._open))
            self._open = []

    def _batch(self, sources: Sequence[Source]) -> Batch:
        reports = [source.report for source in sources]
        labels = [astuple(label_of(source)) for source in sources]
        cells = dict.fromkeys(cell for report in reports for cell in report.values)
        if list(cells) != list(self._places):  # in most rounds all batches share one
            self._places = MappingProxyType({cell: place for place, cell in enumerate(cells)})
        columns = [_packed([report.values.get(cell, _ABSENT) for report in reports]) for cell in cells]
        forms = tuple(report.form for report in reports)
        if forms != self._forms:
            self._forms = forms
        return Batch(
            forms=self._forms,
            labels=tuple(map(_packed, zip(*labels, strict=True))),
            places=self._places,
            columns=b"".join(columns),
            ends=array("I", accumulate(map(len, columns))),
            members={number: report.members for number, report in enumerate(reports) if report.members},
        )


def labels_in(batches: Sequence[Batch]) -> Each[Label]:
    return Each(sum(map(len, batches)), lambda: chain.from_iterable(batch.named() for batch in batches))


def lower_totals(batches: Sequence[Batch]) -> Iterator[LowerTotal]:
    """The sources that are totals themselves."""
    first = 0
    for batch in batches:
        labels = list(batch.named()) if batch.members else []
        for number, members in batch.members.items():
            yield LowerTotal(first + number, labels[number], members)
        first += len(batch)


def _packed(column: Iterable[_Held]) -> bytes:
    """JSON, in which a decimal is a list of its digits, and an empty list stands for what is absent."""
    text = json.dumps(list(column), default=_as_list, separators=(",", ":"))
    return zlib.compress(text.encode())


def _unpacked_texts(column: bytes) -> list[str]:
    texts: list[str] = json.loads(zlib.decompress(column))
    return texts


def _as_list(value: object) -> list[str]:
    return [str(value)] if isinstance(value, Decimal) else []


def _unpacked(column: bytes) -> list[_Held]:
    text = zlib.decompress(column)
    values: list[_Held] = json.loads(text)
    if text.find(b"[", 1) < 0:
        return values
    return [_from_list(value) if isinstance(value, list) else value for value in values]


def _from_list(digits: list[str]) -> _Held:
    return Decimal(digits[0]) if digits else _ABSENT
