"""The grid of a table, laid out once: header tree + row tree + parts → cells with spans.

Excel, Word and HTML only draw a grid, and the reader looks for every label where the grid says it is. Rows and columns
count from 0; addresses such as ``D4`` are those of the official table, whose upper left cell is A1.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.forms.definition import Part, Row, Table


class Role(Enum):
    """What a cell of the grid is for."""

    TITLE = "title"  # the band across the table that opens a part
    CORNER = "corner"
    HEADING = "heading"
    LABEL = "label"
    CODE = "code"  # 行次 or 计量单位 of a row; the number of a line
    INPUT = "input"
    TOTAL = "total"  # a derived number


class Rectangle:
    """What covers `height` rows and `width` columns from its upper left cell on."""

    __slots__ = ()
    row: int
    column: int
    height: int
    width: int

    @property
    def address(self) -> str:
        """The upper left cell, e.g. ``D4``: where the content is."""
        return a1(self.row, self.column)

    @property
    def range(self) -> str:
        """The whole rectangle, e.g. ``A1:C3``."""
        return a1_range(self.row, self.column, self.height, self.width)

    @property
    def merged(self) -> bool:
        return self.height * self.width > 1


@dataclass(frozen=True, slots=True)
class GridCell(Rectangle):
    """A rectangle of the grid: a text of the form, or the place of a number (then `cell` is its id)."""

    row: int
    column: int
    height: int
    width: int
    role: Role
    text: str = ""
    cell: str | None = None


@dataclass(frozen=True)
class Grid:
    """All cells of a table, in reading order."""

    cells: tuple[GridCell, ...]
    heading_rows: int
    """Leading rows to repeat on every page; 0 where each part has a heading of its own."""
    label_columns: int

    @cached_property
    def height(self) -> int:
        return max(cell.row + cell.height for cell in self.cells)

    @cached_property
    def width(self) -> int:
        return max(cell.column + cell.width for cell in self.cells)

    @cached_property
    def _places(self) -> dict[str, GridCell]:
        return {cell.cell: cell for cell in self.cells if cell.cell}

    @cached_property
    def labels(self) -> tuple[GridCell, ...]:
        return tuple(cell for cell in self.cells if cell.cell is None)

    @cached_property
    def texts(self) -> dict[tuple[int, int], GridCell]:
        """The labels that say something, by row and column."""
        return {(cell.row, cell.column): cell for cell in self.labels if cell.text}

    @property
    def numbers(self) -> tuple[GridCell, ...]:
        return tuple(self._places.values())

    def place(self, cell: str) -> GridCell:
        """Where the number of this id stands."""
        return self._places[cell]


def a1(row: int, column: int) -> str:
    """The address of a cell, ``(3, 3)`` → ``D4``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def a1_range(row: int, column: int, height: int, width: int) -> str:
    """The address of a rectangle, ``A1:C3``; of a single cell, ``A1``."""
    first, last = a1(row, column), a1(row + height - 1, column + width - 1)
    return first if first == last else f"{first}:{last}"


def lay_out(table: "Table") -> Grid:
    """The grid of `table`."""
    if table.layout == "across":
        return _across(table)
    labels = _label_depth(table) + len(_codes(table))
    width = labels + max(len(part.columns) for part in table.parts)
    cells: list[GridCell] = []
    top = 0
    for part in table.parts:
        cells.extend(_matrix(table, part, top, labels, width))
        top = max(cell.row + cell.height for cell in cells)
    single = len(table.parts) == 1
    return Grid(_in_reading_order(cells), _heading_depth(table.parts[0]) if single else 0, labels)


@dataclass(frozen=True, slots=True)
class _Branch:
    """A node of a header tree: it covers `count` leaves from `first` on, and `levels` levels from `level` on."""

    first: int
    count: int
    level: int
    levels: int
    text: str


