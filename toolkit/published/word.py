"""A Word document (``.docx``) → its content. Levels, styles and automatic numbers are left aside: they say little."""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from toolkit.errors import UnreadableFile
from toolkit.published.content import Content, Item, Line
from toolkit.published.drawn import DrawnCell, rows_of_cells

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CORE, _TITLE = "docProps/core.xml", "{http://purl.org/dc/elements/1.1/}title"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_WRAPPERS = {f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "smartTag", "customXml", "moveTo")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOT_SHOWN = {
    _FALLBACK,
    *(f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "txbxContent")),
}


def read_word(content: bytes) -> Content:
    """Paragraphs and tables of the body. Raises :class:`UnreadableFile` for a damaged document."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            xml = archive.read("word/document.xml").replace(_STRICT[1:-1].encode(), _W[1:-1].encode())
            core = archive.read(_CORE) if _CORE in archive.namelist() else b""
        root = etree.fromstring(xml, parser)
        title = etree.fromstring(core, parser).findtext(_TITLE) if core else ""
    except (etree.XMLSyntaxError, KeyError, zipfile.BadZipFile) as error:
        raise UnreadableFile("Word 文档已损坏，打不开。", "请用 Word 或 WPS 打开后另存一份。") from error
    body = root.find(f"{_W}body")
    return Content(tuple(_Reader().items(body)) if body is not None else (), title or "")


class _Reader:
    """Counts paragraphs and tables, to say where things are."""

    def __init__(self) -> None:
        self._paragraphs = 0
        self._tables = 0

    def items(self, parent: etree._Element) -> Iterator[Item]:
        for element in parent:
            if element.tag == f"{_W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                yield from self._table(element)
            elif element.tag in _WRAPPERS:
                yield from self.items(element)

    def _paragraph(self, element: etree._Element) -> Iterator[Item]:
        self._paragraphs += 1
        for text in filter(str.strip, _text(element).split("\n")):
            yield Line(text.strip(), f"第 {self._paragraphs} 段")
        for box in element.iter(f"{_W}txbxContent"):
            if not any(ancestor.tag == _FALLBACK for ancestor in box.iterancestors()):
                yield from self.items(box)

    def _table(self, element: etree._Element) -> Iterator[Item]:
        rows = [list(_children(row, f"{_W}tc")) for row in _children(element, f"{_W}tr")]
        if any(next(cell.iter(f"{_W}tbl"), None) is not None for row in rows for cell in row):
            for row in rows:  # a table that only arranges others
                for cell in row:
                    yield from self.items(cell)
            return
        self._tables += 1
        yield from rows_of_cells(_merged(rows), f"表 {self._tables} ")


def _children(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children, also those within content controls and tracked insertions."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tag)


def _merged(rows: list[list[etree._Element]]) -> Iterator[list[DrawnCell]]:
    """Vertical merges are continued by empty cells: those are left out, and the first cell reaches down."""
    continued = [[_is_continued(cell) for cell in row] for row in rows]
    starts = [_starts(row) for row in rows]
    for number, row in enumerate(rows):
        cells = []
        for index, cell in enumerate(row):
            if continued[number][index]:
                continue
            height = 1
            while number + height < len(rows) and _goes_on(starts, continued, number + height, starts[number][index]):
                height += 1
            cells.append(DrawnCell(_cell_text(cell), _span(cell), height if _restarts(cell) else 1))
        yield cells


def _starts(row: list[etree._Element]) -> list[int]:
    found, column = [], 0
    for cell in row:
        found.append(column)
        column += _span(cell)
    return found


def _goes_on(starts: list[list[int]], continued: list[list[bool]], row: int, column: int) -> bool:
    return column in starts[row] and continued[row][starts[row].index(column)]


def _property(cell: etree._Element, name: str) -> etree._Element | None:
    return cell.find(f"{_W}tcPr/{_W}{name}")


def _span(cell: etree._Element) -> int:
    span = _property(cell, "gridSpan")
    value = span.get(f"{_W}val", "1") if span is not None else "1"
    return int(value) if value.isdigit() else 1


def _restarts(cell: etree._Element) -> bool:
    merge = _property(cell, "vMerge")
    return merge is not None and merge.get(f"{_W}val") == "restart"


def _is_continued(cell: etree._Element) -> bool:
    merge = _property(cell, "vMerge")
    return merge is not None and merge.get(f"{_W}val", "continue") == "continue"


def _cell_text(cell: etree._Element) -> str:
    return " ".join(filter(None, (_text(paragraph).strip() for paragraph in cell.iter(f"{_W}p"))))


def _text(paragraph: etree._Element) -> str:
    """What is shown: without deleted text, field codes and text boxes."""
    parts: list[str] = []

    def walk(element: etree._Element) -> None:
        for child in element:
            if child.tag == f"{_W}t":
                parts.append(child.text or "")
            elif child.tag in (f"{_W}tab", f"{_W}ptab"):
                parts.append("\t")
            elif child.tag in (f"{_W}br", f"{_W}cr"):
                parts.append("\n")
            elif child.tag == f"{_W}noBreakHyphen":
                parts.append("-")
            elif child.tag not in _NOT_SHOWN:
                walk(child)

    walk(paragraph)
    return "".join(parts)
