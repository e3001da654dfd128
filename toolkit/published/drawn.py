"""Drawn tables: cells with spans → rows of slots with the columns they cover."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.published.content import Cells, Slot, without_label_gaps

_COLUMNS_AT_MOST = 60
_ROWS_AT_MOST = 500
_RUNNING = ("序号", "编号", "行次")


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell as its file describes it."""

    text: str
    width: int = 1
    height: int = 1


def rows_of_cells(rows: Iterable[Iterable[DrawnCell]], place: str) -> Iterator[Cells]:
    """Each row with the cells that begin in it; a cell that reaches down pushes those of the next rows aside.

    A first column of running numbers is left out.
    """
    found = list(_rows(rows, place))
    first = [next((slot for slot in slots if slot.column == 0), None) for slots in found]
    numbered = first and first[0] and first[0].text in _RUNNING and all(s is None or _is_figure(s) for s in first[1:])
    for slots in found:
        kept = [slot for slot in slots if slot.column > 0] if numbered else slots
        if any(slot.text for slot in kept):
            yield Cells(without_label_gaps(kept))


def _is_figure(slot: Slot) -> bool:
    return slot.text.isdigit() or slot.text in _RUNNING


def _rows(rows: Iterable[Iterable[DrawnCell]], place: str) -> Iterator[list[Slot]]:
    taken: dict[int, int] = {}  # column → rows it is still covered for
    for number, row in enumerate(rows, 1):
        if number > _ROWS_AT_MOST:
            return
        slots: list[Slot] = []
        column = 0
        covered = {column for column, height in taken.items() if height}
        taken = {column: height - 1 for column, height in taken.items() if height > 1}
        for cell in row:
            while column in covered:
                column += 1
            width = max(1, min(cell.width, _COLUMNS_AT_MOST))
            spot = f"{place}第 {number} 行第 {len(slots) + 1} 格"
            slots.append(Slot(cell.text.strip(), spot, column, width))
            if cell.height > 1:
                taken |= dict.fromkeys(range(column, column + width), min(cell.height, _ROWS_AT_MOST) - 1)
            column += width
        if slots:
            yield slots
