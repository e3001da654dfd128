"""What is in a published document, whatever its format: lines of text, and rows of cells, in reading order."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell, or what stands in its place in a text; `place` is where, for a person: ``第 34 行``.

    `column` and `width` are those of a drawn table; -1 where the source has no columns. They are `soft` where they were
    only counted (tabs, Markdown). A `pad` only fills up a row: it is no blank cell.
    """

    text: str
    place: str
    column: int = -1
    width: int = 1
    pad: bool = False
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or a line of a text."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of a table (or a piece of one, where the source does not tell rows)."""

    slots: tuple[Slot, ...]

    @property
    def text(self) -> str:
        return " ".join(slot.text for slot in self.slots if slot.text)

    @property
    def place(self) -> str:
        return self.slots[0].place


Item = Line | Cells


@dataclass(frozen=True, slots=True)
class Content:
    """A document: its items, and the title its metadata give ('' where they give none)."""

    items: tuple[Item, ...]
    title: str = ""


def without_label_gaps(slots: list[Slot]) -> tuple[Slot, ...]:
    """A row without the empty cells to the left of its first text, where labels of rows above reach down."""
    first = next((index for index, slot in enumerate(slots) if slot.text.strip()), 0)
    return tuple(slots[first:])
