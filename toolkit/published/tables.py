"""One table of the form in the items of a document: rows by their labels, columns by headings and by counting."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.forms import Part, Role, Row, Table
from toolkit.published.alignment import Alignment, Match, align
from toolkit.published.columns import Assigned, ColumnReader, drawn_intervals, stand_in_order
from toolkit.published.content import Item, Slot
from toolkit.published.labels import likeness
from toolkit.published.slots import is_value, slots_of

_HEADINGS_KNOWN = 0.5  # share of a part's headings that must be found for its columns to be beyond doubt
_MISPRINT = 0.93


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in a table that could not be taken as it is. `cells`: what it concerns."""

    rule: str
    cells: tuple[str, ...]
    why: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class TableReading:
    """A table as it was found: cell id → its slot; what is doubtful; `score` is how well the labels fit.

    `run_together`: row id → the digits that stand there without gaps, and how many numbers they should be.
    """

    table: Table
    slots: Mapping[str, Slot] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    run_together: Mapping[str, Slot] = field(default_factory=dict)
    score: float = 0.0
    rows_found: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    """The slots of a section, which of them are labels, and how those fit the labels of the table."""

    slots: Sequence[Slot]
    labels: Sequence[int]
    wanted: Sequence[str]
    alignment: Alignment

    def span(self, piece: int, piece_end: int) -> tuple[int, int]:
        """From the first slot of a match to the next label after it."""
        start = self.labels[piece]
        end = self.labels[piece_end] if piece_end < len(self.labels) else len(self.slots)
        return start, end

    def values(self, piece: int, piece_end: int) -> tuple[Slot, ...]:
        """What stands in place of numbers between this match and the next label."""
        start, end = self.span(piece, piece_end)
        known = set(self.labels)
        drawn = self.slots[start].column >= 0
        between = (self.slots[index] for index in range(start + 1, end) if index not in known)
        return tuple(slot for slot in between if not drawn or slot.column >= 0)


def read_table(table: Table, items: Sequence[Item]) -> TableReading:
    """Find `table` in `items` (those of its section, or all of a document)."""
    wanted = tuple(cell.text for cell in table.grid.labels if cell.text)
    slots = tuple(slots_of(items, wanted))
    labels = tuple(index for index, slot in enumerate(slots) if not is_value(slot.text))
    found = _Found(slots, labels, wanted, align(wanted, [slots[index].text for index in labels]))
    return _read_across(table, found) if table.layout == "across" else _read_matrix(table, found)


@dataclass(frozen=True, slots=True)
class _FoundRow:
    """A row of the form that was found, with what stands behind its label."""

    part: Part
    row: Row
    match: Match
    slots: tuple[Slot, ...]

    def cells(self, table: Table) -> tuple[str, ...]:
        return tuple(f"{table.id}.{self.row.id}.{column.id}" for column in self.part.columns)


def _read_matrix(table: Table, found: _Found) -> TableReading:
    rows = list(_rows(table, found))
    taken: dict[str, Slot] = {}
    together: dict[str, Slot] = {}
    doubts = [
        *(
            _misprint(found, row.match, row.row.label, row.cells(table))
            for row in rows
            if row.match.likeness < _MISPRINT
        ),
        *_misprinted_headings(table, found),
    ]
    for part in table.parts:
        members = [row for row in rows if row.part is part]
        reader = _columns(table, part, members, found)
        for row in members:
            reader.learn(row.slots)
        for row in members:
            if (digits := _digits_run_together(row.slots, len(part.columns))) is not None:
                together[row.row.id] = digits
                continue
            assigned = reader.assign(row.slots)
            if assigned.slots:
                taken |= dict(zip(row.cells(table), assigned.slots, strict=True))
            else:
                doubts.append(Doubt("not_located", row.cells(table), assigned.why, _place(row.slots)))
        doubts += _doubtful_columns(table, part, members, found, reader)
    empty = sum(row.match.likeness for row in rows if not row.slots)  # headings that were repeated, not rows
    return TableReading(table, taken, tuple(doubts), together, found.alignment.score - empty, len(rows))


def _rows(table: Table, found: _Found) -> Iterator[_FoundRow]:
    """The rows whose labels were found, each alone."""
    wanted = list(_row_labels(table))
    positions = {position for position, _, _ in wanted}
    matches = {match.label_end - 1: match for match in found.alignment.matches}
    for position, part, row in wanted:
        match = matches.get(position)
        if match and sum(match.label <= other < match.label_end for other in positions) == 1:
            yield _FoundRow(part, row, match, found.values(match.piece, match.piece_end))


def _row_labels(table: Table) -> Iterator[tuple[int, Part, Row]]:
    """(position among the labels, part, row) of every row."""
    lines = {cell.cell: cell.row for cell in table.grid.numbers}
    labels = [cell for cell in table.grid.labels if cell.text]
    for part in table.parts:
        for row in part.rows:
            line = lines[f"{table.id}.{row.id}.{part.columns[0].id}"]
            yield max(n for n, cell in enumerate(labels) if cell.row == line and cell.role is Role.LABEL), part, row


