"""Plain text, Markdown, and the text of web pages: lines, and rows of cells between tabs or bars."""

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from toolkit.published.boxes import unboxed
from toolkit.published.content import Cells, Content, Item, Line, Slot, without_label_gaps
from toolkit.published.labels import has_words
from toolkit.published.radicals import without_radicals

_MARKDOWN_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")
_RULE = re.compile(r"\s*\|?[\s:|+=-]*-{3,}[\s:|+=-]*\|?\s*")
_BLANKS = " \u00a0\u3000\r\n"
_PAGE_NUMBER = re.compile(r"\s*(?:[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页.{0,12})\s*")
_FIELDS_OF_A_ROW, _ROWS_OF_AN_EXPORT = 3, 3
_END_OF_ROW = re.compile(r"\|[\s|]*$")


def read_text(text: str) -> Content:
    """The lines of `text`. What stands between tabs or bars becomes cells."""
    return Content(tuple(_items(without_radicals(text).splitlines())))


def _items(lines: list[str]) -> Iterator[Item]:
    held: Line | None = None  # a line that turns out to be a cell if the next one begins with a bar
    is_open = False  # the last cell has no bar after it yet
    for place, text in _plain_lines(lines):
        if held and not text.startswith("|"):
            yield held
            held = None
        if not text:
            continue
        if "|" in text:
            if held:
                yield Cells((Slot(held.text, held.place),))
                held, is_open = None, True
            if slots := _between_bars(text, place, is_open=is_open):
                yield Cells(slots)
            is_open = not text.endswith("|")
        elif "\t" in text:
            yield Cells(without_label_gaps(_counted(text.split("\t"), place)))
        else:
            held = Line(text, place)
    if held:
        yield held


def _plain_lines(lines: list[str]) -> Iterator[tuple[str, str]]:
    """(place, text) of each line; a rule of Markdown is as good as a blank line. Tabs at both ends stay."""
    openers = _row_openers(lines)
    for number, raw in _comma_separated(unboxed(lines)):
        if number not in openers:
            text = _without_markup(raw)
            between = _RULE.fullmatch(text) or _PAGE_NUMBER.fullmatch(text) or not text.strip()
            yield f"第 {number} 行", "" if between else text.strip(_BLANKS)


def _comma_separated(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Rows as a spreadsheet exports them, with tabs in place of the commas; other lines as they are."""
    for fields, members in groupby(lines, key=lambda line: len(_fields(line[1]))):
        rows = list(members)
        if fields < _FIELDS_OF_A_ROW or len(rows) < _ROWS_OF_AN_EXPORT:
            yield from rows
        else:
            yield from ((number, "\t".join(_fields(text))) for number, text in rows)


def _fields(text: str) -> list[str]:
    """What stands between commas; quotes hold together what has a comma in it. Sentences have other punctuation."""
    return next(csv.reader([text]), []) if "," in text and "。" not in text and "\t" not in text else []


def _row_openers(lines: list[str]) -> frozenset[int]:
    """Numbers of the lines that hold nothing but the bar that opens a row: those before a label, where the first is."""
    filled = [(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
    lone = [
        (place, number)
        for place, (number, line) in enumerate(filled[:-1])
        if line == "|" and "|" in filled[place + 1][1] and has_words(filled[place + 1][1])
    ]
    first = next((place for place, (_, line) in enumerate(filled) if "|" in line), None)
    return frozenset(number for _, number in lone) if lone and lone[0][0] == first else frozenset()


def _without_markup(line: str) -> str:
    text = _MARKDOWN_HEADING.sub("", line.replace("\ufeff", "").replace("\x0c", "").replace("\u200b", ""))
    return text.replace("**", "").replace("__", "") if "___" not in text else text


def _between_bars(text: str, place: str, *, is_open: bool) -> tuple[Slot, ...]:
    """The cells of a line with bars.

    A bar at the start opens a row, or closes the cell before (`is_open`). Bars side by side at the end of a row only
    fill it up.
    """
    end = _END_OF_ROW.search(text)
    content, tail = (text[: end.start()], end[0]) if end else (text, "")
    ends = _ends(tail)
    slots: list[Slot] = []
    if content.strip():
        parts = content.split("|")
        opened = not parts[0].strip()
        slots = (
            _counted(parts[1:], place) if opened and not is_open else [Slot(p.strip(), place) for p in parts[opened:]]
        )
    elif not is_open:
        ends = [ends[0] if ends else False, *ends]
    last = slots[-1].column if slots and slots[-1].soft else -2
    more = [Slot("", place, last + n if last >= 0 else -1, 1, pad, last >= 0) for n, pad in enumerate(ends, 1)]
    return without_label_gaps([*slots, *more]) if last >= 0 else (*slots, *more)


def _ends(tail: str) -> list[bool]:
    """What follows the bar behind the last text of a line: for each further bar, whether it only fills the row up.

    Bars side by side do, and the one before them; a blank between two bars is a blank cell.
    """
    gaps = tail.split("|")[1:-1]
    side_by_side = len(gaps) - len("".join("x" if gap else " " for gap in gaps).rstrip())
    fillers = side_by_side + 1 if side_by_side else 0
    return [len(gaps) - place <= fillers for place in range(len(gaps))]


def _counted(parts: list[str], place: str) -> list[Slot]:
    return [Slot(part.strip(), place, column, soft=True) for column, part in enumerate(parts)]
