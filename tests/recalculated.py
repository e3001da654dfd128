"""A workbook that LibreOffice calculated anew, against what we say its formulas show."""

from decimal import Decimal

import openpyxl
import pytest

from toolkit.model import Report
from toolkit.workbook import Cover
from toolkit.workbook.build import plan_workbook
from toolkit.workbook.plan import Live


def differences(report: Report, book: openpyxl.Workbook) -> list[str]:
    """Formula cells in which LibreOffice shows something else than the value cached in our file."""
    found = []
    for sheet in plan_workbook(report, Cover()).sheets:
        for spot in sheet.spots:
            if isinstance(spot.content, Live):
                shown, cached = book[sheet.name][spot.address].value, spot.content.value
                shown = "" if shown is None else shown  # an empty text is stored as nothing
                same = shown == pytest.approx(float(cached)) if isinstance(cached, int | Decimal) else shown == cached
                if not same:
                    found.append(f"{sheet.name}!{spot.address}: {shown!r}, cached {cached!r}, {spot.content.formula}")
    return found
