"""What the scan of a workbook found in it, as the file writes it: to read the workbook, nobody parses it again.

A sheet is told in three parts. Its *frame* is what stands around the rows; its *shape* is the rows without what their
cells hold; then come the *values*. Sheets that were issued alike, and saved by the same program, differ in their values
only: frame and shape are then the same objects, and whatever follows from them can be worked out once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from toolkit.intake.areas import Area, letters


class ScannedCell(NamedTuple):
    """A cell: row and column from 1, style, type, formula. The type of an inline text is ``inlineStr``.

    `slot` is the place of its value among the values of the sheet, -1 for none. `shared` is the number of a formula
    that several cells share: the first of them has its text, the others ''.
    """

    row: int
    column: int
    style: int
    type: str
    formula: str | None
    slot: int
    shared: str = ""


@dataclass(frozen=True, eq=False)
class SheetShape:
    """The rows of a sheet without values: its cells in order, and the rows that do not show.

    `prefixes` are those of namespaces that have to be declared around them; `elements`: how much XML it is, about.
    """

    cells: tuple[ScannedCell, ...]
    hidden_rows: tuple[int, ...]
    prefixes: frozenset[str] = frozenset()
    elements: int = 0

    @cached_property
    def styled(self) -> ScannedCell | None:
        """The cell with the highest style."""
        return max(self.cells, key=lambda cell: cell.style, default=None)

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The slots of values that are numbers."""
        return tuple(cell.slot for cell in self.cells if cell.slot >= 0 and cell.type == "n")

    @cached_property
    def truths(self) -> tuple[int, ...]:
        """The slots of values that are true or false."""
        return tuple(cell.slot for cell in self.cells if cell.slot >= 0 and cell.type == "b")

    @cached_property
    def quoting(self) -> tuple[ScannedCell, ...]:
        """The cells whose value is the number of a shared text."""
        return tuple(cell for cell in self.cells if cell.slot >= 0 and cell.type == "s")

    @cached_property
    def quotes(self) -> tuple[int, ...]:
        """Their slots."""
        return tuple(cell.slot for cell in self.quoting)


@dataclass(frozen=True, eq=False)
class SheetFrame:
    """What stands around the rows: merged areas, stretches of columns that do not show, the protection."""

    merges: tuple[Area, ...]
    hidden_columns: tuple[tuple[int, int], ...]
    protected: bool


@dataclass(frozen=True, slots=True)
class ScannedSheet:
    """A sheet; `values` are those of the cells, '' where a cell has none after all."""

    title: str
    visible: bool
    frame: SheetFrame
    shape: SheetShape
    values: Sequence[str]

    def at(self, cell: ScannedCell) -> str:
        """Where a cell stands, in words."""
        return f"“{self.title}”表{letters(cell.column)}{cell.row}"


@dataclass(frozen=True, slots=True)
class ScannedWorkbook:
    """All sheets, and what they point to: shared texts, the number format of each style; names and properties."""

    sheets: tuple[ScannedSheet, ...]
    texts: tuple[str, ...]
    formats: tuple[str, ...]
    names: Mapping[str, str]
    properties: Mapping[str, str]
    from_1904: bool
