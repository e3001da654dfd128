"""A worksheet part taken apart: what stands around its rows, their shape, the values. What was seen before is known.

That two files have a part in common, byte for byte, is the rule: everybody fills in the same form with one of a few
programs.
"""

import re
from functools import lru_cache

from toolkit.intake.cell_scan import Rows, is_text, rows_in
from toolkit.intake.limits import Limits
from toolkit.intake.sheet_scan import SheetScan

_ROWS, _ROWS_END = b"<sheetData>", b"</sheetData>"
_PRINTED = re.compile(rb"(<(?:odd|even|first)(?:Header|Footer)>)([^<]*)(?=</)")
_REMEMBERED = 64 * 1024  # bytes


def scan_sheet(part: str, title: str, content: bytes, limits: Limits) -> tuple[SheetScan, Rows]:
    """(what stands around the rows, the rows) of a whole part. Raises :class:`Refused`."""
    start, end = content.find(_ROWS) + len(_ROWS), content.rfind(_ROWS_END)
    head, tail = content[:start], content[end:]
    if len(_ROWS) <= start <= end and b"<!" not in head and content.count(b"<sheetData") == 1:
        rows = rows_in(content[start:end], limits)
        if rows is not None and all(f" xmlns:{prefix}=".encode() in head for prefix in rows[0].prefixes):
            around = _without_names(head + tail)
            scan = (_known_scan if len(around) <= _REMEMBERED else _scan)(part, title, around, limits)
            if scan.has_rows:
                return scan, rows
    scan = _scan(part, title, content, limits)
    return scan, (scan.shape, scan.values)


def _without_names(around: bytes) -> bytes:
    """What is printed above and below a page names the unit; nobody reads it here."""
    start = max(0, around.rfind(b"<headerFooter"))
    pieces = _PRINTED.split(around[start:])
    if not all(map(is_text, pieces[2::3])):
        return around
    del pieces[2::3]
    return around[:start] + b"".join(pieces)


def _scan(part: str, title: str, content: bytes, limits: Limits) -> SheetScan:
    scan = SheetScan(part, title, limits)
    scan.parse((content,))
    return scan


_known_scan = lru_cache(maxsize=96)(_scan)
