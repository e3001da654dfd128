"""Walks through a block, knows what is being spoken of, and reads each number and each “没有”."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from toolkit.checks.prose.meaning import Meant, Said, meant_by, senses_of
from toolkit.checks.prose.numerals import Numeral
from toolkit.checks.prose.phrases import Passage, Phrase, Sentence
from toolkit.checks.prose.scope import YEAR, Scope
from toolkit.checks.prose.words import Word, unexplained
from toolkit.forms import Form, Sum
from toolkit.forms.lexicon import Lexicon, Sense

Topic = Sense | Literal["foreign"] | None

_COUNTED = ("件", "件次", "份", "起", "宗", "条", "项", "个", "例", "次", "部", "案", "")
_PIECES = ("件", "件次", "份", "起", "宗", "例", "案")
_MOST = 5_000  # numbers of a block that are read; no narrative has a tenth of them
_DECIDED = 6
_AWAY_FROM_HOME = 2
_STRAYED = 3
_DECIDES = 3  # 收到行政复议 without a word of 信息公开: the unit may be the one that decides them


class Reading(NamedTuple):
    """``text[start:end]`` of the plain text says that `label`, one of the sums `equals`, is so many.

    `grounds`: how much speaks for it. `explained`: no word near it may say that only some are counted, or others'.
    `numeral` is None for “没有”. `sentence` counts the sentences of the block. `times`: of how many things the number
    is said (“复议和诉讼各 1 件”: 2).
    """

    start: int
    end: int
    numeral: Numeral | None
    label: str
    equals: tuple[Sum, ...]
    grounds: int
    explained: bool
    sentence: int
    times: int = 1


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of the report: its form and lexicon, its year, and whether its tables count a whole area."""

    form: Form
    lexicon: Lexicon
    year: int
    area: bool


def read_block(passage: Passage, block: str, setting: Setting) -> Iterator[Reading]:
    """The numbers of a block that name cells of the form, up to the 5000th number."""
    scope = Scope(passage.text, setting.year, setting.area)
    end = passage.numerals[_MOST].start if len(passage.numerals) > _MOST else len(passage.text)
    return _Reader(passage, setting, setting.lexicon.topics.get(block), scope).read(end)


