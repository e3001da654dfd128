"""Text that is a table without lines: what in it is a label, and what stands in place of a number."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from toolkit.published.content import Cells, Item, Slot
from toolkit.published.labels import has_words, plain

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
    rf"(?P<label>.*[\u3400-\u9fff”\"’)）】])\s+(?P<values>{_VALUE_IN_TEXT}(?:\s+{_VALUE_IN_TEXT})*)"
)
_LABEL_WITH_DIGITS = re.compile(r"(?P<label>.*[\u3400-\u9fff”\"’)）】])(?P<digits>\d+(?:\.\d+)?)")
_WIDE_BLANK = re.compile(r"[ \u00a0]{2,}|[\u3000\t]+")
_RUN_TOGETHER = 60  # characters from which a line may hold many cells


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


def slots_of(items: Sequence[Item], labels: Sequence[str]) -> list[tuple[Slot, int]]:
    """All slots in reading order, each with the number of its row; lines of text are cut into slots."""
    found: list[tuple[Slot, int]] = []
    for row, item in enumerate(items):
        slots = item.slots if isinstance(item, Cells) else tuple(_cut(item.text, item.place, labels))
        found.extend((slot, row) for slot in slots)
    return found


def _cut(text: str, place: str, labels: Sequence[str]) -> Iterator[Slot]:
    if len(text) > _RUN_TOGETHER and (pieces := _exploded(text, labels)):
        yield from (Slot(piece, place) for piece in pieces)
        return
    for part in filter(None, map(str.strip, _WIDE_BLANK.split(text))):
        yield from (Slot(piece, place) for piece in _cut_part(part))


def _cut_part(part: str) -> Iterator[str]:
    if is_value(part):
        yield from [part] if has_words(part) else part.split()
    elif match := _LABEL_THEN_VALUES.fullmatch(part):
        yield match["label"]
        yield from match["values"].split()
    elif match := _LABEL_WITH_DIGITS.fullmatch(part):
        yield from (match["label"], match["digits"])
    elif not has_words(part) and all(map(is_value, part.split())):
        yield from part.split()
    else:
        yield part


def _exploded(text: str, labels: Sequence[str]) -> list[str]:
    """A whole table in one line, cut at its labels; nothing where it is no table."""
    squeezed = plain(text)
    pieces: list[str] = []
    start = hits = 0
    for label in map(plain, labels):
        at = squeezed.find(label, start)
        if at < 0 or at - start > _RUN_TOGETHER:
            continue
        pieces += [*_between(squeezed[start:at]), label]
        start, hits = at + len(label), hits + 1
    if hits < max(4, len(labels) // 3):
        return []
    return [*pieces, *_between(squeezed[start:])]


def _between(text: str) -> list[str]:
    return [text] if text else []
