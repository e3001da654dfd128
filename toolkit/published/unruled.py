"""A table of a PDF that was printed without lines: columns and rows by where the numbers stand.

Labels are broken into many short pieces; a piece joins what stands above it unless it begins with a number.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit.published.content import Cells, Slot
from toolkit.published.labels import has_words
from toolkit.published.slots import is_value

_NUMBERED = re.compile(r"\s*(?:\d{1,2}\s*[.、．]|[（(]\s*[一二三四五六七八九十]|[一二三四五六七八九十]\s*、)")
_NUMBERS_OF_A_ROW = 4
_ROWS_OF_A_TABLE = 4
_NUMBERS_BESIDE_BLANKS, _ROWS_WITH_BLANKS = 2, 12
_HEADING_LINES = 12
# Times the distance of two columns: from a number to the middle of its column, or of its heading.
_REACH, _SHORT_REACH = 0.6, 0.4
_WIDE = 1.8  # times that distance: a heading over several


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between two wide gaps of a line."""

    text: str
    x0: float
    x1: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def is_number(self) -> bool:
        return not has_words(self.text) and is_value(self.text)


Parts = tuple[Part, ...]


@dataclass(slots=True)
class _Label:
    """A label that is being put together; it reaches from line `first` to line `last`."""

    text: str
    x0: float
    x1: float
    first: int
    last: int


def find_table(lines: Sequence[Parts]) -> range | None:
    """The lines that are a table of many numbers, headings and last pieces of labels included; None where none are."""
    rows = _rows(lines)
    if not rows:
        return None
    edge = min(part.x0 for index in rows for part in lines[index] if part.is_number)
    start, end = rows[0], rows[-1] + 1
    while start > 0 and rows[0] - start < _HEADING_LINES and not _is_text(lines[start - 1], edge):
        start -= 1
    while end < len(lines) and all(part.x1 <= edge and not part.is_number for part in lines[end]):
        end += 1
    return range(start, end)


def read_unruled(lines: Sequence[Parts], place: str) -> Iterator[Cells]:
    """The table in `lines` as rows of cells with their columns; nothing where the columns are not clear."""
    rows = _rows(lines)
    columns = _columns([lines[index] for index in rows])
    reach = _REACH
    if len(columns) < _NUMBERS_OF_A_ROW:
        columns = _below_headings(lines[: rows[0]], min(part.x0 for part in lines[rows[0]] if part.is_number))
        reach = _SHORT_REACH
    if len(columns) < _NUMBERS_OF_A_ROW:
        return
    pitch = min(right - left for left, right in pairwise(columns))
    yield _headings(lines[: rows[0]], columns, pitch, place)
    labels = _labels(lines, columns[0] - pitch / 2)
    for number, index in enumerate(rows, 1):
        spot = f"{place}第 {number} 行"
        values = _values(lines[index], columns, reach * pitch, spot)
        covering = [label for label in labels if label.first <= index <= label.last]
        if values and covering:
            own = max(covering, key=lambda label: label.x0)
            yield Cells((Slot(own.text, spot, 0), *values))


def _rows(lines: Sequence[Parts]) -> list[int]:
    """The lines with many numbers; where there are none, as in a table full of blanks, all those with a few."""
    for least, lines_at_least in ((_NUMBERS_OF_A_ROW, _ROWS_OF_A_TABLE), (_NUMBERS_BESIDE_BLANKS, _ROWS_WITH_BLANKS)):
        rows = [index for index, parts in enumerate(lines) if _numbers(parts) >= least]
        if len(rows) >= lines_at_least:
            return rows
    return []


def _numbers(parts: Parts) -> int:
    """How many numbers stand at the end of a line."""
    count = 0
    for part in reversed(parts):
        if not part.is_number:
            break
        count += 1
    return count


def _is_text(parts: Parts, edge: float) -> bool:
    """A line of text, or a heading of the report, rather than a piece of the head of a table."""
    return len(parts) == 1 and parts[0].x0 < edge < parts[0].x1 and len(parts[0].text) > len("法人或其他组织")


def _columns(rows: Sequence[Parts]) -> list[float]:
    """The middles of the columns, from the rows that have the most numbers."""
    counts = Counter(_numbers(parts) for parts in rows)
    most = max((count for count, times in counts.items() if times > 1 or len(counts) == 1), default=0)
    full = [parts[-most:] for parts in rows if most and _numbers(parts) == most]
    return [sum(parts[column].middle for parts in full) / len(full) for column in range(most)]


def _below_headings(lines: Sequence[Parts], edge: float) -> list[float]:
    """The middles of the columns by their headings: pieces that stand one above the other, up to what spans several."""
    stacks: list[list[float]] = []  # left and right of each
    for parts in reversed(lines):
        for part in parts:
            under = [stack for stack in stacks if min(stack[1], part.x1) > max(stack[0], part.x0)]
            if part.x1 > edge and not under:
                stacks.append([part.x0, part.x1])
            elif len(under) == 1:
                under[0][:] = min(under[0][0], part.x0), max(under[0][1], part.x1)
    return sorted((left + right) / 2 for left, right in stacks)


def _headings(lines: Sequence[Parts], columns: Sequence[float], pitch: float, place: str) -> Cells:
    """What stands above each column, piece under piece."""
    slots = []
    for number, middle in enumerate(columns, 1):
        pieces = [
            part.text
            for parts in lines
            for part in parts
            if abs(part.middle - middle) < pitch / 2 and part.x1 - part.x0 < _WIDE * pitch
        ]
        slots.append(Slot("".join(pieces), f"{place}表头第 {number} 列", number))
    return Cells(tuple(slots))


def _values(parts: Parts, columns: Sequence[float], reach: float, place: str) -> tuple[Slot, ...]:
    """A slot a column; nothing where two numbers fall into one, or one is further than `reach` from all of them."""
    texts = [""] * len(columns)
    for part in parts[len(parts) - _numbers(parts) :]:
        nearest = min(range(len(columns)), key=lambda column: abs(columns[column] - part.middle))
        if texts[nearest] or abs(columns[nearest] - part.middle) > reach:
            return ()
        texts[nearest] = part.text
    return tuple(Slot(text, f"{place}第 {number} 列", number) for number, text in enumerate(texts, 1))


def _labels(lines: Sequence[Parts], edge: float) -> list[_Label]:
    """The labels to the left of the numbers."""
    labels: list[_Label] = []
    for index, parts in enumerate(lines):
        for part in parts:
            if part.is_number or part.middle > edge:
                continue
            above = [label for label in labels if _overlap(label, part) > 0]
            if above and not _NUMBERED.match(part.text):
                nearest = max(above, key=lambda label: (label.last, _overlap(label, part)))
                nearest.text += part.text
                nearest.last = index
                nearest.x0, nearest.x1 = min(nearest.x0, part.x0), max(nearest.x1, part.x1)
            else:
                labels.append(_Label(part.text, part.x0, part.x1, index, index))
    return labels


def _overlap(label: _Label, part: Part) -> float:
    return min(label.x1, part.x1) - max(label.x0, part.x0)
