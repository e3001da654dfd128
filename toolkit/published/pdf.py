"""A PDF with text → its content: ruled tables as tables, the rest paragraph by paragraph."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from toolkit.errors import UnreadableFile
from toolkit.published.content import Cells, Content, Item, Line, Slot, without_label_gaps
from toolkit.published.labels import has_words
from toolkit.published.radicals import without_radicals
from toolkit.published.unruled import Part, Parts, find_table, read_unruled

if TYPE_CHECKING:
    from pdfplumber.page import Page

_PAGES_AT_MOST = 120
_LEAST_TEXT = 40  # characters of a whole document
_PAGE_NUMBER = re.compile(r"[-—–\s]*(?:第\s*)?\d{1,3}\s*(?:页)?(?:\s*[/,，共]+\s*\d{1,3}\s*页?)?[-—–\s]*")
_HEADING = re.compile(r"[一二三四五六七]\s*、.*(?:情况|事项)\s*$")
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]+[）)、]")
_NUMBER_OF_A_LABEL = re.compile(r"[（(][一二三四五六七]|[1-8][.．][^\d]")  # of a row; 第（一）项 stands below no other
_LONG_ROW = 5  # numbers
_FIGURES = re.compile(r"\d+")
_UNBROKEN = re.compile(r"[!-~]+")
_SNAP = 4.0  # points within which two edges are one
_MARGIN = 0.08  # of the height of a page, where page numbers stand
_GAP, _WIDE_GAP = 0.25, 0.9  # of the size of a character: a blank, and the space between two cells

Box = tuple[float, float, float, float]  # x0, top, x1, bottom


@dataclass(frozen=True, slots=True)
class _Char:
    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def size(self) -> float:
        return max(1.0, self.bottom - self.top)

    def inside(self, box: Box) -> bool:
        x, y = (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2
        return box[0] <= x <= box[2] and box[1] <= y <= box[3]


@dataclass(frozen=True, slots=True)
class _TextLine:
    """A line of a page, with where it begins and ends."""

    text: str
    x0: float
    x1: float
    top: float
    size: float
    page: int
    parts: Parts


def read_pdf(content: bytes) -> Content:
    """Raises :class:`UnreadableFile` for a damaged or locked PDF, and one of pictures only."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            parts = _without_running_heads([list(_page(page)) for page in document.pages[:_PAGES_AT_MOST]])
            title = str(document.metadata.get("Title") or "")
    except PdfminerException as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):
            raise UnreadableFile("PDF 设有密码，打不开。", "请去掉密码后再读。") from error
        raise UnreadableFile("PDF 已损坏，打不开。", "请重新下载一份。") from error
    if sum(len(part.text) for part in parts) < _LEAST_TEXT:
        raise UnreadableFile("PDF 里没有文字，多半是扫描件，读不了。", "请用文字版的 PDF、Word 文档或网页。")
    return Content(tuple(_joined(list(_with_unruled_tables(parts)))), title)


def _page(page: "Page") -> Iterator[_TextLine | Cells]:
    """Lines and rows of a page from top to bottom."""
    chars = [
        _Char(without_radicals(char["text"]), char["x0"], char["x1"], char["top"], char["bottom"])
        for char in page.chars
        if char["text"].strip() and char.get("upright", True)
    ]
    found = [(table.bbox, [cell for cell in table.cells if cell]) for table in page.find_tables()]
    tables = [(box, cells) for box, cells in found if len(cells) > 1]
    outside = [char for char in chars if not any(char.inside(box) for box, _ in tables)]
    lines = _unwrapped(_lines(outside, page.page_number))
    parts: list[tuple[float, _TextLine | Cells]] = [(line.top, line) for line in lines]
    if parts:
        parts = [part for part in parts if not _is_page_number(part[1], float(page.height))]
    for number, (box, cells) in enumerate(tables, 1):
        inside = [char for char in chars if char.inside(box)]
        where = f"第 {page.page_number} 页表 {number} "
        parts += [(box[1] + row / 1000, cells_) for row, cells_ in enumerate(_rows(cells, inside, where))]
    for _, part in sorted(parts, key=lambda part: part[0]):
        yield part


