"""Many blank workbooks that differ in little: one is written as a model, the others are stencilled from it.

From unit to unit only names, the stamp and last year's values differ. They stand in few places: a name in the texts and
footers, a value in its cell. What lies between is compressed once, so that a workbook costs little more than its copy.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

from toolkit.forms import Comparison, Form, Relation, a1
from toolkit.model import Number, Report
from toolkit.workbook.cover_facts import Cover
from toolkit.workbook.formulas import shown_difference, shown_sum
from toolkit.workbook.packed import Gapped, Packed, filled, gapped, stored, whole, zipped
from toolkit.workbook.sheets import names
from toolkit.workbook.stamp import make_stamp
from toolkit.workbook.write import cell_value, footer_name, workbook_title, write_workbook

_MOST_MODELS = 32  # of 0.25 MB each
_PLAIN = re.compile(r"[^\x00-\x1f\x7f\ufffe\uffff\ue000\ue001]{1,120}")  # stands in a file as it is
_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
_SHEET = re.compile('<sheet name="([^"]*)"')  # those looked for are called by names without & and quotes
_CELL = r'(?<=<c r="{}" s=")(\d+"[^>]*?>(?:<f>[^<]*</f>)?<v>)([^<]*)(?=</v></c>)'


@dataclass(frozen=True, slots=True)
class _Entry:
    """A part of the workbook, and the names of what its gaps are filled with."""

    part: Gapped
    gaps: tuple[str, ...]


_Model = tuple[_Entry | Packed, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of 情况说明 that last year's values have a part in: the gaps for both sides and the difference, and what
    is compared there, without this year's cells.
    """

    left: str
    right: str
    difference: str
    seen: Comparison


@dataclass(frozen=True, slots=True)
class _Places:
    """The gaps that last year's values fill: (gap, cell) on the sheet 上年数, and the lines of 情况说明."""

    cells: tuple[tuple[str, str], ...]
    lines: tuple[_Line, ...]


class Stencils:
    """Writes blank workbooks, each part byte for byte as :func:`write_workbook` does; keeps models of a few shapes.

    A shape is all that more than a few characters depend on: form, year, what the office says of itself, which lines
    of the cover are empty, and which values of last year are known.
    """

    def __init__(self) -> None:
        self._models: dict[object, _Model] = {}
        self._places: dict[str, _Places] = {}

    def write(self, report: Report, cover: Cover) -> bytes:
        """The workbook that asks the unit of `report`; one that is not blank is written by XlsxWriter.

        Raises :class:`~toolkit.errors.ToolkitError` as :func:`write_workbook` does.
        """
        places = self._places_on(report.form)
        fillings = _fillings(report, cover, places) if _is_plain(report, cover) else None
        if fillings is None:
            return write_workbook(report, cover)
        shape = _shape(report, cover)
        model = self._models.pop(shape, None) or _model(report, cover, places)
        if len(self._models) == _MOST_MODELS:
            self._models.pop(next(iter(self._models)))
        self._models[shape] = model  # last in the row: the first is the one not wanted for longest
        blocks = {gap: stored(text.encode()) for gap, text in fillings.items()}
        return zipped([_packed(entry, blocks) for entry in model])

    def _places_on(self, form: Form) -> _Places:
        if form.digest not in self._places:
            self._places[form.digest] = _places(form)
        return self._places[form.digest]


def _places(form: Form) -> _Places:
    cells = enumerate(form.last_cells, names.FIRST_LAST_YEAR_ROW)
    relations = enumerate(form.queries, names.FIRST_EXPLANATION_ROW)
    return _Places(
        tuple((f"{names.LAST_YEAR}!{a1(row, names.LAST_YEAR_VALUE)}", cell) for row, cell in cells),
        tuple(_line(row, relation) for row, relation in relations if relation.last_cells),
    )


def _line(row: int, relation: Relation) -> _Line:
    columns = (names.LEFT, names.RIGHT, names.DIFFERENCE)
    left, right, difference = (f"{names.EXPLANATIONS}!{a1(row, column)}" for column in columns)
    return _Line(left, right, difference, _seen(relation.holds))


def _seen(holds: Comparison) -> Comparison:
    """What is left of a comparison where this year's cells are blank."""
    left, right = (
        tuple(term for term in side if term.of_last_year or not term.name) for side in (holds.left, holds.right)
    )
    return replace(holds, left=left, right=right)


def _is_plain(report: Report, cover: Cover) -> bool:
    """Whether nothing is filled in, and the texts of the unit stand in a file as they are."""
    if report.narrative or report.explanations or report.zero_return or set(report.values.values()) != {None}:
        return False
    if report.members or cover.mark:
        return False
    texts = [text for text in _texts(report, cover) if text]
    return all(_PLAIN.fullmatch(text) and text == text.strip() and not _ESCAPED.search(text) for text in texts)


