"""A Word file as it is to be set: every paragraph with its fonts, and what stays on one page with 署名."""

import io
from dataclasses import dataclass
from itertools import takewhile

import docx
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from toolkit.document.letterhead import PREFIX
from toolkit.document.reading.text import text_of
from toolkit.model import squeezed


@dataclass(frozen=True, slots=True)
class TypesetLine:
    """A paragraph without its blanks, the font of its 汉字, and that of its letters and digits."""

    text: str
    font: str
    latin: str


def typeset_lines(content: bytes) -> tuple[TypesetLine, ...]:
    """Every paragraph of a file of ours whose style names its fonts, those of tables included."""
    document = docx.Document(io.BytesIO(content))
    fonts = {
        style.get(qn("w:styleId")): found
        for style in document.styles.element.iter(qn("w:style"))
        if (found := style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")) is not None
    }
    lines = ((squeezed(text_of(item)), fonts.get(_style(item))) for item in document.element.body.iter(qn("w:p")))
    return tuple(
        TypesetLine(text, str(font.get(qn("w:eastAsia"))), str(font.get(qn("w:ascii"))))
        for text, font in lines
        if text and font is not None
    )


def kept_together(content: bytes) -> tuple[str, ...]:
    """What has to stand on the page of 成文日期, up to it: the last paragraph of the text, headings, 署名.

    Empty where a table comes last: tables are kept together anyhow.
    """
    chain = _chain(docx.Document(io.BytesIO(content)))
    return tuple(squeezed(text_of(item)) for item in chain)


def on_new_page(content: bytes) -> bytes:
    """The file with all of that on a page of its own, for a program that does not keep it together."""
    document = docx.Document(io.BytesIO(content))
    first = _chain(document)[0]
    next(item for item in document.paragraphs if item._p is first).paragraph_format.page_break_before = True  # noqa: SLF001
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


def _chain(document: Document) -> list[etree._Element]:
    """The paragraphs from the last one of the text to 成文日期."""
    body = document.element.body
    signature = [item for item in body.iterchildren(qn("w:p")) if _style(item).removeprefix(PREFIX) == "Signature"]
    if not signature:
        return []
    before = list(takewhile(_keeps, signature[0].itersiblings(preceding=True)))
    while before and _is_heading(before[-1]):
        before.pop()
    return [*reversed(before), *signature] if before else []


def _keeps(element: etree._Element) -> bool:
    """A paragraph that stays with the next one: it says so itself, or is a heading."""
    return element.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None or _is_heading(element)


def _is_heading(element: etree._Element) -> bool:
    return _style(element).removeprefix(PREFIX).startswith("Heading")


def _style(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return str(style.get(qn("w:val"))) if style is not None else ""
