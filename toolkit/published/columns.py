"""Which number of a row belongs to which column."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from toolkit.published.content import Slot
from toolkit.published.labels import likeness

Interval = tuple[int, int]
_SURE = 0.94


@dataclass(frozen=True, slots=True)
class Assigned:
    """The slots of a row, one a column; or none and `why`: what keeps them from being assigned."""

    slots: tuple[Slot, ...] = ()
    why: str = ""


@dataclass(slots=True)
class ColumnReader:
    """Assigns rows to the columns `labels` of a part of a table, learning from complete rows how rows are filled up.

    `in_order`: the headings stand as on the form, as far as is known.
    """

    labels: tuple[str, ...]
    intervals: tuple[Interval, ...] | None = None
    in_order: bool = True
    _margins: dict[int, set[tuple[int, int]]] = field(default_factory=dict)

    def learn(self, slots: Sequence[Slot]) -> None:
        """A complete row shows how many empty slots stand before and after the numbers."""
        filled = [index for index, slot in enumerate(slots) if slot.text.strip()]
        wide = len(filled) == len(self.labels) and filled[-1] - filled[0] == len(filled) - 1
        if wide and not any(slot.pad for slot in slots):
            margins = (filled[0], len(slots) - 1 - filled[-1])
            self._margins.setdefault(len(slots), set()).add(margins)

    def assign(self, slots: Sequence[Slot]) -> Assigned:
        """The slots of a row in the order of the columns."""
        count = len(self.labels)
        filled = tuple(slot for slot in slots if slot.text.strip())
        drawn = self._by_intervals(slots)
        if not self.in_order:
            return drawn or Assigned(why="列的次序与表式不同，各数属于哪一列不能确定")
        if len(filled) == count:
            return Assigned(filled)
        if not slots:
            return Assigned(why="这一行没有数")
        if not filled:
            return Assigned(self._blank(slots))
        counted = self._by_counting(slots)
        if drawn or counted:
            return drawn or counted or Assigned()
        few = f"这一行只有 {len(filled)} 个数，空格的位置看不出来"
        return Assigned(why=few if len(filled) < count else f"这一行有 {len(filled)} 个数，表式只有 {count} 列")

    def _blank(self, slots: Sequence[Slot]) -> tuple[Slot, ...]:
        """A row without any number: every cell is blank."""
        found = [slot for slot in slots if not slot.pad][: len(self.labels)]
        return (*found, *(Slot("", found[0].place if found else "") for _ in range(len(self.labels) - len(found))))

    def _by_counting(self, slots: Sequence[Slot]) -> Assigned | None:
        """A blank or a number for every column, or as many more as complete rows of this length have at their ends."""
        blank = tuple(slot for slot in slots if not slot.pad)
        if len(blank) == len(self.labels):
            return Assigned(blank)
        if len(blank) < len(slots):
            return None
        margins = self._margins.get(len(slots), set())
        if len(margins) != 1:
            return None
        before, after = next(iter(margins))
        return Assigned(tuple(slots[before : len(slots) - after]))

    def _by_intervals(self, slots: Sequence[Slot]) -> Assigned | None:
        """By where the columns were drawn: each number under exactly one heading."""
        if self.intervals is None or any(slot.column < 0 for slot in slots):
            return None
        end = max((slot.column + slot.width for slot in slots), default=0)
        if any(slot.soft for slot in slots) and end != max(end for _, end in self.intervals):
            return None
        chosen: list[Slot] = []
        for start, end in self.intervals:
            under = [slot for slot in slots if slot.column < end and start < slot.column + slot.width]
            filled = [slot for slot in under if slot.text.strip()]
            if len(filled) > 1 or not under:
                return None
            chosen.append(filled[0] if filled else under[0])
        numbers = [slot for slot in slots if slot.text.strip()]
        used = [slot for slot in chosen if slot.text.strip()]
        return Assigned(tuple(chosen)) if len(numbers) == len(used) == len(set(map(id, used))) else None


def drawn_intervals(headings: Sequence[Slot], labels: Sequence[str]) -> tuple[Interval, ...] | None:
    """Where the columns `labels` are drawn; None where a heading is not found exactly once."""
    found: list[Interval] = []
    for label in labels:
        places = {
            (slot.column, slot.column + slot.width)
            for slot in headings
            if slot.column >= 0 and likeness(slot.text, label) >= _SURE
        }
        if len(places) != 1:
            return None
        found.append(places.pop())
    apart = all(left[1] <= right[0] for left, right in pairwise(sorted(found)))
    return tuple(found) if apart else None


def stand_in_order(headings: Sequence[Slot], labels: Sequence[str], as_printed: Sequence[str]) -> bool:
    """Whether the headings that are found follow each other as the columns do, or as the form prints them.

    Where a heading is printed one row too high, the column it stands in tells still.
    """
    found = {
        label: next((n for n, s in enumerate(headings) if likeness(s.text, label) >= _SURE), None) for label in labels
    }
    orders = [[place for label in order if (place := found[label]) is not None] for order in (labels, as_printed)]
    columns = [headings[place].column for place in orders[0]]
    across = all(column >= 0 for column in columns) and all(left < right for left, right in pairwise(columns))
    return across or any(order == sorted(order) for order in orders)
