"""Formulas that reach out of the workbook when it is calculated."""

import re
from functools import lru_cache

from toolkit.intake.scanned import ScannedCell, SheetShape

# What reaches out, and the old form of DDE, =cmd|' /c calc'!A0.
_OUTWARD = (
    "HYPERLINK",
    "WEBSERVICE",
    "FILTERXML",
    "RTD",
    "DDE",
    "CALL",
    "REGISTER",
    "EXEC",
    "IMAGE",
    "SQL.",
    "EVALUATE",
)
_ACTIVE = re.compile(
    r"\b(HYPERLINK|WEBSERVICE|FILTERXML|RTD|DDE|CALL|REGISTER(\.ID)?|EXEC|IMAGE|SQL\.REQUEST|EVALUATE)\s*\(",
    re.IGNORECASE,
)
_DDE = re.compile(r"[\w'\"]\s*\|\s*['\"\w]")


@lru_cache(maxsize=96)
def outward_cells(shape: SheetShape) -> tuple[ScannedCell, ...]:
    """The cells with such a formula; all are looked at together first, since hardly any file has one."""
    together = "\n".join(cell.formula for cell in shape.cells if cell.formula).upper()
    if "|" not in together and not any(name in together for name in _OUTWARD):
        return ()
    return tuple(
        cell for cell in shape.cells if cell.formula and (_ACTIVE.search(cell.formula) or _DDE.search(cell.formula))
    )
