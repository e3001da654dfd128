"""What a form is: sections, tables, rows, columns, rules and narrative blocks, as frozen values.

A cell is named ``table.row.column``, e.g. ``requests.received.natural_person``, in every edition and everywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from toolkit.forms.grid import Grid, lay_out
from toolkit.forms.rules import Identity, Rule, Sum, Term, instantiate

Kind = Literal["count", "amount"]
Layout = Literal["matrix", "across"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `kind` says what its cells hold: ``count`` an integer ≥ 0, ``amount`` a decimal ≥ 0."""

    id: str
    label: str
    short: str
    under: tuple[str, ...]
    kind: Kind
    unit: str
    decimals: int
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row, with the bands it stands under, its 填报说明 (`note`) and legal basis."""

    id: str
    label: str
    short: str
    under: tuple[str, ...]
    note: str
    basis: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a table with columns of its own; most tables have one."""

    title: str
    corner: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of the form: where it belongs and what it may hold."""

    id: str
    table: "Table"
    row: Row
    column: Column

    @property
    def derived(self) -> bool:
        """True for a total that the form computes."""
        return self.id in self.table.derivations

    @property
    def unit(self) -> str:
        """件, 万元 …"""
        return self.column.unit

    @property
    def note(self) -> str:
        """填报说明 of the row, then of the column."""
        return self.row.note + self.column.note

    @property
    def basis(self) -> str:
        return self.row.basis

    @property
    def address(self) -> str:
        """Its address on the sheet of its table, e.g. ``D4``."""
        return self.table.grid.place(self.id).address


@dataclass(frozen=True)
class Table:
    """One official table; `sheet` is its name in the workbook, `unit` what it counts."""

    id: str
    sheet: str
    title: str
    unit: str
    basis: str
    layout: Layout
    parts: tuple[Part, ...]
    rules: tuple[Rule, ...]

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(
            Cell(f"{self.id}.{row.id}.{column.id}", self, row, column)
            for part in self.parts
            for row in part.rows
            for column in part.columns
        )

    @property
    def inputs(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if not cell.derived)

    @cached_property
    def grid(self) -> Grid:
        return lay_out(self)

    @cached_property
    def identities(self) -> tuple[Identity, ...]:
        return tuple(identity for rule in self.rules for identity in self._instances(rule))

    @cached_property
    def derivations(self) -> Mapping[str, Sum]:
        """Derived cell → the sum it is computed from. Where two rules derive a cell, the first one computes it."""
        found: dict[str, Sum] = {}
        for identity in self.identities:
            if identity.rule.derives:
                found.setdefault(identity.left[0].name, identity.right)
        return found

    def _instances(self, rule: Rule) -> tuple[Identity, ...]:
        part = self.part_of(rule)
        if rule.each == "row":
            return tuple(self._identity(rule, row.short, f"{self.id}.{row.id}.{{}}") for row in part.rows)
        return tuple(self._identity(rule, column.short, f"{self.id}.{{}}.{column.id}") for column in part.columns)

    def _identity(self, rule: Rule, subject: str, pattern: str) -> Identity:
        return Identity(
            rule, subject, instantiate(rule.left, pattern.format), instantiate(rule.right, pattern.format)
        )

    def part_of(self, rule: Rule) -> Part:
        """The part whose rows (columns) the rule speaks of."""
        for part in self.parts:
            names = {item.id for item in (part.columns if rule.each == "row" else part.rows)}
            if names.issuperset(rule.operands):
                return part
        raise KeyError(rule.name)


@dataclass(frozen=True, slots=True)
class Section:
    """One of the statutory parts of the report, 一 … 六."""

    id: str
    heading: str
    table: str | None
    basis: str


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of narrative. `shows` are the cells it speaks of; `section` is None for the preface."""

    id: str
    section: str | None
    title: str
    required: bool
    prompt: str
    basis: str
    shows: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """An edition of a form. `digest` identifies everything a filled copy depends on: labels, ids, kinds, rules."""

    id: str
    edition: str
    title: str
    basis: str
    law: str
    first_year: int
    last_year: int | None
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    narrative_sheet: str
    blocks: tuple[Block, ...]
    digest: str

    @cached_property
    def _cells(self) -> dict[str, Cell]:
        return {cell.id: cell for table in self.tables for cell in table.cells}

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All numeric cells in the order of the form (2021 edition: 200)."""
        return tuple(self._cells.values())

    @cached_property
    def inputs(self) -> tuple[Cell, ...]:
        """The cells a unit fills in (2021 edition: 166)."""
        return tuple(cell for cell in self.cells if not cell.derived)

    @property
    def identities(self) -> tuple[Identity, ...]:
        """All 勾稽关系 (2021 edition: 42)."""
        return tuple(identity for table in self.tables for identity in table.identities)

    def cell(self, cell: str) -> Cell | None:
        """The cell of this id, or None: the form has no such cell."""
        return self._cells.get(cell)

    def table(self, table: str) -> Table:
        return next(item for item in self.tables if item.id == table)

    def block(self, block: str) -> Block | None:
        return next((item for item in self.blocks if item.id == block), None)

    def blocks_of(self, section: str | None) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.section == section)

    @cached_property
    def addends(self) -> Mapping[str, Sum]:
        """Derived cell → the input cells it is the sum of, through all intermediate totals."""
        return {cell.id: self._flatten(Term(1, cell.id)) for cell in self.cells if cell.derived}

    def _flatten(self, term: Term) -> Sum:
        derivation = self._cells[term.name].table.derivations.get(term.name)
        if derivation is None:
            return (term,)
        return tuple(
            Term(term.sign * inner.sign, inner.name) for part in derivation for inner in self._flatten(part)
        )

    def inputs_of(self, identity: Identity) -> tuple[str, ...]:
        """The input cells an identity depends on, each once."""
        terms = (inner for term in (*identity.left, *identity.right) for inner in self._flatten(term))
        return tuple(dict.fromkeys(term.name for term in terms))
