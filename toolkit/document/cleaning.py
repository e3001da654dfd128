"""What word processors and web pages leave in a text, cleaned line by line; every change is told. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_HAN = r"\u3400-\u9fff\uf900-\ufaff"
_WIDE = rf"{_HAN}，。、；：？！（）《》〈〉“”‘’…—【】〔〕％"
_AROUND = 8  # characters shown on each side of a change

Replacement = str | Callable[[re.Match[str]], str]

_FULL_WIDTH = str.maketrans(",;:?!()", "，；：？！（）")


def _widened(match: re.Match[str]) -> str:
    return match[0].translate(_FULL_WIDTH)


# (what it is called, where it is, what becomes of it), in this order. Numbers are left alone: 1,234 and 3:1 and 2.5.
_RULES: tuple[tuple[str, re.Pattern[str], Replacement], ...] = (
    ("看不见的字符", re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]"), ""),
    ("表情符号", re.compile(r"[\U0001F000-\U0001FAFF\ufe0f]"), ""),
    ("标记符号", re.compile(r"^\s*#{1,6}\s+|\*\*|__(?=[^_])(?=.*__)"), ""),
    ("项目符号", re.compile(r"^\s*[•●■◆▪◦○►▶·*\-–—➢✓]+\s*(?=\S)"), ""),
    ("重复的编号", re.compile(r"^(（[一二三四五六七八九十]+）|\([一二三四五六七八九十]+\))\s*[、.．]\s*"), r"\1"),
    ("重复的编号", re.compile(r"^([0-9]{1,2})\s*[.．、]\s*[.．、]\s*"), r"\1."),
    ("重复的编号", re.compile(r"^([一二三四五六七八九十]+)、\s*[、.．]\s*"), r"\1、"),
    (
        "半角括号",
        re.compile(rf"\((?=[^()]*[{_HAN}])[^()]*\)|(?<=[{_HAN}])\([^()]*\)"),
        lambda match: f"（{match[0][1:-1]}）",
    ),
    ("半角标点", re.compile(rf"(?<=[{_WIDE}])[,;:?!](?=[{_WIDE}\s0-9]|$)|(?<=[0-9])[,;](?=[{_HAN}])"), _widened),
    ("半角句号", re.compile(rf"(?<=[{_HAN}）”])\.(?=\s*$|[{_HAN}])"), "。"),
    ("半角引号", re.compile(rf'"([^"]*[{_HAN}][^"]*)"'), r"“\1”"),
    (
        "数字旁的空格",
        re.compile(rf"(?<=[0-9])[ \t\u00a0\u3000]+(?=[{_WIDE}%])|(?<=[{_WIDE}])[ \t\u00a0\u3000]+(?=[0-9])"),
        "",
    ),
    ("汉字间的空格", re.compile(rf"(?<=[{_WIDE}])[ \t\u00a0\u3000]+(?=[{_WIDE}])"), ""),
    ("行首行末的空格", re.compile(r"^[ \t\u00a0\u3000]+|[ \t\u00a0\u3000]+$"), ""),
)
_UNTOLD = frozenset(["行首行末的空格"])  # an indent made of blanks: the document has its own


@dataclass(frozen=True, slots=True)
class Cleaning:
    """One change: what was there, with the words around it, and what is there now."""

    what: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.what}：“{self.before}”改为“{self.after}”"


def cleaned(line: str) -> tuple[str, tuple[Cleaning, ...]]:
    """`line` without what does not belong into it, and every change."""
    told: list[Cleaning] = []
    for what, pattern, replacement in _RULES:
        if what not in _UNTOLD:
            told += _changes(what, pattern, replacement, line)
        line = pattern.sub(replacement, line)
    return line, tuple(told)


def _changes(what: str, pattern: re.Pattern[str], replacement: Replacement, line: str) -> Iterator[Cleaning]:
    for match in pattern.finditer(line):
        new = match.expand(replacement) if isinstance(replacement, str) else replacement(match)
        left, right = line[max(0, match.start() - _AROUND) : match.start()], line[match.end() : match.end() + _AROUND]
        yield Cleaning(what, f"{left}{match[0]}{right}", f"{left}{new}{right}")
