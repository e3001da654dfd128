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
from docx.oxml.ns import nsdecls

from toolkit.document.letterhead import PREFIX, open_letterhead, place_for_body, restyle, share_headers
from toolkit.document.package import add_properties, bare_package
from toolkit.document.pages import mark_pages, number_pages, set_up_page, turn_to_even_page
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

    `properties` are custom ones, name and value. `imprint_page`: the last section is 版记, on a page of its own.
    `tracked` and `read_only` are those of :func:`toolkit.document.settings.lay_down_settings`.
    """

    title: str
    mark: str = ""
    reviser: str = ""
    numbered: bool = True
    properties: tuple[tuple[str, str], ...] = ()
    imprint_page: bool = False
    tracked: bool = False
    read_only: bool = False
    created: datetime = EPOCH
    letterhead: bytes = b""


def assemble(body: str, sheet: Sheet, typography: Typography) -> bytes:
    """The file whose body is `body`, paragraphs and tables as WordprocessingML.

    A letterhead keeps its own content and styles; ours then have names of their own.
    """
    document = open_letterhead(sheet.letterhead) if sheet.letterhead else docx.Document()
    prefix = PREFIX if sheet.letterhead else ""
    if not sheet.letterhead:
        bare_package(document, typography)
    apply_styles(document, typography, prefix)
    lay_down_settings(document, tracked=sheet.tracked, read_only=sheet.read_only)
    content = parse_xml(f"<w:body {nsdecls('w')}>{_signed_revisions(body, sheet)}</w:body>")
    restyle(content, prefix)
    place = place_for_body(document)
    for element in list(content):
        place.addprevious(element)
    share_headers(document)
    if sheet.imprint_page:
        turn_to_even_page(document.sections[-1])
    for section in document.sections:
        set_up_page(section, typography)
        if sheet.numbered:
            number_pages(section, typography, prefix)
        if sheet.mark:
            mark_pages(section, sheet.mark, prefix)
    _describe(document, sheet)
    if sheet.properties:
        add_properties(document, dict(sheet.properties))
    return _reproducible(document)


def _signed_revisions(body: str, sheet: Sheet) -> str:
    """Every insertion and deletion with a number, an author and a time."""
    numbers = count(1)
    signed = f'w:author={quoteattr(sheet.reviser)} w:date="{sheet.created:%Y-%m-%dT%H:%M:%SZ}"'
    return _REVISION.sub(lambda match: f'<w:{match[1]} w:id="{next(numbers)}" {signed}', body)


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
