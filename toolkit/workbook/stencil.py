"""Many blank workbooks that differ in little: one is written as a model, the others are stencilled from it.

From unit to unit only names, the stamp and last year's values differ. They stand in few places: a name in the texts and
footers, a value in its cell. What lies between is compressed once, so that a workbook costs little more than its copy.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from toolkit.forms import LAST, Relation, a1
from toolkit.model import Report
from toolkit.workbook.build import plan_workbook
from toolkit.workbook.cover_facts import Cover
from toolkit.workbook.formulas import current_state, difference, shown_sum
from toolkit.workbook.packed import Packed, Stretch, filled, stretch, whole, zipped
from toolkit.workbook.sheets import names
from toolkit.workbook.stamp import make_stamp
from toolkit.workbook.write import cell_value, footer_name, workbook_title, write_workbook

_PLAIN = re.compile(r"[^\x00-\x1f\x7f\ufffe\uffff\ue000\ue001]{1,120}")  # stands in a file as it is
_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
_CELL = r'(?<=<c r="{}" s=")(\d+"[^>]*?>(?:<f>[^<]*</f>)?<v>)([^<]*)(?=</v></c>)'


@dataclass(frozen=True, slots=True)
class _Entry:
    """A part of the workbook: what is always the same, and the names of what stands between."""

    name: str
    stretches: tuple[Stretch, ...]
    gaps: tuple[str, ...]


_Model = tuple[_Entry | Packed, ...]


class Stencils:
    """Writes blank workbooks, each part byte for byte as :func:`write_workbook` does; keeps a model of each shape.

    A shape is all that more than a few characters depend on: form, year, what the office says of itself, which lines
    of the cover are empty, and which values of last year are known.
    """

    def __init__(self) -> None:
        self._models: dict[object, _Model] = {}

    def write(self, report: Report, cover: Cover) -> bytes:
        """The workbook that asks the unit of `report`; one that is not blank is written by XlsxWriter.

        Raises :class:`~toolkit.errors.ToolkitError` as :func:`write_workbook` does.
        """
        numbers = dict(_numbers(report))
        if not _is_plain(report, cover) or any(isinstance(number, str) for number in numbers.values()):
            return write_workbook(report, cover)
        fillings = _fillings(report, cover, numbers)
        shape = _shape(report, cover)
        if shape not in self._models:
            self._models[shape] = _model(report, cover)
        content = {gap: escape(text).encode() for gap, text in fillings.items()}
        return zipped([_packed(entry, content) for entry in self._models[shape]])


def _is_plain(report: Report, cover: Cover) -> bool:
    """Whether nothing is filled in, and what is the unit's own stands in a file as it is."""
    if report.narrative or report.explanations or report.zero_return or set(report.values.values()) != {None}:
        return False
    texts = [text for text in _texts(report, cover) if text]
    return all(_PLAIN.fullmatch(text) and text == text.strip() and not _ESCAPED.search(text) for text in texts)


def _texts(report: Report, cover: Cover) -> tuple[str, ...]:
    return report.unit, report.unit_code, cover.contact, cover.phone


def _shape(report: Report, cover: Cover) -> object:
    empty = tuple(not text for text in _texts(report, cover))
    return report.form.digest, report.year, replace(cover, contact="", phone=""), empty, tuple(report.last_year or ())


def _fillings(report: Report, cover: Cover, numbers: Mapping[str, str | int | float]) -> dict[str, str]:
    """What stands in each gap for this unit."""
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
    }
    return {name: text for name, text in texts.items() if text} | dict(_values(report, numbers))


def _values(report: Report, numbers: Mapping[str, str | int | float]) -> Iterator[tuple[str, str]]:
    """(gap, what it shows) of every cell that shows, or is computed from, a value of last year."""
    for gap, value in numbers.items():
        typed = gap.startswith(names.LAST_YEAR)
        yield gap, f"{value:.16G}" if typed else str(value)  # XlsxWriter's ways for a number and for a formula's
    for row, relation in _relations(report):
        yield _gap(names.EXPLANATIONS, row, names.STATE), current_state(report, relation)


