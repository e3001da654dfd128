"""What the scan of a workbook found in it, as the file writes it: to read the workbook, nobody parses it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.intake.areas import Area


class ScannedCell(NamedTuple):
    """A cell: row and column from 1, style, type, formula, value. The type of an inline text is ``inlineStr``.

    `shared` is the number of a formula that several cells share: the first of them has its text, the others ''.
    """

    row: int
    column: int
    style: int
    type: str
    formula: str | None
    value: str | None
    shared: str = ""


@dataclass(frozen=True, slots=True)
class ScannedSheet:
    """A sheet: its cells in order, the areas that are merged, the rows and stretches of columns that do not show."""

    title: str
    visible: bool
    cells: tuple[ScannedCell, ...]
    merges: tuple[Area, ...]
    hidden_rows: tuple[int, ...]
    hidden_columns: tuple[tuple[int, int], ...]
    protected: bool


@dataclass(frozen=True, slots=True)
class ScannedWorkbook:
    """All sheets, and what they point to: shared texts, the number format of each style; names and properties."""

    sheets: tuple[ScannedSheet, ...]
    texts: tuple[str, ...]
    formats: tuple[str, ...]
    names: Mapping[str, str]
    properties: Mapping[str, str]
    from_1904: bool
