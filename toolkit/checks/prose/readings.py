"""Walks through a block, knows what is being spoken of, and reads each number and each “没有”."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from toolkit.checks.prose.meaning import Meant, Said, meant_by
from toolkit.checks.prose.numerals import Numeral
from toolkit.checks.prose.phrases import Passage, Phrase, Sentence, Word
from toolkit.forms import Form, Sum
from toolkit.forms.lexicon import Role, Sense

Topic = Sense | Literal["foreign"] | None

_COUNTED = ("件", "件次", "份", "起", "宗", "条", "项", "个", "例", "次", "部", "案", "")
_PIECES = ("件", "件次", "份", "起", "宗", "例", "案")
_YEAR = re.compile(r"(20[0-9]{2})年(?!以来)")
_CHINESE = re.compile(r"[\u4e00-\u9fa5A-Za-z]")
# How much a circumstance speaks against a number being what its words say.
_AGAINST: dict[Role, int] = {"part": 5, "planned": 3, "foreign": 3, "published": 3}
_DECIDED = 6
_AWAY_FROM_HOME = 2
_DECIDES = 3  # 收到行政复议 without a word of 信息公开: the unit may be the one that decides them


@dataclass(frozen=True, slots=True)
class Reading:
    """``text[start:end]`` of the plain text says that `label`, one of the sums `equals`, is so many.

    `grounds`: how much speaks for it. `numeral` is None for “没有”. `sentence` counts the sentences of the block.
    `times`: of how many things the number is said (“复议和诉讼各 1 件”: 2). `elsewhere`: perhaps of other units.
    """

    start: int
    end: int
    numeral: Numeral | None
    label: str
    equals: tuple[Sum, ...]
    grounds: int
    sentence: int
    times: int = 1
    elsewhere: bool = False


def read_block(passage: Passage, form: Form, year: int, default: Sense | None, *, area: bool) -> Iterator[Reading]:
    """All numbers of a block that name cells of `form`.

    `default` is what the block is about; `area`: the tables count the whole area, as those of a government do.
    """
    return _Reader(passage, form, year, default, area).read()


@dataclass(slots=True)
class _Reader:
    """What is being spoken of at the point reached."""

    passage: Passage
    form: Form
    year: int
    default: Sense | None
    area: bool
    topic: Topic = None
    mentioned: list[Sense] = field(default_factory=list)  # topics of this sentence
    disclosure: bool = False  # this sentence speaks of 信息公开
    decided: bool = False  # … of cases that the unit decides
    handled: bool = False  # this block told how many were handled
    among_results: bool = False  # the last number was of a result
    elsewhere: bool = False  # this sentence tells the numbers of others
    strayed: bool = False  # the last number was read though something foreign was being spoken of
    named: dict[str, Sense] = field(default_factory=dict)  # table → the last topic of it
    pending: list[Phrase] = field(default_factory=list)  # phrases without a number since the last one with
    outside: list[Topic] = field(default_factory=list)  # topics outside the brackets

    def read(self) -> Iterator[Reading]:
        for number, sentence in enumerate(self.passage.sentences):
            self._begin(sentence)
            for phrase in sentence.phrases:
                self._enter(phrase.depth)
                if phrase.mark == "；":
                    self.pending, self.elsewhere = [], False
                if phrase.numeral:
                    yield from self._number(phrase, phrase.numeral, number)
                    self.pending = []
                else:
                    yield from self._absence(phrase, number)
                    self.pending.append(phrase)

    def _begin(self, sentence: Sentence) -> None:
        self.topic, self.mentioned, self.pending, self.outside = self.default, [], [], []
        self.elsewhere = False
        roles = {word.meaning for phrase in sentence.phrases for word in (*phrase.before, *phrase.after)}
        self.disclosure, self.decided = "disclosure" in roles, "decided" in roles

    def _enter(self, depth: int) -> None:
        while len(self.outside) < depth:
            self.outside.append(self.topic)
        while len(self.outside) > depth:
            self.topic = self.outside.pop()

    def _number(self, phrase: Phrase, numeral: Numeral, number: int) -> Iterator[Reading]:
        ahead = tuple(word for earlier in self.pending for word in earlier.before)
        words, reads_on = _words_for(phrase, ahead)
        own = phrase.before + (phrase.after if reads_on else ())
        near = self._follow(ahead) + 2 * self._follow(own)
        if not _may_count(numeral, own):
            return
        begin = self.pending[0].start if self.pending else phrase.start
        end = phrase.end if reads_on else numeral.end
        meant = self._meant(words, begin, phrase.end, reads_on=reads_on)
        if meant is None or numeral.is_money != _is_money(meant):
            return
        grounds = min(2, near) + (numeral.measure in _PIECES) + self._grounds(meant, own)
        grounds += any(_tells(word) for word in own)
        grounds -= self._unexplained(meant, own, phrase.start, numeral, end)
        if meant.is_other and not self.among_results:
            return
        self.among_results = meant.is_result
        self.handled = self.handled or meant.label == "办结"
        start = phrase.start if any(isinstance(word.meaning, Sense) for word in own) else begin
        yield Reading(start, end, numeral, meant.label, meant.equals, grounds, number, _times_said(own), self.elsewhere)

    def _absence(self, phrase: Phrase, number: int) -> Iterator[Reading]:
        """“未收到申请”, “行政复议、行政诉讼均未发生”."""
        ahead = tuple(word for earlier in self.pending for word in earlier.before)
        self._follow(phrase.before)
        negation = next((word for word in phrase.before if word.meaning == "not"), None)
        if negation is None:
            return
        words = phrase.before
        if not any(isinstance(word.meaning, Sense) for word in words):
            if _residue(self.passage.text, words, phrase.start, phrase.end):
                return
            words = ahead + words
        meant = self._meant(words, phrase.start, phrase.end)
        if meant is None or meant.doubt:
            return
        left = _residue(self.passage.text, words, negation.end, phrase.end)
        grounds = 4 + self._grounds(meant, phrase.before) - 2 * left
        yield Reading(phrase.start, phrase.end, None, meant.label, meant.equals, grounds, number)

    def _follow(self, words: Sequence[Word]) -> bool:
        """Let the topic be the last that `words` name; whether they name one."""
        found = False
        for word in words:
            meaning = word.meaning
            if meaning == "foreign":
                self.topic, found = "foreign", False
            elif meaning == "elsewhere" or (meaning == "area" and not self.area):
                self.elsewhere = True
            elif isinstance(meaning, Sense) and meaning.names_topic:
                self.topic, found = meaning, True
                self.named[meaning.table] = meaning
                self.mentioned.append(meaning)
        return found

    def _meant(self, words: Sequence[Word], start: int, end: int, *, reads_on: bool = False) -> Meant | None:
        topic = self.topic
        self.strayed = topic == "foreign"
        senses = [word.meaning for word in words if isinstance(word.meaning, Sense)]
        if topic == "foreign":
            if self.default is None or all(sense.generic for sense in senses):
                return None
            topic = self.default
        tables = {sense.table for sense in senses}
        if len(tables) == 1 and topic and topic.table not in tables and not any(s.names_topic for s in senses):
            topic = self.named.get(tables.pop(), topic)  # “维持 2 件” some sentences after 行政复议
        before, after = self._times(words, start, end)
        beside = tuple(sense for sense in self.mentioned if topic and sense.table == topic.table)
        said = Said(tuple(words), self.passage.text, before, after, beside, self.handled, reads_on)
        return meant_by(said, topic, self.form)

    def _times(self, words: Sequence[Word], start: int, end: int) -> tuple[bool, bool]:
        """Whether 上年 (or an earlier year), 下年 (or a later year) is named."""
        years = [int(match[1]) for match in _YEAR.finditer(self.passage.text, start, end)]
        before = any(word.meaning == "before" for word in words) or any(year < self.year for year in years)
        return before, any(word.meaning == "after" for word in words) or any(year > self.year for year in years)

    def _grounds(self, meant: Meant, words: Sequence[Word]) -> int:
        """What speaks for and against a reading, but for the text that no word explains."""
        table = meant.equals[0][0].name.partition(".")[0]
        roles: set[Role] = {word.meaning for word in words if not isinstance(word.meaning, Sense)}
        roles.discard("published" if table != "proactive" else "foreign")
        against = sum(_AGAINST.get(role, 0) for role in roles)
        against += meant.doubt + _AGAINST["foreign"] * self.strayed
        at_home = self.default is not None
        if table == "proceedings":
            against += _DECIDED * self.decided
        if table == "proceedings" and not self.disclosure:
            against += _DECIDES * any(isinstance(w.meaning, Sense) and w.meaning.table == "requests" for w in words)
        if table == "requests" or not self.disclosure:
            against += _AWAY_FROM_HOME * (table != "proactive" and not at_home)
        return 1 + at_home * (table != "proactive") + bool(self.mentioned) + min(2, meant.named) - against

    def _unexplained(self, meant: Meant, words: Sequence[Word], start: int, numeral: Numeral, end: int) -> int:
        """Characters that no known word explains: many of them say that the number counts something else.

        Before the words of a result they are its reason, and restrict it.
        """
        senses = [word for word in words if isinstance(word.meaning, Sense)]
        first = min(senses[0].start if senses else numeral.start, numeral.start)
        text = self.passage.text
        outside, inside = _residue(text, words, start, first), _residue(text, words, first, numeral.start)
        trailing = _residue(text, words, numeral.end, end)
        reason = outside if meant.is_result or not senses else outside // 8
        return min(4, max(0, inside - 1)) + min(3, trailing // 2) + min(3, reason)


def _words_for(phrase: Phrase, ahead: tuple[Word, ...]) -> tuple[tuple[Word, ...], bool]:
    """The words that tell what the number counts: those before it, else after it (True), else in the phrases before."""
    if any(_tells(word) for word in phrase.before):
        return phrase.before, False
    if any(_tells(word) for word in phrase.after):
        return phrase.before + phrase.after, True
    if any(isinstance(word.meaning, Sense) for word in phrase.before):
        return phrase.before, False
    if any(isinstance(word.meaning, Sense) for word in phrase.after):
        return phrase.before + phrase.after, True
    return ahead + phrase.before, False


def _tells(word: Word) -> bool:
    """Whether the word alone says what is counted: 申请 and 余下 do not."""
    return isinstance(word.meaning, Sense) and not (
        word.meaning.generic and (word.meaning.names_topic or word.meaning.weak)
    )


def _times_said(words: Sequence[Word]) -> int:
    """复议和诉讼各 1 件 are two."""
    if not words or words[-1].meaning != "each":
        return 1
    return max(
        1, len({word.meaning.id for word in words if isinstance(word.meaning, Sense) and not word.meaning.generic})
    )


def _may_count(numeral: Numeral, words: Sequence[Word]) -> bool:
    counted = numeral.is_money or numeral.measure in _COUNTED
    return counted and not numeral.about and not any(word.meaning == "compared" for word in words)


def _is_money(meant: Meant) -> bool:
    return any("amount" in term.name for operands in meant.equals for term in operands)


def _residue(text: str, words: Sequence[Word], start: int, end: int) -> int:
    """How many characters of ``text[start:end]`` no word covers."""
    covered = {place for word in words for place in range(word.start, word.end)}
    return sum(place not in covered and bool(_CHINESE.match(text, place)) for place in range(start, end))
