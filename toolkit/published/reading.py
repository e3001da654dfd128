"""Content of a document → (Report, findings): which edition, what is where, and what could not be located."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.errors import UnreadableFile
from toolkit.forms import Form, Table, editions, find_form, layouts
from toolkit.model import Finding, Report, Value, mixed_layout, number_as_text, read_value
from toolkit.published.content import Content, Item
from toolkit.published.findings import (
    about_identity,
    doubtful,
    missing_rows,
    missing_sections,
    not_cut,
    other_edition,
    resolved,
    text_beside_tables,
)
from toolkit.published.labels import likeness
from toolkit.published.narrative import read_narrative, signature
from toolkit.published.sections import Heading, find_headings, split
from toolkit.published.splitting import cut
from toolkit.published.tables import TableReading, read_table
from toolkit.published.title import identify

_ROWS_OF_A_TABLE = 2  # rows found from which a table counts as there
_SECTIONS_OF_A_REPORT = 4


@dataclass(frozen=True, slots=True)
class _Layout:
    """The tables of one layout, as far as they were found: table id → reading."""

    form: Form
    readings: Mapping[str, TableReading]

    @property
    def score(self) -> float:
        return sum(reading.score for reading in self.readings.values())

    @property
    def rows(self) -> int:
        return sum(reading.rows_found for reading in self.readings.values())


def read_content(content: Content, what: str) -> tuple[Report, tuple[Finding, ...]]:
    """The report in a document; `what` is what a refusal calls it.

    Raises :class:`UnreadableFile` where it is no report, more than one, or of a year that is not said.
    """
    forms = tuple(layout for form, edition in editions() for layout in layouts(find_form(form, edition)))
    headings = max((find_headings(form, content.items) for form in forms), key=len)
    before, sections = split(content.items, headings)
    found = _layouts(forms, sections, content.items)
    if max(layout.rows for layout in found) < _ROWS_OF_A_TABLE and len(headings) < _SECTIONS_OF_A_REPORT:
        raise UnreadableFile(f"{what}不是政府信息公开工作年度报告：没有找到报告的各部分和表格。", "请核对文件。")
    _refuse_several_reports(forms[0], content.items)
    text = [item for part in sections.values() for item in part]
    last = sections.get(forms[0].sections[-1].id, ())
    identity = identify(content, before, text, tuple(signature(last)))
    if identity.year is None:
        raise UnreadableFile(f"{what}看不出是哪一年度的报告。", "请在标题里写明年度后再读。")
    chosen = _best(found, identity.year)
    values, origins, findings = _values(chosen)
    report = Report(
        form=chosen.form,
        year=identity.year,
        unit=identity.unit,
        values=values,
        narrative=read_narrative(chosen.form, before, sections, identity.unit),
        origins=origins,
    )
    told = (
        *about_identity(identity.doubts),
        *other_edition(chosen.form, identity.year),
        *mixed_layout(chosen.form),
        *missing_sections(chosen.form, headings),
        *findings,
        *text_beside_tables(chosen.form, sections),
    )
    return report, told


def _layouts(forms: Sequence[Form], sections: Mapping[str, Sequence[Item]], items: Sequence[Item]) -> list[_Layout]:
    """Every layout held against the document; a table that several of them share is read once."""
    done: dict[int, TableReading] = {}
    for form in forms:
        for section in form.sections:
            if section.table:
                table = form.table(section.table)
                if id(table) not in done:
                    done[id(table)] = _reading(table, sections.get(section.id, ()), items)
    return [
        _Layout(form, {table.id: done[id(table)] for table in form.tables if done[id(table)].rows_found})
        for form in forms
    ]


def _reading(table: Table, section: Sequence[Item], items: Sequence[Item]) -> TableReading:
    """The table in its section; where it is not there, anywhere in the document."""
    least = 1 if table.layout == "across" else _ROWS_OF_A_TABLE
    found = read_table(table, section)
    if found.rows_found >= least:
        return found
    elsewhere = read_table(table, items)
    return elsewhere if elsewhere.rows_found >= least and elsewhere.score > 0 else TableReading(table)


def _best(found: Sequence[_Layout], year: int) -> _Layout:
    """The layout whose labels fit best; where that does not tell, the one of the year, pure before mixed."""

    def rank(layout: _Layout) -> tuple[float, bool, bool]:
        form = layout.form
        in_force = form.first_year <= year <= (form.last_year or year)
        return round(layout.score, 3), in_force, not form.borrowed

    return max(found, key=rank)


def _refuse_several_reports(form: Form, items: Sequence[Item]) -> None:
    """Refuse where the first and the last row of the largest table both occur more than once."""
    table = max(form.tables, key=lambda table: len(table.cells))
    rows = [row for part in table.parts for row in part.rows]
    texts = [(text, item.place) for item in items for text in (item.text, *item.text.split(" ")[:1])]
    places = [
        sorted({place for text, place in texts if likeness(text, row.label) >= 0.95}) for row in (rows[0], rows[-1])
    ]
    if min(map(len, places)) > 1:
        where = "、".join(places[0])
        raise UnreadableFile(f"文件里有 {len(places[0])} 份年度报告的表格（{where}）。", "请分成每份一个文件再读。")


def _values(layout: _Layout) -> tuple[dict[str, Value], dict[str, str], list[Finding]]:
    """(values, where each was found, findings)."""
    values: dict[str, Value] = {}
    origins: dict[str, str] = {}
    findings: list[Finding] = []
    form = layout.form
    for reading in layout.readings.values():
        for cell, slot in reading.slots.items():
            value, note = read_value(" ".join(slot.text.split()))
            values[cell], origins[cell] = value, slot.place
            if note.startswith("写作"):
                findings.append(number_as_text(form, cell, value, note))
        findings += [doubtful(form, doubt) for doubt in reading.doubts]
        findings += missing_rows(form, reading)
        findings += _cut(form, reading, values, origins)
    return values, origins, findings


def _cut(form: Form, reading: TableReading, values: dict[str, Value], origins: dict[str, str]) -> list[Finding]:
    """Numbers that were run together, where only one reading of them is possible."""
    if not reading.run_together:
        return []
    rows = {row: _cells(reading.table, row) for row in reading.run_together}
    known = {cell: value for cell in reading.slots if isinstance(value := values[cell], int)}
    digits = {row: (cells, reading.run_together[row].text) for row, cells in rows.items()}
    numbers = cut(reading.table, known, digits)
    findings = []
    for row, cells in rows.items():
        slot = reading.run_together[row]
        if set(cells) <= numbers.keys():
            values |= {cell: numbers[cell] for cell in cells}
            origins |= dict.fromkeys(cells, slot.place)
            findings.append(resolved(form, cells, slot, [numbers[cell] for cell in cells]))
        else:
            findings.append(not_cut(form, cells, slot))
    return findings


def _cells(table: Table, row: str) -> tuple[str, ...]:
    """The cells of a row, or of the whole table where the row has no name."""
    return tuple(cell.id for cell in table.cells if row in ("", cell.row.id))


__all__ = ["Heading", "read_content"]
