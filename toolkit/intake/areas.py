"""Cell addresses as a file writes them: ``B7``, ``A1:C3``."""

import re
from dataclasses import dataclass

from toolkit.intake.reasons import Reason, Refused

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, counted from 1, ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def size(self) -> int:
        return (self.last_row - self.first_row + 1) * (self.last_column - self.first_column + 1)


def cell_at(address: str, where: str) -> tuple[int, int]:
    """(row, column) of an address. Raises :class:`Refused` where it is none."""
    match = _CELL.fullmatch(address)
    if match is None:
        raise Refused(Reason.BAD_REFERENCE, f"{where}“{address[:20]}”")
    row, column = int(match[2]), column_number(match[1])
    if row > LAST_ROW or column > LAST_COLUMN:
        raise Refused(Reason.BAD_REFERENCE, f"{where}“{address[:20]}”")
    return row, column


def area_at(reference: str, where: str) -> Area:
    """The rectangle of a reference, one cell or two corners. Raises :class:`Refused` where it is none."""
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = cell_at(first, where), cell_at(last or first, where)
    if bottom < top or right < left:
        raise Refused(Reason.BAD_REFERENCE, f"{where}“{reference[:20]}”")
    return Area(top, left, bottom, right)


def column_number(text: str) -> int:
    """The number of a column from its letters: AA → 27."""
    column = 0
    for letter in text:
        column = column * 26 + ord(letter) - 64
    return column


def letters(column: int) -> str:
    """The letters of a column: 27 → AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
