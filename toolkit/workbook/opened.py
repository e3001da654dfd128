"""Bytes → sheets, or a refusal in words. Nothing of the content is believed yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.intake import LEGACY, LIMITS, Kind, Reason, Refused, Remark, prescan
from toolkit.workbook.scanned_sheets import sheets_of
from toolkit.workbook.sheet import Sheet


@dataclass(frozen=True, slots=True)
class OpenedWorkbook:
    """The worksheets of a file, its custom properties and defined names.

    Of the `kind` of older and other formats only the values can be had: what was typed is then what was shown.
    """

    sheets: tuple[Sheet, ...]
    kind: Kind = Kind.XLSX
    properties: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()

    @property
    def values_only(self) -> bool:
        return self.kind in LEGACY

    def sheet(self, title: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.title == title), None)


def open_workbook(content: bytes, name: str = "") -> OpenedWorkbook:
    """Open a workbook of any format, scanned first.

    Raises :class:`~toolkit.errors.UnreadableFile` that says what the file is instead, and what to do.
    """
    inspected = prescan(content, name).accepted()
    try:
        if inspected.workbook is None:
            from toolkit.workbook.legacy import open_legacy

            return OpenedWorkbook(open_legacy(inspected.content), inspected.kind, remarks=inspected.remarks)
        found = inspected.workbook
        sheets = sheets_of(found)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # whatever a damaged file makes a library raise
        raise Refused(Reason.DAMAGED) from error
    if not sheets:
        raise Refused(Reason.NO_SHEETS)
    return OpenedWorkbook(sheets, inspected.kind, found.properties, found.names, inspected.remarks)


def sheet_rows(content: bytes) -> list[list[str]]:
    """The first sheet of a plain workbook (a roster) as texts."""
    shown = open_workbook(content).sheets[0].shown
    height = min(LIMITS.rows, 1 + max((row for row, _ in shown), default=-1))
    width = 1 + max((column for _, column in shown), default=-1)
    return [[_plain(shown.get((row, column))) for column in range(width)] for row in range(height)]


def _plain(value: object) -> str:
    """A number of a text column (a phone number, a code) without ``.0``; nothing for a blank."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
