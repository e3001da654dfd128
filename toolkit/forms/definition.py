"""What a form is: sections, tables, rows, columns, rules and narrative blocks, as frozen values.

A cell is named ``table.row.column``, e.g. ``requests.received.natural_person``, in every edition and everywhere.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from toolkit.forms.grid import Grid, lay_out
from toolkit.forms.kinds import KINDS, Entry
from toolkit.forms.rules import Relation, Rule, Sum, Term, instantiate

Layout = Literal["matrix", "across"]
Loans = tuple[tuple[str, str], ...]  # (table, edition it is taken from)


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `entry`: what its cells hold; None where it leaves that to the rows."""

    id: str
    label: str
    short: str
    under: tuple[str, ...]
    entry: Entry | None
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row, with the bands it stands under, its 填报说明 (`note`) and legal basis.

    `entry`: what its cells hold in columns that do not say. `code`: its 行次 or 代码. `line`: it is one of the like
    lines of a list, filled only as far as the list goes.
    """

    id: str
    label: str
    short: str
    under: tuple[str, ...]
    note: str
    basis: str
    entry: Entry | None = None
    code: str = ""
    line: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a table with columns of its own; most tables have one."""

    title: str
    corner: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def listed(self) -> bool:
        """Whether it is a list: like lines, filled only as far as it goes."""
        return any(row.line for row in self.rows)


@dataclass(frozen=True)
class Cell:
    """A cell of the form that holds something: where it belongs and what it may hold."""

    id: str
    table: "Table"
    row: Row
    column: Column

    @cached_property
    def derived(self) -> bool:
        """True for a total that the form computes."""
        return self.id in self.table.derivations

    @cached_property
    def entry(self) -> Entry:
        """What may be entered here: what the column says, else the row, else a count."""
        return self.column.entry or self.row.entry or Entry(KINDS["count"], self.table.unit)

    @cached_property
    def numeric(self) -> bool:
        return self.entry.kind.numeric

    @cached_property
    def required(self) -> bool:
        """Whether it must be filled by itself; a cell of a list must be as soon as its line is begun."""
        return not (self.entry.optional or self.row.line)

    @property
    def added(self) -> bool:
        """Whether the cells of several units are added; lines of lists say different things."""
        return self.numeric and not self.row.line

    @property
    def unit(self) -> str:
        """件, 万元 …; '' where it holds no number."""
        return self.entry.unit if self.numeric else ""

    @property
    def note(self) -> str:
        """填报说明 of the row, then of the column; before it, whether it may be left blank."""
        return f"{'可不填。' if self.entry.optional else ''}{self.row.note}{self.column.note}"

    @property
    def basis(self) -> str:
        return self.row.basis

    @property
    def address(self) -> str:
        """Its address on the sheet of its table, e.g. ``D4``."""
        return self.table.grid.place(self.id).address


@dataclass(frozen=True)
class Table:
    """One table; `sheet` is its name in the workbook, `unit` what it counts.

    `codes`, `units`: headings of the columns that show 行次 and 计量单位 of each row; '' where there is no such column.
    """

    id: str
    sheet: str
    title: str
    unit: str
    basis: str
    layout: Layout
    parts: tuple[Part, ...]
    rules: tuple[Rule, ...]
    codes: str = ""
    units: str = ""

    def __hash__(self) -> int:
        """Equal tables have the same name; to look at all of their cells would take longer than to draw them."""
        return hash((self.id, self.sheet))

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(
            Cell(f"{self.id}.{row.id}.{column.id}", self, row, column)
            for part in self.parts
            for row in part.rows
            for column in part.columns
        )

    @cached_property
    def inputs(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if not cell.derived)

    @cached_property
    def _by_id(self) -> Mapping[str, Cell]:
        return {cell.id: cell for cell in self.cells}

    def cell(self, cell: str) -> Cell:
        """Its cell of this id."""
        return self._by_id[cell]

    def line_of(self, cell: Cell) -> tuple[Cell, ...]:
        """The cells in the same row."""
        return tuple(other for other in self.cells if other.row is cell.row)

    def with_lines(self, kept: Callable[[Row], bool]) -> "Table":
        """The table as it is printed: of its lists only the lines to be `kept`, or the first where none is."""
        if not any(part.listed for part in self.parts):
            return self
        parts = tuple(
            replace(part, rows=tuple(filter(kept, part.rows)) or part.rows[:1]) if part.listed else part
            for part in self.parts
        )
        return replace(self, parts=parts)

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


@dataclass(frozen=True, slots=True)
class Supplement:
    """附表: tables that an office adds to an official form for its own use, by `basis`. They never stand inside the
    statutory parts of a report, but after them.
    """

    id: str
    title: str
    basis: str
    tables: tuple[str, ...]


@dataclass(frozen=True, repr=False, eq=False)
class Form:
    """An edition of a form, or one that an office owns. There is one object of each, so that forms are compared by
    identity.

    `digest` identifies everything a filled copy depends on: labels, ids, kinds, rules. `folder` holds its definition.
    `supplement`: the last of `tables` are those of this 附表, and `folder` holds their definition.

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
    folder: Path
    mixtures: tuple[Loans, ...] = ()
    borrowed: Loans = ()
    supplement: Supplement | None = None

    def __repr__(self) -> str:
        return f"<Form {self.name}>"

    @property
    def name(self) -> str:
        """What tells it from other forms, e.g. ``zfxxgk-2021`` or, with a 附表, ``zfxxgk-2021+channels``."""
        return f"{self.id}-{self.edition}" + (f"+{self.supplement.id}" if self.supplement else "")

    @property
    def version(self) -> str:
        """What a person calls it beside others of its id, e.g. ``2021版``."""
        return f"{self.edition}版" + (f"（带附表“{self.supplement.title}”）" if self.supplement else "")

    @property
    def official_tables(self) -> tuple[Table, ...]:
        """The tables of the statutory parts."""
        return self.tables[: len(self.tables) - len(self.supplement_tables)]

    @property
    def supplement_tables(self) -> tuple[Table, ...]:
        """The tables of the 附表, where there is one."""
        return tuple(map(self.table, self.supplement.tables)) if self.supplement else ()

    @cached_property
    def _cells(self) -> dict[str, Cell]:
        return {cell.id: cell for table in self.tables for cell in table.cells}

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells in the order of the form (2021 edition: 200)."""
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

    def heading_of(self, table: Table) -> str:
        """What stands above a table: the heading of its part of the report, or that of the 附表."""
        heading = next((section.heading for section in self.sections if section.table == table.id), "")
        return heading or f"附表：{table.title}"

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
        terms = (inner for cell in relation.cells for inner in self.addends.get(cell, (Term(1, cell),)))
        return tuple(dict.fromkeys(term.name for term in terms))
