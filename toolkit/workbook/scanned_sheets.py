"""What the scan found in a workbook → sheets: texts looked up, numbers read, formulas told from values."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from toolkit.forms import a1
from toolkit.intake import LIMITS, Area, ScannedCell, ScannedSheet, ScannedWorkbook, SheetFrame, SheetShape
from toolkit.workbook.sheet import At, Box, Sheet

_PLAIN_FORMATS = {"#0": "General", "#1": "0", "#49": "@"}
_ESCAPED = re.compile(r"_x(00(?:5F|[01][0-9A-Fa-f]|7[Ff]))_")
_PERHAPS_A_DATE = re.compile(r"[dmhys]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Lookup:
    """What the cells of all sheets refer to: texts and number formats by their numbers."""

    texts: tuple[str, ...]
    formats: tuple[str, ...]
    from_1904: bool


def sheets_of(book: ScannedWorkbook) -> tuple[Sheet, ...]:
    """All worksheets, in their order."""
    formats = _named(book.formats)
    lookup = _Lookup(tuple(map(_unescaped, book.texts)), formats, book.from_1904)
    return tuple(_sheet(sheet, lookup) for sheet in book.sheets)


def _unescaped(text: str) -> str:
    """Control characters, and what looks like one, are written as ``_x000D_``."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


@lru_cache(maxsize=16)
def _named(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_format, codes))


@lru_cache(maxsize=16)
def _dates(formats: tuple[str, ...]) -> frozenset[int]:
    """The styles that show a number as a date."""
    return frozenset(style for style, code in enumerate(formats) if _is_date(code))


def _format(code: str) -> str:
    """A format that the file knows by its number only, in words."""
    if not re.fullmatch(r"#[0-9]+", code):
        return code
    if code in _PLAIN_FORMATS:
        return _PLAIN_FORMATS[code]
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    return BUILTIN_FORMATS.get(int(code[1:]), "General")


def _is_date(code: str) -> bool:
    if not _PERHAPS_A_DATE.search(code):
        return False
    from openpyxl.styles.numbers import is_date_format

    return bool(is_date_format(code))


def _sheet(sheet: ScannedSheet, lookup: _Lookup) -> Sheet:
    layout = _layout(sheet.frame, sheet.shape, lookup.formats)
    entered, calculated = (_contents(slots, sheet.values, lookup) for slots in (layout.entered, layout.calculated))
    return Sheet(
        title=sheet.title,
        visible=sheet.visible,
        protected=sheet.frame.protected,
        typed=layout.formulas | entered,
        shown=entered | calculated,
        formats=layout.formats,
        merged=layout.merged,
        hidden_rows=layout.hidden_rows,
        hidden_columns=layout.hidden_columns,
    )


@dataclass(frozen=True, slots=True)
class _Slots:
    """Where values go: (place, number of the value among those of the sheet); of the `others`, the cells."""

    texts: tuple[tuple[At, int], ...]
    numbers: tuple[tuple[At, int], ...]
    others: tuple[tuple[At, ScannedCell], ...]


@dataclass(frozen=True, slots=True)
class _Layout:
    """All of a sheet but what its cells hold: the same for all files in which it is written alike."""

    formulas: dict[At, object]
    entered: _Slots
    calculated: _Slots
    formats: Mapping[At, str]
    merged: frozenset[Box]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


@lru_cache(maxsize=96)
def _layout(frame: SheetFrame, shape: SheetShape, formats: tuple[str, ...]) -> _Layout:
    below = set(_below_merges(frame))
    every = [((cell.row - 1, cell.column - 1), cell) for cell in shape.cells]
    cells = [(place, cell) for place, cell in every if place not in below]
    shared: dict[str, ScannedCell] = {}  # the first of those that share a formula may be below a merged area
    formulas = {place: f"={_formula(cell, shared)}" for place, cell in every if cell.formula is not None}
    valued = [(place, cell) for place, cell in cells if cell.slot >= 0]
    dates = _dates(formats)
    return _Layout(
        {place: formula for place, formula in formulas.items() if place not in below},
        _slots([(place, cell) for place, cell in valued if cell.formula is None], dates),
        _slots([(place, cell) for place, cell in valued if cell.formula is not None], dates),
        {place: formats[cell.style] for place, cell in valued if cell.type == "n" and formats},
        frozenset(map(_box, frame.merges)),
        frozenset(row - 1 for row in shape.hidden_rows),
        frozenset(
            column - 1 for first, last in frame.hidden_columns for column in range(first, min(last, LIMITS.columns) + 1)
        ),
    )


