"""Papers that go with the document: titles, paragraphs and plain tables, in the same styles and on the same page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from toolkit.document.assembly import EPOCH, Sheet, assemble
from toolkit.document.markup import paragraph, text_run
from toolkit.document.typography import Typography, load_typography, twips
from toolkit.model import clean_text

_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph in a style of the typography: ``Title``, ``Heading1``, ``BodyText`` …"""

    text: str
    style: str = "BodyText"


@dataclass(frozen=True, slots=True)
class Box:
    """A cell that covers `span` columns: paragraphs as (text, style)."""

    paragraphs: tuple[tuple[str, str], ...]
    span: int = 1


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: rows of boxes with their least heights; the first `heading_rows` are repeated on every page."""

    widths_mm: tuple[float, ...]
    rows: tuple[tuple[float, tuple[Box, ...]], ...]
    heading_rows: int = 0


Item = Passage | Rows


def listing(headings: Sequence[str], widths_mm: Sequence[float], rows: Sequence[Sequence[str]]) -> Rows:
    """A table with one heading row and plain text below it."""
    head = tuple(Box(((heading, "TableHeading"),)) for heading in headings)
    body = (tuple(Box(((text, "TableLabel"),)) for text in row) for row in rows)
    return Rows(tuple(widths_mm), ((_LEAST_MM, head), *((_LEAST_MM, row) for row in body)), heading_rows=1)


_LEAST_MM = 6.0


def write_paper(title: str, items: Sequence[Item], *, created: datetime = EPOCH, numbered: bool = True) -> bytes:
    """The paper as ``.docx``, under its title; a single page needs no page number."""
    typography = load_typography()
    body = "".join([_title(title, typography), *(part for item in items for part in _item(item, typography))])
    return assemble(body, Sheet(clean_text(title), created=created, numbered=numbered), typography)


def _title(title: str, typography: Typography) -> str:
    lines = typography.title_lines(clean_text(title))
    return paragraph("Title", text_run("\n".join(lines)), '<w:spacing w:after="160"/>')


def _item(item: Item, typography: Typography) -> Iterator[str]:
    match item:
        case Passage():
            yield paragraph(item.style, text_run(clean_text(item.text)))
        case Rows():
            yield _table(item, typography)
            yield paragraph("SheetSmall", "")  # between two tables, which would else become one


def _table(table: Rows, typography: Typography) -> str:
    widths = [twips(width) for width in table.widths_mm]
    margin = twips(typography.cell_margin_mm)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{typography.border_eighths}" w:space="0" w:color="000000"/>' for side in _SIDES
    )
    rows = "".join(
        _row(boxes, height, widths, heading=number < table.heading_rows)
        for number, (height, boxes) in enumerate(table.rows)
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{margin}" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _row(boxes: tuple[Box, ...], height_mm: float, widths: Sequence[int], *, heading: bool) -> str:
    cells, column = [], 0
    for box in boxes:
        width = sum(widths[column : column + box.span])
        span = f'<w:gridSpan w:val="{box.span}"/>' if box.span > 1 else ""
        content = "".join(paragraph(style, text_run(clean_text(text))) for text, style in box.paragraphs)
        properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/>'
        cells.append(f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>")
        column += box.span
    repeated = "<w:tblHeader/>" if heading else ""
    height = f'<w:trHeight w:val="{twips(height_mm)}" w:hRule="atLeast"/>'
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{repeated}</w:trPr>{''.join(cells)}</w:tr>"
