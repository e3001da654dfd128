"""The door: what a file is, whether it is safe to open, and the child process that opens it.

Entries: :func:`kind_of` (by content), :func:`prescan` (before any parser sees it), :func:`members` (of an archive) and
:class:`Isolated` (a function of bytes in a process of its own). Every refusal is one of a closed list of
:class:`Reason`, in words. May import ``toolkit.disk`` and ``toolkit.errors``.
"""

from toolkit.intake.ahead import ahead
from toolkit.intake.archives import CLUTTER, Member, is_clutter, members
from toolkit.intake.areas import Area
from toolkit.intake.isolation import Isolated
from toolkit.intake.kinds import LEGACY, Kind, kind_of
from toolkit.intake.limits import LIMITS, Limits
from toolkit.intake.prescan import Inspection, prescan
from toolkit.intake.reasons import Note, Reason, Refused, Remark
from toolkit.intake.scanned import ScannedCell, ScannedSheet, ScannedWorkbook, SheetFrame, SheetShape

__all__ = [
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
