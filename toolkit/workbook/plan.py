"""The plan of a workbook: what stands in every cell, before any library is asked to write or read it.

The writer draws a plan; the reader holds what came back against the same plan. Rows and columns count from 0.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from toolkit.forms import Rectangle
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
]


@dataclass(frozen=True, slots=True)
class Live:
    """A formula and the value it has now, computed here: what a program shows that never recalculates."""

    formula: str
    value: Value
    array: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a cell of this workbook, ``'三、申请办理'!D27``."""

    target: str
    text: str


Content = Value | Live | Link


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
    """What may be typed into `range`, with the prompt and the error a person sees."""

    range: str
    kind: Literal["count", "amount", "change", "list", "any"]
    title: str = ""
    prompt: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Highlight:
    """`ranges` take on `look` where `condition` (relative to the first cell) is true; `stop` hides later ones."""

    ranges: tuple[str, ...]
    condition: str
    look: Literal["wrong", "missing", "unbalanced", "balanced"]
    stop: bool = False


@dataclass(frozen=True)
class SheetPlan:
    """One sheet: its spots, measures (widths in characters, heights in points) and behaviour."""

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

    @cached_property
    def inputs(self) -> tuple[Spot, ...]:
        return tuple(spot for spot in self.spots if spot.field)

    @cached_property
    def size(self) -> tuple[int, int]:
        """Rows and columns in use."""
        return (
            max(spot.row + spot.height for spot in self.spots),
            max(spot.column + spot.width for spot in self.spots),
        )


def quoted(sheet: str) -> str:
    """A sheet name as formulas write it. Always quoted: 、 needs it, and no program minds."""
    return f"'{sheet}'"


def text_width(text: str) -> int:
    """Width in characters of the default font; a Chinese character takes two."""
    return max(sum(1 if char.isascii() else 2 for char in line) for line in text.split("\n")) if text else 0


def lines_needed(text: str, width: float) -> int:
    """Lines that `text` fills in a cell `width` characters wide."""
    return sum(max(1, -(-text_width(line) // max(1, int(width) - 3))) for line in text.split("\n"))
