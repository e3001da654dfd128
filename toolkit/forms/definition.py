"""What a form is: sections, tables, rows, columns, rules and narrative blocks, as frozen values.

A cell is named ``table.row.column``, e.g. ``requests.received.natural_person``, in every edition and everywhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from toolkit.forms.grid import Grid, lay_out
from toolkit.forms.rules import Relation, Rule, Sum, Term, instantiate

Kind = Literal["count", "amount", "change"]
Layout = Literal["matrix", "across"]
Loans = tuple[tuple[str, str], ...]  # (table, edition it is taken from)


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `kind`: it holds ``count`` (integers ≥ 0), ``amount`` (decimals ≥ 0) or ``change`` (integers)."""

    id: str
    label: str
    short: str
    under: tuple[str, ...]
    kind: Kind
    unit: str
    decimals: int
    note: str

    @property
    def signed(self) -> bool:
        """Whether its cells may be negative."""
        return self.kind == "change"


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
    def relations(self) -> tuple[Relation, ...]:
        """Every rule in every row (column) it speaks of."""
        return tuple(relation for rule in self.rules for relation in self._instances(rule))

    @property
    def identities(self) -> tuple[Relation, ...]:
        """The 勾稽关系 of this table."""
        return tuple(relation for relation in self.relations if relation.rule.is_identity)

    @cached_property
    def derivations(self) -> Mapping[str, Sum]:
        """Derived cell → the sum it is computed from. Where two rules derive a cell, the first one computes it."""
        found: dict[str, Sum] = {}
        for identity in self.identities:
            if identity.rule.derives:
                found.setdefault(identity.left[0].name, identity.right)
        return found

    def _instances(self, rule: Rule) -> Iterator[Relation]:
        for part in self.parts:
            across, along = (part.columns, part.rows) if rule.each == "row" else (part.rows, part.columns)
            if rule.operands <= {item.id for item in across}:
                for item in along:
                    if not rule.only or item.id in rule.only:
                        yield self._relation(rule, item.short, item.id)

    def _relation(self, rule: Rule, subject: str, name: str) -> Relation:
        pattern = f"{self.id}.{name}.{{}}" if rule.each == "row" else f"{self.id}.{{}}.{name}"
        when = instantiate(rule.when, pattern.format) if rule.when else None
        return Relation(rule, subject, instantiate(rule.holds, pattern.format), when)


@dataclass(frozen=True, slots=True)
class Section:
    """One of the statutory parts of the report, 一 … 六. `aliases`: how published reports also head it."""

    id: str
    heading: str
    table: str | None
    basis: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of narrative. `shows` are the cells it speaks of; `section` is None for the preface.

    `known_by`: a regular expression found in its heading, however published reports word it ('' where it has none).
    """

    id: str
    section: str | None
    title: str
    required: bool
    prompt: str
    basis: str
    shows: tuple[str, ...]
    known_by: str = ""


@dataclass(frozen=True, repr=False)
class Form:
    """An edition of a form. `digest` identifies everything a filled copy depends on: labels, ids, kinds, rules.

    `mixtures` are layouts that units made of several editions: the tables they took from another. In the form of such
    a layout, `borrowed` are those tables.
    """

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
    mixtures: tuple[Loans, ...] = ()
    borrowed: Loans = ()

    def __repr__(self) -> str:
        return f"<Form {self.id} {self.edition}>"

    def __hash__(self) -> int:
        return hash((self.digest, self.borrowed))

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

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """Every rule in every row (column) it speaks of."""
        return tuple(relation for table in self.tables for relation in table.relations)

    @cached_property
    def identities(self) -> tuple[Relation, ...]:
        """All 勾稽关系 (2021 edition: 42)."""
        return tuple(relation for relation in self.relations if relation.rule.is_identity)

    @cached_property
    def queries(self) -> tuple[Relation, ...]:
        """What may fail if it is explained (说明后通过)."""
        return tuple(relation for relation in self.relations if relation.rule.reported_as == "query")

    @cached_property
    def last_cells(self) -> tuple[str, ...]:
        """The cells of last year's report that some rule needs, in the order of the form."""
        needed = {cell for relation in self.relations for cell in relation.last_cells}
        return tuple(cell for cell in self._cells if cell in needed)

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
            Term(term.coefficient * inner.coefficient, inner.name)
            for part in derivation
            for inner in self._flatten(part)
        )

    def inputs_of(self, relation: Relation) -> tuple[str, ...]:
        """The input cells a relation depends on, each once."""
        terms = (inner for cell in relation.cells for inner in self._flatten(Term(1, cell)))
        return tuple(dict.fromkeys(term.name for term in terms))
