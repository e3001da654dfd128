"""Plain text, Markdown, and the text of web pages: lines, and rows of cells between tabs or bars."""

import re
from collections.abc import Iterator

from toolkit.published.content import Cells, Content, Item, Line, Slot, without_label_gaps

_MARKDOWN_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")
_RULE = re.compile(r"\s*\|?[\s:|+=-]*-{2,}[\s:|+=-]*\|?\s*")
_END_OF_ROW = re.compile(r"\|[\s|]*$")


def read_text(text: str) -> Content:
    """The lines of `text`. What stands between tabs or bars becomes cells."""
    return Content(tuple(_items(text.splitlines())))


def _items(lines: list[str]) -> Iterator[Item]:
    held: Line | None = None  # a line that turns out to be a cell if the next one begins with a bar
    is_open = False  # the last cell has no bar after it yet
    for number, raw in enumerate(lines, 1):
        place = f"第 {number} 行"
        text = _without_markup(raw)
        if not text.strip() or ("-" in text and _RULE.fullmatch(text)):
            if held:
                yield held
            held = None
            continue
        if "|" not in text:
            if held:
                yield held
            held, is_open = None, False
            if "\t" in text:
                yield Cells(without_label_gaps(_counted(text.split("\t"), place)))
            else:
                held, is_open = Line(text.strip(), place), True
            continue
        if held:
            begins_with_bar = text.lstrip().startswith("|")
            yield Cells((Slot(held.text, held.place),)) if begins_with_bar else held
            held, is_open = None, begins_with_bar
        slots = _between_bars(text.strip(), place, is_open=is_open)
        if slots:
            yield Cells(slots)
        is_open = not text.rstrip().endswith("|")
    if held:
        yield held


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
    bars = tail.count("|")
    slots: list[Slot] = []
    if content.strip():
        parts = content.split("|")
        opened = not parts[0].strip()
        slots = (
            _counted(parts[1:], place) if opened and not is_open else [Slot(p.strip(), place) for p in parts[opened:]]
        )
        bars -= 1
    elif is_open:
        bars -= 1
    filler = "||" in tail
    last = slots[-1].column if slots and slots[-1].soft else -2
    ends = [Slot("", place, last + n + 1 if last >= 0 else -1, 1, filler, last >= 0) for n in range(max(0, bars))]
    return without_label_gaps([*slots, *ends]) if last >= 0 else (*slots, *ends)


def _counted(parts: list[str], place: str) -> list[Slot]:
    return [Slot(part.strip(), place, column, soft=True) for column, part in enumerate(parts)]
