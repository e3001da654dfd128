"""One plain form of a text: no blanks, digits and marks in one shape, every place traceable to the original."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SHAPES = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0xFE6A: ord("%")}  # full-width → ASCII
_MARKS = str.maketrans(",;:()?![]", "，；：（）？！〔〕")
_NUMBERING = r"(?:[一二三四五六七八九十0-9]{1,3}[、.．]|[（(][一二三四五六七八九十0-9]{1,3}[）)])"
_ITEM = re.compile(rf"{_NUMBERING}|[一二三四五六七八九]是")
_HEADING = re.compile(rf"{_NUMBERING}[^，。；：,;:\n]{{1,25}}")
_ENDS = "。；：！？!?;:"
_DROPPED = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))|[\s\u200b\ufeff]")  # 1,234; blanks
_FULL_STOP = re.compile(r"(?<![0-9A-Za-z])\.(?![0-9A-Za-z])")
_LINE = 60  # characters of a line that are looked at


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` without blanks; character `n` of it stood at ``origin[n]``."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stood in the original."""
        return (self.origin[start], self.origin[end - 1] + 1) if start < end else (self.origin[start],) * 2


def plain(text: str) -> Plain:
    r"""Blanks, and line breaks inside a sentence, are dropped; a line break that ends one stays as ``\\n``."""
    shaped = text.translate(_SHAPES)
    kept = set(_ends_of_paragraphs(shaped))
    dropped = {match.start() for match in _DROPPED.finditer(shaped)} - kept
    origin = [place for place in range(len(shaped)) if place not in dropped]
    chars = "".join([shaped[place] for place in origin]).translate(_MARKS)
    return Plain(_FULL_STOP.sub("。", chars), (*origin, len(text)))


def _ends_of_paragraphs(text: str) -> Iterator[int]:
    for match in re.finditer(r"\n", text):
        start = text.rfind("\n", max(0, match.start() - _LINE), match.start()) + 1
        line = text[max(start, match.start() - _LINE) : match.start()].strip()
        after = text[match.end() : match.end() + _LINE].lstrip()
        if not line or line[-1] in _ENDS or not after or _ITEM.match(after) or _HEADING.fullmatch(line):
            yield match.start()
