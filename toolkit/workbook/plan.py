"""The plan of a workbook: what stands in every cell, before any library is asked to write or read it.

The writer draws a plan; the reader holds what came back against the same plan. Rows and columns count from 0.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from toolkit.forms import Entry, Rectangle, a1
from toolkit.model import Value

Style = Literal[
    "title",
    "subtitle",
    "band",
    "corner",
    "heading",
    "label",
    "input",
    "amount",
    "date",
    "choice",
    "total",
    "text",
    "centered",
    "fact",
    "entry",
    "prose",
    "note",
    "status",
    "state",
    "link",
    "reference",
    "record",
    "share",
    "faint",
    "mark",
]


@dataclass(frozen=True, slots=True)
class Live:
    """A formula and the value it has now, computed here: what a program shows that never recalculates."""

    formula: str
    value: Value | float
    array: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a cell of this workbook, ``'三、申请办理'!D27``."""

    target: str
    text: str


Content = Value | float | Live | Link


@dataclass(frozen=True, slots=True)
class Spot(Rectangle):
    """A cell (or merged rectangle). `field` names what a unit enters here; without one the spot is locked."""

    row: int
    column: int
    style: Style
    content: Content = None
    height: int = 1
    width: int = 1
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Validation:
    """What may be typed into `range` (None: anything), with the prompt a person sees."""

    range: str
    entry: Entry | None
    title: str = ""
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Highlight:
    """`ranges` take on `look` where `condition` (relative to the first cell) is true; `stop` hides later ones."""

    ranges: tuple[str, ...]
    condition: str
    look: Literal["wrong", "missing", "unbalanced", "balanced"]
    stop: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Cells below one another on a sheet: `column` from row `first` to row `last`."""

    sheet: str
    column: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Series:
    """What a chart draws: `values` over `categories`, called what stands in (row, column) `name` on the same sheet."""

    name: tuple[int, int]
    categories: Stretch
    values: Stretch


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """A native chart whose upper left corner lies at (`row`, `column`); a bar chart reads from top to bottom."""

    kind: Literal["line", "bar", "column"]
    title: str
    series: tuple[Series, ...]
    row: int
    column: int
    width: int = 900
    height: int = 420


@dataclass(frozen=True)
class SheetPlan:
    """One sheet: its spots, measures (widths in characters, heights in points) and behaviour.

    `filtered`: the rectangle of a table whose first row gets the arrows of a filter. `repeat_columns`: a sheet too wide
    for a page runs on over several, each with these columns in front.
    """

    name: str
    spots: tuple[Spot, ...]
    widths: tuple[float, ...]
    heights: dict[int, float]
    validations: tuple[Validation, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    frozen: tuple[int, int] = (0, 0)
    print_range: str | None = None
    repeat_rows: int = 0
    landscape: bool = False
    one_page: bool = False
    heading: str = ""
    filtered: str = ""
    repeat_columns: int = 0
    charts: tuple[ChartPlan, ...] = ()

    @cached_property
    def inputs(self) -> tuple[Spot, ...]:
        return tuple(spot for spot in self.spots if spot.field)

    @cached_property
    def locked(self) -> dict[tuple[int, int], Spot]:
        """What nobody is asked to enter, by row and column."""
        return {(spot.row, spot.column): spot for spot in self.spots if not spot.field}

    @cached_property
    def fixed(self) -> dict[tuple[int, int], Content]:
        """What is typed in the locked spots: the texts, and the formulas."""
        return {place: _typed(spot.content) for place, spot in self.locked.items()}

    @cached_property
    def places(self) -> frozenset[tuple[int, int]]:
        """Row and column of every spot."""
        return frozenset((spot.row, spot.column) for spot in self.spots)

    @cached_property
    def merged(self) -> frozenset[str]:
        """The areas that are merged."""
        return frozenset(spot.range for spot in self.spots if spot.merged)

    @cached_property
    def size(self) -> tuple[int, int]:
        """Rows and columns in use."""
        return (
            max(spot.row + spot.height for spot in self.spots),
            max(spot.column + spot.width for spot in self.spots),
        )


def _typed(content: Content) -> Content:
    match content:
        case Live():
            return content.formula
        case Link():
            return content.text
        case _:
            return content or None if isinstance(content, str) else content


def quoted(sheet: str) -> str:
    """A sheet name as formulas write it. Always quoted: 、 needs it, and no program minds."""
    return f"'{sheet}'"


def column_range(column: int, first: int, last: int) -> str:
    """Part of a column, from row `first` to row `last`, the same wherever a formula is moved to: ``$F$1:$F$203``."""
    letters = a1(0, column)[:-1]
    return f"${letters}${first + 1}:${letters}${last + 1}"


def text_style(text: str) -> Style:
    """A text that a program would take for a formula when somebody types Enter on it is marked as the text it is."""
    return "record" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else "text"


def text_width(text: str) -> int:
    """Width in characters of the default font; a Chinese character takes two."""
    return max(sum(1 if char.isascii() else 2 for char in line) for line in text.split("\n")) if text else 0


@lru_cache(maxsize=4096)  # the same few labels stand in thousands of lines
def lines_needed(text: str, width: float) -> int:
    """Lines that `text` fills in a cell `width` characters wide."""
    return sum(max(1, -(-text_width(line) // max(1, int(width) - 3))) for line in text.split("\n"))
