"""What a document says, whether it was made from a report or read back from a file: the two can be compared.

Whitespace is no content: a word processor may break a line or keep a blank where it likes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.document.items import (
    Addressee,
    AttachmentHead,
    AttachmentNote,
    Banner,
    Heading,
    Imprint,
    Item,
    Outline,
    Paragraph,
    Signature,
    TableItem,
    Title,
)
from toolkit.document.reading import Line, ReadDocument, ReadTable
from toolkit.forms import Form, Table
from toolkit.model import squeezed


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph: its words, and the style it is set in ('' where a file does not tell)."""

    words: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A table of the form: cell id → what is printed; `strays` are labels and shapes that are not those of the form."""

    table: Table
    printed: Mapping[str, str]
    strays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """Texts and tables in order; `unknown` tables belong to no form of ours: the texts of their cells."""

    items: tuple[Text | Numbers, ...]
    unknown: tuple[tuple[str, ...], ...] = ()

    @property
    def texts(self) -> tuple[Text, ...]:
        return tuple(item for item in self.items if isinstance(item, Text))

    @property
    def tables(self) -> Mapping[str, Numbers]:
        return {item.table.id: item for item in self.items if isinstance(item, Numbers)}


def content_of_outline(outline: Outline) -> Content:
    """What the document made from `outline` says."""
    found = (content for item in outline.items for content in _of_item(item))
    items = tuple(content for content in found if isinstance(content, Numbers) or squeezed(content.words))
    return Content(items, tuple(item.lines for item in outline.items if isinstance(item, Imprint)))


def _of_item(item: Item) -> Iterator[Text | Numbers]:
    match item:
        case Title():
            yield Text(item.text, "Title")
        case Heading():
            yield Text(item.text, f"Heading{item.level}")
        case Paragraph():
            yield Text(item.text, "BodyText")
        case TableItem():
            yield Numbers(item.table, {cell: text.strip() for cell, text in item.numbers.items()})
        case Signature():
            yield Text(item.unit, "Signature")
            if item.date:
                yield Text(item.date, "Signature")
        case Banner() | Addressee() | AttachmentNote() | AttachmentHead():
            yield from map(Text, item.lines)
        case Imprint():
            return  # a table that belongs to no form


def content_of_file(document: ReadDocument, form: Form) -> Content:
    """What a file says, its tables recognized as those of `form`. Each is the table whose labels it shares most."""
    pairs = _matched(document.tables, form)
    items: list[Text | Numbers] = []
    for item in document.items:
        if isinstance(item, Line):
            words = " ".join(item.text.split())
            if words:
                items.append(Text(words))
        elif table := pairs.get(id(item)):
            items.append(_numbers(item, table))
    unknown = [tuple(table.cells.values()) for table in document.tables if id(table) not in pairs]
    return Content(tuple(items), tuple(unknown))


def _matched(found: tuple[ReadTable, ...], form: Form) -> dict[int, Table]:
    """Id of a table of the file → the table of the form; the best pair first."""
    scores = [
        (_likeness(read, table), -place, -number)
        for place, read in enumerate(found)
        for number, table in enumerate(form.tables)
    ]
    pairs: dict[int, Table] = {}
    for score, place, number in sorted(scores, reverse=True):
        read, table = found[-place], form.tables[-number]
        if score > 0 and id(read) not in pairs and table not in pairs.values():
            pairs[id(read)] = table
    return pairs


def _likeness(read: ReadTable, table: Table) -> int:
    labels = {squeezed(cell.text) for cell in table.grid.labels}
    return len(labels.intersection(map(squeezed, read.cells.values())))


def _numbers(read: ReadTable, table: Table) -> Numbers:
    """Every rectangle of the grid looked up in the table as it was read; lists are as long as they are there."""
    labels = {squeezed(text) for (_, column, _, _), text in read.cells.items() if column == 0}
    table = table.with_lines(lambda row: row.label in labels)
    printed: dict[str, str] = {}
    strays: list[str] = []
    left = dict(read.cells)
    for cell in table.grid.cells:
        text = left.pop((cell.row, cell.column, cell.height, cell.width), None)
        if cell.cell is not None:
            if text is None:
                continue
            printed[cell.cell] = text.strip()
        elif text is None:
            strays.append(f"缺少“{cell.text}”")
        elif squeezed(text) != squeezed(cell.text):
            strays.append(f"“{cell.text}”写成了“{squeezed(text)}”")
    strays += [f"多出“{squeezed(text)}”" for text in left.values() if squeezed(text)]
    return Numbers(table, printed, tuple(strays))
