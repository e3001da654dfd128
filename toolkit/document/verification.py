"""A document held against the data: every table cell, every number of the text. Pure.

A number counts as equal only where exactly what the program would print stands in its place. Words may have been
edited; a number may not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import zip_longest

from toolkit.document.content import Content, Numbers, Text, content_of_file, content_of_outline
from toolkit.document.items import DRAFT_MARK
from toolkit.document.layout import PLAIN, Layout
from toolkit.document.letterhead import content_of_letterhead
from toolkit.document.numbers import WrittenNumber, written_numbers
from toolkit.document.official import as_official
from toolkit.document.outline import outline_of, title_of
from toolkit.document.reading import ReadDocument, read_word
from toolkit.model import Report, squeezed

_DATE = re.compile(r"(20[0-9]{2})年(1[0-2]|[1-9])月([12][0-9]|3[01]|[1-9])日")
_HEADING = re.compile(r"(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])[^。]{1,30}")
_TITLE_LINES = 4  # a title may have been broken into several paragraphs
_AROUND = 12  # characters of a line shown on each side of a number


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs: where, what the document says ('' nothing) and what it should say ('' nothing)."""

    place: str
    printed: str
    expected: str

    def __str__(self) -> str:
        if not self.expected:
            return f"{self.place}：多出“{self.printed}”，数据里没有。"
        if not self.printed:
            return f"{self.place}：应为“{self.expected}”，文档里没有。"
        return f"{self.place}：文档是“{self.printed}”，应为“{self.expected}”。"


@dataclass(frozen=True, slots=True)
class Verification:
    """How much was held against the data, and what differs; `edited` are the lines whose words were changed.

    `signed_on`: the 成文日期 that stands there, if it is a date of the year after the report year. `revisions`: how
    many tracked changes were taken as accepted.
    """

    cells: int
    cells_equal: int
    numbers: int
    numbers_equal: int
    differences: tuple[Difference, ...]
    edited: tuple[tuple[str, str], ...]
    signed_on: date | None
    revisions: int = 0

    @property
    def equal(self) -> bool:
        return not self.differences


def verify(
    document: ReadDocument, report: Report, signed_on: date | None = None, layout: Layout = PLAIN
) -> Verification:
    """Hold `document` against `report`; `layout` tells what else belongs to it (a letterhead, 版头, 版记).

    The data knows no 成文日期: unless `signed_on` gives it, any date of the year after the report year is taken.
    """
    found = content_of_file(document, report.form)
    printed_day = date_of(found, report.year + 1)
    expected = _expected(report, signed_on or printed_day, layout)
    in_tables = [difference for name in expected.tables for difference in _table(expected, found, name)]
    wanted, written = _every_number(expected), _every_number(found)
    in_text = list(_text(wanted, written))
    cells = [cell for numbers in expected.tables.values() for cell in numbers.printed]
    wrong = sum(_printed(found, cell) != text for cell, text in _cells(expected))
    missing = sum(1 for difference in in_text if difference.expected)
    return Verification(
        cells=len(cells),
        cells_equal=len(cells) - wrong,
        numbers=len(wanted),
        numbers_equal=len(wanted) - missing,
        differences=(
            *_structure(expected, found, report),
            *_unreadable(document),
            *_margins(document, layout),
            *in_tables,
            *in_text,
        ),
        edited=tuple(_edited(expected, found)),
        signed_on=printed_day,
        revisions=len(document.revisions),
    )


def _expected(report: Report, signed_on: date | None, layout: Layout) -> Content:
    content = content_of_outline(as_official(outline_of(report, signed_on=signed_on), layout.dispatch))
    if not layout.letterhead:
        return content
    before, after = content_of_letterhead(layout.letterhead, report.form)
    return Content((*before.items, *content.items, *after.items), (*before.unknown, *content.unknown))


def date_of(content: Content, year: int) -> date | None:
    """The 成文日期 under the text, if it is a date in `year`; None where there is none."""
    matches = (_DATE.fullmatch(squeezed(text.words)) for text in reversed(content.texts))
    match = next((match for match in matches if match and int(match[1]) == year), None)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:  # 2月30日
        return None


# --- structure -------------------------------------------------------------------------------------------------------


