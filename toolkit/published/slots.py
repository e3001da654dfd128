"""Text that is a table without lines: what in it is a label, and what stands in place of a number."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from toolkit.published.content import Item, Line, Slot
from toolkit.published.labels import has_words, label_of, plain

_LONGEST_VALUE = 24
_NONE = re.compile(r"[-—–−―/\\*.·…]{1,4}|无|空|暂无|未发生|不涉及|不适用|N/?A", re.IGNORECASE)
_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_COUNTED = re.compile(rf"{_NUMBER}\s*(?:[件条个项次份宗起元%]|万元|亿元)?")
_CHANGED = re.compile(rf"(?:增加?|减少?|新增|\+|-|↑|↓)\s*{_NUMBER}\s*[件条个项]?")
_WITH_REMARK = re.compile(rf"{_NUMBER}\s*[件条个项]?\s*\(.+\)")
_VALUES = (_COUNTED, _NONE, _CHANGED, _WITH_REMARK)
_BARE_NUMBERING = re.compile(r"\d{1,2}[.、)]")
_VALUE_IN_TEXT = rf"(?:{_NUMBER}|[-—/])"
_LABEL_THEN_VALUES = re.compile(
    rf"(?P<label>.*[\u3400-\u9fff”\"’)）】、，。；：,;:])\s+(?P<values>{_VALUE_IN_TEXT}(?:\s+{_VALUE_IN_TEXT})*)"
)
_LABEL_WITH_DIGITS = re.compile(r"(?P<label>.*[\u3400-\u9fff”\"’)）】])(?P<digits>\d+(?:\.\d+)?)")
_WIDE_BLANK = re.compile(r"[ \u00a0]{2,}|[\u3000\t]+")


def is_value(text: str) -> bool:
    """Whether `text` stands where a number should: a number, a blank, or what people write in place of one."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if not folded:
        return True
    if len(folded) > _LONGEST_VALUE:
        return False
    if any(pattern.fullmatch(folded) for pattern in _VALUES):
        return True
    return not has_words(folded) and folded[0].isdigit() and not _BARE_NUMBERING.fullmatch(folded)


def slots_of(items: Sequence[Item], labels: Sequence[str]) -> list[Slot]:
    """All slots in reading order; lines of text are cut into slots at the `labels` of the table."""
    keys = frozenset(label_of(label).key for label in labels)
    found: list[Slot] = []
    for item in items:
        if isinstance(item, Line):
            found.extend(Slot(piece, item.place) for piece in _cut(item.text, labels, keys))
            continue
        for slot in item.slots:
            drawn = slot.column >= 0 or not slot.text
            found.extend([slot] if drawn else (Slot(piece, slot.place) for piece in _cut_piece(slot.text, keys)))
    return found


def _cut(text: str, labels: Sequence[str], keys: frozenset[str]) -> Iterator[str]:
    pieces = _at_labels(text, labels) or filter(None, map(str.strip, _WIDE_BLANK.split(text)))
    for piece in pieces:
        yield from _cut_piece(piece, keys)


def _cut_piece(piece: str, keys: frozenset[str]) -> Iterator[str]:
    words = piece.split()
    if is_value(piece) or not has_words(piece):
        yield from [piece] if has_words(piece) or not all(map(is_value, words)) else words
    elif len(words) > 1 and all(label_of(word).key in keys for word in words):
        yield from words
    elif match := _LABEL_THEN_VALUES.fullmatch(piece):
        yield match["label"]
        yield from match["values"].split()
    elif match := _LABEL_WITH_DIGITS.fullmatch(piece):
        yield from (match["label"], match["digits"])
    else:
        yield piece


def _at_labels(text: str, labels: Sequence[str]) -> list[str]:
    """A line that holds many cells, cut at its labels; nothing where it is no such line.

    Labels follow each other in the order of the form, with nothing but values between them.
    """
    visible = [(char, position) for position, raw in enumerate(text) for char in plain(raw)]
    squeezed = "".join(char for char, _ in visible)
    cuts: list[tuple[int, int]] = []
    start = 0
    for label in map(plain, labels):
        at = squeezed.find(label, start)
        if at >= 0 and not has_words(squeezed[start:at]):
            cuts.append((at, at + len(label)))
            start = at + len(label)
    if len(cuts) < 2 or has_words(squeezed[start:]):
        return []
    edges = sorted({0, len(squeezed), *(edge for cut in cuts for edge in cut)})
    places = [visible[edge][1] if edge < len(visible) else len(text) for edge in edges]
    return [piece for left, right in pairwise(places) if (piece := text[left:right].strip())]