@dataclass(slots=True)
class _Reader:
    """What is being spoken of at the point reached."""

    passage: Passage
    setting: Setting
    default: Sense | None
    scope: Scope
    topic: Topic = None
    mentioned: list[Sense] = field(default_factory=list)  # topics of this sentence
    disclosure: bool = False  # this sentence speaks of 信息公开
    decided: bool = False  # … of cases that the unit decides, or only some of which are of 信息公开
    handled: bool = False  # this block told how many were handled
    among_results: bool = False  # the last number was of a result
    strayed: bool = False  # the last number was read though something foreign was being spoken of
    named: dict[str, Sense] = field(default_factory=dict)  # table → the last topic of it
    pending: list[Phrase] = field(default_factory=list)  # phrases without a number since the last one with
    outside: list[Topic] = field(default_factory=list)  # topics outside the brackets

    def read(self, end: int) -> Iterator[Reading]:
        """What stands before `end`."""
        for number, sentence in enumerate(self.passage.sentences):
            self._begin(sentence)
            for phrase in sentence.phrases:
                if phrase.start >= end:
                    return
                self._enter(phrase.depth)
                if phrase.mark == "；":
                    self.pending = []
                    self.scope.begin()
                if phrase.numeral:
                    yield from self._number(phrase, phrase.numeral, number)
                    self.pending = []
                else:
                    yield from self._absence(phrase, number)
                    self.pending.append(phrase)

    def _begin(self, sentence: Sentence) -> None:
        self.topic, self.mentioned, self.pending, self.outside = self.default, [], [], []
        self.scope.begin()
        self.scope.previous = ()
        roles = [{word.meaning for word in (*phrase.before, *phrase.after)} for phrase in sentence.phrases]
        at_home = [said.isdisjoint(("among", "part")) for said in roles if "disclosure" in said]
        self.disclosure = any(at_home)
        self.decided = any("decided" in said for said in roles) or (bool(at_home) and not any(at_home))

    def _enter(self, depth: int) -> None:
        while len(self.outside) < depth:
            self.outside.append(self.topic)
        while len(self.outside) > depth:
            self.topic, self.scope.past = self.outside.pop(), False

    def _number(self, phrase: Phrase, numeral: Numeral, number: int) -> Iterator[Reading]:
        ahead = self._ahead()
        words, reads_on = _words_for(phrase, ahead)
        own = phrase.before + (phrase.after if reads_on else ())
        near = self._follow(ahead) + 2 * self._follow(own)
        if not _may_count(numeral, own):
            return
        begin = self.pending[0].start if self.pending else phrase.start
        end = phrase.end if reads_on else numeral.end
        meant = self._meant(words, begin, phrase.end, reads_on=reads_on)
        self.scope.follow_year(phrase, meant)
        if meant is None or numeral.is_money != meant.is_money:
            return
        grounds = min(2, near) + (numeral.measure in _PIECES) + self._grounds(meant, own)
        grounds += any(map(_tells, own))
        if meant.is_other and not self.among_results:
            return
        explained = self.scope.explains(meant, own, phrase, end)
        self.among_results = meant.is_result
        self.handled = self.handled or meant.label == self.setting.lexicon.verbs["handled"].label
        start = phrase.start if any(isinstance(word.meaning, Sense) for word in own) else begin
        self.scope.previous = meant.equals
        yield Reading(start, end, numeral, meant.label, meant.equals, grounds, explained, number, _times_said(own))

    def _absence(self, phrase: Phrase, number: int) -> Iterator[Reading]:
        """“未收到申请”, “行政复议、行政诉讼均未发生”."""
        self._follow(phrase.before)
        words = phrase.before
        if not any(word.meaning == "not" for word in words):
            return
        if not any(isinstance(word.meaning, Sense) for word in words):
            if unexplained(self.passage.text, words, phrase.start, phrase.end):
                return
            words = self._ahead() + words
        meant = self._meant(words, phrase.start, phrase.end)
        if meant is None or meant.doubt:
            return
        explained = self.scope.explains(meant, words, phrase, phrase.end)
        grounds = 4 + self._grounds(meant, phrase.before)
        yield Reading(phrase.start, phrase.end, None, meant.label, meant.equals, grounds, explained, number)

    def _ahead(self) -> tuple[Word, ...]:
        """The words since the last number."""
        return tuple(word for earlier in self.pending for word in earlier.before)

    def _follow(self, words: Sequence[Word]) -> bool:
        """Let the topic be the last that `words` name; whether they name one."""
        self.scope.follow(words)
        found = False
        for word in words:
            meaning = word.meaning
            if isinstance(meaning, Sense):
                if meaning.names_topic:
                    self.topic, found = meaning, True
                    self.named[meaning.table] = meaning
                    self.mentioned.append(meaning)
            elif meaning == "foreign":
                self.topic, found = "foreign", False
        return found

    def _meant(self, words: Sequence[Word], start: int, end: int, *, reads_on: bool = False) -> Meant | None:
        topic = self.topic
        self.strayed = topic == "foreign"
        senses, joined = senses_of(words, self.passage.text)
        if topic == "foreign":
            if self.default is None or all(sense.generic for sense in senses):
                return None
            topic = self.default
        tables = {sense.table for sense in senses}
        elsewhere = len(tables) == 1 and topic and topic not in self.mentioned and topic.table not in tables
        if elsewhere and not any(sense.names_topic for sense in senses):
            topic = self.named.get(tables.pop(), topic)  # “维持 2 件” some sentences after 行政复议
        before, after = self._times(words, start, end)
        beside = tuple(sense for sense in self.mentioned if topic and sense.table == topic.table)
        said = Said(senses, joined, before, after, beside, self.handled, reads_on)
        return meant_by(said, topic, self.setting.form, self.setting.lexicon)

    def _times(self, words: Sequence[Word], start: int, end: int) -> tuple[bool, bool]:
        """Whether 上年 (or an earlier year), 下年 (or a later year) is named."""
        spoken = [word.meaning for word in words]
        years = [int(match[1]) for match in YEAR.finditer(self.passage.text, start, end)]
        before = "before" in spoken or any(year < self.setting.year for year in years)
        return before, "after" in spoken or any(year > self.setting.year for year in years)

    def _grounds(self, meant: Meant, words: Sequence[Word]) -> int:
        """What speaks for and against a reading, but for the text that no word explains."""
        table = meant.table
        against = meant.doubt + _STRAYED * self.strayed
        at_home = self.default is not None
        if table == "proceedings":
            against += _DECIDED * (self.decided and not self.disclosure)
        if table == "proceedings" and not self.disclosure:
            against += _DECIDES * any(isinstance(w.meaning, Sense) and w.meaning.table == "requests" for w in words)
        if table == "requests" or not self.disclosure:
            against += _AWAY_FROM_HOME * (table != "proactive" and not at_home)
        return 1 + at_home * (table != "proactive") + bool(self.mentioned) + min(2, meant.named) - against


def _words_for(phrase: Phrase, ahead: tuple[Word, ...]) -> tuple[tuple[Word, ...], bool]:
    """The words that tell what the number counts: those before it, else after it (True), else in the phrases before."""
    if phrase.before and phrase.before[-1].meaning == "within":
        return phrase.before + phrase.after, True
    if any(map(_tells, phrase.before)):
        return phrase.before, False
    if any(map(_tells, phrase.after)):
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
    told = {word.meaning.id for word in words if isinstance(word.meaning, Sense) and not word.meaning.generic}
    return max(1, len(told))


def _may_count(numeral: Numeral, words: Sequence[Word]) -> bool:
    counted = numeral.is_money or numeral.measure in _COUNTED
    return counted and not numeral.about and not any(word.meaning == "compared" for word in words)
