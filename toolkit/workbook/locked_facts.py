"""What the office wrote into locked cells and no definition tells, held against the stamp and the office's own copy."""

from collections.abc import Iterator

from toolkit.forms import a1
from toolkit.model import Finding, Place, Report, is_number, place_of_cells, plain_number
from toolkit.workbook.cover_facts import Cover
from toolkit.workbook.sheets import names
from toolkit.workbook.stamp import Stamp, locked_digest

_RULE = "workbook.locked_facts_changed"


def check_locked_facts(report: Report, cover: Cover, stamp: Stamp | None) -> Iterator[Finding]:
    """The stamp tells that something was changed, not what: it points to last year's values."""
    if stamp is None or not stamp.locked or stamp.locked == locked_digest(report, cover):
        return
    place = Place(sheet=names.LAST_YEAR, address=a1(names.FIRST_LAST_YEAR_ROW, names.LAST_YEAR_VALUE))
    message = "“上年数”表的数，或封面上的组织单位、报送截止、业务咨询，与下发时不同：加锁的内容被改动了。"
    fix = "请与下发的原表核对；校验时给出上年报告，可以逐格指出。"
    yield Finding(_RULE, "error", "failed", place, message, fix)


def check_last_year(report: Report, last: Report) -> Iterator[Finding]:
    """Last year's values in a workbook that are not those of last year's report, cell by cell.

    A query: the workbook may have been issued before last year's report was put right. What the workbook does not
    have is no finding.
    """
    form = report.form
    for row, cell in enumerate(form.last_cells, names.FIRST_LAST_YEAR_ROW):
        given, known = (report.last_year or {}).get(cell), last.computed(cell)
        if given is None or not is_number(known) or given == known:
            continue
        place = Place(sheet=names.LAST_YEAR, address=a1(row, names.LAST_YEAR_VALUE), cells=(cell,))
        line = place_of_cells(form, (cell,))
        message = (
            f"“上年数”表 {place.address}（{line.row_label}，{line.column_label}）是 {plain_number(given)}，"
            f"上年报告为 {plain_number(known)}；已按上年报告核对。"
        )
        fix = "下发后更正过上年报告的，不用处理；否则是单位改动了加锁的数，请核实。"
        yield Finding(_RULE, "query", "failed", place, message, fix, actual=given, expected=known)
