"""Sentences in phrases: a number with the words before and after it that speak of it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from toolkit.checks.prose.numerals import Numeral, find_numerals
from toolkit.checks.prose.words import Word, find_words
from toolkit.forms.lexicon import Lexicon, Sense

_SENTENCE = re.compile(r"[^。！？\n]{1,600}")  # a longer sentence is read in pieces
_MARK = re.compile(r"[，；：、（）]")
_TITLE = re.compile(r"《[^《》\n]{1,80}》")
_ASIDE = re.compile(r"（[^（）0-9]{0,60}）")  # a bracket without numbers


@dataclass(frozen=True, slots=True)
class Phrase:
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
    """The phrases from full stop to full stop."""

    start: int
    end: int
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A plain text taken apart; titles and remarks in brackets are masked by ``*``."""

    text: str
    numerals: tuple[Numeral, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    char: str


_Token = Word | Numeral | _Mark


def take_apart(text: str, lexicon: Lexicon, unit: str) -> Passage:
    """`text` is plain text of a report of `unit`."""
    masked = _TITLE.sub(_stars, text)
    masked = _ASIDE.sub(lambda match: match[0] if _says_something(match[0], lexicon) else _stars(match), masked)
    words = find_words(masked, lexicon, unit)
    numerals = _without_names(find_numerals(masked), words)
    tokens = _tokens(masked, words, numerals)
    starts = [token.start for token in tokens]
    sentences = []
    for match in _SENTENCE.finditer(masked):
        first, last = bisect_left(starts, match.start()), bisect_left(starts, match.end())
        sentences.append(Sentence(*match.span(), tuple(_phrases(tokens[first:last], *match.span()))))
    return Passage(masked, numerals, tuple(sentences))


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
    return sorted([*free, *numerals, *marks], key=lambda token: token.start)


def _phrases(tokens: Sequence[_Token], start: int, end: int) -> Iterator[Phrase]:
    mark, depth, begin = "", 0, start
    numeral: Numeral | None = None
    before: list[Word] = []
    after: list[Word] = []
    for token, following in zip_longest(tokens, tokens[1:]):
        match token:
            case Word():
                (after if numeral else before).append(token)
            case Numeral():
                if numeral is None:
                    numeral = token
                    continue
                yield Phrase(begin, numeral.end, mark, depth, numeral, tuple(before), ())
                mark, begin, numeral, before, after = "", numeral.end, token, after, []
            case _Mark(place, char):
                if _joins(char, numeral, place, following):
                    continue
                yield Phrase(begin, place, mark, depth, numeral, tuple(before), tuple(after))
                depth = max(0, depth + {"（": 1, "）": -1}.get(char, 0))
                mark, begin, numeral, before, after = char, place + 1, None, [], []
    yield Phrase(begin, end, mark, depth, numeral, tuple(before), tuple(after))


def _joins(char: str, numeral: Numeral | None, place: int, following: _Token | None) -> bool:
    """自然人、法人 before their number; 予以公开：5件."""
    if numeral:
        return False
    return char == "、" or (char == "：" and isinstance(following, Numeral) and following.start == place + 1)
