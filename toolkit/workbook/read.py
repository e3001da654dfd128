"""A returned workbook → (Report, findings). Input values only; every total is computed again."""

from collections.abc import Iterator
from decimal import Decimal

from toolkit.forms import Cell, Form, Table, a1
from toolkit.model import (
    Finding,
    Number,
    Place,
    Report,
    Value,
    clean_text,
    declared_zero,
    number_as_text,
    read_value,
    told_hidden,
)
from toolkit.workbook.build import cover_from_facts, plan_to_check
from toolkit.workbook.formulas import ZERO_RETURN_YES
from toolkit.workbook.identify import Recognition, find_sheet, identify, same_text
from toolkit.workbook.integrity import anchored, check_sheet, check_totals
from toolkit.workbook.locked_facts import check_locked_facts
from toolkit.workbook.opened import OpenedWorkbook, open_workbook
from toolkit.workbook.sheet import Sheet
from toolkit.workbook.sheets import names
from toolkit.workbook.sheets.last_year import last_year_labels
from toolkit.workbook.sheets.members import read_members
from toolkit.workbook.sheets.narrative import block_label
from toolkit.workbook.surroundings import check_remarks, check_sheets, check_surroundings

_EXPLANATIONS_AT_MOST = 500  # rows; a sheet of ours has a few dozen
_ROWS_SHIFTED_AT_MOST = 50  # how far a block may have been moved by rows inserted above it


def read_workbook(
    content: bytes, *, key: bytes = b"", name: str = "", own: Form | None = None
) -> tuple[Report, tuple[Finding, ...]]:
    """Read a workbook back: the exact inverse of :func:`~toolkit.workbook.write.write_workbook`.

    `key` is the office's; without one, signatures are not judged. `own` is the form it defined itself.
    `name` of the file tells lock files from others.
    Findings are about the workbook itself (``workbook.*``) and about how numbers were written
    (``cells.number_as_text``). A file of unknown origin is better read in a child process, see
    :class:`toolkit.intake.Isolated`.

    Raises :class:`~toolkit.errors.UnreadableFile` where the bytes are no workbook, or none of ours.
    """
    return read_opened(open_workbook(content, name), key=key, own=own)


def read_opened(
    book: OpenedWorkbook, *, key: bytes = b"", own: Form | None = None
) -> tuple[Report, tuple[Finding, ...]]:
    """As :func:`read_workbook`, of a workbook that was opened already, whoever opened it."""
    recognized = identify(book, key, own)
    findings = [*check_remarks(book), *recognized.findings]
    report = _read_report(book, recognized, findings)
    findings += _check_structure(book, recognized, report)
    return report, tuple(findings)


def _read_report(book: OpenedWorkbook, recognized: Recognition, findings: list[Finding]) -> Report:
    form = recognized.form
    zero_return = _zero_return(book)
    values: dict[str, Value] = {}
    for table in form.tables:
        sheet = find_sheet(book, table)
        if sheet is None:
            findings.append(_missing_sheet(table.sheet))
            continue
        for cell, value, note in _read_table(sheet, table):
            values[cell.id] = 0 if value is None and zero_return and declared_zero(cell) else value
            if note:
                findings.append(number_as_text(form, cell.id, values[cell.id], note))
    return Report(
        form=form,
        year=recognized.year,
        unit=recognized.unit,
        unit_code=recognized.unit_code,
        values=values,
        narrative=dict(_read_narrative(book, form, findings)),
        explanations=dict(_read_explanations(book, findings)),
        zero_return=zero_return,
        last_year=dict(_read_last_year(book, form)) or None,
        members=tuple(read_members(book.sheet(names.MEMBERS))) if names.MEMBERS in recognized.appendices else (),
    )


def _read_table(sheet: Sheet, table: Table) -> Iterator[tuple[Cell, Value, str]]:
    """(cell, value, note) of every input whose labels are in place."""
    for cell in anchored(sheet, table):
        place = table.grid.place(cell.id)
        value, note = read_value(sheet.value(place.row, place.column), cell.entry.kind)
        yield cell, value, note


