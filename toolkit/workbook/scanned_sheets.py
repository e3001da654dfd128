"""What the scan found in a workbook → sheets: texts looked up, numbers read, formulas told from values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.forms import a1
from toolkit.intake import LIMITS, Area, ScannedCell, ScannedSheet, ScannedWorkbook
from toolkit.workbook.sheet import At, Box, Sheet

_PLAIN_FORMATS = {"#0": "General", "#1": "0", "#49": "@"}
_ESCAPED = re.compile(r"_x(00(?:5F|[01][0-9A-Fa-f]|7[Ff]))_")
_PERHAPS_A_DATE = re.compile(r"[dmhys]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Lookup:
    """What the cells of all sheets refer to: texts and number formats by their numbers; `dates` are styles of dates."""

    texts: tuple[str, ...]
    formats: tuple[str, ...]
    dates: frozenset[int]
    from_1904: bool


def sheets_of(book: ScannedWorkbook) -> tuple[Sheet, ...]:
    """All worksheets, in their order."""
    formats = tuple(map(_format, book.formats))
    texts = tuple(map(_unescaped, book.texts))
    dates = frozenset(style for style, code in enumerate(formats) if _is_date(code))
    lookup = _Lookup(texts, formats, dates, book.from_1904)
    return tuple(_sheet(sheet, lookup) for sheet in book.sheets)


def _unescaped(text: str) -> str:
    """Control characters, and what looks like one, are written as ``_x000D_``."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


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
    typed: dict[At, object] = {}
    shown: dict[At, object] = {}
    looks: dict[At, str] = {}
    shared: dict[str, ScannedCell] = {}
    for cell in sheet.cells:
        place = cell.row - 1, cell.column - 1
        if cell.value is not None:
            shown[place] = _value(cell, lookup)
            if cell.type == "n" and lookup.formats:
                looks[place] = lookup.formats[cell.style]
        if cell.formula is not None:
            typed[place] = f"={_formula(cell, shared)}"
        elif cell.value is not None:
            typed[place] = shown[place]
    for place in _below_merges(sheet):
        typed.pop(place, None)
    return Sheet(
        title=sheet.title,
        visible=sheet.visible,
        protected=sheet.protected,
        typed=typed,
        shown=shown,
        formats=looks,
        merged=frozenset(map(_box, sheet.merges)),
        hidden_rows=frozenset(row - 1 for row in sheet.hidden_rows),
        hidden_columns=frozenset(
            column - 1 for first, last in sheet.hidden_columns for column in range(first, min(last, LIMITS.columns) + 1)
        ),
    )


def _value(cell: ScannedCell, lookup: _Lookup) -> object:
    """A number, a truth, a date; whatever else a cell holds is a text."""
    text = cell.value or ""
    match cell.type:
        case "s":
            return lookup.texts[int(text)]
        case "n":
            number = float(text) if any(mark in text for mark in ".eE") else int(text)
            return _date(number, cell.style, lookup) if cell.style in lookup.dates else number
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


def _below_merges(sheet: ScannedSheet) -> Iterator[At]:
    """The cells that do not show, because they lie below a merged area."""
    for area in sheet.merges:
        rows = range(area.first_row - 1, area.last_row)
        columns = range(area.first_column - 1, area.last_column)
        yield from [(row, column) for row in rows for column in columns][1:]


def _box(area: Area) -> Box:
    height, width = area.last_row - area.first_row + 1, area.last_column - area.first_column + 1
    return area.first_row - 1, area.first_column - 1, height, width
