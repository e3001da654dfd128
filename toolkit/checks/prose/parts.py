"""Parts and wholes: lists that must add up, and percentages that must follow."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from toolkit.checks.prose.numerals import Numeral
from toolkit.checks.prose.sentences import find_sentences

# Between a whole and its first part: what announces a list of all the parts.
_ANNOUNCES = re.compile(
    r"^\s*[（(，,：:；]?\s*(?:其中[：:，,]?|包括|分别(?:为|是)|具体(?:为|是)?|分为|含)|^\s*[（(：:]"
)
_OPEN = re.compile(r"等|主要|大部分|多为|占|比|同比|增|减|较")
_BETWEEN_PARTS = re.compile(r"^[，,、；;和及与]|^\s*[，,、；;]")
_NESTS = re.compile(r"其中|[（(]|^\s*[，,](?:为|是|系|即|包括|含)")
_LIST_ENDS = re.compile(r"[。）)；;\n]|$")
_LOOK_BACK = 40  # numbers before a sentence on which one of its percentages may be based
# How near to the whole the sum of parts that nobody announced must come to be taken for its parts.
_NEARLY_LISTED, _NEARLY_TOLD = Decimal("0.2"), Decimal("0.1")
_SHARE_NEAR = 12  # characters between a count and its percentage
_NO_PART = re.compile(r"结转|上年|前一年|往年|去年|留下|办结|答复|新收|收到|共计|合计|总计")
_TOGETHER = re.compile(r"合占|合计占|共占|两者|二者|两家|三者|合并|之和")
_SHARE_OF = re.compile(r"约?占|比例|占比")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """``text[start:end]``: a whole and its parts (or a percentage) that do not fit; `expected` would."""

    start: int
    end: int
    text: str
    said: Decimal
    expected: Decimal
    is_share: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A list that adds up, or a percentage that follows."""

    start: int
    end: int
    text: str


def check_parts(text: str, known: Sequence[Decimal]) -> Iterator[Mismatch | Match]:
    """All lists and percentages of `text`; `known` are numbers of the tables that a percentage may be based on."""
    earlier: tuple[Numeral, ...] = ()
    for sentence in find_sentences(text):
        own = sentence.numerals
        yield from _lists(text, own)
        yield from _shares(text, own, (*earlier, *own), known)
        earlier = (*earlier, *own)[-_LOOK_BACK:]


def _lists(text: str, numerals: Sequence[Numeral]) -> Iterator[Mismatch | Match]:
    position = 0
    while position < len(numerals):
        whole = numerals[position]
        parts = _parts_of(text, numerals, position)
        several = len(parts) >= 2 or _exceeds(text, whole, parts)
        judged = _judge_list(text, whole, parts) if several else None
        if judged and (isinstance(judged, Match) or _is_a_list_of_parts(text, whole, parts)):
            yield judged
            position += len(parts)
        position += 1


def _parts_of(text: str, numerals: Sequence[Numeral], position: int) -> list[Numeral]:
    """The list announced after the number at `position`: numbers of the same measure, nothing open about it."""
    whole = numerals[position]
    following = [numeral for numeral in numerals[position + 1 :] if not numeral.is_share]
    if not following or whole.is_share or whole.about:
        return []
    if not _ANNOUNCES.search(text[whole.end : following[0].start]) and text[whole.end : whole.end + 1] not in "，,":
        return []
    closing = _closing(text, whole.end)
    parts: list[Numeral] = []
    end = whole.end
    nested = False
    for numeral in following:
        gap = text[end : numeral.start]
        nested = _is_nested(gap, parts, nested=nested)
        if nested:
            end = numeral.end
            continue
        if numeral.start > closing or numeral.measure != whole.measure or _OPEN.search(gap):
            break
        if parts and not _continues(text, gap, whole, parts):
            break
        parts.append(numeral)
        end = numeral.end
    return [] if _is_open(text, end, parts) else parts


def _is_a_list_of_parts(text: str, whole: Numeral, parts: Sequence[Numeral]) -> bool:
    """Announced as one; or at least three parts, joined by 、, that nearly make up the whole."""
    if _ANNOUNCES.search(text[whole.end : parts[0].start]):
        return True
    marks = {text[left.end : left.end + 1] for left in parts[:-1]}
    total = sum((part.value for part in parts), Decimal(0))
    if len(parts) < 3 or not marks <= {"、", "，"}:
        return False
    near = _NEARLY_LISTED if marks == {"、"} else _NEARLY_TOLD
    return abs(total - whole.value) <= near * whole.value