def _without_running_heads(pages: Sequence[Sequence[_TextLine | Cells]]) -> list[_TextLine | Cells]:
    """All parts but first and last lines that stand on most pages, whatever number or date is in them."""
    edges = [
        {_but_figures(part) for part in (page[0], page[-1]) if isinstance(part, _TextLine)} for page in pages if page
    ]
    counts = Counter(text for edge in edges for text in edge if any(map(str.isalpha, text)))
    running = {text for text, times in counts.items() if times > 1 and times >= len(edges) / 2}
    ends = [(page, {0, len(page) - 1}) for page in pages]
    return [
        part
        for page, edge in ends
        for number, part in enumerate(page)
        if number not in edge or isinstance(part, Cells) or _but_figures(part) not in running
    ]


def _but_figures(line: _TextLine) -> str:
    return _FIGURES.sub("0", line.text)


def _with_unruled_tables(parts: Sequence[_TextLine | Cells]) -> Iterator[_TextLine | Cells]:
    """Stretches of lines that are a table without rules, as the rows of that table."""
    lines: list[_TextLine] = []
    for part in parts:
        if isinstance(part, _TextLine) and not _HEADING.match(part.text):
            lines.append(part)
            continue
        yield from _stretch(lines)
        lines = []
        yield part
    yield from _stretch(lines)


def _stretch(lines: Sequence[_TextLine]) -> Iterator[_TextLine | Cells]:
    """Lines between two headings, with the table among them."""
    found = find_table([line.parts for line in lines])
    if found is None:
        yield from lines
        return
    inside = lines[found.start : found.stop]
    rows = list(read_unruled([line.parts for line in inside], f"第 {inside[0].page} 页起的表"))
    yield from (*lines[: found.start], *(rows or inside), *lines[found.stop :])


def _is_page_number(part: _TextLine | Cells, height: float) -> bool:
    if not isinstance(part, _TextLine) or not _PAGE_NUMBER.fullmatch(part.text):
        return False
    margin = _MARGIN if part.text.strip().isdigit() else 1.5 * _MARGIN
    return part.top < margin * height or part.top > (1 - margin) * height


def _lines(chars: Iterable[_Char], page: int) -> Iterator[_TextLine]:
    """Characters on one level, from left to right; a wide gap becomes a wide blank."""
    for members in _levels(chars):
        first, last = members[0], members[-1]
        yield _TextLine(_spaced(members), first.x0, last.x1, first.top, first.size, page, tuple(_parts(members)))


def _unwrapped(lines: Iterable[_TextLine]) -> list[_TextLine]:
    """Lines of numbers, with the digits that did not fit into a narrow column and went to the next line put back."""
    found: list[_TextLine] = []
    for line in lines:
        tails = _tails(found[-1], line) if found else None
        if tails is None:
            found.append(line)
            continue
        parts = tuple(replace(part, text=part.text + tails.get(part, "")) for part in found[-1].parts)
        found[-1] = replace(found[-1], parts=parts, text="  ".join(part.text for part in parts))
    return found


def _tails(above: _TextLine, line: _TextLine) -> dict[Part, str] | None:
    """Number → its further digits, where `line` is nothing but digits right below the longest numbers of `above`."""
    parts = (*above.parts, *line.parts)
    if len(above.parts) < _LONG_ROW or len(line.parts) >= len(above.parts) or not all(p.text.isdigit() for p in parts):
        return None
    longest = max(len(part.text) for part in above.parts)
    full = [part for part in above.parts if len(part.text) == longest > 1]
    under = {over: part.text for part in line.parts for over in full if abs(over.x0 - part.x0) < 0.3 * line.size}
    close = line.top - above.top < 1.8 * line.size
    return under if close and len(under) == len(line.parts) else None


def _parts(chars: Sequence[_Char]) -> Iterator[Part]:
    """What stands between wide gaps; between two numbers a narrow one will do, and a number of a label none."""
    start = 0
    for end in range(1, len(chars) + 1):
        if end == len(chars) or _is_apart(chars, end):
            yield Part(_spaced(chars[start:end]), chars[start].x0, chars[end - 1].x1)
            start = end


