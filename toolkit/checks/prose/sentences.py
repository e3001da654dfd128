"""The sentences of a text, each with its numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.checks.prose.numerals import Numeral, find_numerals

# A longer sentence is read in pieces.
_SENTENCE = re.compile(r"(?:[^。！？!?\n.]|\.(?![\u4e00-\u9fa5（])){1,500}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that begins at `start` of the whole text; so do the places of its numerals count."""

    text: str
    start: int
    numerals: tuple[Numeral, ...]


def find_sentences(text: str) -> Iterator[Sentence]:
    """All sentences of `text` in order."""
    numerals = find_numerals(text)
    first = 0
    for match in _SENTENCE.finditer(text):
        last = first
        while last < len(numerals) and numerals[last].start < match.end():
            last += 1
        yield Sentence(match[0], match.start(), numerals[first:last])
        first = last
