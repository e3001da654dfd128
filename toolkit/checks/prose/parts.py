"""Parts and wholes: lists that must add up."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from toolkit.checks.prose.numerals import Numeral
from toolkit.checks.prose.phrases import Passage, Phrase

# Between a whole and its first part: a list of all the parts, or of some (a subset must not exceed the whole).
_ALL = re.compile(r"分别|分为|包括|具体|[（：]")
_SOME = re.compile(r"其中|含|里面|里头")
_OPEN = re.compile(r"等|主要|大部分|多为|比|同比|增|减|较|约|以上")
# The number of another year, or a difference, is no whole and no part.
_COMPARED = re.compile(r"(?:比|较)(?:20[0-9]{2}|上|去|前|同)|同比|环比|增长|下降|增加|减少|上升|提高|多出?$|少$")
_REST = re.compile(r"其他|其它|其余|剩余|剩下|余下")
_NO_PART = re.compile(
    r"结转|上年|前一年|往年|去年|留下|办结|答复|新收|收到|受理|共计|合计|总计|累计|共|同时|此外|另|还|并|全部|回复"
)
_SUM = re.compile(r"合计|总计|共计|总共")
_COMPLEMENT = re.compile(r"不|未|非")
_GOES_ON = re.compile(r"[^，。；、）]{0,4}等")  # after the last part: others are not named
_TAIL = 6
_NAME = 6  # characters between two numbers, measure word included, that name a part; more make a clause
_LONGEST = 60  # numbers of a list
_LOOK_AHEAD = 3  # numbers after the full stop that may still belong to the list
# How much of the whole parts must make up before it is believed that all of them are told.
_NEARLY_ALL, _NEARLY_SOME, _NEARLY = Decimal("0.5"), Decimal("0.6"), Decimal("0.8")
_OVER = Decimal("1.25")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """``text[start:end]`` of the plain text: a whole and its parts (or a percentage) that do not fit; `expected`
    would. `numerals` are those it speaks of.
    """

    start: int
    end: int
    said: Decimal
    expected: Decimal
    is_share: bool
    numerals: tuple[Numeral, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A list that adds up, or a percentage that follows."""

    start: int
    end: int


class _Count(NamedTuple):
    """A number that counts something, its phrase, the text from the number before it and some text after it."""

    numeral: Numeral
    phrase: Phrase
    gap: str
    tail: str
    sentence: int

    @property
    def value(self) -> Decimal:
        return self.numeral.value


def check_lists(passage: Passage) -> Iterator[Mismatch | Match]:
    """All wholes with their parts."""
    counts = list(_counts(passage))
    position = 0
    while position < len(counts):
        judged, used = _judge(counts, position)
        if judged is None:
            judged, used = _judge_sum(counts, position), 0
        if judged:
            yield judged
        position += 1 + used


def _counts(passage: Passage) -> Iterator[_Count]:
    for number, sentence in enumerate(passage.sentences):
        end = sentence.start
        for phrase in sentence.phrases:
            if phrase.numeral and _COMPARED.search(passage.text, phrase.start, phrase.numeral.start):
                end = phrase.numeral.end
            elif phrase.numeral and not phrase.numeral.is_share:
                start, after = phrase.numeral.start, phrase.numeral.end
                tail = passage.text[after : after + _TAIL]
                yield _Count(phrase.numeral, phrase, passage.text[end:start], tail, number)
                end = after


def _judge(counts: Sequence[_Count], position: int) -> tuple[Mismatch | Match | None, int]:
    """The whole at `position` and the parts after it; how many numbers the list uses up."""
    whole = counts[position]
    if whole.numeral.about or whole.value == 0:
        return None, 0
    parts = _parts_of(counts, position)
    if not parts:
        return None, 0
    after = position + 1 + len(parts)
    later = [c.value for c in counts[after : after + _LOOK_AHEAD] if c.numeral.measure == whole.numeral.measure]
    sums = list(accumulate(part.value for part in parts))
    if len(parts) > 1 and whole.value in sums[1:]:
        used = sums.index(whole.value, 1) + 1
        return Match(whole.phrase.start, parts[used - 1].numeral.end), used
    earlier = [
        count.value for count in counts[max(0, position - _LONGEST) : position] if count.sentence == whole.sentence
    ]
    if whole.value in accumulate((sums[-1], *later)) or sums[-1] in earlier:
        return None, 0
    if not _must_add_up(whole, parts, sums[-1]):
        return None, 0
    start, end = whole.phrase.start, parts[-1].numeral.end
    told = (whole.numeral, *(part.numeral for part in parts))
    return Mismatch(start, end, whole.value, sums[-1], is_share=False, numerals=told), len(parts)