def _is_apart(chars: Sequence[_Char], index: int) -> bool:
    left, right = chars[index - 1], chars[index]
    gap = (right.x0 - left.x1) / left.size
    least = _GAP if left.text.isdigit() and right.text.isdigit() else _WIDE_GAP
    following = "".join(char.text for char in chars[index : index + 3])
    return gap > least or bool(_NUMBER_OF_A_LABEL.match(following) and not left.text.isdigit())


def _levels(chars: Iterable[_Char]) -> Iterator[list[_Char]]:
    level: list[_Char] = []
    for char in sorted(chars, key=lambda char: (char.top + char.bottom) / 2):
        middle = (char.top + char.bottom) / 2
        if level and middle - (level[0].top + level[0].bottom) / 2 > 0.5 * min(char.size, level[0].size):
            yield sorted(level, key=lambda char: char.x0)
            level = []
        level.append(char)
    if level:
        yield sorted(level, key=lambda char: char.x0)


def _spaced(chars: Sequence[_Char]) -> str:
    text = chars[0].text
    for left, right in pairwise(chars):
        gap = (right.x0 - left.x1) / left.size
        blank = " " if gap > _GAP and not (has_words(left.text) or has_words(right.text)) else ""
        text += ("  " if gap > _WIDE_GAP else blank) + right.text
    return text


def _rows(cells: Sequence[Box], chars: Sequence[_Char], where: str) -> Iterator[Cells]:
    """The cells of a ruled table, row by row, with the columns they cover."""
    lefts, tops = _edges(cell[0] for cell in cells), _edges(cell[1] for cell in cells)
    rights = _edges(cell[2] for cell in cells)
    ordered = sorted(cells, key=lambda cell: (_index(tops, cell[1]), cell[0]))
    for row, members in groupby(ordered, key=lambda cell: _index(tops, cell[1])):
        slots: list[Slot] = []
        for cell in members:
            start = _index(lefts, cell[0])
            width = _index(rights, cell[2]) - start + 1
            text = "".join(_spaced(level) for level in _levels(char for char in chars if char.inside(cell)))
            place = f"{where}第 {row + 1} 行第 {len(slots) + 1} 格"
            slots.append(Slot(text.strip(), place, start, max(1, width)))
        if any(slot.text for slot in slots):
            yield Cells(without_label_gaps(slots))


def _edges(positions: Iterable[float]) -> list[float]:
    edges: list[float] = []
    for position in sorted(positions):
        if not edges or position - edges[-1] > _SNAP:
            edges.append(position)
    return edges


def _index(edges: Sequence[float], position: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - position))


def _joined(parts: Sequence[_TextLine | Cells]) -> Iterator[Item]:
    """Lines that run on are one paragraph, over pages too."""
    lines = [part for part in parts if isinstance(part, _TextLine)]
    left = min((line.x0 for line in lines), default=0.0)
    right = max((line.x1 for line in lines), default=0.0)
    pending: _TextLine | None = None
    for part in parts:
        if isinstance(part, Cells):
            if pending:
                yield Line(pending.text, f"第 {pending.page} 页")
            pending = None
            yield part
        elif pending and _runs_on(pending, part, left, right):
            pending = replace(pending, text=pending.text + part.text, x1=part.x1, top=part.top, size=part.size)
        else:
            if pending:
                yield Line(pending.text, f"第 {pending.page} 页")
            pending = part
    if pending:
        yield Line(pending.text, f"第 {pending.page} 页")


def _runs_on(line: _TextLine, following: _TextLine, left: float, right: float) -> bool:
    """A full line, and one after it that is not indented. A word or number that did not fit makes a line shorter."""
    unbroken = _UNBROKEN.match(following.text)
    full = line.x1 >= right - (2.5 + (0.5 * len(unbroken[0]) if unbroken else 0)) * line.size
    flush = following.x0 <= left + 0.6 * following.size and not _NUMBERED.match(following.text)
    return full and flush and "  " not in line.text.strip() and "  " not in following.text.strip()
