"""A web page → its content: paragraphs and tables in reading order, layout tables seen through."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from toolkit.errors import UnreadableFile
from toolkit.published.content import Content, Item, Line
from toolkit.published.drawn import DrawnCell, rows_of_cells
from toolkit.published.kinds import decode

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{3,20})""", re.IGNORECASE)
_EMBEDDED = re.compile(rb"data:[\w/+.;-]{3,60};base64,[\w+/=\s]{100,}")  # pictures
_PAGE_LIMIT = 8 * 2**20  # bytes without pictures
_XML_ENCODING = re.compile(r"^\s*<\?xml[^>]*\?>")
_UNSEEN = {"script", "style", "noscript", "template", "head", "select", "option", "button", "textarea", "iframe", "svg"}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure"),
    *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre"),
    *("section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption"),
}
_PARAGRAPHS_OF_A_CELL = 6
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")


def read_html(content: bytes, declared: str = "") -> Content:
    """The visible text and tables of a page; `declared` is the encoding somebody else says it has.

    Raises :class:`UnreadableFile` where there is no page in the bytes.
    """
    content = _EMBEDDED.sub(b"", content)
    if len(content) > _PAGE_LIMIT:
        problem = f"网页有 {len(content) // 2**20} MB 文字，没有读。"
        raise UnreadableFile(problem, "年度报告没有这么长，请核对是不是保存错了。")
    said = _CHARSET.search(content[:4096])
    text = _XML_ENCODING.sub("", decode(content, said[1].decode() if said else declared))
    try:
        root = lxml_html.document_fromstring(text, parser=lxml_html.HTMLParser(huge_tree=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile("网页是空的，或已损坏。", "请在浏览器里打开后重新保存。") from error
    title = root.findtext(".//title") or ""
    body = root.find("body")
    return Content(tuple(_Reader().items(body if body is not None else root)), " ".join(title.split()))


class _Reader:
    """Counts paragraphs and tables, to say where things are."""

    def __init__(self) -> None:
        self._lines = 0
        self._tables = 0

    def items(self, parent: etree._Element) -> Iterator[Item]:
        """The content of a block. Inline elements run on; a block or a line break ends the line."""
        pending: list[str] = []
        for kind, piece in _pieces(parent):
            if kind == "text":
                pending.append(str(piece))
                continue
            yield from self._line(pending)
            pending = []
            if isinstance(piece, etree._Element):  # noqa: SLF001
                yield from self._table(piece) if kind == "table" else self.items(piece)
        yield from self._line(pending)

    def _line(self, pending: list[str]) -> Iterator[Item]:
        text = _BLANKS.sub(" ", "".join(pending)).strip()
        if text:
            self._lines += 1
            yield Line(text, f"第 {self._lines} 段")

    def _table(self, table: etree._Element) -> Iterator[Item]:
        if _only_arranges(table):
            yield from self.items(table)
            return
        self._tables += 1
        rows = [[_drawn(cell) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
        yield from rows_of_cells(rows, f"表 {self._tables} ")


def _pieces(parent: etree._Element) -> Iterator[tuple[str, object]]:
    """("text", string), ("table", element), ("block", element) or ("break", None), in order."""
    if parent.text:
        yield "text", parent.text
    for child in parent:
        if isinstance(child.tag, str) and not _is_unseen(child):
            if child.tag == "br":
                yield "break", None
            elif child.tag == "table":
                yield "table", child
            elif child.tag in _BLOCKS:
                yield "block", child
            else:
                yield from _pieces(child)
        if child.tail:
            yield "text", child.tail


def _only_arranges(table: etree._Element) -> bool:
    """A table that holds others, or whole texts: it is no table but layout."""
    if next(table.iterdescendants("table"), None) is not None:
        return True
    cells = (cell for cell in table.iter("td", "th"))
    return any(sum(1 for _ in cell.iter("p", "div", "h1", "h2", "h3", "li")) > _PARAGRAPHS_OF_A_CELL for cell in cells)


def _is_unseen(element: etree._Element) -> bool:
    return element.tag in _UNSEEN or bool(_HIDDEN.search(element.get("style", ""))) or element.get("type") == "hidden"


def _drawn(cell: etree._Element) -> DrawnCell:
    lines = [text for kind, text in _flat(cell) if kind == "text"]
    return DrawnCell(_BLANKS.sub(" ", "".join(lines)).strip(), _span(cell, "colspan"), _span(cell, "rowspan"))


def _flat(element: etree._Element) -> Iterator[tuple[str, str]]:
    for kind, piece in _pieces(element):
        if isinstance(piece, etree._Element):  # noqa: SLF001
            yield "text", " "
            yield from _flat(piece)
            yield "text", " "
        else:
            yield "text", str(piece) if kind == "text" else " "


def _span(cell: etree._Element, name: str) -> int:
    match = re.match(r"\s*(\d{1,3})", cell.get(name, ""))
    return int(match[1]) or 1 if match else 1
