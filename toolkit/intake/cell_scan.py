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
    r'<row r="([1-9][0-9]{0,6})"((?: [\w:]+="[^"<&]*")*) ?(/?)>'
    r'|<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,5})")?(?: t="(n|s|str|b|e|inlineStr)")?'
    r' ?(?:/>|>(?:<(f)((?: \w+="[^"<&]*")*) ?(?:/>|>([^<]*)</f>))?'
    r'(?:<v>()</v>|<v ?/>|<is><t(?: xml:space="preserve")?>()</t></is>)?</c>)'
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
_NO_CHARACTER = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
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
    row, column = 0, inf  # outside of a row no column can follow
    prefixes: set[str] = set()
    slot = 0
    for match in _TOKEN.finditer(data):
        number, looks, closed, letters, at, style, kind, has_formula, how, formula, value, inline = match.groups()
        if letters:
            before, column = column, column_number(letters)
            has_value = value is not None or inline is not None
            _require(before < column <= LAST_COLUMN and int(at) == row and not (how and _SEVERAL.search(how)))
            _require((inline is not None) == (kind == "inlineStr") or not has_value)
            _require(not has_value or (row <= limits.rows and column <= limits.columns))
            _check_attributes(how or "")
            text = _plain(formula or "") if has_formula else None
            shared = _SHARED.search(how or "")
            cells.append(
                ScannedCell(
                    row,
                    column,
                    int(style or 0),
                    kind or "n",
                    text,
                    slot if has_value else -1,
                    (shared[1] or shared[2] or "") if shared else "",
                )
            )
            slot += has_value
        elif number:
            _require(column == inf and row < int(number) <= LAST_ROW)
            _check_attributes(looks)
            prefixes.update(_PREFIX.findall(looks))
            row, column = int(number), inf if closed else 0
            if _UNSEEN.search(looks):
                hidden.append(row)
        else:
            _require(column != inf)
            column = inf
    _require(column == inf)
    return SheetShape(tuple(cells), tuple(hidden), frozenset(prefixes), data.count("<"))


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
