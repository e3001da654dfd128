"""Draw a plan with XlsxWriter. The same report and cover give the same bytes."""

import io
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from toolkit.errors import ToolkitError
from toolkit.model import Problem, Report, Value, date_of, plain_number
from toolkit.workbook.appendix import Appendix, appendix_sheet
from toolkit.workbook.build import WorkbookPlan, plan_workbook
from toolkit.workbook.charts import draw_chart
from toolkit.workbook.cover_facts import Cover
from toolkit.workbook.entries import validation_rule
from toolkit.workbook.looks import BASE, HIGHLIGHTS, MARKED, STYLES
from toolkit.workbook.plan import Highlight, Link, Live, SheetPlan, Spot, Style, Validation, lines_needed
from toolkit.workbook.sheets.members import members_sheet
from toolkit.workbook.sheets.problems import Remarks, problems_sheet, remarks_on
from toolkit.workbook.stamp import DEFINED_NAME, PROPERTY, Stamp

if TYPE_CHECKING:  # takes longer to load than a workbook to be read
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_EPOCH = datetime(2021, 1, 1)  # noqa: DTZ001  # the file format has no time zone
_TEXT_LIMIT = 32767  # characters of a cell
_MARK_AT_FOOT = 40  # characters
_EXACT = 10**15  # beyond this a spreadsheet keeps only 15 digits
_A4 = 9
_SCALE_OF_WIDE_SHEETS = 60  # percent
_ERROR_TITLE = "填写有误"
_REMARK_WIDTH = 48.0  # characters in a line of a comment
_MARKABLE: tuple[Style, ...] = ("input", "amount", "date", "choice", "total", "prose", "entry")

_Looks = Mapping[tuple[Style, bool], "Format"]  # (style, whether the cell is marked as wrong)
_HighlightLooks = Mapping[str, "Format"]


def write_workbook(
    report: Report,
    cover: Cover | None = None,
    appendices: Sequence[Appendix] = (),
    problems: Sequence[Problem] = (),
    stamp: Stamp | None = None,
) -> bytes:
    """The workbook of a unit: `report` filled in (blank where it is blank), everything but input cells locked.

    `appendices` are further sheets of ours, put last. `problems` make it one that is sent back: a 问题清单 after the
    cover, the wrong cells coloured and each with a comment. `stamp`: the one to carry, of a workbook that another
    office issued; without it a new one is made.

    Raises :class:`ToolkitError` where a text is longer than a cell can hold.
    """
    from toolkit.workbook.book import LockedBook, Sheet

    listed = [problems_sheet(report.form, problems)] if problems else []
    last = [*map(appendix_sheet, appendices), *([members_sheet(report.members)] if report.members else [])]
    cover = cover or Cover()
    plan = plan_workbook(report, cover, stamp, [sheet.name for sheet in (*listed, *last)])
    foot = footer_name(report.unit, cover.mark)
    remarks = remarks_on(report.form, problems)
    buffer = io.BytesIO()
    with LockedBook(buffer, {"in_memory": True}) as workbook:
        looks = _looks(workbook) | _marked_looks(workbook)
        highlights = _highlight_looks(workbook)
        for sheet in (*plan.sheets[:1], *listed, *plan.sheets[1:], *last, plan.hidden):
            drawn = workbook.add_worksheet(sheet.name, worksheet_class=Sheet)
            _draw(drawn, sheet, looks, highlights, foot, remarks)
            drawn.protect("", {"format_columns": True, "format_rows": True})
        _stamp(workbook, plan, report)
    return buffer.getvalue()


def write_tables(appendices: Sequence[Appendix]) -> bytes:
    """A plain workbook of our own tables: nothing locked, text stays text."""
    return write_sheets(list(map(appendix_sheet, appendices)))