def _tree(paths: Sequence[tuple[str, ...]], depth: int) -> Iterator[_Branch]:
    """Join equal neighbours level by level; a leaf reaches down to `depth`."""
    for level in range(depth):
        for _, items in groupby(enumerate(paths), key=lambda item: (item[1][: level + 1], _leaf(item, level))):
            members = list(items)
            first, path = members[0]
            if len(path) > level:
                levels = depth - level if len(path) == level + 1 else 1
                yield _Branch(first, len(members), level, levels, path[level])


def _leaf(item: tuple[int, tuple[str, ...]], level: int) -> int | None:
    """Leaves are never joined, even when two of them read the same; nor are bands with a leaf between them."""
    return item[0] if len(item[1]) <= level + 1 else None


def _heading_depth(part: "Part") -> int:
    return max(len(column.under) + 1 for column in part.columns)


def _label_depth(table: "Table") -> int:
    return max(len(row.under) + 1 for part in table.parts for row in part.rows)


def _codes(table: "Table") -> tuple[str, ...]:
    """The headings of the columns between the labels and the numbers."""
    return tuple(filter(None, (table.codes, table.units)))


def _matrix(table: "Table", part: "Part", top: int, labels: int, width: int) -> Iterator[GridCell]:
    """A part with its rows at the left and its columns on top; the last column stretches to the full width."""
    if part.title:
        yield GridCell(top, 0, 1, width, Role.TITLE, part.title)
        top += 1
    depth, levels = _heading_depth(part), _label_depth(table)
    spans = [1] * len(part.columns)
    spans[-1] = width - labels - len(part.columns) + 1

    yield GridCell(top, 0, depth, levels, Role.CORNER, part.corner)
    for place, heading in enumerate(_codes(table), levels):
        yield GridCell(top, place, depth, 1, Role.HEADING, heading)
    for branch in _tree([(*column.under, column.label) for column in part.columns], depth):
        span = sum(spans[branch.first : branch.first + branch.count])
        yield GridCell(top + branch.level, labels + branch.first, branch.levels, span, Role.HEADING, branch.text)
    top += depth
    for branch in _tree([(*row.under, row.label) for row in part.rows], levels):
        role = Role.CODE if part.listed else Role.LABEL
        yield GridCell(top + branch.first, branch.level, branch.count, branch.levels, role, branch.text)
    for r, row in enumerate(part.rows):
        if table.codes:
            yield GridCell(top + r, levels, 1, 1, Role.CODE, row.code)
        if table.units:
            yield GridCell(top + r, labels - 1, 1, 1, Role.CODE, _unit_of(table, row))
        for c, column in enumerate(part.columns):
            yield _number(table, f"{table.id}.{row.id}.{column.id}", top + r, labels + c, spans[c])


def _unit_of(table: "Table", row: "Row") -> str:
    """The units that the numbers of a row are counted in; '—' where there are none."""
    units = dict.fromkeys(cell.unit for cell in table.cells if cell.row is row and cell.numeric)
    return "、".join(units) or "—"


def _across(table: "Table") -> Grid:
    """All rows of the table side by side in one line, under the tree row → column."""
    (part,) = table.parts
    paths = [(*row.under, row.label, column.label) for row in part.rows for column in part.columns]
    ids = [f"{table.id}.{row.id}.{column.id}" for row in part.rows for column in part.columns]
    depth = max(map(len, paths))
    cells = [
        GridCell(branch.level, branch.first, branch.levels, branch.count, Role.HEADING, branch.text)
        for branch in _tree(paths, depth)
    ]
    cells += [_number(table, cell, depth, column, 1) for column, cell in enumerate(ids)]
    return Grid(_in_reading_order(cells), depth, 0)


def _number(table: "Table", cell: str, row: int, column: int, width: int) -> GridCell:
    return GridCell(row, column, 1, width, Role.TOTAL if cell in table.derivations else Role.INPUT, cell=cell)


def _in_reading_order(cells: Iterable[GridCell]) -> tuple[GridCell, ...]:
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))
