"""Our reader and openpyxl on the same file: where they disagree."""

from collections.abc import Iterator
from dataclasses import fields

from openpyxl_sheets import sheets_by_openpyxl

from toolkit.workbook.opened import open_workbook
from toolkit.workbook.sheet import Sheet


def disagreements(content: bytes) -> list[str]:
    """What the two see differently, a line each. Raises :class:`~toolkit.errors.UnreadableFile` where ours refuses."""
    ours = open_workbook(content).sheets
    theirs = sheets_by_openpyxl(content)
    titles = [[sheet.title for sheet in sheets] for sheets in (ours, theirs)]
    if titles[0] != titles[1]:
        return [f"{titles[0]} / {titles[1]}"]
    return [line for our, their in zip(ours, theirs, strict=True) for line in _in_sheet(our, their)]


def _in_sheet(our: Sheet, their: Sheet) -> Iterator[str]:
    for field in fields(Sheet):
        found, other = _comparable(our, field.name), _comparable(their, field.name)
        if isinstance(found, dict) and isinstance(other, dict):
            for at in sorted(found.keys() | other.keys()):
                if found.get(at) != other.get(at):
                    yield f"{our.title} {field.name} {at}: {found.get(at)} / {other.get(at)}"
        elif found != other:
            yield f"{our.title} {field.name}: {found} / {other}"


def _comparable(sheet: Sheet, field: str) -> object:
    """Openpyxl keeps no values below a merged area, and no format of what a formula shows."""
    found = getattr(sheet, field)
    if field == "formats":
        return {at: look for at, look in found.items() if isinstance(sheet.typed.get(at), int | float)}
    if field in ("typed", "shown"):
        return {at: (type(value), value) for at, value in found.items() if value != "" and at not in _below(sheet)}
    return found


def _below(sheet: Sheet) -> set[tuple[int, int]]:
    return {
        (row, column)
        for top, left, height, width in sheet.merged
        for row in range(top, top + height)
        for column in range(left, left + width)
    } - {(top, left) for top, left, _, _ in sheet.merged}
