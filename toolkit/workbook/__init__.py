"""The only room that knows Excel: plan, write, stamp, read and check workbooks.

Entry: :func:`write_workbook` and its exact inverse :func:`read_workbook`. May import: ``toolkit.model``,
``toolkit.forms``, ``toolkit.intake`` (its scan of the parts of an .xlsx is what is read here), ``toolkit.errors``, and
alone in the program XlsxWriter (to write), python-calamine (to read .xls, .et, .xlsb and .ods) and openpyxl: for what a
date or a shared formula means, and to save a workbook as another program does. It is imported where it is needed.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.workbook.appendix import Appendix
    from toolkit.workbook.build import blank_report, make_ready
    from toolkit.workbook.cover_facts import Cover
    from toolkit.workbook.locked_facts import check_last_year
    from toolkit.workbook.opened import sheet_rows
    from toolkit.workbook.read import read_workbook
    from toolkit.workbook.refilling import refill
    from toolkit.workbook.resaving import resave
    from toolkit.workbook.stencil import Stencils
    from toolkit.workbook.write import write_tables, write_workbook

__all__ = [
    "Appendix",
    "Cover",
    "Stencils",
    "blank_report",
    "check_last_year",
    "make_ready",
    "read_workbook",
    "refill",
    "resave",
    "sheet_rows",
    "write_tables",
    "write_workbook",
]

# Loaded when it is first asked for: who reads a workbook needs nothing of what writes one.
_LATER = {
    "Appendix": "appendix",
    "Cover": "cover_facts",
    "Stencils": "stencil",
    "blank_report": "build",
    "check_last_year": "locked_facts",
    "make_ready": "build",
    "read_workbook": "read",
    "refill": "refilling",
    "resave": "resaving",
    "sheet_rows": "opened",
    "write_tables": "write",
    "write_workbook": "write",
}


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
