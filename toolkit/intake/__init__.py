"""The door: what a file is, whether it is safe to open, and the child process that opens it.

Entries: :func:`kind_of` (by content), :func:`prescan` (before any parser sees it), :func:`members` (of an archive) and
:class:`Isolated` (a function of bytes in a process of its own). Every refusal is one of a closed list of
:class:`Reason`, in words. May import ``toolkit.disk`` and ``toolkit.errors``.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from toolkit.intake.ahead import AT_ONCE, ahead
from toolkit.intake.limits import LIMITS, Limits
from toolkit.intake.reasons import Note, Reason, Refused, Remark

if TYPE_CHECKING:
    from toolkit.intake.archives import CLUTTER, Member, is_clutter, members
    from toolkit.intake.areas import Area
    from toolkit.intake.inspection import Inspection, prescan
    from toolkit.intake.isolation import Isolated
    from toolkit.intake.kinds import LEGACY, Kind, kind_of
    from toolkit.intake.scanned import ScannedCell, ScannedSheet, ScannedWorkbook, SheetFrame, SheetShape

__all__ = [
    "AT_ONCE",
    "CLUTTER",
    "LEGACY",
    "LIMITS",
    "Area",
    "Inspection",
    "Isolated",
    "Kind",
    "Limits",
    "Member",
    "Note",
    "Reason",
    "Refused",
    "Remark",
    "ScannedCell",
    "ScannedSheet",
    "ScannedWorkbook",
    "SheetFrame",
    "SheetShape",
    "ahead",
    "is_clutter",
    "kind_of",
    "members",
    "prescan",
]

# Loaded when it is first asked for: every command comes through this door, few open a file, and the child starts none.
_LATER = {
    **dict.fromkeys(("CLUTTER", "Member", "is_clutter", "members"), "archives"),
    "Area": "areas",
    **dict.fromkeys(("Inspection", "prescan"), "inspection"),
    "Isolated": "isolation",
    **dict.fromkeys(("LEGACY", "Kind", "kind_of"), "kinds"),
    **dict.fromkeys(("ScannedCell", "ScannedSheet", "ScannedWorkbook", "SheetFrame", "SheetShape"), "scanned"),
}


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
