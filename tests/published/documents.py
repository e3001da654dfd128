"""Reports as Word documents that clerks and other programs wrote."""

import io
from collections.abc import Callable, Sequence

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from published.drawing import Rows, rows_of
from toolkit.model import Report

TableWriter = Callable[[Document, Rows], None]


def word(report: Report, table: TableWriter, *, numbered: bool = True, without: Sequence[str] = ()) -> bytes:
    """A document in Word's own styles; without `numbered` the numbers of headings are automatic, not text."""
    form = report.form
    document = docx.Document()
    document.add_heading(f"{report.unit}{report.year}年政府信息公开工作年度报告", 0)
    for block in form.blocks_of(None):
        _add_lines(document, report.narrative.get(block.id, ""))
    for section in form.sections:
        document.add_paragraph(section.heading if numbered else section.heading.partition("、")[2])
        if section.table:
            table(document, rows_of(report, form.table(section.table), without=without))
        for block in form.blocks_of(section.id):
            if block.id in report.narrative:
                if block.title.startswith("（"):
                    document.add_paragraph(f"{block.title}情况")
                _add_lines(document, report.narrative[block.id])
    document.add_paragraph(report.unit)
    document.add_paragraph("2025年1月20日")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add_lines(document: Document, text: str) -> None:
    for line in filter(None, text.split("\n")):
        document.add_paragraph(line)


def merged(document: Document, rows: Rows) -> None:
    """Merged as on the form."""
    table = document.add_table(len(rows), _width(rows))
    cells = table._cells
    width = _width(rows)
    for number, row in enumerate(rows):
        for cell in row:
            first = cells[number * width + cell.column]
            last = cells[min(number + cell.height, len(rows)) * width - width + cell.column + cell.width - 1]
            (first.merge(last) if first is not last else first).text = cell.text


def unmerged(document: Document, rows: Rows) -> None:
    """Nothing merged."""
    table = document.add_table(len(rows), _width(rows))
    cells = table._cells
    for number, row in enumerate(rows):
        for cell in row:
            cells[number * _width(rows) + cell.column].text = cell.text


def revised(document: Document, rows: Rows) -> None:
    """Merged, with a tracked change in every number: the new one inserted, an old one deleted."""
    merged(document, rows)
    for run in list(document.tables[-1]._tbl.iter(qn("w:r"))):
        if (run.text or "").isdigit():
            inserted, deleted = OxmlElement("w:ins"), OxmlElement("w:del")
            run.addprevious(deleted)
            run.addprevious(inserted)
            inserted.append(run)
            old = OxmlElement("w:r")
            text = OxmlElement("w:delText")
            text.text = "99"
            old.append(text)
            deleted.append(old)


def nested(document: Document, rows: Rows) -> None:
    """Inside a table that only draws a frame."""
    frame = document.add_table(1, 1)
    inner = frame.cell(0, 0).add_table(len(rows), _width(rows))
    cells = inner._cells
    for number, row in enumerate(rows):
        for cell in row:
            cells[number * _width(rows) + cell.column].text = cell.text


def tabbed(document: Document, rows: Rows) -> None:
    """No table: tabs between the cells."""
    for row in rows:
        document.add_paragraph("\t".join(cell.text for cell in row))


def _width(rows: Rows) -> int:
    return max(cell.column + cell.width for row in rows for cell in row)