def write_sheets(sheets: Sequence[SheetPlan], *, title: str = "", locked: Collection[str] = ()) -> bytes:
    """A workbook of our own `sheets` with their filters and charts, nobody's to fill in.

    `locked`: the names of those whose formulas are kept from an accident; there is no password.
    """
    from toolkit.workbook.book import Book, Sheet

    buffer = io.BytesIO()
    with Book(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": title, "author": "", "created": _EPOCH})
        looks = _looks(workbook)
        highlights = _highlight_looks(workbook)
        for plan in sheets:
            sheet = workbook.add_worksheet(plan.name, worksheet_class=Sheet)
            _draw(sheet, plan, looks, highlights, title, {})
            if plan.filtered:
                sheet.autofilter(plan.filtered)
            for chart in plan.charts:
                draw_chart(workbook, sheet, chart)
            if plan.name in locked:
                sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
    return buffer.getvalue()


def _stamp(workbook: "xlsxwriter.Workbook", plan: WorkbookPlan, report: Report) -> None:
    token = plan.stamp.token
    workbook.set_custom_property(PROPERTY, token)
    workbook.define_name(DEFINED_NAME, f'="{token}"')
    workbook.set_properties({"title": workbook_title(report), "author": "", "created": _EPOCH})
    workbook.get_worksheet_by_name(plan.hidden.name).very_hidden()
    workbook.get_worksheet_by_name(plan.sheets[0].name).activate()


def workbook_title(report: Report) -> str:
    """The title in the properties of the file."""
    return f"{report.unit}{report.year}年{report.form.title}"


def _looks(workbook: "xlsxwriter.Workbook") -> dict[tuple[Style, bool], "Format"]:
    return {(name, False): workbook.add_format({**BASE, **properties}) for name, properties in STYLES.items()}


def _highlight_looks(workbook: "xlsxwriter.Workbook") -> dict[str, "Format"]:
    return {name: workbook.add_format(dict(properties)) for name, properties in HIGHLIGHTS.items()}


def _marked_looks(workbook: "xlsxwriter.Workbook") -> dict[tuple[Style, bool], "Format"]:
    return {(name, True): workbook.add_format({**BASE, **STYLES[name], **MARKED}) for name in _MARKABLE}


def _draw(  # noqa: PLR0913, PLR0917 -- a sheet, what stands on it, how it looks
    sheet: "Worksheet", plan: SheetPlan, looks: _Looks, highlights: _HighlightLooks, foot: str, remarks: Remarks
) -> None:
    for column, width in enumerate(plan.widths):
        sheet.set_column(column, column, width)
    for row, height in plan.heights.items():
        sheet.set_row(row, height)
    for spot in plan.spots:
        remark = remarks.get((plan.name, spot.address)) if remarks else None
        _draw_spot(sheet, spot, looks[spot.style, bool(remark) and spot.style in _MARKABLE])
        if remark:
            _remark(sheet, spot, remark)
    for validation in plan.validations:
        _validate(sheet, validation)
    for highlight in plan.highlights:
        _highlight(sheet, highlight, highlights[highlight.look])
    if plan.frozen != (0, 0):
        sheet.freeze_panes(*plan.frozen)
    _set_up_page(sheet, plan, foot)


def _draw_spot(sheet: "Worksheet", spot: Spot, look: "Format") -> None:
    if spot.merged:
        last_row, last_column = spot.row + spot.height - 1, spot.column + spot.width - 1
        sheet.merge_range(spot.row, spot.column, last_row, last_column, "", look)
    match spot.content:
        case Live():
            _draw_formula(sheet, spot, spot.content, look)
        case Link():
            sheet.write_url(spot.row, spot.column, f"internal:{spot.content.target}", look, spot.content.text)
        case value:
            _draw_value(sheet, spot, value, look)


def _draw_formula(sheet: "Worksheet", spot: Spot, live: Live, look: "Format") -> None:
    value = cell_value(live.value)
    if live.array:
        last_row, last_column = spot.row + spot.height - 1, spot.column + spot.width - 1
        sheet.write_array_formula(spot.row, spot.column, last_row, last_column, live.formula, look, value)
    else:
        sheet.write_formula(spot.row, spot.column, live.formula, look, value)


def _draw_value(sheet: "Worksheet", spot: Spot, value: Value | float, look: "Format") -> None:
    content = cell_value(value)
    day = date_of(value) if spot.style == "date" and not isinstance(value, float) else None
    if day:
        sheet.write_datetime(spot.row, spot.column, day, look)
    elif content is None or content == "":
        sheet.write_blank(spot.row, spot.column, None, look)
    elif isinstance(content, str):
        if len(content.encode("utf-16-le")) // 2 > _TEXT_LIMIT:
            what = spot.field or "文字"
            raise ToolkitError(
                f"“{what}”有 {len(content)} 字，超过电子表格一格的上限（{_TEXT_LIMIT} 字）。",
                "请压缩文字或改用 Word 稿。",
            )
        sheet.write_string(spot.row, spot.column, content, look)
    else:
        sheet.write_number(spot.row, spot.column, content, look)


def cell_value(value: Value | float) -> str | int | float | None:
    """A number a spreadsheet keeps to the last digit; otherwise its digits as a text."""
    if isinstance(value, int):
        return value if abs(value) < _EXACT else str(value)
    if isinstance(value, Decimal):
        return float(value) if Decimal(repr(float(value))) == value else plain_number(value)
    return value


def _remark(sheet: "Worksheet", spot: Spot, text: str) -> None:
    size = {"width": 320, "height": 24 + 18 * lines_needed(text, _REMARK_WIDTH)}
    look = {"author": "", "font_name": "宋体", "font_size": 9, "color": "#FFF4E5"}
    sheet.write_comment(spot.row, spot.column, text, size | look)


def _validate(sheet: "Worksheet", validation: Validation) -> None:
    prompt = {"input_title": validation.title, "input_message": validation.prompt}
    rule, error = validation_rule(validation.entry) if validation.entry else ({"validate": "any"}, "")
    message = {"error_title": _ERROR_TITLE, "error_message": error} if error else {}
    sheet.data_validation(validation.range, {**rule, **prompt, **message})


def _highlight(sheet: "Worksheet", highlight: Highlight, look: "Format") -> None:
    options = {
        "type": "formula",
        "criteria": highlight.condition,
        "format": look,
        "stop_if_true": highlight.stop,
    }
    if len(highlight.ranges) > 1:
        options["multi_range"] = " ".join(highlight.ranges)
    sheet.conditional_format(highlight.ranges[0], options)


def _set_up_page(sheet: "Worksheet", plan: SheetPlan, foot: str) -> None:
    """A4, the width on one page (or all of it), heading on top, `foot` and page number below."""
    sheet.set_paper(_A4)
    if plan.landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.7)
    sheet.center_horizontally()
    if plan.repeat_columns:
        sheet.repeat_columns(0, plan.repeat_columns - 1)
        sheet.set_print_scale(_SCALE_OF_WIDE_SHEETS)
    else:
        sheet.fit_to_pages(1, 1 if plan.one_page else 0)
    if plan.print_range:
        sheet.print_area(plan.print_range)
    if plan.repeat_rows:
        sheet.repeat_rows(0, plan.repeat_rows - 1)
    sheet.set_header(f'&C&12&"黑体,Regular"{_literal(plan.heading)}')
    sheet.set_footer(f'&L&9&"宋体,Regular"{foot}&R&9&"宋体,Regular"第 &P 页，共 &N 页')


def footer_name(unit: str, mark: str = "") -> str:
    """The unit as the footers name it, and the mark of its cover; a footer holds 255 characters."""
    return _literal(f"{unit[:60]}　{mark[:_MARK_AT_FOOT]}" if mark else unit[:60])


def _literal(text: str) -> str:
    """Text in a header or footer, where & commands; doubled it does not in every program, wide it never does."""
    return text.replace("&", "＆")
