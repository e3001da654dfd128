"""The words of a plain text that the lexicon knows, and how much of a text they explain."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from operator import attrgetter
from typing import NamedTuple

from toolkit.checks.prose.names import find_own_names, own_kinds
from toolkit.checks.prose.numerals import Numeral
from toolkit.forms.lexicon import Lexicon, Meaning, Role, Sense

_CHINESE = re.compile(r"[\u4e00-\u9fa5A-Za-z]")
_IN_ORDER = attrgetter("start")
_DATE = re.compile(r"[0-9][年月日号]度?")
_CLAUSE = re.compile(r"[，。；：（）\n0-9]")
_NEGATIONS = "不非未无"
_MANY = 99
_KINDS = 60  # characters of a list of kinds
# What a list of kinds leaves standing: whose numbers they are, and of when.
_SCOPE: frozenset[Role] = frozenset({"own", "elsewhere", "area", "before", "after", "not", "compared", "among"})


class Word(NamedTuple):  # a narrative has hundreds: a dataclass takes three times as long to make
    """``text[start:end]`` of a plain text and what it means."""

    start: int
    end: int
    meaning: Meaning


def find_words(text: str, lexicon: Lexicon, unit: str) -> list[Word]:
    """All words of the lexicon, and the names of the unit, in order."""
    words = [Word(*match.span(), lexicon.words[match[0]]) for match in lexicon.pattern.finditer(text)]
    if named := [Word(start, end, "own") for start, end in find_own_names(text, unit)]:
        taken = _covered(named)
        words = [*named, *(word for word in words if word.start not in taken and word.end - 1 not in taken)]
        words.sort(key=_IN_ORDER)
    return _without_kinds(text, _with_bodies(text, words, own_kinds(unit) or frozenset()))


def unexplained(text: str, words: Sequence[Word], start: int, end: int, numeral: Numeral | None = None) -> int:
    """How many characters of ``text[start:end]``, but for the `numeral`, no word explains; one that negates counts
    for many.
    """
    explained = [(word.start, word.end) for word in words]
    explained += [match.span() for match in _DATE.finditer(text, start, end)]
    if numeral:
        explained.append((numeral.start, numeral.end))
    explained.sort()
    left, place = 0, start
    for first, last in (*explained, (end, end)):
        if place < first:
            left += _weight(text[place : min(first, end)])
        place = max(place, last)
    return left


def _weight(rest: str) -> int:
    return sum(_MANY if char in _NEGATIONS else 1 for char in _CHINESE.findall(rest))


def _covered(words: Sequence[Word]) -> set[int]:
    return {place for word in words for place in range(word.start, word.end)}


def _with_bodies(text: str, words: Sequence[Word], own: AbstractSet[str]) -> list[Word]:
    """县水利局 that no word explains is another unit; 局里 is the unit itself, of the kind `own`."""
    found = list(words)
    for place, word in enumerate(words):
        if word.meaning == "body":
            if _is_another(text, word, found[place - 1] if place else None):
                found[place] = word._replace(meaning="elsewhere")
            elif text[word.start : word.end].removesuffix("政府") in own:
                found[place] = word._replace(meaning="own")
    return found


def _is_another(text: str, body: Word, previous: Word | None) -> bool:
    if previous is not None and previous.end == body.start:
        return previous.meaning == "elsewhere"
    return bool(_CHINESE.match(text, body.start - 1)) if body.start else False


def _without_kinds(text: str, words: list[Word]) -> list[Word]:
    """“取水、采砂等行政许可”: what stands before 等 names kinds of it and is explained."""
    lists = list(_lists_of_kinds(text, words)) if "等" in text else []
    if not lists:
        return words
    inside = _covered(lists)
    kept = [word for word in words if word.start not in inside or word.meaning in _SCOPE]
    return sorted([*kept, *lists], key=_IN_ORDER)


def _lists_of_kinds(text: str, words: Sequence[Word]) -> Iterator[Word]:
    for word in words:
        if isinstance(word.meaning, Sense) and word.meaning.kinds and text[word.start - 1 : word.start] == "等":
            first = max(0, word.start - _KINDS)
            marks = [match.end() for match in _CLAUSE.finditer(text, first, word.start)]
            yield Word(marks[-1] if marks else first, word.start, "filler")