def _slots(cells: Sequence[tuple[At, ScannedCell]], dates: frozenset[int]) -> _Slots:
    plain = [(place, cell) for place, cell in cells if cell.type in ("s", "n") and not _is_a_date(cell, dates)]
    return _Slots(
        tuple((place, cell.slot) for place, cell in plain if cell.type == "s"),
        tuple((place, cell.slot) for place, cell in plain if cell.type == "n"),
        tuple((place, cell) for place, cell in cells if cell.type not in ("s", "n") or _is_a_date(cell, dates)),
    )


def _is_a_date(cell: ScannedCell, dates: frozenset[int]) -> bool:
    return cell.type == "n" and cell.style in dates


def _contents(slots: _Slots, values: Sequence[str], lookup: _Lookup) -> dict[At, object]:
    """What the cells hold; those that hold nothing are not there."""
    texts = lookup.texts
    found: dict[At, object] = {place: texts[int(value)] for place, slot in slots.texts if (value := values[slot])}
    numbers = [(place, value) for place, slot in slots.numbers if (value := values[slot])]
    others = [(place, cell, value) for place, cell in slots.others if (value := values[cell.slot])]
    found |= {place: int(value) if value.isdigit() else _number(value) for place, value in numbers}
    return found | {place: _other(value, cell, lookup) for place, cell, value in others}


def _number(text: str) -> float:
    return float(text) if any(mark in text for mark in ".eE") else int(text)


def _other(text: str, cell: ScannedCell, lookup: _Lookup) -> object:
    """A truth, a date; whatever else a cell holds is a text."""
    match cell.type:
        case "n":
            return _date(_number(text), cell.style, lookup)
        case "b":
            return text.strip() == "1"
        case "d":
            from openpyxl.utils.datetime import from_ISO8601

            return from_ISO8601(text)  # type: ignore[no-untyped-call]
        case "inlineStr":
            return _unescaped(text)
        case _:
            return text


def _date(number: float, style: int, lookup: _Lookup) -> object:
    from openpyxl.styles.numbers import is_timedelta_format
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

    epoch = CALENDAR_MAC_1904 if lookup.from_1904 else CALENDAR_WINDOWS_1900
    try:
        return from_excel(number, epoch, timedelta=is_timedelta_format(lookup.formats[style]))
    except (OverflowError, ValueError):
        return "#VALUE!"


def _formula(cell: ScannedCell, shared: dict[str, ScannedCell]) -> str:
    """The formula; of one that cells share, as it is meant for this one."""
    first = shared.setdefault(cell.shared, cell) if cell.shared else cell
    if first is cell or not first.formula:
        return cell.formula or ""
    from openpyxl.formula.translate import Translator

    moved = Translator(f"={first.formula}", _cell_address(first)).translate_formula(_cell_address(cell))
    return str(moved).removeprefix("=")


def _cell_address(cell: ScannedCell) -> str:
    return a1(cell.row - 1, cell.column - 1)


def _below_merges(frame: SheetFrame) -> Iterator[At]:
    """The cells that do not show, because they lie below a merged area."""
    for area in frame.merges:
        rows = range(area.first_row - 1, area.last_row)
        columns = range(area.first_column - 1, area.last_column)
        yield from [(row, column) for row in rows for column in columns][1:]


def _box(area: Area) -> Box:
    height, width = area.last_row - area.first_row + 1, area.last_column - area.first_column + 1
    return area.first_row - 1, area.first_column - 1, height, width
