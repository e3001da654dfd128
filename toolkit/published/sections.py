"""The parts 一 … 六 of a document, by the words of their headings: levels and styles are not to be trusted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.forms import Form, Section
from toolkit.published.content import Cells, Item, Line
from toolkit.published.labels import label_of, likeness, plain

_LONGEST_HEADING = 40
_NUMBERED_OTHERWISE = re.compile(r"^[(（〔\[【]\s*(?:[一二三四五六七八九十]+|\d+)")
_IN_FIGURES = re.compile(r"^\s*(\d+)\s*[.．、]\s*")
_NUMBER = re.compile(r"^\s*(?:第?[一二三四五六七八九十]{1,2}(?:部分)?\s*[、.．,，:：]|[一二三四五六七八九十]\s+)")
_AFTER_HEADING = re.compile(r"^[\s。:：；;，,.]+")
_UNNUMBERED, _OTHER_NUMBER, _EMPTY = 0.15, 0.1, 0.4


@dataclass(frozen=True, slots=True)
class Heading:
    """The item at `index` heads `section`; `rest` is what stands behind the heading in the same line."""

    index: int
    section: Section
    likeness: float
    rest: str = ""


def find_headings(form: Form, items: Sequence[Item]) -> tuple[Heading, ...]:
    """The headings of the sections of `form`, each at most once and in the order of the form.

    Where a heading occurs more than once (a table of contents), the occurrences that have content below them count.
    """
    candidates = [heading for index, item in enumerate(items) for heading in _candidates(form, index, item)]
    order = {section.id: number for number, section in enumerate(form.sections)}
    best: list[tuple[float, tuple[Heading, ...]]] = []
    for position, heading in enumerate(candidates):
        chains = [(0.0, ())] + [
            (score - (_EMPTY if heading.index - chain[-1].index <= 1 and not chain[-1].rest else 0.0), chain)
            for (score, chain), other in zip(best, candidates[:position], strict=True)
            if order[other.section.id] < order[heading.section.id] and other.index < heading.index
        ]
        score, chain = max(chains, key=lambda item: (item[0], item[1][-1].index if item[1] else -1))
        best.append((score + heading.likeness, (*chain, heading)))
    return max(best, key=lambda item: (item[0], item[1][0].index), default=(0.0, ()))[1]


def _candidates(form: Form, index: int, item: Item) -> list[Heading]:
    text = _heading_text(item)
    if not text or _NUMBERED_OTHERWISE.match(plain(text)):
        return []
    if _IN_FIGURES.match(text):
        likely = list(_numbered_in_figures(form, index, text))
    else:
        found = [_as_heading(index, section, text) for section in form.sections]
        likely = [heading for heading in found if heading]
    best = max((heading.likeness for heading in likely), default=0)
    return [heading for heading in likely if heading.likeness == best]


def _numbered_in_figures(form: Form, index: int, text: str) -> Iterator[Heading]:
    """``1.总体情况``: a heading only where the number is that of the section; else it heads a part of one."""
    for number, section in enumerate(form.sections, 1):
        figure = _IN_FIGURES.match(text)
        if figure and int(figure[1]) == number:
            heading = _as_heading(index, section, f"{label_of(section.heading).number}、{text[figure.end() :]}")
            if heading:
                yield replace(heading, likeness=heading.likeness - _OTHER_NUMBER)


def _heading_text(item: Item) -> str:
    if isinstance(item, Line):
        return item.text
    filled = [slot.text for slot in item.slots if slot.text]
    return filled[0] if len(filled) == 1 and isinstance(item, Cells) else ""


def _as_heading(index: int, section: Section, text: str) -> Heading | None:
    numbered = _NUMBER.match(text)
    first = next((line for line in text.splitlines() if line.strip()), "")
    names = (section.heading, *section.aliases)
    if len(first) <= _LONGEST_HEADING and not first.rstrip().endswith(("。", "；", ";")):
        likely = max(likeness(first, name) for name in names)
        if likely and not (numbered is None and likely < 0.93):
            return Heading(index, section, likely - _discount(section, text, numbered), text[len(first) :].strip())
    if numbered:
        core = plain(text[numbered.end() :])
        for name in sorted((label_of(name).core for name in names), key=len, reverse=True):
            if core.startswith(name) and _AFTER_HEADING.match(core[len(name) :] + " "):
                rest = _rest(text[numbered.end() :], len(name))
                return Heading(index, section, 0.9 - _discount(section, text, numbered), rest)
    return None


def _discount(section: Section, text: str, numbered: re.Match[str] | None) -> float:
    if numbered is None:
        return _UNNUMBERED
    return 0.0 if label_of(text).number == label_of(section.heading).number else _OTHER_NUMBER


def _rest(text: str, letters: int) -> str:
    """What follows the first `letters` visible characters."""
    for position, char in enumerate(text):
        letters -= not char.isspace()
        if letters == 0:
            return _AFTER_HEADING.sub("", text[position + 1 :])
    return ""


def split(items: Sequence[Item], headings: Sequence[Heading]) -> tuple[tuple[Item, ...], dict[str, tuple[Item, ...]]]:
    """What stands before the first heading, and section id → its items."""
    if not headings:
        return tuple(items), {}
    parts: dict[str, tuple[Item, ...]] = {}
    ends = [*(heading.index for heading in headings[1:]), len(items)]
    for heading, end in zip(headings, ends, strict=True):
        rest = (Line(heading.rest, items[heading.index].place),) if heading.rest else ()
        parts[heading.section.id] = (*rest, *items[heading.index + 1 : end])
    return tuple(items[: headings[0].index]), parts