def _exceeds(text: str, whole: Numeral, parts: Sequence[Numeral]) -> bool:
    """A single part that is larger than its whole."""
    return len(parts) == 1 and "其中" in text[whole.end : parts[0].start] and parts[0].value > whole.value


def _continues(text: str, gap: str, whole: Numeral, parts: Sequence[Numeral]) -> bool:
    """A list goes on with the mark it began with: after 、 or ， a ； ends it."""
    if not _BETWEEN_PARTS.search(gap) or _NO_PART.search(gap):
        return False
    if not gap.lstrip().startswith(("；", ";")):
        return True
    if re.search(r"其中|含", text[whole.end : parts[0].start]):
        return False
    earlier = [text[left.end : left.end + 1] for left in parts[:-1]]
    return all(mark in "；;，" for mark in earlier)


def _is_nested(gap: str, parts: Sequence[Numeral], *, nested: bool) -> bool:
    """Whether a number belongs to a list within the list: after “，其中” up to the next ；, or inside a bracket."""
    if nested:
        return not re.search(r"[；;）)]", gap)
    return bool(parts) and bool(_NESTS.search(gap)) and not re.search(r"[）)]", gap)


def _closing(text: str, start: int) -> int:
    """Where the bracket that opens right after the whole closes; else far away."""
    opening = re.match(r"\s*[（(]", text[start : start + 3])
    if not opening:
        return len(text)
    end = re.search(r"[）)]", text[start : start + 500])
    return start + end.start() if end else len(text)


def _is_open(text: str, end: int, parts: Sequence[Numeral]) -> bool:
    return not parts or text[end : end + 1] == "等" or bool(re.match(r"[^，。；]{0,3}等", text[end : end + 5]))


def _judge_list(text: str, whole: Numeral, parts: Sequence[Numeral]) -> Mismatch | Match | None:
    """None where the list goes on in a way that is not understood: then it may yet add up."""
    start, end = _lead(text, whole.start), parts[-1].end
    total = sum((part.value for part in parts), Decimal(0))
    about = any(part.about for part in parts)
    if total == whole.value or (about and total < whole.value):
        return Match(start, end, text[start:end])
    if total < whole.value and not _LIST_ENDS.match(text[end : end + 2]):
        return None
    return Mismatch(start, end, text[start:end], whole.value, total, is_share=False)


def _lead(text: str, start: int) -> int:
    floor = max(0, start - 80)
    cut = max(text.rfind(mark, floor, start) for mark in "，。；：、（\n")
    return max(cut + 1, floor)


def _shares(
    text: str, numerals: Sequence[Numeral], every: Sequence[Numeral], known: Sequence[Decimal]
) -> Iterator[Mismatch | Match]:
    for position, share in enumerate(numerals):
        if not share.is_share or position == 0:
            continue
        part = numerals[position - 1]
        between = text[part.end : share.start]
        if part.is_share or part.is_money or len(between) > _SHARE_NEAR or not _is_share_of(between):
            continue
        earlier = [n.value for n in every if n.start < part.start and n.measure == part.measure]
        bases = {value for value in (*earlier, *known) if value >= part.value and value > 0}
        start = _lead(text, share.start)
        if any(_rounded(part.value, base, share.value) == share.value for base in bases):
            yield Match(start, share.end, text[start : share.end])
        elif base := _likely_base(part, every, known):
            expected = _rounded(part.value, base, share.value)
            yield Mismatch(start, share.end, text[start : share.end], share.value, expected, is_share=True)


def _is_share_of(between: str) -> bool:
    """“，占办结的” — not “，自然人占”, which has a subject of its own, not “，办结率”, not “两家合占”."""
    said = between.lstrip("，,、；; ")
    return bool(_SHARE_OF.match(said)) and "率" not in between and not _TOGETHER.search(between)


def _rounded(part: Decimal, base: Decimal, share: Decimal) -> Decimal:
    exponent = share.as_tuple().exponent
    places = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return (part * 100 / base).quantize(places, rounding=ROUND_HALF_UP)


def _likely_base(part: Numeral, every: Sequence[Numeral], known: Sequence[Decimal]) -> Decimal | None:
    """What the percentage was most likely taken of: the nearest larger count before, which the tables know, or any."""
    larger = [n.value for n in every if n.start < part.start and n.measure == part.measure and n.value > part.value]
    return next((value for value in reversed(larger) if value in known), larger[-1] if larger else None)
