"""A body as text → a whole ``.docx``: package, styles, page, page numbers, settings. Same input, same bytes."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import count
from xml.sax.saxutils import escape, quoteattr

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
_DOCUMENT, _CORE = "word/document.xml", "docProps/core.xml"
_PLACE, _TITLE = '<w:p><w:pPr><w:pStyle w:val="NianbaoBody"/></w:pPr></w:p>', "NianbaoTitle"
_SINGLE_QUOTED = "='"  # a value with quotes in it, which lxml writes in its own way
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

    A letterhead keeps its own content and styles; ours then have names of their own. What surrounds a body of one
    section is the same for all reports: python-docx makes it once, and the bodies are put in.
    """
    content = _signed_revisions(body, sheet)
    if sheet.letterhead or sheet.properties or "<w:sectPr" in body or _SINGLE_QUOTED in body:
        return _packed(_parts(content, sheet, typography))
    parts = dict(_model(replace(sheet, title=_TITLE, reviser=""), typography))
    _put_in(parts, _DOCUMENT, _PLACE, content)
    _put_in(parts, _CORE, _TITLE, escape(sheet.title))
    return _packed(parts)


@lru_cache(maxsize=16)
def _model(sheet: Sheet, typography: Typography) -> Mapping[str, bytes]:
    return _parts(_PLACE, sheet, typography)


def _put_in(parts: dict[str, bytes], name: str, place: str, content: str) -> None:
    head, _, tail = parts[name].partition(place.encode())
    parts[name] = head + content.encode() + tail


def _parts(content: str, sheet: Sheet, typography: Typography) -> Mapping[str, bytes]:
    """The parts of the package, made by python-docx."""
    document = open_letterhead(sheet.letterhead) if sheet.letterhead else docx.Document()
    prefix = PREFIX if sheet.letterhead else ""
    if not sheet.letterhead:
        bare_package(document, typography)
    apply_styles(document, typography, prefix)
    lay_down_settings(document, tracked=sheet.tracked, read_only=sheet.read_only)
    body = parse_xml(f"<w:body {nsdecls('w')}>{content}</w:body>")
    restyle(body, prefix)
    place = place_for_body(document)
    for element in list(body):
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
    return _saved(document)


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


def _saved(document: Document) -> Mapping[str, bytes]:
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as saved:
        return {name: saved.read(name) for name in saved.namelist()}


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """The package with fixed times, parts in order of name after the content types."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts, key=lambda part: (part != "[Content_Types].xml", part)):
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix on every system; zipfile would write which one it ran on
            entry.external_attr = 0o600 << 16
            package.writestr(entry, parts[name])
    return result.getvalue()
