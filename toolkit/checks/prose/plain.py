"""One plain form of a text: no blanks, digits and marks in one shape, every place traceable to the original."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

_MARKS = dict(zip(",;:()?![]", "，；：（）？！〔〕", strict=True))
_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\ufe6a": "%"}  # → ASCII
_SHAPES = _MARKS | {full: _MARKS.get(char, char) for full, char in _FULL_WIDTH.items()}
_ANOTHER_SHAPE = re.compile("[" + re.escape("".join(char for char in _SHAPES if _SHAPES[char] != char)) + "]")
_NUMBERING = r"(?:[一二三四五六七八九十0-9]{1,3}[、.．]|[（(][一二三四五六七八九十0-9]{1,3}[）)])"
_ITEM = re.compile(rf"{_NUMBERING}|[一二三四五六七八九]是")
_HEADING = re.compile(rf"{_NUMBERING}[^，。；：,;:\n]{{1,25}}")
_ENDS = "。；：！？!?;:"
_DROPPED = re.compile(r"(?<=[0-9])，(?=[0-9]{3}(?![0-9]))|[\s\u200b\ufeff]")  # 1,234; blanks
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
    shaped = _ANOTHER_SHAPE.sub(lambda match: _SHAPES[match[0]], text)
    kept = set(_ends_of_paragraphs(shaped)) if "\n" in shaped else set()
    dropped = [match.start() for match in _DROPPED.finditer(shaped) if match.start() not in kept]
    stretches = list(zip((0, *(place + 1 for place in dropped)), (*dropped, len(shaped)), strict=True))
    chars = "".join([shaped[start:end] for start, end in stretches])
    origin = chain.from_iterable(range(start, end) for start, end in stretches)
    return Plain(_FULL_STOP.sub("。", chars), (*origin, len(text)))


def _ends_of_paragraphs(text: str) -> Iterator[int]:
    for match in re.finditer(r"\n", text):
        start = text.rfind("\n", max(0, match.start() - _LINE), match.start()) + 1
        line = text[max(start, match.start() - _LINE) : match.start()].strip()
        after = text[match.end() : match.end() + _LINE].lstrip()
        if not line or line[-1] in _ENDS or not after or _ITEM.match(after) or _HEADING.fullmatch(line):
            yield match.start()
