"""Outline → the official document as ``.docx``. Same input, same bytes."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from lxml import etree

from toolkit.document.lines import balanced, width
from toolkit.document.markup import (
    KEEP_NEXT,
    NEW_PAGE,
    left_blank,
    page_number,
    paragraph,
    right_blank,
    text_run,
    text_runs,
)
from toolkit.document.outline import (
    Draft,
    Heading,
    Item,
    Outline,
    Paragraph,
    Signature,
    TableItem,
    Title,
    outline_of,
)
from toolkit.document.package import bare_package
from toolkit.document.styles import apply_styles
from toolkit.document.tables import table_xml
from toolkit.document.typography import Typography, load_typography
from toolkit.model import Report

EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001  # the file format has no time zone
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def write_word(
    report: Report,
    *,
    signed_on: date | None,
    draft: Draft | None = None,
    sealed: bool = False,
    created: datetime = EPOCH,
) -> bytes:
    """The document of `report`.

    `signed_on` is the 成文日期 (none is printed while it is None); `draft` marks every page; `sealed` leaves room for
    the seal over the signature, which the office puts there itself.
    """
    typography = load_typography()
    outline = outline_of(report, signed_on=signed_on, draft=draft)
    document = docx.Document()
    bare_package(document, typography)
    apply_styles(document, typography)
    _set_up_page(document, typography)
    _number_pages(document, typography)
    if draft:
        _mark_as_draft(document, draft)
    _fill_body(document, outline, typography, sealed=sealed)
    _describe(document, outline, created)
    return _reproducible(document)


def _fill_body(document: Document, outline: Outline, typography: Typography, *, sealed: bool) -> None:
    """All items before the section properties, parsed in one go."""
    parts = [part for index in range(len(outline.items)) for part in _item(outline, index, typography, sealed=sealed)]
    body = document.element.body
    for element in body[:-1]:
        body.remove(element)
    wrapped = parse_xml(f"<w:body {nsdecls('w')}>{''.join(parts)}</w:body>")
    section = body[-1]
    for element in list(wrapped):
        section.addprevious(element)


def _item(outline: Outline, index: int, typography: Typography, *, sealed: bool) -> Iterator[str]:
    item = outline.items[index]
    match item:
        case Title():
            yield from _title(item, typography)
        case Heading():
            yield paragraph(f"Heading{item.level}", text_runs(item.runs), _before_heading(outline, index, typography))
        case Paragraph():
            keep = KEEP_NEXT if isinstance(_after(outline, index), Signature) else ""
            yield paragraph("BodyText", text_runs(item.runs), keep)
        case TableItem():
            yield table_xml(item, typography)
        case Signature():
            yield from _signature(item, typography, sealed=sealed)


def _after(outline: Outline, index: int) -> Item | None:
    return outline.items[index + 1] if index + 1 < len(outline.items) else None


def _before_heading(outline: Outline, index: int, typography: Typography) -> str:
    """The heading of a table that fills a page opens that page."""
    following = _after(outline, index)
    if isinstance(following, TableItem):
        setting = typography.table(following.table.id, following.table.grid.width)
        return NEW_PAGE if setting.new_page else ""
    return ""


def _title(item: Title, typography: Typography) -> Iterator[str]:
    """Balanced lines, then a blank line: together whole lines of the page, or the first page has 21."""
    style = typography.style("Title")
    limit = typography.page.text_width_mm / 25.4 * 72 / style.size_pt
    lines = balanced(item.text, limit, typography.page.title_unbroken)
    after = (len(lines) + 1) * typography.page.line_twips - len(lines) * style.line_twips
    yield paragraph("Title", text_run("\n".join(lines)), f'<w:spacing w:after="{after}"/>')


def _signature(item: Signature, typography: Typography, *, sealed: bool) -> Iterator[str]:
    """署名 above 成文日期, clause 7.3.5, kept together and with the text before."""
    place, style = typography.signature, typography.style("Signature")
    unit, day = width(item.unit), width(item.date or "")
    if sealed:
        centred = place.right_chars_sealed + (day - unit) / 2
        right_of_unit = max(0.0, centred)  # a long name ends at the margin, and the date moves left to stay under it
        right_of_date = place.right_chars_sealed + right_of_unit - centred
        blank_lines = place.blank_lines_sealed
    else:
        right_of_unit = place.right_chars
        right_of_date = place.right_chars + unit - place.shift_chars - day
        if right_of_date < place.right_chars:  # the date is longer: it stands at the right, the name moves left
            right_of_unit += place.right_chars - right_of_date
            right_of_date = place.right_chars
        blank_lines = place.blank_lines
    before = f'<w:spacing w:before="{blank_lines * style.line_twips}"/>'
    keep = KEEP_NEXT if item.date else ""
    yield paragraph("Signature", text_run(item.unit), keep + before + right_blank(right_of_unit, style.char_twips))
    if item.date:
        yield paragraph("Signature", text_run(item.date), right_blank(right_of_date, style.char_twips))


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
    document.settings.odd_and_even_pages_header_footer = True
    section, style = document.sections[0], typography.style("Footer")
    odd = paragraph("Footer", page_number(), right_blank(1, style.char_twips))
    even = paragraph("Footer", page_number(), left_blank(1, style.char_twips) + '<w:jc w:val="left"/>')
    for footer, content in ((section.footer, odd), (section.even_page_footer, even)):
        footer.is_linked_to_previous = False
        _replace_content(footer._element, content)  # noqa: SLF001


def _mark_as_draft(document: Document, draft: Draft) -> None:
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        _replace_content(header._element, paragraph("Header", text_run(draft.mark)))  # noqa: SLF001


def _replace_content(element: etree._Element, content: str) -> None:
    for child in list(element):
        element.remove(child)
    for child in parse_xml(f"<w:body {nsdecls('w')}>{content}</w:body>"):
        element.append(child)


def _describe(document: Document, outline: Outline, created: datetime) -> None:
    """Properties that say what it is, not who made it on which computer."""
    properties = document.core_properties
    properties.title = outline.title
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = created
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