def _read_narrative(book: OpenedWorkbook, form: Form, findings: list[Finding]) -> Iterator[tuple[str, str]]:
    """Block by block, each found by its label: a row inserted above must not move a text into the next block."""
    sheet = book.sheet(form.narrative_sheet)
    if sheet is None:
        return
    last = min(sheet.height, names.FIRST_BLOCK_ROW + len(form.blocks) + _ROWS_SHIFTED_AT_MOST)
    for number, block in enumerate(form.blocks, names.FIRST_BLOCK_ROW):
        label = block_label(form, block)
        rows = (number, *range(last))
        row = next((row for row in rows if same_text(sheet.value(row, 0), label)), None)
        if row is not None:
            raw = str(sheet.value(row, names.PROSE) or "")
            address = a1(row, names.PROSE)
            findings += told_hidden(
                raw, f"“{sheet.title}”表 {address} ", Place(sheet=sheet.title, address=address, block=block.id)
            )
            if clean_text(raw).strip():
                yield block.id, clean_text(raw)


def _read_explanations(book: OpenedWorkbook, findings: list[Finding]) -> Iterator[tuple[str, str]]:
    sheet = book.sheet(names.EXPLANATIONS)
    if sheet is None:
        return
    for row in range(names.FIRST_EXPLANATION_ROW, min(sheet.height, _EXPLANATIONS_AT_MOST)):
        key = sheet.value(row, names.EXPLANATION_KEY)
        raw = str(sheet.value(row, names.EXPLANATION) or "")
        address = a1(row, names.EXPLANATION)
        findings += told_hidden(raw, f"“{sheet.title}”表 {address} ", Place(sheet=sheet.title, address=address))
        if key is not None and clean_text(raw).strip():
            yield clean_text(str(key)), clean_text(raw)


def _read_last_year(book: OpenedWorkbook, form: Form) -> Iterator[tuple[str, Number]]:
    """Last year's values, as the office locked them in; only of lines whose labels are in place."""
    sheet = book.sheet(names.LAST_YEAR)
    if sheet is None:
        return
    for row, cell in enumerate(form.last_cells, names.FIRST_LAST_YEAR_ROW):
        labels = enumerate(last_year_labels(form, cell), 1)
        value, _ = read_value(sheet.value(row, names.LAST_YEAR_VALUE))
        in_place = all(same_text(sheet.value(row, column), label) for column, label in labels)
        if in_place and isinstance(value, int | Decimal):
            yield cell, value


def _zero_return(book: OpenedWorkbook) -> bool:
    """The switch on the cover, as long as its label stands beside it."""
    sheet = book.sheet(names.COVER)
    if sheet is None:
        return False
    row, column = names.ZERO_RETURN_ROW, names.ZERO_RETURN_COLUMN
    label, value = sheet.value(row, column - 1), sheet.value(row, column)
    return same_text(label, names.ZERO_RETURN) and str(value).strip() == ZERO_RETURN_YES


def _check_structure(book: OpenedWorkbook, recognized: Recognition, report: Report) -> Iterator[Finding]:
    cover = cover_from_facts(recognized.facts)
    if cover.mark and recognized.stamp and recognized.stamp.signature:
        yield _marked(cover.mark)
    plan = plan_to_check(report, cover, recognized.stamp)
    yield from check_sheets(book, recognized, plan)
    yield from check_locked_facts(report, cover, recognized.stamp)
    for sheet_plan in plan.sheets:
        table = next((table for table in recognized.form.tables if table.sheet == sheet_plan.name), None)
        sheet = find_sheet(book, table) if table else book.sheet(sheet_plan.name)
        if sheet is None:
            if table is None:
                yield _missing_sheet(sheet_plan.name)
            continue
        if sheet.title != sheet_plan.name:
            yield _renamed(sheet.title, sheet_plan.name)
        yield from check_sheet(sheet, sheet_plan, values_only=book.values_only)
        yield from check_surroundings(sheet, sheet_plan, table)
        if table:
            yield from check_totals(sheet.shown, table, report)


def _marked(mark: str) -> Finding:
    """A total that came in as the return of a unit tells that it is not complete."""
    place = Place(sheet=names.COVER, address="A3")
    fix = "请核实是否可以采用；补齐后重新报送的，以新的一份为准。"
    return Finding("workbook.marked", "query", "failed", place, f"封面注明：{mark}。", fix)


def _missing_sheet(name: str) -> Finding:
    message = f"缺少“{name}”工作表。"
    return Finding(
        "workbook.sheet_missing",
        "error",
        "failed",
        Place(sheet=name),
        message,
        "请在下发的原表上填写，不要删除工作表。",
    )


def _renamed(now: str, name: str) -> Finding:
    message = f"工作表“{name}”被改名为“{now}”，按表内标签认定。"
    return Finding("workbook.sheet_renamed", "hint", "failed", Place(sheet=name), message, "请不要改动工作表名称。")
