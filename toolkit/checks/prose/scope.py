"""Whose numbers are being told, of what year, and of all the things or only of some."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.checks.prose.meaning import UNSAID, Meant
from toolkit.checks.prose.phrases import Phrase
from toolkit.checks.prose.words import Word, unexplained
from toolkit.forms import Sum
from toolkit.forms.lexicon import Role, Sense

YEAR = re.compile(r"(20[0-9]{2})年(?!以来)")
# A word of these says that only some are counted, or something else.
_QUALIFIES: frozenset[Role] = frozenset({"part", "planned", "foreign", "negation", "decided"})
_QUALIFIES_DECISIONS: frozenset[Role] = _QUALIFIES | {"published"}
_WHOSE: frozenset[Role] = frozenset({"own", "area", "body", "elsewhere"})
_LEVELS = ("政府", "镇", "乡", "街道", "街道办")  # ends of the names of units of another level
_TOLERATED = 1  # characters that no word explains
_RESTRICTED = ("requests", "proceedings")  # the cause of a case governs the numbers after it too


@dataclass(slots=True)
class Scope:
    """At the point reached in the plain text `text`.

    `area`: the tables count the whole area, as those of a government do. `elsewhere`: the numbers of other units are
    told; `past`: those of an earlier year; `restricted`: those of only some of the things of this table, for a reason
    that no word explains. `previous`: what the last number was.
    """

    text: str
    year: int
    area: bool
    elsewhere: bool = False
    past: bool = False
    restricted: str = ""
    previous: tuple[Sum, ...] = ()

    def begin(self) -> None:
        """A sentence, or what follows a semicolon, begins."""
        self.elsewhere, self.past, self.restricted = False, False, ""

    def follow(self, words: Sequence[Word]) -> None:
        """Let the scope be that of the last unit named."""
        for place, word in enumerate(words):
            if word.meaning not in _WHOSE or (place and _adjoins(words[place - 1], word, "toward")):
                continue
            if word.meaning == "elsewhere" or self._is_another(word):
                self.elsewhere = True
            elif word.meaning != "body":
                self.elsewhere, self.restricted = False, ""

    def _is_another(self, word: Word) -> bool:
        """办公室 of a government; 市政府, 街道 or 全市 in a bureau's report."""
        if word.meaning == "area":
            return not self.area
        return word.meaning == "body" and (self.area or self.text[word.start : word.end].endswith(_LEVELS))

    def follow_year(self, phrase: Phrase, meant: Meant | None) -> None:
        """“（2023 年为 112 件，当年办结 110 件）”: the numbers after that of another year are of it too."""
        told = meant is not None and meant.doubt < UNSAID
        end = phrase.numeral.start if phrase.numeral else phrase.end
        for match in YEAR.finditer(self.text, phrase.start, end):
            compares = self.text[match.start() - 1 : match.start()] in ("比", "较")
            self.past = int(match[1]) < self.year and not told and not compares

    def explains(self, meant: Meant, words: Sequence[Word], phrase: Phrase, end: int) -> bool:
        """Whether the words explain the whole phrase up to `end`: what they do not says that the number counts
        something else.
        """
        left = unexplained(self.text, words, phrase.start, end, phrase.numeral)
        spoken = [word.meaning for word in words]
        senses = [meaning for meaning in spoken if isinstance(meaning, Sense)]
        if left > _TOLERATED and meant.table in _RESTRICTED and any(sense.names_topic for sense in senses):
            self.restricted = meant.table
        qualifies = _QUALIFIES_DECISIONS if any(sense.kinds for sense in senses) else _QUALIFIES
        return (
            left <= _TOLERATED
            and qualifies.isdisjoint(spoken)
            and not (_is_part(phrase) and not set(self.previous).isdisjoint(meant.equals))
            and not (self.elsewhere or self.past or self.restricted == meant.table)
        )


def _adjoins(previous: Word, word: Word, role: Role) -> bool:
    return previous.end == word.start and previous.meaning == role


def _is_part(phrase: Phrase) -> bool:
    """Whether it says 其中, or 中有: then the number is not that of the whole."""
    return any(word.meaning in ("among", "within") for word in phrase.before)
