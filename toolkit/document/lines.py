"""How wide a text is in 汉字, and where a title breaks. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from math import ceil

from toolkit.document.numbers import NUMBER

_MOST_LINES = 6  # a longer title is no title; the word processor may break it as it likes
_SPLIT_COST = 40  # breaking inside a name costs as much as lines of 12 and 18 characters in place of two of 15


def width(text: str) -> float:
    """The width in 汉字: digits, letters and blanks count half."""
    return sum(1 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def balanced(text: str, limit: float, unbroken: Sequence[str]) -> tuple[str, ...]:
    """`text` in as few lines of at most `limit` 汉字 as possible, alike in length.

    Numbers and the words in `unbroken` stay whole. Clause 7.3.1: 词意完整，排列对称，长短适宜.
    """
    pieces = re.findall("|".join([NUMBER.pattern, *map(re.escape, unbroken), "."]), text, re.DOTALL)
    fewest = max(1, ceil(width(text) / limit))
    found = (_best(tuple(pieces), lines, limit) for lines in range(fewest, _MOST_LINES + 1))
    return next(filter(None, found), (text,))


def _best(pieces: tuple[str, ...], lines: int, limit: float) -> tuple[str, ...] | None:
    """The division into `lines` lines with the least cost, by the best ways to fill ever more lines; None: too few."""
    ways: dict[int, tuple[float, tuple[str, ...]]] = {0: (0, ())}  # pieces used → cost, lines
    for _ in range(lines):
        longer: dict[int, tuple[float, tuple[str, ...]]] = {}
        for start, (cost, done) in ways.items():
            for end, line in _lines_from(pieces, start, limit):
                total = cost + width(line) ** 2 + _break_cost(pieces, end)
                if end not in longer or total < longer[end][0]:
                    longer[end] = (total, (*done, line))
        ways = longer
    found = ways.get(len(pieces))
    return found[1] if found else None


def _lines_from(pieces: tuple[str, ...], start: int, limit: float) -> list[tuple[int, str]]:
    """Every line that begins with the piece `start` and fits: (first piece after it, text)."""
    found = []
    line = ""
    for end in range(start, len(pieces)):
        line += pieces[end]
        if width(line) > limit:
            break
        found.append((end + 1, line))
    return found


def _break_cost(pieces: tuple[str, ...], end: int) -> int:
    """A break between two single characters most likely splits a word."""
    return _SPLIT_COST if 0 < end < len(pieces) and len(pieces[end - 1]) == len(pieces[end]) == 1 else 0
