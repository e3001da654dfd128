"""汇总单位: in the workbook of a total, the units whose reports are in it, so that no level above counts one again."""

from collections.abc import Iterator, Sequence

from toolkit.intake import LIMITS
from toolkit.model import Member, clean_text
from toolkit.workbook.appendix import Appendix, appendix_sheet
from toolkit.workbook.plan import SheetPlan
from toolkit.workbook.sheet import Sheet
from toolkit.workbook.sheets import names

_HEADINGS = ("单位编码", "单位名称", "随哪个汇总报来")


def members_sheet(members: Sequence[Member]) -> SheetPlan:
    rows = [(member.unit_code, member.unit, member.within) for member in members]
    return appendix_sheet(Appendix(names.MEMBERS, _HEADINGS, rows))


def read_members(sheet: Sheet | None) -> Iterator[Member]:
    """What :func:`members_sheet` wrote; nothing where the headings are not in place."""
    if sheet is None:
        return
    rows = range(min(sheet.height, LIMITS.rows))
    texts = (tuple(_text(sheet.value(row, column)) for column in range(len(_HEADINGS))) for row in rows)
    if next(texts, ()) == _HEADINGS:
        yield from (Member(unit, code, within) for code, unit, within in texts if unit)


def _text(value: object) -> str:
    return "" if value is None else clean_text(str(value)).strip()
