"""The words round a number → the cells it may be the sum of."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from typing import NamedTuple

from toolkit.checks.prose.words import Word
from toolkit.forms import Form, Sum, Term
from toolkit.forms.lexicon import Axis, Lexicon, Sense

_JOINED = re.compile(r"[^\u4e00-\u9fa5]*(?:[、和及与或]|以及|或者|加上|连同)[^\u4e00-\u9fa5]*")
_WEAK, UNSAID = 3, 9  # doubt where a word often means something else, and where no word says anything
_REMEMBERED = 4_096  # official prose has its turns: nearly all numbers are told in words that told others before
_Names = frozenset[str]
Verbs = Mapping[str, Sense]


@dataclass(frozen=True, slots=True)
class Meant:
    """What a number speaks of: one of the sums `equals`.

    `named` counts the words that are said of nothing else; `doubt` where they often mean something else.
    `is_result`: a way in which requests were decided; `is_other`: 其他, which may also be other applicants;
    `is_money`: an amount.
    """

    label: str
    equals: tuple[Sum, ...]
    named: int
    doubt: int
    is_result: bool
    is_other: bool
    is_money: bool

    @property
    def table(self) -> str:
        return self.equals[0][0].name.partition(".")[0]


class Said(NamedTuple):
    """What is said of a number: the rows and columns named, in order, and for each but the last whether it is
    `joined` to the next; whether 上年 or 下年 is among the words.
    """

    senses: tuple[Sense, ...]
    joined: tuple[bool, ...]
    before: bool
    after: bool
    rows: tuple[Sense, ...] = ()  # of the topic's table, named in the sentence so far
    handled: bool = False  # how many were handled was told before: what is carried then is carried out
    reads_on: bool = False  # some of the words stand after the number


class _Name(NamedTuple):
    """A row or column named, and its place among all that are."""

    place: int
    sense: Sense


def senses_of(words: Iterable[Word], text: str) -> tuple[tuple[Sense, ...], tuple[bool, ...]]:
    """The rows and columns that `words` of `text` name; which of them are joined to the next."""
    named = [(word, word.meaning) for word in words if isinstance(word.meaning, Sense)]
    if len(named) < 2:
        return tuple([sense for _, sense in named]), ()
    joined = tuple([_are_joined(text, left, right) for (left, _), (right, _) in pairwise(named)])
    return tuple([sense for _, sense in named]), joined


@dataclass(frozen=True, slots=True)
class _Choice:
    """Rows (or columns) that may be meant, each a set to add up."""

    label: str
    choices: tuple[_Names, ...]
    named: bool = False
    doubt: int = 0


_TOTAL = _Choice("", (frozenset({"total"}),))


@lru_cache(_REMEMBERED)
def meant_by(said: Said, topic: Sense | None, form: Form, lexicon: Lexicon) -> Meant | None:
    """None where the words name nothing of a table, or something of another year."""
    table = _table_of(said.senses, topic)
    if table is None or any(_is_of_another(sense, table) for sense in said.senses):
        return None
    rows, columns = _of(said, table, "row"), _of(said, table, "column")
    if table == "requests":
        row, column = _of_requests(said, rows, columns, lexicon.verbs)
    elif said.before or said.after:
        return None
    else:
        row = _pick(rows, said) or _inherited(topic, said, bare=not columns)
        column = _pick(columns, said) or _unsaid_column(rows, topic)
    if row is None or not (equals := tuple(_sums(form, table, row, column))):
        return None
    return Meant(
        label="·".join(dict.fromkeys(label for label in (row.label, column.label) if label)),
        equals=equals,
        named=row.named + column.named,
        doubt=max(row.doubt, column.doubt),
        is_result=table == "requests" and not columns and row.choices[0].isdisjoint(_flows(lexicon.verbs)),
        is_other=any(sense.id == "otherwise_bare" for sense in said.senses),
        is_money=any("amount" in term.name for operands in equals for term in operands),
    )


def _is_of_another(sense: Sense, table: str) -> bool:
    """A verb that says the number is no number of `table`: 办结 beside 行政复议."""
    return sense.table != table and sense.generic and table not in sense.beside


def _table_of(senses: Sequence[Sense], topic: Sense | None) -> str | None:
    """That of the last word that is said of one table only."""
    telling = [sense.table for sense in senses if sense.names_topic or not sense.generic]
    if telling:
        return telling[-1]
    return topic.table if topic else None


def _of(said: Said, table: str, axis: Axis) -> list[_Name]:
    named = enumerate(said.senses)
    return [_Name(place, sense) for place, sense in named if sense.table == table and sense.axis == axis]


def _flows(verbs: Verbs) -> _Names:
    """Rows that are no result of a request."""
    return frozenset().union(*verbs["due"].choices, *verbs["carried"].choices, *verbs["handled"].choices)


def _of_requests(
    said: Said, rows: Sequence[_Name], columns: Sequence[_Name], verbs: Verbs
) -> tuple[_Choice | None, _Choice]:
    row = _request_row(said, rows, verbs, has_column=bool(columns))
    column = _pick(columns, said)
    if column and row and row.named:  # “涉及个人信息、第三方不同意公开 3 件” may not be of persons
        column = _Choice(column.label, (*column.choices, *_TOTAL.choices), doubt=_WEAK)
    return row, column or _TOTAL


def _request_row(said: Said, rows: Sequence[_Name], verbs: Verbs, *, has_column: bool) -> _Choice | None:
    """A result; else what a verb says of the flow of requests: received, handled, carried."""
    specific = [name for name in rows if not name.sense.generic]
    if specific:
        return None if said.before else _pick(specific, said)
    spoken = {name.sense.id for name in rows}
    verb = next((verbs[name] for name in verbs if name in spoken), None)
    came = not spoken.isdisjoint(("received", "newly_received"))
    if said.before or said.after or (verb and verb.id == "carried" and said.handled):
        return _carried(said, verb, verbs, came=came)
    if verb is None or (verb.id == "request" and has_column):
        row = verbs["received"] if has_column else verbs["request"]
        return _Choice("" if has_column else row.label, row.choices, doubt=0 if has_column else UNSAID)
    if verb.id == "handled" and "request" in spoken and said.reads_on:  # “12 件申请均已办结”
        return _of_verb(verbs["request"])
    return _of_verb(verb, verbs["due"].choices[:1] if verb.id == "carried_in" and came else ())


def _carried(said: Said, verb: Sense | None, verbs: Verbs, *, came: bool) -> _Choice | None:
    """What 上年 or 下年 makes of a verb; None where it speaks of another year: 上年收到 12 件."""
    before, after = verbs["carried_in"], verbs["carried_out"]
    due = verbs["due"].choices[:1] if came else ()
    if verb in (before, after):
        return _of_verb(verb, due if verb == before else ())
    if verb is None:
        return _Choice(verbs["carried"].label, (after if said.after else before).choices, doubt=UNSAID)
    if said.before and not said.after:
        return _of_verb(before, due) if verb.id == "carried" else None
    return _of_verb(after) if verb.carries else None


def _of_verb(verb: Sense, also: tuple[_Names, ...] = ()) -> _Choice:
    """`also`: what it may mean beside another verb, first: “收到（含结转）”."""
    return _Choice(verb.label, (*also, *verb.choices), named=verb.id.startswith("carried_"), doubt=_WEAK * verb.weak)


def _inherited(topic: Sense | None, said: Said, *, bare: bool) -> _Choice | None:
    """The row spoken of before. After both reviews and suits, “其中维持 7 件” may count both."""
    if topic is None:
        return None
    both = (frozenset().union(*(sense.choices[0] for sense in said.rows)),) if said.rows else ()
    return _Choice(topic.label, (*topic.choices, *both), doubt=UNSAID * bare)


def _unsaid_column(rows: Sequence[_Name], topic: Sense | None) -> _Choice:
    """Of several columns that may go without saying none is sure."""
    named = rows[-1].sense if rows else topic
    choices = named.unsaid if named else ()
    return _Choice("", choices, doubt=UNSAID * (len(choices) > 1)) if choices else _TOTAL


def _pick(names: Sequence[_Name], said: Said) -> _Choice | None:
    """The innermost of the names; several side by side are added up."""
    innermost = [name for name in names if not any(_within(other.sense, name.sense) for other in names)]
    if not innermost:
        return None
    senses = list({name.sense.id: name.sense for name in innermost}.values())
    last = senses[-1]
    if len(senses) == 1:
        return _Choice(last.label, last.choices, named=not last.weak, doubt=_WEAK * last.weak)
    label = "、".join(sense.label for sense in senses)
    outer = [name.sense.choices for name in names if name not in innermost]
    if all(left.place + 1 == right.place and said.joined[left.place] for left, right in pairwise(innermost)):
        together: _Names = frozenset().union(*(sense.choices[0] for sense in senses))
        return _Choice(label, (together, *(choice for choices in outer for choice in choices)), named=True)
    return _Choice(label, tuple(choice for sense in senses for choice in sense.choices), doubt=_WEAK)


def _are_joined(text: str, left: Word, right: Word) -> bool:
    """自然人和法人; 行政复议行政诉讼."""
    if left.end < right.start:
        return bool(_JOINED.fullmatch(text, left.end, right.start))
    return all(isinstance(word.meaning, Sense) and word.meaning.names_topic for word in (left, right))


def _within(inner: Sense, outer: Sense) -> bool:
    """Whether `inner` names a part of what `outer` names: 国家秘密 within 不予公开."""
    return any(inner.choices[0] < choice for choice in outer.choices)


def _sums(form: Form, table: str, row: _Choice, column: _Choice) -> Iterator[Sum]:
    for rows, columns in product(row.choices, column.choices):
        cells = [f"{table}.{name}.{column}" for name in sorted(rows) for column in sorted(columns)]
        if all(form.cell(cell) for cell in cells):
            yield tuple(Term(1, cell) for cell in cells)