def _parts_of(counts: Sequence[_Count], position: int) -> list[_Count]:
    """Numbers after the whole that may be its parts: of the same measure, side by side, up to where the list ends."""
    whole = counts[position]
    parts: list[_Count] = []
    depth = whole.phrase.depth
    for count in counts[position + 1 : position + _LONGEST]:
        if count.sentence != whole.sentence:
            break
        if not parts:
            depth = count.phrase.depth
            if depth < whole.phrase.depth or depth > whole.phrase.depth + 1:
                break
        if count.phrase.depth > depth:
            continue  # parts of a part
        if count.phrase.depth < depth or count.numeral.measure != whole.numeral.measure:
            break
        if _ends_list(count, parts):
            break
        if parts and _SOME.search(count.gap):
            continue
        parts.append(count)
    return parts


def _ends_list(count: _Count, parts: Sequence[_Count]) -> bool:
    if not parts:
        return bool(_OPEN.search(count.gap.replace("占比", "")))
    own = count.gap.rpartition("）")[2]
    if _NO_PART.search(own):
        return True
    if "；" not in count.gap:
        return False
    return bool({part.phrase.mark for part in parts[1:]} - {"；"}) or not _ALL.search(_announcement(parts))


def _must_add_up(whole: _Count, parts: Sequence[_Count], total: Decimal) -> bool:
    """Whether the parts, which do not add up to the whole, are said to be all of it (or more)."""
    announcement = _announcement(parts)
    some, every = _SOME.search(announcement), _ALL.search(announcement)
    if len(parts) == 1:
        return bool(some) and total > whole.value
    if total > whole.value:
        return bool(some or every) or (_is_told(parts) and total <= _OVER * whole.value)
    if any(part.numeral.about for part in parts) or _GOES_ON.match(parts[-1].tail):
        return False
    if some or every:
        least = _NEARLY_ALL if every and not some else _NEARLY_SOME if len(parts) > 2 else _NEARLY
        return bool(_REST.search(parts[-1].gap)) or total >= least * whole.value
    return _is_told(parts) and total >= _NEARLY * whole.value


def _announcement(parts: Sequence[_Count]) -> str:
    """What stands between the whole and its first part."""
    return f"（{parts[0].gap}" if parts[0].phrase.mark == "（" else parts[0].gap


def _is_told(parts: Sequence[_Count]) -> bool:
    """Whether numbers that nobody announced are parts of a whole: at least three in a row, or 合格 and 不合格."""
    if len(parts) == 2:
        names = [re.sub(r"[^\u4e00-\u9fa5]", "", part.gap) for part in parts]
        return names[0] != names[1] and _COMPLEMENT.sub("", names[0]) == _COMPLEMENT.sub("", names[1])
    marks = [part.phrase.mark for part in parts]
    names = [re.sub(r"[^\u4e00-\u9fa5]", "", part.gap) for part in parts]
    return marks[0] == "，" and (set(marks[1:]) == {"、"} or (set(marks) == {"，"} and max(map(len, names)) <= _NAME))


def _judge_sum(counts: Sequence[_Count], position: int) -> Match | Mismatch | None:
    """“自然人 23 件、法人 8 件，合计 31 件”."""
    whole = counts[position]
    if not _SUM.search(whole.gap):
        return None
    parts: list[_Count] = []
    for count in reversed(counts[max(0, position - _LONGEST) : position]):
        same = count.sentence == whole.sentence and count.numeral.measure == whole.numeral.measure
        if not same or count.phrase.depth != whole.phrase.depth or (parts and parts[-1].phrase.mark not in "、，"):
            break
        parts.append(count)
        if len(parts) > 1 and sum((part.value for part in parts), Decimal(0)) == whole.value:
            return Match(count.phrase.start, whole.numeral.end)
    return None
