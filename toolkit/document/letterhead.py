"""An office's own 红头: a Word file whose content is kept; the report comes where it says {{正文}}, or at its end."""

import io
from copy import deepcopy

import docx
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from toolkit.document.content import Content, content_of_file
from toolkit.document.reading import read_word
from toolkit.errors import UnreadableFile
from toolkit.forms import Form
from toolkit.model import squeezed

PLACE = "{{正文}}"
PREFIX = "Nianbao"  # of the ids of our styles beside those of the letterhead

_REMEDY = "请把红头文件用 Word 或 WPS 另存为 .docx 后重试。"


def open_letterhead(content: bytes) -> Document:
    """The letterhead to write into. Raises :class:`UnreadableFile` where it cannot be used."""
    try:
        read_word(content)
        return docx.Document(io.BytesIO(content))
    except UnreadableFile as error:
        raise UnreadableFile(f"红头文件不能用：{error.problem}", _REMEDY) from error
    except Exception as error:  # whatever a file that only looks like Word makes the library raise
        raise UnreadableFile("红头文件不能用。", _REMEDY) from error


def content_of_letterhead(content: bytes, form: Form) -> tuple[Content, Content]:
    """What the letterhead says before the report and after it."""
    whole = content_of_file(read_word(content), form)
    words = [squeezed(getattr(item, "words", "")) for item in whole.items]
    place = words.index(PLACE) if PLACE in words else len(words)
    return Content(whole.items[:place], whole.unknown), Content(whole.items[place + 1 :])


def place_for_body(document: Document) -> etree._Element:
    """The element our content comes before; the mark of a letterhead is taken away, an empty body made empty."""
    body = document.element.body
    for paragraph in body.iterchildren(qn("w:p")):
        if squeezed("".join(item.text or "" for item in paragraph.iter(qn("w:t")))) == PLACE:
            following: etree._Element = paragraph.getnext()
            body.remove(paragraph)
            return following
    last: etree._Element = body[-1]
    return last


def share_headers(document: Document) -> None:
    """What stands over the pages of the letterhead stands over ours too: a section inherits from the one before it.

    Ours tell odd pages from even ones; where the letterhead does not, its even pages get what its odd ones have.
    """
    first, last = (document.sections[place]._sectPr for place in (0, -1))  # noqa: SLF001  # python-docx has no other way
    if first is not last and first.find(qn("w:headerReference")) is None:
        for name in ("headerReference", "footerReference", "titlePg"):
            first.extend(last.findall(qn(f"w:{name}")))
    for section in document.sections:
        headers = {item.get(qn("w:type")): item for item in section._sectPr.findall(qn("w:headerReference"))}  # noqa: SLF001
        if "default" in headers and "even" not in headers:
            even = deepcopy(headers["default"])
            even.set(qn("w:type"), "even")
            headers["default"].addnext(even)


def restyle(content: etree._Element, prefix: str) -> None:
    """Name our styles as they are called in this file."""
    for style in content.iter(qn("w:pStyle")):
        style.set(qn("w:val"), f"{prefix}{style.get(qn('w:val'))}")