def _columns(table: Table, part: Part, rows: Sequence[_FoundRow], found: _Found) -> ColumnReader:
    """The columns of a part, by the headings that stand between its first row and the row above it."""
    labels = tuple(column.label for column in part.columns)
    if not rows:
        return ColumnReader(labels)
    first = rows[0].match.piece
    above = max((match.piece_end for match in found.alignment.matches if match.piece_end <= first), default=0)
    while above > 0 and not any(slot.text.strip() for slot in found.values(above - 1, above)):
        above -= 1
    headings = [found.slots[index] for index in found.labels[above:first]]
    printed = [cell.text for cell in table.grid.labels if cell.role is Role.HEADING and cell.text in labels]
    in_order = stand_in_order(headings, labels, printed)
    intervals = drawn_intervals(headings, labels)
    if in_order and intervals and list(intervals) != sorted(intervals):
        intervals = None  # spans that do not add up
    return ColumnReader(labels, intervals, in_order)


def _digits_run_together(slots: Sequence[Slot], count: int) -> Slot | None:
    """The one slot of a row whose digits may be all its numbers."""
    filled = [slot for slot in slots if slot.text.strip()]
    if count > 1 and len(filled) == 1 and len(slots) < count and filled[0].text.isascii():
        return filled[0] if filled[0].text.isdigit() and len(filled[0].text) >= count else None
    return None


def _read_across(table: Table, found: _Found) -> TableReading:
    """The numbers of all rows in one line below the headings."""
    cells = tuple(cell.id for cell in table.cells)
    if not found.labels:
        return TableReading(table)
    matches = found.alignment.matches
    first, last = (matches[0].piece, matches[-1].piece_end) if matches else (0, len(found.labels))
    runs = [found.values(piece, piece + 1) for piece in range(first, len(found.labels))]
    slots = max(runs, key=lambda run: sum(bool(slot.text.strip()) for slot in run), default=())
    if not any(slot.text.strip() for slot in slots):
        slots = found.values(last - 1, last) if matches else ()
    score = found.alignment.score
    if (digits := _digits_run_together(slots, len(cells))) is not None:
        return TableReading(table, {}, (), {"": digits}, score, 1)
    reader = ColumnReader(cells, _intervals_across(table, found))
    assigned = reader.assign(slots) if slots or matches else Assigned(why="没有找到这张表的数")
    doubts = [*_misprinted_headings(table, found)]
    matched = sum(match.label_end - match.label for match in found.alignment.matches)
    if matched < len(found.wanted) * _HEADINGS_KNOWN:
        doubts.append(Doubt("columns", cells, "表头没有认全，按官方表式的次序读取", _place(slots)))
    if assigned.slots:
        return TableReading(table, dict(zip(cells, assigned.slots, strict=True)), tuple(doubts), {}, score, 1)
    doubts.append(Doubt("not_located", cells, assigned.why, _place(slots)))
    return TableReading(table, {}, tuple(doubts), {}, score, 0)


def _intervals_across(table: Table, found: _Found) -> tuple[tuple[int, int], ...] | None:
    """Where the columns of a drawn table are: those of its lowest headings, in order."""
    leaves = [cell for cell in table.grid.labels if cell.row + cell.height == table.grid.height - 1 and cell.width == 1]
    texts = {cell.text for cell in leaves}
    places = sorted(
        {
            (slot.column, slot.column + slot.width)
            for slot in (found.slots[index] for index in found.labels)
            if slot.column >= 0 and any(likeness(slot.text, text) >= _MISPRINT for text in texts)
        }
    )
    return tuple(places) if len(places) == len(table.cells) else None


def _misprint(found: _Found, match: Match, wanted: str, cells: tuple[str, ...] = ()) -> Doubt:
    slot = found.slots[found.labels[match.piece]]
    return Doubt("label", cells, f"写作“{' '.join(slot.text.split())}”，认作“{wanted}”", slot.place)


def _misprinted_headings(table: Table, found: _Found) -> Iterator[Doubt]:
    labels = [cell for cell in table.grid.labels if cell.text]
    for match in found.alignment.matches:
        wanted = labels[match.label]
        if match.label_end == match.label + 1 and match.likeness < _MISPRINT and wanted.role is Role.HEADING:
            yield _misprint(found, match, wanted.text)


def _doubtful_columns(
    table: Table, part: Part, rows: Sequence[_FoundRow], found: _Found, reader: ColumnReader
) -> Iterator[Doubt]:
    """The headings of several columns were not found, or stand in another order."""
    columns = [column.label for column in part.columns]
    matches = found.alignment.matches
    known = {found.wanted[label] for match in matches for label in range(match.label, match.label_end)}
    if len(columns) < 2 or not rows:
        return
    cells = tuple(cell for row in rows for cell in row.cells(table))
    if not reader.in_order:
        yield Doubt("columns", cells, "列的次序与官方表式不同，按列名读取", _place(rows[0].slots))
    elif sum(label in known for label in columns) < len(columns) * _HEADINGS_KNOWN:
        yield Doubt("columns", cells, "列名没有认全，按官方表式的列序读取", _place(rows[0].slots))


def _place(slots: Sequence[Slot]) -> str:
    return slots[0].place if slots else ""
