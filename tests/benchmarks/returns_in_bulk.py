"""Returns of as many units as are asked for, each its own issued workbook filled in, in a few milliseconds a file.

The numbers of a unit follow from its place in the roster. One unit in :data:`WRONG` sends a column that does not
balance; one in :data:`WORDY` writes what its tables prove, the others a sentence a block. What formulas show stays as
it was issued, but for the totals of the tables: nobody reads it.
"""

import io
import random
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from benchmarks.suspects import realistic

from toolkit.forms import a1, find_form
from toolkit.model import Report
from toolkit.workbook.packed import Packed, whole, zipped
from toolkit.workbook.sheets import names
from toolkit.workflow import draft

FORM = find_form("zfxxgk", "2021")
WRONG, WORDY = 20, 4

_PLAIN = {block.id: f"本年度{block.title}工作按要求开展。" for block in FORM.blocks if block.required}
_DECISIONS = tuple(cell.id for cell in FORM.inputs if cell.id.endswith(".decisions"))
_STRINGS = "xl/sharedStrings.xml"
_END_OF_CELLS = b"</sheetData>"
_CELL = re.compile(rb'<c r="(?P<at>[A-Z]+\d+)"(?P<look>[^>]*?)(?:/>|>(?P<formula><f>[^<]*</f>)?<v>[^<]*</v></c>)')
_LOCAL_HEADER = 30  # bytes before the name of an entry
_LENGTHS = struct.Struct("<2H")  # at their end: of the name, and of what follows it


def is_right(number: int) -> bool:
    """Whether the unit at that place of the roster sends a report without errors."""
    return number % WRONG != WRONG - 1


def report_of(number: int) -> Report:
    """What the unit at that place of the roster says, the totals it claims in it."""
    rng = random.Random(number)
    values = realistic(rng)
    for row in ("government_rules", "normative_documents"):
        issued, repealed = rng.randint(0, 9), rng.randint(0, 3)
        counts = {"issued": issued, "repealed": repealed, "in_force": issued + rng.randint(0, 40)}
        values |= {f"proactive.{row}.{column}": count for column, count in counts.items()}
    values |= {cell: rng.randint(0, 5000) for cell in _DECISIONS}
    if not is_right(number):
        values["requests.received.natural_person"] += 1
        values["requests.received.total"] += 1
    report = Report(FORM, 2024, f"第{number}单位", values=dict(values))
    said = draft(report) if number % WORDY == 0 else {}
    return replace(report, narrative={block: said.get(block, plain) for block, plain in _PLAIN.items()})


def sum_of_the_right(units: int) -> Mapping[str, int]:
    """What the right ones among the first `units` fill in, added up: input cell → sum."""
    found: Counter[str] = Counter()
    for number in filter(is_right, range(units)):
        values = report_of(number).values
        found.update({cell.id: int(str(values[cell.id])) for cell in FORM.inputs})
    return found


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet down to its last cell: as it is issued, with a gap for each number or text, and what stands in each."""

    issued: bytes
    gaps: bytes
    fields: tuple[str, ...]


class Filling:
    """Fills in workbooks that were issued in one round, so that they differ in little; made from one of them."""

    def __init__(self, issued: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(issued)) as book:
            titles = re.findall(r'<sheet name="([^"]*)"', book.read("xl/workbook.xml").decode())
            parts = {title: f"xl/worksheets/sheet{number}.xml" for number, title in enumerate(titles, 1)}
            self._sheets = {parts[title]: _sheet(book.read(parts[title]), at) for title, at in _places().items()}
            self._strings = book.read(_STRINGS).count(b"<si>")

    def fill(self, issued: bytes, report: Report) -> bytes:
        """`issued` with what `report` says in it."""
        texts = {block: self._strings + number for number, block in enumerate(report.narrative)}
        contents = {**report.values, **texts}
        return zipped([self._filled(entry, contents, report) for entry in _entries(issued)])

    def _filled(self, entry: Packed, contents: Mapping[str, object], report: Report) -> Packed:
        name = entry.name.decode()
        if name == _STRINGS:
            strings = "".join(f"<si><t>{escape(text)}</t></si>" for text in report.narrative.values())
            return whole(name, _inflated(entry).replace(b"</sst>", strings.encode() + b"</sst>"))
        if name not in self._sheets:
            return entry
        sheet, content = self._sheets[name], _inflated(entry)
        assert content.startswith(sheet.issued), name
        filled = sheet.gaps % tuple(contents[field] for field in sheet.fields)
        return whole(name, filled + content[len(sheet.issued) :])


def _places() -> Mapping[str, Mapping[str, str]]:
    """Sheet → address → the cell of the form, or the block of the text, that stands there."""
    tables = {
        table.sheet: {table.grid.place(cell.id).address: cell.id for cell in table.cells} for table in FORM.tables
    }
    rows = {block.id: row for row, block in enumerate(FORM.blocks, names.FIRST_BLOCK_ROW)}
    return tables | {FORM.narrative_sheet: {a1(rows[block], names.PROSE): block for block in _PLAIN}}


def _sheet(content: bytes, places: Mapping[str, str]) -> _Sheet:
    issued = content[: content.index(_END_OF_CELLS)]
    fields: list[str] = []

    def gap(cell: re.Match[bytes]) -> bytes:
        field = places.get(cell["at"].decode())
        if field is None:
            return cell[0]
        fields.append(field)
        kind = b' t="s"' if field in _PLAIN else b""
        return b'<c r="%b"%b%b>%b<v>%%d</v></c>' % (cell["at"], cell["look"], kind, cell["formula"] or b"")

    gaps = _CELL.sub(gap, issued.replace(b"%", b"%%"))
    assert sorted(fields) == sorted(places.values())
    return _Sheet(issued, gaps, tuple(fields))


def _entries(content: bytes) -> Iterator[Packed]:
    """The entries of a zip as they lie in it, compressed."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for entry in book.infolist():
            lengths = _LENGTHS.unpack_from(content, entry.header_offset + _LOCAL_HEADER - _LENGTHS.size)
            start = entry.header_offset + _LOCAL_HEADER + sum(lengths)
            data = content[start : start + entry.compress_size]
            yield Packed(entry.filename.encode(), data, entry.CRC, entry.file_size)


def _inflated(entry: Packed) -> bytes:
    return zlib.decompress(entry.data, -zlib.MAX_WBITS)
