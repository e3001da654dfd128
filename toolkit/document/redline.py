"""An outline against an earlier version of the document: what came and what went, in words and in cells. Pure.

Texts are compared, not files: what a word processor did to the file does not show.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

from toolkit.document.content import Content
from toolkit.document.items import (
    AttachmentHead,
    AttachmentNote,
    Change,
    Heading,
    Item,
    Outline,
    Paragraph,
    Run,
    Signature,
    TableItem,
    Title,
)
from toolkit.document.numbers import written_numbers
from toolkit.document.outline import level_of
from toolkit.model import squeezed

_SENTENCE = re.compile(r"[^。；！？]*[。；！？]?")
_TOKEN = re.compile(r"[0-9.,]+|[A-Za-z]+|.", re.DOTALL)
_DATE = re.compile(r"20[0-9]{2}年[0-9]+月[0-9]+日")
_ALIKE = 0.4  # lines of less likeness are two lines, not one that was edited
_TOO_LONG = 4_000_000  # pairs of tokens; longer sentences are replaced whole
_STRAY = 2  # characters that happen to stay the same between two changes are no common text


@dataclass(frozen=True, slots=True)
class Changes:
    """How much differs: numbers in cells, of how many tables, and paragraphs, with how many numbers in them."""

    cells: int = 0
    tables: int = 0
    paragraphs: int = 0
    numbers: int = 0

    def __str__(self) -> str:
        if not (self.cells or self.paragraphs):
            return "没有改动"
        in_text = f"（其中数字 {self.numbers} 处）" if self.numbers else ""
        return f"表内 {self.cells} 处数字、{self.tables} 张表改动，文字 {self.paragraphs} 段改动{in_text}"


def redlined(outline: Outline, earlier: Content) -> tuple[Outline, Changes]:
    """`outline` with every difference from `earlier` marked, and their number."""
    tables = {item.table.id: _table(item, earlier) for item in outline.items if isinstance(item, TableItem)}
    lines = [item for item in outline.items if isinstance(item, Title | Heading | Paragraph)]
    before = _lines_of(earlier, outline)
    merged = list(_merged(before, lines))
    items: list[Item] = []
    following = iter(merged)
    for item in outline.items:
        match item:
            case TableItem():
                items.append(tables[item.table.id])
            case Signature() | AttachmentNote() | AttachmentHead():
                items.append(item)
            case _:
                items += _up_to(item, following)
    ends = (place for place, item in enumerate(items) if isinstance(item, Signature | AttachmentNote))
    signature = next(ends, len(items))
    items[signature:signature] = [item for _, item in following]
    return Outline(tuple(items)), _count(items)


def differences(outline: Outline) -> Iterator[tuple[Run, ...]]:
    """A line for each paragraph and each cell of a marked document in which something came or went."""
    for item in outline.items:
        match item:
            case Title(text, before) if before:
                yield Run(before, change="deleted"), Run(text, change="inserted")
            case Heading() | Paragraph() if any(run.change for run in item.runs):
                yield item.runs
            case TableItem(table, numbers, before):
                for cell in (each for each in table.cells if each.id in before):
                    place = f"{table.sheet} {cell.row.short}（{cell.column.short}）："
                    yield (Run(place), Run(before[cell.id], change="deleted"), Run(numbers[cell.id], change="inserted"))
            case _:
                pass


def _table(item: TableItem, earlier: Content) -> TableItem:
    known = earlier.tables.get(item.table.id)
    before = known.printed if known else {}
    return replace(
        item,
        before={cell: before[cell] for cell, text in item.numbers.items() if cell in before and before[cell] != text},
    )


def _lines_of(earlier: Content, outline: Outline) -> list[str]:
    """The earlier lines without 署名, 成文日期 and what tells of attachments, which are not compared."""
    units = (squeezed(item.unit) for item in outline.items if isinstance(item, Signature))
    told = (line for item in outline.items if isinstance(item, AttachmentNote | AttachmentHead) for line in item.lines)
    frame = {*units, *map(squeezed, told)}
    lines = [text.words.replace("\n", "") for text in earlier.texts]
    while lines and (squeezed(lines[-1]) in frame or _DATE.fullmatch(squeezed(lines[-1]))):
        lines.pop()
    return lines


def _up_to(item: Item, following: Iterator[tuple[object, Item]]) -> Iterator[Item]:
    """Lines that went away before `item`, then `item` as marked."""
    for origin, marked in following:
        yield marked
        if origin is item:
            return


# --- lines -----------------------------------------------------------------------------------------------------------

_Line = Title | Heading | Paragraph


def _merged(before: Sequence[str], after: Sequence[_Line]) -> Iterator[tuple[object, Item]]:
    """(the line of the new version or None, the marked line) in order."""
    old, new = [squeezed(line) for line in before], [squeezed(line.text) for line in after]
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from ((line, line) for line in after[c:d])
        else:
            for text, line in _paired(before[a:b], after[c:d]):
                if line is None:
                    yield None, _gone(text or "")
                else:
                    yield line, _changed(text, line)


def _paired(before: Sequence[str], after: Sequence[_Line]) -> Iterator[tuple[str | None, _Line | None]]:
    """Old and new lines in order, each new one beside the first old one it is like."""
    start = 0
    for line in after:
        like = next((place for place in range(start, len(before)) if _are_alike(before[place], line.text)), None)
        if like is None:
            yield None, line
            continue
        yield from ((text, None) for text in before[start:like])
        yield before[like], line
        start = like + 1
    yield from ((text, None) for text in before[start:])


def _are_alike(old: str, new: str) -> bool:
    """By what they have in common of their letters; cheap, also for long lines."""
    matcher = SequenceMatcher(None, old[:2000], new[:2000], autojunk=False)
    return matcher.quick_ratio() > _ALIKE and (len(old) + len(new) > 1000 or matcher.ratio() > _ALIKE)


def _gone(text: str) -> Heading | Paragraph:
    runs = (Run(text, change="deleted"),)
    level = level_of(text)
    return Heading(level, runs, "deleted") if level else Paragraph(runs, "deleted")


def _changed(old: str | None, line: _Line) -> Item:
    match line:
        case Title():
            return replace(line, before=old or "")
        case _ if old is None:
            return replace(line, runs=tuple(replace(run, change="inserted") for run in line.runs), change="inserted")
        case _:
            return replace(line, runs=tuple(_differences(old, line.text)))


# --- words -----------------------------------------------------------------------------------------------------------


def _differences(old: str, new: str) -> Iterator[Run]:
    """The words of both, sentence by sentence, then token by token; a number changes as a whole."""
    pieces = [piece for piece in _by_sentence(old, new) if piece[1]]
    clean = (piece for piece in _without_strays(pieces) if piece[1])
    for change, group in groupby(clean, key=lambda piece: piece[0]):
        yield Run("".join(text for _, text in group), change=change)


def _by_sentence(old: str, new: str) -> Iterator[tuple[Change, str]]:
    a, b = _SENTENCE.findall(old), _SENTENCE.findall(new)
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "", "".join(b[b1:b2])
        else:
            yield from _by_token("".join(a[a1:a2]), "".join(b[b1:b2]))


def _by_token(old: str, new: str) -> Iterator[tuple[Change, str]]:
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(a) * len(b) > _TOO_LONG:
        yield from (("deleted", old), ("inserted", new))
        return
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "", "".join(b[b1:b2])
        else:
            yield from (("deleted", "".join(a[a1:a2])), ("inserted", "".join(b[b1:b2])))


def _without_strays(pieces: Sequence[tuple[Change, str]]) -> Iterator[tuple[Change, str]]:
    """One deletion and one insertion where only a letter or two between several of them stayed the same."""
    deleted, inserted = "", ""
    for place, (change, text) in enumerate(pieces):
        between = 0 < place < len(pieces) - 1 and (deleted or inserted)
        if change == "" and between and len(text) < _STRAY:
            deleted, inserted = deleted + text, inserted + text
        elif change == "":
            yield from (("deleted", deleted), ("inserted", inserted))
            deleted = inserted = ""
            yield "", text
        elif change == "deleted":
            deleted += text
        else:
            inserted += text
    yield from (("deleted", deleted), ("inserted", inserted))


# --- how much --------------------------------------------------------------------------------------------------------


def _count(items: Iterable[Item]) -> Changes:
    tables = [len(item.before) for item in items if isinstance(item, TableItem) and item.before]
    lines = [item for item in items if isinstance(item, Heading | Paragraph) and _is_changed(item)]
    titles = sum(isinstance(item, Title) and bool(item.before) for item in items)
    numbers = sum(_numbers(line) for line in lines)
    return Changes(sum(tables), len(tables), len(lines) + titles, numbers)


def _is_changed(line: Heading | Paragraph) -> bool:
    return bool(line.change) or any(run.change for run in line.runs)


def _numbers(line: Heading | Paragraph) -> int:
    """Numbers that came, went or changed; one that changed counts once."""
    old = [
        number.text for number in written_numbers("".join(run.text for run in line.runs if run.change != "inserted"))
    ]
    new = [number.text for number in written_numbers("".join(run.text for run in line.runs if run.change != "deleted"))]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return sum(max(a2 - a1, b2 - b1) for kind, a1, a2, b1, b2 in matcher.get_opcodes() if kind != "equal")