def _structure(expected: Content, found: Content, report: Report) -> Iterator[Difference]:
    """The title, the headings of the parts, tables that are missing or too many, and their order."""
    said = [squeezed(text.words) for text in found.texts]
    title = squeezed(title_of(report))
    place = next((n for n, text in enumerate(expected.texts) if text.style == "Title"), 0)
    if title not in "".join(said[place : place + _TITLE_LINES]):
        yield Difference("标题", said[0] if said else "", title)
    for section in report.form.sections:
        if squeezed(section.heading) not in said:
            yield Difference("各部分标题", "", section.heading)
    wanted = [_cells_of(cells) for cells in expected.unknown]
    for cells in map(_cells_of, found.unknown):
        if cells in wanted:
            wanted.remove(cells)
        else:
            yield Difference("表格", "、".join(cells)[:40] or "空白的表格", "")
    for cells in wanted:
        yield Difference("表格", "", "、".join(cells)[:40])
    order = [name for name in found.tables if name in expected.tables]
    if order != [name for name in expected.tables if name in order]:
        yield Difference("表格", "次序不对", "、".join(item.table.title for item in expected.tables.values()))


def _unreadable(document: ReadDocument) -> Iterator[Difference]:
    """What is seen on the page and cannot be held against anything, or is not seen as it is written."""
    if any(line.numbered for line in document.lines):
        yield Difference("正文", "自动编号（编号不是文字，无法核对）", "")
    for stranger in document.strangers:
        yield Difference("正文", f"{stranger}（里面的内容无法核对）", "")
    for disguise in document.disguised:
        yield Difference("正文", f"{disguise}（看上去与写的不同）", "")


def _margins(document: ReadDocument, layout: Layout) -> Iterator[Difference]:
    """Numbers over or under the pages that are neither page numbers nor of the letterhead."""
    own = set(read_word(layout.letterhead).margins) if layout.letterhead else set()
    for line in dict.fromkeys(document.margins):
        if line not in own and not line.startswith(DRAFT_MARK) and written_numbers(line):
            yield Difference("页眉页脚", line[:40], "")


def _cells_of(cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(None, map(squeezed, cells)))


# --- tables ----------------------------------------------------------------------------------------------------------


def _table(expected: Content, found: Content, name: str) -> Iterator[Difference]:
    wanted, printed = expected.tables[name], found.tables.get(name)
    if printed is None:
        yield Difference(f"“{wanted.table.title}”表", "", "整张表")
        return
    for stray in printed.strays:
        yield Difference(f"“{wanted.table.title}”表", stray, "官方格式的栏目")
    extra = {cell: "" for cell in printed.printed if cell not in wanted.printed}  # further lines of a list
    for cell, text in {**wanted.printed, **extra}.items():
        if printed.printed.get(cell) != text:
            definition = (wanted if cell in wanted.printed else printed).table.cell(cell)
            place = f"“{definition.table.title}”表“{definition.row.short}”行“{definition.column.short}”列"
            yield Difference(place, printed.printed.get(cell, "") or "空白", text or "空白")


def _cells(content: Content) -> Iterator[tuple[str, str]]:
    for numbers in content.tables.values():
        yield from numbers.printed.items()


def _printed(content: Content, cell: str) -> str | None:
    numbers: Numbers | None = content.tables.get(cell.partition(".")[0])
    return numbers.printed.get(cell) if numbers else None


# --- text ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Spot:
    """A number of the text, the line it stands in, and the heading above."""

    number: WrittenNumber
    line: str
    heading: str

    @property
    def place(self) -> str:
        around = self.line[max(0, self.number.start - _AROUND) : self.number.end + _AROUND]
        return f"{self.heading or '前言'}“…{around}…”"


def _every_number(content: Content) -> tuple[_Spot, ...]:
    spots: list[_Spot] = []
    heading = ""
    for text in content.texts:
        if (
            re.match(r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]", text.words)
            and len(text.words) <= 30
        ):
            heading = text.words
        spots += [_Spot(number, text.words, heading) for number in written_numbers(text.words)]
    return tuple(spots)


def _text(wanted: tuple[_Spot, ...], written: tuple[_Spot, ...]) -> Iterator[Difference]:
    """The two sequences of numbers side by side."""
    before, after = ([spot.number.text for spot in spots] for spots in (wanted, written))
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            for data, said in zip_longest(wanted[a:b], written[c:d]):
                spot = said or data
                yield Difference(spot.place, said.number.text if said else "", data.number.text if data else "")


def _edited(expected: Content, found: Content) -> Iterator[tuple[str, str]]:
    """Lines whose words were edited: (as the data has it, as the document has it); '' where there is none."""
    before, after = _words(expected.texts), _words(found.texts)
    wanted, written = ([squeezed(line) for line in lines] for lines in (before, after))
    for kind, a, b, c, d in SequenceMatcher(None, wanted, written, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from zip_longest(before[a:b], after[c:d], fillvalue="")


def _words(texts: tuple[Text, ...]) -> list[str]:
    return [text.words for text in texts]