def _texts(report: Report, cover: Cover) -> tuple[str, ...]:
    return report.unit, report.unit_code, cover.contact, cover.phone, cover.last_year_from


def _shape(report: Report, cover: Cover) -> object:
    empty = tuple(not text for text in _texts(report, cover))
    of_all = replace(cover, contact="", phone="", last_year_from="")
    return report.form.digest, report.year, of_all, empty, tuple(report.last_year or ())


def _fillings(report: Report, cover: Cover, places: _Places) -> dict[str, str] | None:
    """What each gap is filled with for this unit, as it stands in the file.

    None where a spreadsheet would not keep all digits of a number.
    """
    stamp = make_stamp(report, cover).signed(cover.key)
    texts = {
        "visible line": stamp.visible_line,
        "token": stamp.token,
        "title": workbook_title(report),
        "footer": footer_name(report.unit),
        "unit": report.unit,
        "unit code": report.unit_code,
        "contact": cover.contact,
        "phone": cover.phone,
        "last year from": cover.last_year_from,
    }
    known = report.last_year or {}
    last = {gap: cell_value(known[cell]) for gap, cell in places.cells if cell in known}
    sums = {gap: cell_value(number) for line in places.lines for gap, number in _sums(report, line)}
    if any(isinstance(number, str) for number in (*last.values(), *sums.values())):
        return None
    return (
        {gap: escape(text, quote=False) for gap, text in texts.items() if text}
        | {gap: f"{number:.16G}" for gap, number in last.items()}
        | {gap: str(number) for gap, number in sums.items()}  # XlsxWriter's way for what a formula shows
    )


def _sums(report: Report, line: _Line) -> Iterator[tuple[str, Number]]:
    seen = line.seen
    left, right = shown_sum(report, seen.left), shown_sum(report, seen.right)
    if seen.left:
        yield line.left, left
    if seen.right:
        yield line.right, right
    yield line.difference, shown_difference(left, seen.comparator, right)


def _model(report: Report, cover: Cover, places: _Places) -> _Model:
    """The workbook of a unit that does not exist, cut where the units differ."""
    marked, marked_cover = _with_marks(report, cover)
    fillings = _fillings(marked, marked_cover, places) or {}
    with zipfile.ZipFile(io.BytesIO(write_workbook(marked, marked_cover))) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    sheets = _SHEET.findall(parts["xl/workbook.xml"])
    return tuple(_entry(name, text, _sheet_of(name, sheets), fillings) for name, text in parts.items())


def _with_marks(report: Report, cover: Cover) -> tuple[Report, Cover]:
    """The texts of the unit replaced by marks that stand nowhere else; an empty text stays empty."""
    marks = (text and f"\ue000{number}\ue001" for number, text in enumerate(_texts(report, cover)))
    unit, code, contact, phone, files = marks
    marked = replace(cover, contact=contact, phone=phone, last_year_from=files)
    return replace(report, unit=unit, unit_code=code), marked


def _sheet_of(part: str, sheets: Sequence[str]) -> str:
    number = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", part)
    return sheets[int(number[1]) - 1] if number else ""


def _entry(name: str, text: str, sheet: str, fillings: Mapping[str, str]) -> _Entry | Packed:
    """A part of the model, cut at its gaps."""
    cuts = sorted((*_cell_cuts(text, sheet, fillings), *_text_cuts(text, fillings)))
    if not cuts:
        return whole(name, text.encode())
    ends = [0, *(end for _, end, _ in cuts)]
    starts = [*(start for start, _, _ in cuts), len(text)]
    stretches = [text[end:start].encode() for end, start in zip(ends, starts, strict=True)]
    return _Entry(gapped(name, stretches), tuple(gap for _, _, gap in cuts))


def _cell_cuts(text: str, sheet: str, fillings: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """(start, end, gap) of the values of last year, and of what is computed from them."""
    for gap in fillings:
        if sheet and gap.startswith(f"{sheet}!"):
            found = re.search(_CELL.format(gap.removeprefix(f"{sheet}!")), text)
            assert found, gap  # noqa: S101  # the sheets are ours
            yield found.start(2), found.end(2), gap


def _text_cuts(text: str, fillings: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """(start, end, gap) of the names; in a footer only its own way to write the unit."""
    gaps = {mark: gap for gap, mark in fillings.items() if "!" not in gap and gap != "footer"}
    marks = "|".join(re.escape(mark) for mark in sorted(gaps, key=len, reverse=True))
    for found in re.finditer(marks, text):
        in_footer = text.startswith("&amp;R", found.end())
        yield found.start(), found.end(), "footer" if in_footer else gaps[found[0]]


def _packed(entry: _Entry | Packed, blocks: Mapping[str, bytes]) -> Packed:
    if isinstance(entry, Packed):
        return entry
    return filled(entry.part, [blocks[gap] for gap in entry.gaps])
