"""Percentages that must follow from the numbers of the text, or of the tables."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from toolkit.checks.prose.numerals import Numeral
from toolkit.checks.prose.parts import Match, Mismatch
from toolkit.checks.prose.phrases import Passage, Phrase
from toolkit.checks.prose.words import Word
from toolkit.forms.lexicon import Sense
from toolkit.model import Number

_SHARE_OF = re.compile(r"(?:约|各)?(?:占比|占|比例)")
_RATE = re.compile(r"率[为是达到约]{0,2}$")
_NO_SHARE = re.compile(r"增|减|升|降|涨|同比|环比|提高|以上|超过|不足|满意|及时|按时|按期|规定|法定")
_TOGETHER = re.compile(r"合占|合计占|共占|总计占|两者|二者|两家|三者|合并|之和")
_NEAR = 12  # characters between a count and its percentage
_LOOK_BACK = 40  # numbers before a percentage on which it may be based


@dataclass(frozen=True, slots=True)
class Tables:
    """What the tables give: `told` for a number of the text, `known` for words (none: for what the block is about).

    Both give nothing where they know nothing.
    """

    told: Callable[[Numeral], tuple[Number, ...]]
    known: Callable[[Sequence[Word]], tuple[Number, ...]]


@dataclass(frozen=True, slots=True)
class _Share:
    """A percentage: what it is taken of (`parts`: any of them), and of what (`named` in so many words, or `counts`)."""

    phrase: Phrase
    numeral: Numeral
    parts: tuple[Number, ...]
    named: tuple[Number, ...]
    counts: tuple[Number, ...]


def check_shares(passage: Passage, tables: Tables) -> Iterator[Mismatch | Match]:
    """All percentages whose count is known."""
    earlier: list[Numeral] = []
    for sentence in passage.sentences:
        previous: Phrase | None = None
        for phrase in sentence.phrases:
            if phrase.numeral is None:
                continue
            if not phrase.numeral.is_share:
                earlier.append(phrase.numeral)
            elif share := _share(passage, phrase, previous, earlier[-_LOOK_BACK:], tables):
                yield from _judge(share, tables.known(()))
            previous = phrase


def _share(
    passage: Passage, phrase: Phrase, before: Phrase | None, earlier: Sequence[Numeral], tables: Tables
) -> _Share | None:
    """What a percentage is taken of: the count right before it, or what the words before it name."""
    numeral, previous = phrase.numeral, before.numeral if before else None
    if numeral is None:
        return None
    lead = passage.text[phrase.start : numeral.start]
    split = _SHARE_OF.search(lead)
    if numeral.about or _NO_SHARE.search(lead) or _TOGETHER.search(lead):
        return None
    if split is None and before and previous and _RATE.search(lead) and _is_same(before, phrase):
        counts = [n.value for n in earlier if n.start < previous.start and n.measure == previous.measure]
        return _Share(phrase, numeral, (previous.value,), (), tuple(counts))
    if split is None:
        named = phrase.before if _RATE.search(lead) else ()
        parts = tables.known(named) if named else ()
        base = tables.known([word for word in named if not _is_column(word)])
        return _Share(phrase, numeral, parts, base, ()) if parts else None
    subject = [word for word in phrase.before if word.end <= phrase.start + split.start()]
    base = tables.known([word for word in phrase.before if word.start >= phrase.start + split.end()] or (_NOTHING,))
    if split.start() <= 1 and previous and _is_near(previous, numeral):
        counts = [n.value for n in earlier if n.start < previous.start and n.measure == previous.measure]
        return _Share(phrase, numeral, (previous.value, *tables.told(previous)), base, tuple(counts))
    parts = tables.known(subject) if subject else ()
    return _Share(phrase, numeral, parts, base, tuple(n.value for n in earlier)) if parts else None


_NOTHING = Word(0, 0, "filler")


def _is_same(count: Phrase, rate: Phrase) -> bool:
    """“纠正 3 件，纠错率 32.1%”: whether the rate is of what was just counted."""
    spoken = {word.meaning for word in count.before if isinstance(word.meaning, Sense)}
    return any(word.meaning in spoken and _is_column(word) for word in rate.before)


def _is_column(word: Word) -> bool:
    return isinstance(word.meaning, Sense) and word.meaning.axis == "column"


def _is_near(part: Numeral, share: Numeral) -> bool:
    return not part.is_share and not part.is_money and share.start - part.end <= _NEAR


def _judge(share: _Share, tables: Sequence[Number]) -> Iterator[Mismatch | Match]:
    start, end, said = share.phrase.start, share.numeral.end, share.numeral.value
    bases = {base for base in (*share.named, *share.counts, *tables) if base}
    if any(_fits(part, base, said) for part in share.parts for base in bases if base >= part):
        yield Match(start, end)
        return
    backwards = share.counts[::-1]
    likely = (*share.named, *(count for count in backwards if count in tables), *backwards, *tables)
    base = next((base for base in likely if base > share.parts[0]), None)
    if base is not None:
        expected = _rounded(share.parts[0], base, said, ROUND_HALF_UP)
        yield Mismatch(start, end, said, expected, is_share=True, numerals=(share.numeral,))


def _fits(part: Number, base: Number, share: Decimal) -> bool:
    return share in (_rounded(part, base, share, ROUND_HALF_UP), _rounded(part, base, share, ROUND_DOWN))


def _rounded(part: Number, base: Number, share: Decimal, rounding: str) -> Decimal:
    """The percentage, with as many decimals as `share` has."""
    exponent = share.as_tuple().exponent
    places = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return (Decimal(part) * 100 / Decimal(base)).quantize(places, rounding=rounding)