def _numbers(report: Report) -> Iterator[tuple[str, str | int | float]]:
    """(gap, number); a text where a spreadsheet would not keep all its digits."""
    for row, cell in enumerate(report.form.last_cells, names.FIRST_LAST_YEAR_ROW):
        value = cell_value(report.value(f"{LAST}{cell}"))
        if value is not None:
            yield _gap(names.LAST_YEAR, row, names.LAST_YEAR_VALUE), value
    for row, relation in _relations(report):
        sides = shown_sum(report, relation.left), shown_sum(report, relation.right), difference(report, relation)
        for column, number in zip((names.LEFT, names.RIGHT, names.DIFFERENCE), sides, strict=True):
            value = cell_value(number)
            assert value is not None  # noqa: S101  # it was a number
            yield _gap(names.EXPLANATIONS, row, column), value


def _relations(report: Report) -> Iterator[tuple[int, Relation]]:
    """The rows of 情况说明 that last year's values have a part in."""
    for row, relation in enumerate(report.form.queries, names.FIRST_EXPLANATION_ROW):
        if relation.last_cells:
            yield row, relation


def _gap(sheet: str, row: int, column: int) -> str:
    return f"{sheet}!{a1(row, column)}"


def _model(report: Report, cover: Cover) -> _Model:
    """The workbook of a unit that does not exist, cut where the units differ."""
    marked, marked_cover = _with_marks(report, cover)
    fillings = _fillings(marked, marked_cover, dict(_numbers(marked)))
    sheets = [sheet.name for sheet in plan_workbook(marked, marked_cover).sheets]
    with zipfile.ZipFile(io.BytesIO(write_workbook(marked, marked_cover))) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    return tuple(_entry(name, text, _sheet_of(name, sheets), fillings) for name, text in parts.items())


def _with_marks(report: Report, cover: Cover) -> tuple[Report, Cover]:
    """The texts of the unit replaced by marks that stand nowhere else; an empty text stays empty."""
    unit, code, contact, phone = (text and f"\ue000{number}\ue001" for number, text in enumerate(_texts(report, cover)))
    return replace(report, unit=unit, unit_code=code), replace(cover, contact=contact, phone=phone)


def _sheet_of(part: str, sheets: Sequence[str]) -> str:
    number = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", part)
    return sheets[int(number[1]) - 1] if number and int(number[1]) <= len(sheets) else ""


def _entry(name: str, text: str, sheet: str, fillings: Mapping[str, str]) -> _Entry | Packed:
    """A part of the model, cut at its gaps."""
    cuts = sorted((*_cell_cuts(text, sheet, fillings), *_text_cuts(text, fillings)))
    if not cuts:
        return whole(name, text.encode())
    ends = [0, *(end for _, end, _ in cuts)]
    starts = [*(start for start, _, _ in cuts), len(text)]
    stretches = tuple(stretch(text[end:start].encode()) for end, start in zip(ends, starts, strict=True))
    return _Entry(name, stretches, tuple(gap for _, _, gap in cuts))


def _cell_cuts(text: str, sheet: str, fillings: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """(start, end, gap) of the values of last year, and of what is computed from them."""
    for gap in fillings:
        if sheet and gap.startswith(f"{sheet}!"):
            found = re.search(_CELL.format(gap.removeprefix(f"{sheet}!")), text)
            assert found, gap  # noqa: S101  # the sheets are ours
            yield found.start(2), found.end(2), gap


def _text_cuts(text: str, fillings: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """(start, end, gap) of the names; in a footer only its own way to write the unit."""
    gaps = {escape(mark): gap for gap, mark in fillings.items() if "!" not in gap and gap != "footer"}
    marks = "|".join(re.escape(mark) for mark in sorted(gaps, key=len, reverse=True))
    for found in re.finditer(marks, text):
        in_footer = text.startswith("&amp;R", found.end())
        yield found.start(), found.end(), "footer" if in_footer else gaps[found[0]]


def _packed(entry: _Entry | Packed, fillings: Mapping[str, bytes]) -> Packed:
    if isinstance(entry, Packed):
        return entry
    return filled(entry.name, entry.stretches, [fillings[gap] for gap in entry.gaps])
