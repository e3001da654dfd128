"""A finding: something in a report that is wrong or doubtful. A value, collected, never raised."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from toolkit.forms import Form, Severity
from toolkit.model.values import Number, Value

Outcome = Literal["failed", "unevaluable"]

SEVERITY_NAMES: dict[Severity, str] = {"error": "必须通过", "query": "说明后通过", "hint": "提示"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where: cells of a table, or a span of a narrative block (``text[start:end]``), or a spot of a workbook."""

    table: str | None = None
    cells: tuple[str, ...] = ()
    sheet: str | None = None
    address: str | None = None
    row_label: str | None = None
    column_label: str | None = None
    block: str | None = None
    start: int | None = None
    end: int | None = None
    text: str | None = None

    def __str__(self) -> str:
        """As a person says it: “三、申请办理”表“一、本年新收”行“自然人”列（D4）."""
        if self.block is not None:
            return f"文字部分“{self.text}”" if self.text else "文字部分"
        row = f"“{self.row_label}”行" if self.row_label else ""
        column = f"“{self.column_label}”列" if self.column_label else ""
        sheet = f"“{self.sheet}”表" if self.sheet else ""
        return f"{sheet}{row}{column}{f'（{self.address}）' if self.address else ''}"


@dataclass(frozen=True, slots=True)
class Suspect:
    """A cell that is most likely wrong, and the value that would put things right."""

    cell: str
    actual: Value
    proposed: Value


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: what rule, how severe, where, what is there, what it should be, what to do, on what basis."""

    rule: str
    severity: Severity
    outcome: Outcome
    place: Place
    message: str
    fix: str = ""
    basis: str = ""
    actual: Value = None
    expected: Value = None
    difference: Number | None = None
    suspects: tuple[Suspect, ...] = ()
    explained_by: str | None = None

    @property
    def key(self) -> str:
        """What an explanation is filed under: ``rule@cell`` (or ``rule@block``)."""
        return f"{self.rule}@{self.place.cells[0] if self.place.cells else self.place.block or ''}"

    @property
    def digest(self) -> str:
        """Of the numbers (or the words) it is about: an explanation holds as long as they stay."""
        about = (self.rule, self.place.cells, self.place.block, self.place.text, str(self.actual), str(self.expected))
        return hashlib.sha256(repr(about).encode()).hexdigest()[:8]


def totals_first(form: Form, cells: Iterable[str]) -> tuple[str, ...]:
    """`cells`, each once, totals before the rest, the widest first: it is they that a source claims."""
    return tuple(sorted(dict.fromkeys(cells), key=lambda cell: -len(form.addends.get(cell, ()))))


def finding_key(form: Form, rule: str, cells: Iterable[str]) -> str:
    """The :attr:`Finding.key` that a finding of `rule` on `cells` has."""
    return f"{rule}@{totals_first(form, cells)[0]}"


def mixed_layout(form: Form) -> Iterator[Finding]:
    """The hint that a report mixes the tables of several editions, one finding a table."""
    for table, edition in form.borrowed:
        sheet = form.table(table).sheet
        message = f"“{sheet}”表用的是{edition}版的行列，其余是{form.edition}版；已按原样读取和核对。"
        fix = f"不影响核对；今后请全部使用{form.edition}版表式。"
        yield Finding("cells.mixed_layout", "hint", "failed", Place(table=table, sheet=sheet), message, fix, form.basis)


def place_of_cells(form: Form, cells: tuple[str, ...]) -> Place:
    """The place of `cells`, all of one table; address and labels are those of the first."""
    first = form.cell(cells[0])
    if first is None:
        return Place(cells=cells)
    return Place(
        table=first.table.id,
        cells=cells,
        sheet=first.table.sheet,
        address=first.address,
        row_label=first.row.short,
        column_label=first.column.short,
    )
