"""What the clerk is told about the reading of a published report (rules ``published.*``)."""

from collections.abc import Iterator, Mapping, Sequence

from toolkit.errors import ToolkitError
from toolkit.forms import Form, Severity, form_for_year
from toolkit.model import Finding, Place, place_of_cells
from toolkit.published.content import Item, Line, Slot
from toolkit.published.sections import Heading
from toolkit.published.tables import Doubt, TableReading

_LOOK = "请对照原文核实，需要的在数据文件里补上。"
_SEVERITIES: dict[str, Severity] = {"label": "hint", "columns": "query", "not_located": "query"}
_FIXES = {"label": "请核对是不是这一行（列）。", "columns": "请对照原文核实这些数的列。", "not_located": _LOOK}
_LONG = 40


def doubtful(form: Form, doubt: Doubt) -> Finding:
    """A doubt about part of a table."""
    place = place_of_cells(form, doubt.cells) if doubt.cells else Place()
    severity, fix = _SEVERITIES[doubt.rule], _FIXES[doubt.rule]
    taken = "，没有采用" if doubt.rule == "not_located" else ""
    about = f"{_row(place)}：" if doubt.cells else ""
    message = f"{about}{doubt.why}{taken}{_at(doubt.place)}。"
    return Finding(f"published.{doubt.rule}", severity, "failed", place, message, fix)


def missing_rows(form: Form, reading: TableReading) -> Iterator[Finding]:
    """Rows of a table that was found, whose labels were not."""
    told = {cell for doubt in reading.doubts if doubt.rule == "not_located" for cell in doubt.cells}
    for part in reading.table.parts:
        for row in part.rows:
            cells = tuple(f"{reading.table.id}.{row.id}.{column.id}" for column in part.columns)
            if (
                not told & {*cells}
                and not reading.slots.keys() & {*cells}
                and not {row.id, ""} & {*reading.run_together}
            ):
                place = place_of_cells(form, cells)
                message = f"{_row(place)}：原文的表里没有找到这一行，没有当作0。"
                yield Finding("published.missing_row", "hint", "failed", place, message, _LOOK)


def resolved(form: Form, cells: tuple[str, ...], slot: Slot, numbers: Sequence[int]) -> Finding:
    """Digits run together that can be cut in one way only."""
    place = place_of_cells(form, cells)
    read = "、".join(map(str, numbers))
    message = f"{_row(place)}：原文各数连成“{slot.text}”，按勾稽关系只有一种分法，读作 {read}{_at(slot.place)}。"
    return Finding("published.run_together", "query", "failed", place, message, "请对照原文核实。", actual=slot.text)


def not_cut(form: Form, cells: tuple[str, ...], slot: Slot) -> Finding:
    """Digits run together that can be cut in several ways, or in none."""
    place = place_of_cells(form, cells)
    message = f"{_row(place)}：原文各数连成“{slot.text}”，不能确定怎样分开，没有采用{_at(slot.place)}。"
    return Finding("published.not_located", "query", "failed", place, message, _LOOK, actual=slot.text)


def missing_sections(form: Form, headings: Sequence[Heading]) -> Iterator[Finding]:
    found = {heading.section.id for heading in headings}
    for section in form.sections:
        if section.id not in found:
            message = f"原文里没有找到“{section.heading}”这一部分的标题。"
            place = Place(table=section.table) if section.table else Place(block=section.id, text=section.heading)
            yield Finding("published.missing_section", "query", "failed", place, message, _LOOK, section.basis)


def about_identity(doubts: Sequence[str]) -> Iterator[Finding]:
    """Doubts about whose report it is, and of which year."""
    for doubt in doubts:
        yield Finding("published.identity", "query", "failed", Place(), f"{doubt}。", "请核对单位和年度。")


def other_edition(form: Form, year: int) -> Iterator[Finding]:
    """A report on another edition than that of its year."""
    try:
        due = form_for_year(form.id, year)
    except ToolkitError:
        due = None
    if due is None or due.edition != form.edition:
        says = f"应当用{due.edition}版" if due else "没有适用的版本"
        message = f"报告用的是{form.edition}版表式，{year}年度{says}；已按{form.edition}版读取。"
        yield Finding("published.edition", "query", "failed", Place(), message, "请核对年度和格式。", form.basis)


def text_beside_tables(form: Form, sections: Mapping[str, Sequence[Item]]) -> Iterator[Finding]:
    """Sentences in a section that has only a table."""
    for section in form.sections:
        lines = [item for item in sections.get(section.id, ()) if isinstance(item, Line)]
        texts = [item for item in lines if len(item.text) >= _LONG and "。" in item.text]
        if section.table and not form.blocks_of(section.id) and texts:
            message = f"“{section.heading}”除表格外还有 {len(texts)} 段文字，没有采用（{texts[0].place}起）。"
            place = Place(table=section.table)
            yield Finding("published.text_beside_table", "hint", "failed", place, message, "需要的请移到第一部分。")


def _row(place: Place) -> str:
    """The row only: what is said holds for all its cells."""
    return str(Place(sheet=place.sheet, row_label=place.row_label))


def _at(place: str) -> str:
    return f"（原文{place.replace(' ', '')}）" if place else ""
