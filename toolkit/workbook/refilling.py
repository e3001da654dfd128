"""Filling a workbook that another office issued: its stamp, its cover and its locked facts stay, the values are new."""

from collections.abc import Sequence
from dataclasses import replace

from toolkit.errors import ToolkitError
from toolkit.model import Report
from toolkit.workbook.appendix import Appendix
from toolkit.workbook.build import cover_from_facts
from toolkit.workbook.identify import identify
from toolkit.workbook.opened import OpenedWorkbook, open_workbook
from toolkit.workbook.sheets import names
from toolkit.workbook.write import write_workbook

_CONTACT, _PHONE = (6, 1), (6, 4)  # row and column on the cover


def refill(issued: bytes, report: Report, appendices: Sequence[Appendix] = (), mark: str = "") -> bytes:
    """The workbook `issued`, with `report` in it: drawn anew from the same plan, carrying the same stamp.

    We do not have the key of the office that issued it, and need none: what it signed is not changed. `report` must be
    of the unit and year of the workbook, and hold the last year's values that stand in it. `mark`: see :class:`Cover`.
    Raises :class:`ToolkitError` where the workbook has no stamp, or our definition of the form is another.
    """
    book = open_workbook(issued)
    recognized = identify(book, b"", report.form)
    stamp = recognized.stamp
    if stamp is None:
        raise ToolkitError("这份工作簿没有身份标识，填好了上级也认不出。", "请用上级下发的原表。")
    if stamp.definition != report.form.digest[:16]:
        problem = "上级下发的工作簿与本程序的表式定义不同，不能代填。"
        raise ToolkitError(problem, "请改用与上级相同版本的程序，或打开工作簿手工填写。")
    cover = cover_from_facts(recognized.facts)
    cover = replace(cover, contact=_entry(book, *_CONTACT), phone=_entry(book, *_PHONE), mark=mark)
    return write_workbook(report, cover, appendices, stamp=stamp)


def _entry(book: OpenedWorkbook, row: int, column: int) -> str:
    """What stands in a cell of the cover that the unit may fill."""
    sheet = book.sheet(names.COVER)
    value = sheet.value(row, column) if sheet is not None else None
    return "" if value is None else str(value)
