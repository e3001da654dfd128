"""The page of every section: 版心, line grid, page numbers; upright, or across for a wide table."""

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm
from lxml import etree

from toolkit.document.letterhead import restyle
from toolkit.document.markup import left_blank, page_number, paragraph, right_blank, text_run
from toolkit.document.typography import Typography, twips


def set_up_page(section: Section, typography: Typography) -> None:
    """版心 156 mm × 225 mm of 22 lines, clauses 5.2.1 and 5.2.3; across, the same sheet turned."""
    page = typography.page
    if _is_landscape(section):
        across = typography.landscape
        width, height = page.height_mm, page.width_mm
        footer = across.footer_mm
        margins = (across.top_mm, across.bottom_mm, across.left_mm, across.right_mm)
    else:
        width, height = page.width_mm, page.height_mm
        footer = page.footer_mm
        margins = (page.top_mm, page.bottom_mm, page.left_mm, page.right_mm)
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Mm, margins)
    section.header_distance, section.footer_distance, section.gutter = Mm(page.header_mm), Mm(footer), Mm(0)
    properties = section._sectPr  # noqa: SLF001  # python-docx has no other way to the grid
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    properties.append(parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{page.line_twips}"/>'))


def number_pages(section: Section, typography: Typography, prefix: str = "") -> None:
    """— 1 — at the outer edge: odd pages right, even pages left, one character in (clause 7.5)."""
    style = typography.style("Footer")
    odd = paragraph("Footer", page_number(), right_blank(1, style.char_twips))
    even = paragraph("Footer", page_number(), left_blank(1, style.char_twips) + '<w:jc w:val="left"/>')
    for footer, content in ((section.footer, odd), (section.even_page_footer, even)):
        footer.is_linked_to_previous = False
        turned = _turned(content, typography) if _is_landscape(section) else content
        _replace_content(footer._element, turned, prefix)  # noqa: SLF001


def turn_to_even_page(section: Section) -> None:
    """The page of 版记: an even one, after a blank page where need be, and without a number (clause 7.5).

    No number because it is a first page, and those have no footer. One that is empty would do for Word and WPS, but
    LibreOffice then takes the foot of the text area for 4.5 mm lower.
    """
    section.start_type = WD_SECTION.EVEN_PAGE
    section.different_first_page_header_footer = True
    section.first_page_header.is_linked_to_previous = False


def mark_pages(section: Section, mark: str, prefix: str = "") -> None:
    """A line over every page."""
    headers = (section.header, section.even_page_header)
    for header in (*headers, section.first_page_header) if section.different_first_page_header_footer else headers:
        header.is_linked_to_previous = False
        _replace_content(header._element, paragraph("Header", text_run(mark)), prefix)  # noqa: SLF001


def _is_landscape(section: Section) -> bool:
    return section.orientation == WD_ORIENT.LANDSCAPE


def _turned(number: str, typography: Typography) -> str:
    """The page number where it stands on an upright page, when this one is turned: in a frame at the left edge."""
    across, page, line = typography.landscape, typography.page, typography.style("Footer").line_twips
    height = twips(page.width_mm - across.top_mm - across.bottom_mm)
    place = f'w:tblpX="{twips(across.number_mm)}" w:tblpY="{twips(across.top_mm)}"'
    none = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
    return (
        f'<w:tbl><w:tblPr><w:tblpPr w:vertAnchor="page" w:horzAnchor="page" {place}/>'
        f'<w:tblW w:w="{line}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>{none}</w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{line}"/></w:tblGrid>'
        f'<w:tr><w:trPr><w:trHeight w:val="{height}" w:hRule="exact"/></w:trPr>'
        f'<w:tc><w:tcPr><w:tcW w:w="{line}" w:type="dxa"/><w:textDirection w:val="tbRl"/></w:tcPr>{number}</w:tc>'
        f"</w:tr></w:tbl>{paragraph('Footer', '')}"
    )


def _replace_content(element: etree._Element, content: str, prefix: str) -> None:
    for child in list(element):
        element.remove(child)
    new = parse_xml(f"<w:body {nsdecls('w')}>{content}</w:body>")
    restyle(new, prefix)
    for child in list(new):
        element.append(child)
