"""A published web page of ours → what it shows, also when a site has put its own frame around it."""

from collections.abc import Iterator

import lxml.html
from lxml import etree

from toolkit.document.reading.content import Line, ReadDocument, ReadTable
from toolkit.errors import UnreadableFile

_LINES = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "p", "li"])
_UNSEEN = frozenset(["script", "style", "head", "template", "noscript"])
_STRANGERS = {"img": "图片或图形", "svg": "图片或图形", "iframe": "嵌入的页面", "object": "嵌入的对象"}
_LIMIT = 20 * 2**20
_BREAK = "\x00"  # no page can hold this character
_WIDEST = 100  # columns or rows a cell may cover


def read_page(content: bytes) -> ReadDocument:
    """Read a web page. Raises :class:`UnreadableFile` where it is none."""
    if len(content) > _LIMIT or not content.strip():
        raise UnreadableFile("网页文件是空的，或大得不正常。", "请换成本程序生成的网页。")
    try:
        root = lxml.html.document_fromstring(content, parser=lxml.html.HTMLParser(encoding=_encoding(content)))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile("网页文件已损坏。", "请换成本程序生成的网页。") from error
    body = _report(root)
    found = {_STRANGERS[str(element.tag)]: None for element in body.iter(*_STRANGERS)}
    return ReadDocument(tuple(_items(body)), strangers=tuple(found))


def _encoding(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _report(root: etree._Element) -> etree._Element:
    """The report inside whatever is around it."""
    for path in (".//article[@class='nianbao']", ".//main", ".//body"):
        found = root.find(path)
        if found is not None:
            return found
    return root


def _items(parent: etree._Element) -> Iterator[Line | ReadTable]:
    yield from _bare(parent.text)
    for element in parent:
        if not _is_unseen(element):
            if element.tag == "table":
                yield ReadTable(dict(_cells(element)))
            elif element.tag in _LINES:
                if element.get("class") != "draft":
                    yield from (Line(line) for line in _text(element).split("\n"))
            else:
                yield from _items(element)
        yield from _bare(element.tail)


def _bare(text: str | None) -> Iterator[Line]:
    """Text that stands in no paragraph."""
    if text and text.strip():
        yield Line(" ".join(text.split()))


def _is_unseen(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN or element.get("hidden") is not None:
        return True
    style = "".join(str(element.get("style", "")).split()).lower()
    return "display:none" in style or "visibility:hidden" in style


def _text(element: etree._Element) -> str:
    """As a browser shows it: blanks run together, a ``<br>`` ends the line."""
    lines = "".join(_pieces(element)).split(_BREAK)
    return "\n".join(" ".join(line.split()) for line in lines)


def _pieces(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield _BREAK
        elif not _is_unseen(child):
            yield from _pieces(child)
        yield child.tail or ""


def _cells(table: etree._Element) -> Iterator[tuple[tuple[int, int, int, int], str]]:
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(table.iter("tr")):
        column = 0
        for cell in line.iterchildren("td", "th"):
            while (row, column) in taken:
                column += 1
            height, width = _span(cell, "rowspan"), _span(cell, "colspan")
            taken |= {(row + down, column + right) for down in range(height) for right in range(width)}
            yield (row, column, height, width), _text(cell)
            column += width


def _span(cell: etree._Element, name: str) -> int:
    value = str(cell.get(name, "1"))
    return min(max(1, int(value)), _WIDEST) if value.isascii() and value.isdigit() and len(value) < 5 else 1
