"""Statements: a number (or a “没有”) in the text, held against the cells it speaks of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from toolkit.checks.prose.numerals import Numeral
from toolkit.checks.prose.phrases import Passage, take_apart
from toolkit.checks.prose.plain import Plain, plain
from toolkit.checks.prose.readings import Reading, Setting, read_block
from toolkit.checks.prose.worded import find_worded
from toolkit.forms import Sum, Term
from toolkit.forms.lexicon import Lexicon, find_lexicon
from toolkit.model import Number, Report, evaluate, is_number

_SURE = 4
_WAN = 10_000
_AREA = re.compile(r"(?:政府|管委会|管理委员会)$")  # units whose tables count the whole area


@dataclass(frozen=True, slots=True)
class Statement:
    """``text[start:end]`` of `block` says `value` of what `label` names; `table` are the values the tables give.

    `number` is the numeral in the plain text; None for “没有”.
    """

    block: str
    start: int
    end: int
    text: str
    value: Number
    label: str
    equals: tuple[Sum, ...]
    table: tuple[Number, ...]
    number: Numeral | None

    @property
    def agrees(self) -> bool:
        return _agrees(self.value, self.number, self.table)

    @property
    def held(self) -> Sum:
        """Of the sums it may mean the one it equals, else the first."""
        each = zip(self.equals, self.table, strict=True)
        return next(
            (operands for operands, value in each if _agrees(self.value, self.number, (value,))), self.equals[0]
        )


@dataclass(frozen=True, slots=True)
class BlockRead:
    """A block of the narrative taken apart, with its statements."""

    block: str
    plain: Plain
    passage: Passage
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Narrated:
    """What the narrative says of the tables. `uncompared` counts the numbers that speak of something else."""

    blocks: tuple[BlockRead, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement for block in self.blocks for statement in block.statements)

    @property
    def uncompared(self) -> int:
        numbers = sum(len(block.passage.numerals) for block in self.blocks)
        return numbers - sum(statement.number is not None for statement in self.statements)


def read_narrative(report: Report) -> Narrated:
    """All blocks, with the statements that can be held against the tables: none where the form has no lexicon."""
    lexicon = find_lexicon(report.form)
    return Narrated(tuple(_read(report, block, text, lexicon) for block, text in report.narrative.items()))


def _read(report: Report, block: str, text: str, lexicon: Lexicon | None) -> BlockRead:
    flat = plain(text)
    if lexicon is None:
        return BlockRead(block, flat, Passage(flat.text, (), ()), ())
    passage = take_apart(flat.text, lexicon, report.unit)
    return BlockRead(block, flat, passage, tuple(_statements(report, block, flat, passage, lexicon)))


def _statements(report: Report, block: str, flat: Plain, passage: Passage, lexicon: Lexicon) -> Iterator[Statement]:
    """Those on the official tables, then those on the 附表."""
    official = list(_official_statements(report, block, flat, passage, lexicon))
    compared = {statement.number for statement in official}
    yield from official
    for cell, numeral, start, end in find_worded(passage, report.form):
        value = report.computed(cell.id)
        if numeral not in compared and is_number(value):
            begin, stop = flat.span(start, end)
            yield Statement(
                block=block,
                start=begin,
                end=stop,
                text=report.narrative[block][begin:stop],
                value=numeral.value,
                label=cell.row.short,
                equals=((Term(1, cell.id),),),
                table=(value,),
                number=numeral,
            )


def _official_statements(
    report: Report, block: str, flat: Plain, passage: Passage, lexicon: Lexicon
) -> Iterator[Statement]:
    area = bool(_AREA.search(report.unit))
    readings = list(read_block(passage, block, Setting(report.form, lexicon, report.year, area)))
    computed = [tuple(_computed(report, reading.equals)) for reading in readings]
    tables = [tuple(value for _, value in pairs) for pairs in computed]
    values = [_value(reading) for reading in readings]
    agreeing = [
        _agrees(value, reading.numeral, table) for reading, value, table in zip(readings, values, tables, strict=True)
    ]
    supports = _supports(readings, agreeing)
    each = zip(readings, values, computed, tables, agreeing, supports, strict=True)
    for reading, value, pairs, table, agrees, support in each:
        if table and (agrees or (reading.explained and reading.grounds + support >= _SURE)):
            start, end = flat.span(reading.start, reading.end)
            yield Statement(
                block=block,
                start=start,
                end=end,
                text=report.narrative[block][start:end],
                value=value,
                label=reading.label,
                equals=tuple(operands for operands, _ in pairs),
                table=table,
                number=reading.numeral,
            )


def _supports(readings: Sequence[Reading], agreeing: Sequence[bool]) -> Iterator[int]:
    """What the other numbers of the sentence say: where they agree with the tables, so should this one; where none
    does, the sentence may well speak of something else.
    """
    counts: dict[int, tuple[int, int]] = {}
    for reading, agrees in zip(readings, agreeing, strict=True):
        yes, no = counts.get(reading.sentence, (0, 0))
        counts[reading.sentence] = (yes + agrees, no + (not agrees))
    for reading, agrees in zip(readings, agreeing, strict=True):
        yes, no = counts[reading.sentence]
        yes, no = yes - agrees, no - (not agrees)
        if yes:
            yield 1 if no else min(3, yes)
        else:
            yield -2 if no >= 2 else 0


def _agrees(value: Number, numeral: Numeral | None, table: Sequence[Number]) -> bool:
    """Whether one of the values is the number, or is it at the precision printed: 6.82万件, 1.84亿元."""
    if value in table or numeral is None:
        return value in table
    step = numeral.step / _WAN if numeral.is_money else numeral.step
    if step == 1 and all(type(exact) is int for exact in table):
        return False  # to round them changes nothing
    places = (ROUND_HALF_UP, ROUND_DOWN)
    return any((Decimal(exact) / step).quantize(Decimal(1), way) * step == value for exact in table for way in places)


def _value(reading: Reading) -> Number:
    if reading.numeral is None:
        return 0
    value = reading.numeral.value * reading.times
    return value / _WAN if reading.numeral.is_money else value


def values_of(report: Report, sums: Sequence[Sum]) -> Iterator[Number]:
    """The values of those sums that can be computed."""
    return (value for _, value in _computed(report, sums))


def _computed(report: Report, sums: Sequence[Sum]) -> Iterator[tuple[Sum, Number]]:
    """Those sums of which no cell is blank, each with its value."""
    for operands in sums:
        value = evaluate(operands, report.stood_for.get)
        if value is not None:
            yield operands, value
