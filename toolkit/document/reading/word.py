"""A Word file → what it shows: content controls, insertions and hyperlinks included, deletions and hidden text not.

python-docx passes over everything inside ``w:sdt`` and ``w:ins``; here the XML is walked as it is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from lxml import etree

from toolkit.document.reading.content import Line, ReadDocument, ReadTable
from toolkit.document.reading.opening import open_package
from toolkit.document.reading.remarks import comments_in, margins_of, properties_of, revisions_in
from toolkit.document.reading.text import SKIPPED, W, hide_what_styles_hide, is_on, text_of

_STRANGERS = {
    f"{W}drawing": "图片或图形",
    f"{W}pict": "图片或图形",
    f"{W}object": "嵌入的对象",
    f"{W}txbxContent": "文本框",
    f"{W}footnoteReference": "脚注",
    f"{W}endnoteReference": "尾注",
    f"{W}altChunk": "插入的文件",
    f"{W}sym": "符号字体的字符",
    f"{W}ruby": "拼音标注",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": "公式",
}
# Looks that take back or conceal what is written, though it is there.
_DISGUISES = {f"{W}strike": "带删除线的文字", f"{W}dstrike": "带删除线的文字", f"{W}vertAlign": "上标或下标"}
_SLIVER = 40  # twips; the narrowest column of the form has 590


def read_word(content: bytes) -> ReadDocument:
    """Read a ``.docx``. Raises :class:`toolkit.errors.UnreadableFile` in words."""
    package = open_package(content)
    root = package.xml(package.main)
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        return ReadDocument(())
    hide_what_styles_hide(body, package)
    found = {name: None for element in body.iter(etree.Element) if (name := _STRANGERS.get(str(element.tag)))}
    return ReadDocument(
        items=tuple(_joined(_blocks(body, ""))),
        revisions=tuple(revisions_in(body)),
        comments=tuple(comments_in(package)),
        strangers=tuple(found),
        disguised=tuple(dict.fromkeys(filter(None, map(_disguise, body.iter(f"{W}r"))))),
        margins=tuple(margins_of(package)),
        properties=properties_of(package),
    )


def _disguise(run: etree._Element) -> str | None:
    """What takes back or conceals the text of a run that is there; None where nothing does."""
    looks = run.find(f"{W}rPr")
    if looks is None or not text_of(run).strip():
        return None
    color = looks.find(f"{W}color")
    if color is not None and str(color.get(f"{W}val")).upper() == "FFFFFF":
        return "白色的文字"
    return next((name for look in looks if (name := _DISGUISES.get(str(look.tag))) and is_on(look)), None)


# --- body ------------------------------------------------------------------------------------------------------------

_Block = tuple[Line, bool] | ReadTable  # a paragraph, and whether it runs on into the next one


def _blocks(parent: etree._Element, tag: str) -> Iterator[_Block]:
    for element in parent:
        match element.tag:
            case name if name == f"{W}p":
                yield Line(text_of(element), tag, _is_numbered(element)), _runs_on(element)
            case name if name == f"{W}tbl":
                yield ReadTable(dict(_cells(element)))
            case name if name == f"{W}sdt":
                yield from _blocks(element, _tag(element) or tag)
            case name if name in SKIPPED:
                continue
            case _:
                yield from _blocks(element, tag)


def _joined(blocks: Iterable[_Block]) -> Iterator[Line | ReadTable]:
    """A paragraph whose mark was deleted and the next one are shown as one."""
    open_line: Line | None = None
    for block in blocks:
        if isinstance(block, ReadTable):
            if open_line:
                yield open_line
            open_line = None
            yield block
            continue
        line, runs_on = block
        whole = Line(open_line.text + line.text, open_line.tag, open_line.numbered) if open_line else line
        open_line = whole if runs_on else None
        if not runs_on:
            yield whole
    if open_line:
        yield open_line


def _runs_on(paragraph: etree._Element) -> bool:
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and any(mark.find(f"{W}{name}") is not None for name in ("del", "moveFrom"))


def _is_numbered(paragraph: etree._Element) -> bool:
    number = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
    return number is not None and number.get(f"{W}val") != "0"


def _tag(control: etree._Element) -> str:
    tag = control.find(f"{W}sdtPr/{W}tag")
    return str(tag.get(f"{W}val", "")) if tag is not None else ""


# --- tables ----------------------------------------------------------------------------------------------------------


def _cells(table: etree._Element) -> Iterator[tuple[tuple[int, int, int, int], str]]:
    """Every rectangle with its text; a vertical continuation belongs to the cell where it began.

    Columns are counted by the edges cells really have: a word processor that rounds widths may split a column and
    leave a sliver of it.
    """
    edges = _edges(table)
    spots: list[_Spot] = []
    open_at: dict[int, _Spot] = {}
    for number, row in enumerate(_rows(table)):
        left = _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
        for cell in _children(row, "tc"):
            right = left + _number(cell.find(f"{W}tcPr/{W}gridSpan"), 1)
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            text = "\n".join(text_of(paragraph) for paragraph in cell.iter(f"{W}p")).strip("\n")
            if merge is not None and merge.get(f"{W}val") != "restart" and left in open_at:
                open_at[left].height += 1
                open_at[left].text += text  # nothing, unless somebody hid something there
            else:
                open_at[left] = _Spot(number, edges.get(left, left), 1, edges.get(right, right), text)
                spots.append(open_at[left])
            left = right
    used = sorted({edge for spot in spots for edge in (spot.left, spot.right)})
    column = {edge: place for place, edge in enumerate(used)}
    for spot in spots:
        yield (spot.row, column[spot.left], spot.height, column[spot.right] - column[spot.left]), spot.text


@dataclass
class _Spot:
    """A rectangle while the table is being read; `left` and `right` are edges."""

    row: int
    left: int
    height: int
    right: int
    text: str


def _edges(table: etree._Element) -> dict[int, int]:
    """Number of an edge of the grid → the first edge that lies in the same place, but for a sliver."""
    widths = [_number(column, 0, "w") for column in table.findall(f"{W}tblGrid/{W}gridCol")]
    positions = [0, *accumulate(widths)]
    same = {0: 0}
    for number in range(1, len(positions)):
        before = same[number - 1]
        same[number] = before if positions[number] - positions[before] <= _SLIVER else number
    return same


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    return (row for row in _children(table, "tr") if not _is_away(row))


def _is_away(row: etree._Element) -> bool:
    """A row that was deleted, or is hidden."""
    hidden = row.find(f"{W}trPr/{W}hidden")
    return row.find(f"{W}trPr/{W}del") is not None or (hidden is not None and is_on(hidden))


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Children of this name, also inside content controls; those of tables further inside are theirs."""
    for element in parent:
        if element.tag == f"{W}{name}":
            yield element
        elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _children(element, name)


def _number(element: etree._Element | None, default: int, attribute: str = "val") -> int:
    value = str(element.get(f"{W}{attribute}", "")) if element is not None else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else default
