"""Sentences in phrases: a number with the words before and after it that speak of it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from toolkit.checks.prose.numerals import Numeral, find_numerals
from toolkit.checks.prose.words import Word, find_words
from toolkit.forms.lexicon import Lexicon, Sense

_SENTENCE = re.compile(r"[^。！？\n]{1,600}")  # a longer sentence is read in pieces
_STOP = re.compile(r"[。！？\n]")
_MARK = re.compile(r"[，；：、（）]")
_TITLE = re.compile(r"《[^《》\n]{1,80}》")
_DEEPER = {"（": 1, "）": -1}
_IN_ORDER = attrgetter("start")
_ASIDE = re.compile(r"（[^（）0-9]{0,60}）")  # a bracket without numbers


class Phrase(NamedTuple):
    """What stands between two marks, or round one number: ``text[start:end]``.

    `mark` opens it; `depth` counts the brackets round it. Of several numbers between two marks each has its own
    phrase: the words between them belong to the second.
    """

    start: int
    end: int
    mark: str
    depth: int
    numeral: Numeral | None
    before: tuple[Word, ...]
    after: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The phrases from full stop to full stop; one where no number is told, nor that there was none."""

    start: int
    end: int
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A plain text taken apart, up to the last sentence that may state something; titles and remarks in brackets are
    masked by ``*``.
    """

    text: str
    numerals: tuple[Numeral, ...]
    sentences: tuple[Sentence, ...]


class _Mark(NamedTuple):
    start: int
    char: str


_Token = Word | Numeral | _Mark


def take_apart(text: str, lexicon: Lexicon, unit: str) -> Passage:
    """`text` is plain text of a report of `unit`."""
    masked = _TITLE.sub(_stars, text)
    masked = _ASIDE.sub(lambda match: match[0] if _says_something(match[0], lexicon) else _stars(match), masked)
    numbers = find_numerals(masked)
    end = _told_until(masked, numbers, lexicon)
    words = find_words(masked[:end], lexicon, unit)
    numerals = _without_names(numbers, words)
    tokens = _tokens(masked, words, numerals)
    starts = [token.start for token in tokens]
    negations = [word.start for word in words if word.meaning == "not"]
    telling = sorted([*(numeral.start for numeral in numerals), *negations])
    sentences = []
    for match in _SENTENCE.finditer(masked, 0, end):
        first, last = bisect_left(starts, match.start()), bisect_left(starts, match.end())
        states = bisect_left(telling, match.start()) < bisect_left(telling, match.end())
        divide = _phrases if states else _in_one
        sentences.append(Sentence(*match.span(), tuple(divide(tokens[first:last], *match.span()))))
    return Passage(masked, numerals, tuple(sentences))


def _told_until(text: str, numerals: Sequence[Numeral], lexicon: Lexicon) -> int:
    """The end of the last sentence that may state something: what follows need not be understood."""
    negated = max((text.rfind(word) for word in _negations(lexicon)), default=-1) + 1
    last = max(negated, numerals[-1].end if numerals else 0)
    stop = _STOP.search(text, last) if last else None
    return stop.start() if stop else len(text) if last else 0


@cache
def _negations(lexicon: Lexicon) -> tuple[str, ...]:
    """Words of which one must stand where there was none of something, none within another."""
    words = sorted((word for word, meaning in lexicon.words.items() if meaning == "not"), key=len)
    return tuple(word for place, word in enumerate(words) if not any(short in word for short in words[:place]))


def _stars(match: re.Match[str]) -> str:
    return "*" * len(match[0])


def _says_something(remark: str, lexicon: Lexicon) -> bool:
    """Whether a bracket without digits names a row or column, or counts: （属于国家秘密）, （含一件…）."""
    if find_numerals(remark):
        return True
    return any(isinstance(lexicon.words[match[0]], Sense) for match in lexicon.pattern.finditer(remark))


def _without_names(numerals: Sequence[Numeral], words: Sequence[Word]) -> tuple[Numeral, ...]:
    """12345 is the name of a hotline, no number."""
    names = {word.start for word in words if word.meaning == "foreign"}
    return tuple(numeral for numeral in numerals if numeral.start not in names)


def _tokens(text: str, words: Sequence[Word], numerals: Sequence[Numeral]) -> list[_Token]:
    counted = {place for numeral in numerals for place in range(numeral.start, numeral.end)}
    free = [word for word in words if word.start not in counted and word.end - 1 not in counted]
    inline = {place for match in _ASIDE.finditer(text) for place in (match.start(), match.end() - 1)}
    marks = [_Mark(match.start(), match[0]) for match in _MARK.finditer(text) if match.start() not in inline]
    return sorted([*free, *numerals, *marks], key=_IN_ORDER)


def _in_one(tokens: Sequence[_Token], start: int, end: int) -> Iterator[Phrase]:
    """A sentence that states nothing is not divided: it only tells what is being spoken of."""
    yield Phrase(start, end, "", 0, None, tuple(token for token in tokens if isinstance(token, Word)), ())


def _phrases(tokens: Sequence[_Token], start: int, end: int) -> Iterator[Phrase]:
    mark, depth, begin = "", 0, start
    numeral: Numeral | None = None
    before: list[Word] = []
    after: list[Word] = []
    for index, token in enumerate(tokens, 1):
        if isinstance(token, Word):
            (after if numeral else before).append(token)
        elif isinstance(token, _Mark):
            if numeral is None and _joins(token, tokens[index : index + 1]):
                continue
            yield Phrase(begin, token.start, mark, depth, numeral, tuple(before), tuple(after))
            depth = max(0, depth + _DEEPER.get(token.char, 0))
            mark, begin, numeral, before, after = token.char, token.start + 1, None, [], []
        elif numeral is None:
            numeral = token
        else:
            yield Phrase(begin, numeral.end, mark, depth, numeral, tuple(before), ())
            mark, begin, numeral, before, after = "", numeral.end, token, after, []
    yield Phrase(begin, end, mark, depth, numeral, tuple(before), tuple(after))


def _joins(mark: _Mark, following: Sequence[_Token]) -> bool:
    """自然人、法人 before their number; 予以公开：5件."""
    if mark.char == "：":
        return any(isinstance(token, Numeral) and token.start == mark.start + 1 for token in following)
    return mark.char == "、"
