"""The cells of a worksheet at one stroke, where they are written the way all spreadsheet programs write them.

What the cells hold is taken out of the rows first. What is left is the same in thousands of files, and looked at once:
a regular expression has to account for every character of it; then the rows are well formed, nothing hides in them,
and no parser needs to look. Whatever is written in another way is left to
:class:`~toolkit.intake.sheet_scan.SheetScan`, element by element, which takes about fifty times as long.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from math import inf

from toolkit.intake.areas import LAST_COLUMN, LAST_ROW, column_number
from toolkit.intake.limits import Limits
from toolkit.intake.scanned import ScannedCell, SheetShape

Rows = tuple[SheetShape, Sequence[str]]
"""The shape of rows, and the values of their cells."""

_HELD = re.compile(rb'(<v>|<is><t>|<is><t xml:space="preserve">)([^<]*)(?=</)')
_TOKEN = re.compile(
    r'<row r="(?P<row>[1-9][0-9]{0,6})"(?P<looks>(?: [\w:]+="[^"<&]*")*) ?(?P<closed>/?)>'
    r'|<c r="(?P<letters>[A-Z]{1,3})(?P<at>[1-9][0-9]{0,6})"(?: s="(?P<style>[0-9]{1,5})")?'
    r'(?: t="(?P<type>n|s|str|b|e|inlineStr)")? ?'
    r'(?:/>|>(?:<f(?P<how>(?: \w+="[^"<&]*")*) ?(?:/>|>(?P<formula>[^<]*)</f>))?'
    r'(?:<v>(?P<value>)</v>|<v ?/>|<is><t(?: xml:space="preserve")?>(?P<inline>)</t></is>)?</c>)'
    r"|</row>"
)
_TEXT = r'<t(?: xml:space="preserve")? ?(?:/>|>([^<]*)</t>)'
_LOOKS = r'(?:<rPr>(?:<\w+(?: \w+="[^"<&]*")* ?/>)*</rPr>)?'
_STRING = re.compile(f"<si>(?:{_TEXT}|((?:<r>{_LOOKS}{_TEXT}</r>)+))</si>")
_RUN = re.compile(_TEXT)
_ATTRIBUTE = re.compile(r" ([\w:]+)=")
_PREFIX = re.compile(r" (\w+):")
_REFERENCE = re.compile(r"&(?:#([0-9]{1,7})|(lt|gt|quot|apos|amp));|&")
_NAMED = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}
_USUAL = bytes(byte for byte in range(256) if byte >= 0x20 or byte in b"\t\n")
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf", b"]]>")  # U+FFFE, U+FFFF, and the end of nothing
_NO_CHARACTER = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBERS = re.compile(r"(?:(?:-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?)?<)*")
_INDEXES = re.compile(r"(?:(?:[0-9]{1,9})?<)*")
_TRUTHS = re.compile(r"(?:[01]?<)*")
_UNSEEN = re.compile(r' (?:hidden="(?:1|true)"|ht="0(?:\.0*)?")')
_SEVERAL = re.compile(r' t="(?!array|shared)')  # a formula that stands for a table of data
_SHARED = re.compile(r' t="shared".* si="([^"]*)"| si="([^"]*)".* t="shared"')
_SHAPES = 96  # remembered: ten sheets as four programs save them, and some that units changed
_REMEMBERED_ROWS = 96 * 1024  # bytes: with all its cells a shape takes up to ten times as much
_REMEMBERED_TEXT = 4096  # characters


def rows_in(rows: bytes, limits: Limits) -> Rows | None:
    """What stands between ``<sheetData>`` and its end; None where anything in it is unusual, or not as it should be."""
    pieces = _HELD.split(rows)
    held = b"<".join(pieces[2::3])
    del pieces[2::3]
    emptied = b"".join(pieces)
    shape = _known_shape(emptied, limits) if len(emptied) <= _REMEMBERED_ROWS else _shape(emptied, limits)
    if shape is None:
        return None
    try:
        text = _usual(held)
        values = (list(map(_plain, text.split("<"))) if "&" in text else text.split("<")) if len(pieces) > 1 else []
    except ValueError:
        return None
    return (shape, values) if _are_values(shape, values) else None


def strings_in(content: bytes) -> list[str] | None:
    """The texts in `content`, which is that of ``<sst>``; None where one is anything else than a plain text."""
    try:
        pieces = _STRING.split(_usual(content))
        if any(pieces[::4]):
            return None
        found = zip(pieces[1::4], pieces[2::4], strict=True)
        return [_plain("".join(_RUN.findall(runs)) if runs else text or "") for text, runs in found]
    except ValueError:
        return None


def is_text(content: bytes) -> bool:
    """Whether `content`, in which no element begins, is well-formed."""
    try:
        _plain(_usual(content))
    except ValueError:
        return False
    return True


def _shape(rows: bytes, limits: Limits) -> SheetShape | None:
    """The shape of rows from which all values were taken out; None where they are unusual."""
    try:
        data = _usual(rows)
        return None if _TOKEN.sub("", data) or "xmlns" in data else _shape_of(data, limits)
    except ValueError:
        return None


_known_shape = lru_cache(maxsize=_SHAPES)(_shape)


def _shape_of(data: str, limits: Limits) -> SheetShape:
    """Raises :class:`ValueError` where something is not as it should be."""
    cells: list[ScannedCell] = []
    hidden: list[int] = []
    prefixes: set[str] = set()
    row, column, slots = 0, inf, 0  # outside of a row no column can follow
    for token in _TOKEN.finditer(data):
        if token["letters"]:
            cell = _cell(token, slots, limits)
            _require(cell.row == row and column < cell.column)
            cells.append(cell)
            column = cell.column
            slots += cell.slot >= 0
        elif token["row"]:
            _require(column == inf and row < int(token["row"]) <= LAST_ROW)
            _check_attributes(token["looks"])
            prefixes.update(_PREFIX.findall(token["looks"]))
            row, column = int(token["row"]), inf if token["closed"] else 0
            if _UNSEEN.search(token["looks"]):
                hidden.append(row)
        else:
            _require(column != inf)
            column = inf
    _require(column == inf)
    return SheetShape(tuple(cells), tuple(hidden), frozenset(prefixes), data.count("<"))


def _cell(token: re.Match[str], slot: int, limits: Limits) -> ScannedCell:
    """A cell, whose value goes into `slot`, where it has one. Raises :class:`ValueError`."""
    row, column, kind, how = int(token["at"]), column_number(token["letters"]), token["type"] or "n", token["how"] or ""
    has_value = token["value"] is not None or token["inline"] is not None
    _require(column <= LAST_COLUMN and not _SEVERAL.search(how))
    if has_value:  # what stands farther away than anything is looked for is told by whom it is left to
        _require((token["inline"] is not None) == (kind == "inlineStr"))
        _require(row <= limits.rows and column <= limits.columns)
    _check_attributes(how)
    formula = None if token["how"] is None else _plain(token["formula"] or "")
    shared = _SHARED.search(how)
    number = (shared[1] or shared[2] or "") if shared else ""
    return ScannedCell(row, column, int(token["style"] or 0), kind, formula, slot if has_value else -1, number)


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError


def _check_attributes(attributes: str) -> None:
    """Each may be there once."""
    names = _ATTRIBUTE.findall(attributes)
    _require(len(set(names)) == len(names))


def _are_values(shape: SheetShape, values: Sequence[str]) -> bool:
    """Whether each value surely is what its type promises."""
    return all(
        pattern.fullmatch("".join([f"{values[slot]}<" for slot in slots]))
        for slots, pattern in ((shape.numbers, _NUMBERS), (shape.quotes, _INDEXES), (shape.truths, _TRUTHS))
    )


def _usual(content: bytes) -> str:
    """`content` as a text. Raises :class:`ValueError` for what no parser would take as it stands."""
    if content.translate(None, _USUAL) or any(map(content.__contains__, _NO_CHARACTERS)):
        raise ValueError
    return content.decode()


def _plain(text: str) -> str:
    if "&" not in text:
        return text
    return _resolved(text) if len(text) <= _REMEMBERED_TEXT else _REFERENCE.sub(_referred, text)


@lru_cache(maxsize=2048)  # openpyxl writes every Chinese character as a number; labels are the same in all files
def _resolved(text: str) -> str:
    return _REFERENCE.sub(_referred, text)


def _referred(match: re.Match[str]) -> str:
    number, name = match.groups()
    if name:
        return _NAMED[name]
    character = chr(int(number)) if number else "\0"  # raises for a number that is too high
    if _NO_CHARACTER.search(character):
        raise ValueError
    return character
