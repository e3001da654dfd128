"""A body as text → a whole ``.docx``: package, styles, page, page numbers, settings. Same input, same bytes."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from xml.sax.saxutils import quoteattr

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from lxml import etree

from toolkit.document.markup import left_blank, page_number, paragraph, right_blank, text_run
from toolkit.document.package import bare_package
from toolkit.document.settings import lay_down_settings
from toolkit.document.styles import apply_styles
from toolkit.document.typography import Typography

EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001  # the file format has no time zone
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
# What markup leaves open: which revision it is, and whose. A text of users cannot hold it, its < is escaped.
_REVISION = re.compile(r'<w:(ins|del) w:id=""')


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is true of the whole file: its title, the mark over every page, who revised it, when it was made.

    `tracked` and `read_only` are those of :func:`toolkit.document.settings.lay_down_settings`.
    """

    title: str
    mark: str = ""
    reviser: str = ""
    numbered: bool = True
    tracked: bool = False
    read_only: bool = False
    created: datetime = EPOCH


def assemble(body: str, sheet: Sheet, typography: Typography) -> bytes:
    """The file whose body is `body`, paragraphs and tables as WordprocessingML."""
    document = docx.Document()
    bare_package(document, typography)
    apply_styles(document, typography)
    lay_down_settings(document, tracked=sheet.tracked, read_only=sheet.read_only)
    _set_up_page(document, typography)
    if sheet.numbered:
        _number_pages(document, typography)
    if sheet.mark:
        _mark_pages(document, sheet.mark)
    _fill_body(document, _signed_revisions(body, sheet))
    _describe(document, sheet)
    return _reproducible(document)


def _fill_body(document: Document, content: str) -> None:
    """All before the section properties, parsed in one go."""
    body = document.element.body
    for element in body[:-1]:
        body.remove(element)
    section = body[-1]
    for element in list(parse_xml(f"<w:body {nsdecls('w')}>{content}</w:body>")):
        section.addprevious(element)


def _signed_revisions(body: str, sheet: Sheet) -> str:
    """Every insertion and deletion with a number, an author and a time."""
    numbers = count(1)
    signed = f'w:author={quoteattr(sheet.reviser)} w:date="{sheet.created:%Y-%m-%dT%H:%M:%SZ}"'
    return _REVISION.sub(lambda match: f'<w:{match[1]} w:id="{next(numbers)}" {signed}', body)


def _set_up_page(document: Document, typography: Typography) -> None:
    """版心 156 mm × 225 mm of 22 lines, clauses 5.2.1 and 5.2.3."""
    page, section = typography.page, document.sections[0]
    section.page_width, section.page_height = Mm(page.width_mm), Mm(page.height_mm)
    section.top_margin, section.bottom_margin = Mm(page.top_mm), Mm(page.bottom_mm)
    section.left_margin, section.right_margin = Mm(page.left_mm), Mm(page.right_mm)
    section.header_distance, section.footer_distance = Mm(page.header_mm), Mm(page.footer_mm)
    properties = section._sectPr  # noqa: SLF001  # python-docx has no other way to the grid
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    properties.append(parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{page.line_twips}"/>'))


def _number_pages(document: Document, typography: Typography) -> None:
    """— 1 — at the outer edge: odd pages right, even pages left, one character in (clause 7.5)."""
    section, style = document.sections[0], typography.style("Footer")
    odd = paragraph("Footer", page_number(), right_blank(1, style.char_twips))
    even = paragraph("Footer", page_number(), left_blank(1, style.char_twips) + '<w:jc w:val="left"/>')
    for footer, content in ((section.footer, odd), (section.even_page_footer, even)):
        footer.is_linked_to_previous = False
        _replace_content(footer._element, content)  # noqa: SLF001


def _mark_pages(document: Document, mark: str) -> None:
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        _replace_content(header._element, paragraph("Header", text_run(mark)))  # noqa: SLF001


def _replace_content(element: etree._Element, content: str) -> None:
    for child in list(element):
        element.remove(child)
    for child in parse_xml(f"<w:body {nsdecls('w')}>{content}</w:body>"):
        element.append(child)


def _describe(document: Document, sheet: Sheet) -> None:
    """Properties that say what it is, not who made it on which computer."""
    properties = document.core_properties
    properties.title = sheet.title
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = sheet.created
    properties.revision = 1


def _reproducible(document: Document) -> bytes:
    """The package with fixed times, parts in order of name after the content types."""
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as saved:
        parts: Mapping[str, bytes] = {name: saved.read(name) for name in saved.namelist()}
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts, key=lambda part: (part != "[Content_Types].xml", part)):
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix on every system; zipfile would write which one it ran on
            entry.external_attr = 0o600 << 16
            package.writestr(entry, parts[name])
    return result.getvalue()
