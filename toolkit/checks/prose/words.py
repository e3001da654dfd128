"""The words of a plain text that the lexicon knows, and how much of a text they explain."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from toolkit.checks.prose.names import own_kinds, own_names
from toolkit.checks.prose.numerals import Numeral
from toolkit.forms.lexicon import Lexicon, Meaning, Role, Sense

_CHINESE = re.compile(r"[\u4e00-\u9fa5A-Za-z]")
_DATE = re.compile(r"[0-9][年月日号]度?")
_CLAUSE = re.compile(r"[，。；：（）\n0-9]")
_NEGATIONS = "不非未无"
_MANY = 99
_KINDS = 60  # characters of a list of kinds
# What a list of kinds leaves standing: whose numbers they are, and of when.
_SCOPE: frozenset[Role] = frozenset({"own", "elsewhere", "area", "before", "after", "not", "compared", "among"})


@dataclass(frozen=True, slots=True)
class Word:
    """``text[start:end]`` of a plain text and what it means."""

    start: int
    end: int
    meaning: Meaning


def find_words(text: str, lexicon: Lexicon, unit: str) -> list[Word]:
    """All words of the lexicon, and the names of the unit, in order."""
    own = re.compile("|".join(map(re.escape, own_names(unit))) or r"(?!)")
    named = [Word(match.start(), match.end(), "own") for match in own.finditer(text)]
    taken = _covered(named)
    known = (Word(match.start(), match.end(), lexicon.words[match[0]]) for match in lexicon.pattern.finditer(text))
    words = [*named, *(word for word in known if word.start not in taken and word.end - 1 not in taken)]
    words.sort(key=lambda word: word.start)
    return _without_kinds(text, _with_bodies(text, words, own_kinds(unit) or set()))


def unexplained(text: str, words: Sequence[Word], start: int, end: int, numeral: Numeral | None = None) -> int:
    """How many characters of ``text[start:end]``, but for the `numeral`, no word explains; one that negates counts
    for many.
    """
    covered = _covered(words) | {place for match in _DATE.finditer(text, start, end) for place in range(*match.span())}
    if numeral:
        covered |= set(range(numeral.start, numeral.end))
    left = (text[place] for place in range(start, end) if place not in covered and _CHINESE.match(text, place))
    return sum(_MANY if char in _NEGATIONS else 1 for char in left)


def _covered(words: Sequence[Word]) -> set[int]:
    return {place for word in words for place in range(word.start, word.end)}


def _with_bodies(text: str, words: Sequence[Word], own: AbstractSet[str]) -> list[Word]:
    """县水利局 that no word explains is another unit; 局里 is the unit itself, of the kind `own`."""
    found: list[Word] = []
    for word in words:
        meaning = word.meaning
        if meaning == "body" and _is_another(text, word, found[-1] if found else None):
            meaning = "elsewhere"
        elif meaning == "body" and text[word.start : word.end].removesuffix("政府") in own:
            meaning = "own"
        found.append(Word(word.start, word.end, meaning))
    return found


def _is_another(text: str, body: Word, previous: Word | None) -> bool:
    adjoins = previous is not None and previous.end == body.start
    if adjoins and previous is not None:
        return previous.meaning == "elsewhere"
    return bool(_CHINESE.match(text, body.start - 1)) if body.start else False


def _without_kinds(text: str, words: Sequence[Word]) -> list[Word]:
    """“取水、采砂等行政许可”: what stands before 等 names kinds of it and is explained."""
    lists = list(_lists_of_kinds(text, words))
    if not lists:
        return list(words)
    inside = _covered(lists)
    kept = [word for word in words if word.start not in inside or word.meaning in _SCOPE]
    return sorted([*kept, *lists], key=lambda word: word.start)


def _lists_of_kinds(text: str, words: Sequence[Word]) -> Iterator[Word]:
    for word in words:
        if isinstance(word.meaning, Sense) and word.meaning.kinds and text[word.start - 1 : word.start] == "等":
            first = max(0, word.start - _KINDS)
            marks = [match.end() for match in _CLAUSE.finditer(text, first, word.start)]
            yield Word(marks[-1] if marks else first, word.start, "filler")
