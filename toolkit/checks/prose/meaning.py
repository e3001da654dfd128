"""The words round a number → the cells it may be the sum of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from toolkit.checks.prose.phrases import Word
from toolkit.forms import Form, Sum, Term
from toolkit.forms.lexicon import Axis, Sense

# Of several verbs the first of these is meant: “上年结转的申请办结 2 件” speaks of what was carried in.
_VERBS = (
    "carried_in",
    "carried_out",
    "carried",
    "left",
    "granted_bare",
    "denied_bare",
    "handled",
    "newly_received",
    "received",
    "due",
    "request",
)
_CARRYING = ("carried", "left", "handled", "due", "request")  # with 下年 they all mean what is carried out
# Verbs of requests that may stand before things of another table.
_HARMLESS = {
    "proceedings": ("received", "newly_received", "request", "granted_bare"),
    "proactive": ("due", "request"),
    "requests": (),
}
_JOINED = re.compile(r"[^\u4e00-\u9fa5]*(?:[、和及与或]|以及|或者|加上|连同)[^\u4e00-\u9fa5]*|")
_WEAK, _UNSAID = 3, 9  # doubt where a word often means something else, and where no word says anything
_IN, _OUT, _RESULTS = (frozenset({name}) for name in ("carried_in", "carried_out", "results_total"))
_DUE = frozenset({"received", "carried_in"})
_RECEIVED = (frozenset({"received"}), _DUE)
_FLOWS = frozenset({"received", "carried_in", "carried_out", "results_total"})  # rows that are no result
_Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Meant:
    """What a number speaks of: one of the sums `equals`.

    `named` counts the words that are said of nothing else; `doubt` where they often mean something else.
    `is_result`: a way in which requests were decided; `is_other`: 其他, which may also be other applicants.
    """

    label: str
    equals: tuple[Sum, ...]
    named: int
    doubt: int
    is_result: bool
    is_other: bool


@dataclass(frozen=True, slots=True)
class Said:
    """The words that speak of a number, in order; the text they stand in; whether 上年 or 下年 is among them."""

    words: tuple[Word, ...]
    text: str
    before: bool
    after: bool
    rows: tuple[Sense, ...] = ()  # of the topic's table, named in the sentence so far
    handled: bool = False  # how many were handled was told before: what is carried then is carried out
    reads_on: bool = False  # some of the words stand after the number

    @property
    def senses(self) -> tuple[Sense, ...]:
        return tuple(word.meaning for word in self.words if isinstance(word.meaning, Sense))


@dataclass(frozen=True, slots=True)
class _Choice:
    """Rows (or columns) that may be meant, each a set to add up."""

    label: str
    choices: tuple[_Names, ...]
    named: bool = False
    doubt: int = 0


_TOTAL = _Choice("", (frozenset({"total"}),))


def meant_by(said: Said, topic: Sense | None, form: Form) -> Meant | None:
    """None where the words name nothing of a table, or something of another year."""
    table = _table_of(said.senses, topic)
    if table is None or any(_is_of_another(sense, table) for sense in said.senses):
        return None
    rows, columns = _of(said, table, "row"), _of(said, table, "column")
    if table == "requests":
        row, column = _of_requests(said, rows, columns)
    elif said.before or said.after:
        return None
    else:
        row = _pick(rows, said.text) or _inherited(topic, said, bare=not columns)
        column = _pick(columns, said.text) or _default_column(table, row)
    if row is None or not (equals := tuple(_sums(form, table, row, column))):
        return None
    return Meant(
        label="·".join(dict.fromkeys(label for label in (row.label, column.label) if label)),
        equals=equals,
        named=row.named + column.named,
        doubt=max(row.doubt, column.doubt),
        is_result=table == "requests" and not columns and not row.choices[0] & _FLOWS,
        is_other=any(sense.id == "otherwise_bare" for sense in said.senses),
    )


def _is_of_another(sense: Sense, table: str) -> bool:
    """A verb that says the number is no number of `table`: 办结 beside 行政复议."""
    return sense.table != table and sense.generic and sense.id not in _HARMLESS[table]


def _table_of(senses: Sequence[Sense], topic: Sense | None) -> str | None:
    """That of the last word that is said of one table only."""
    telling = [sense.table for sense in senses if sense.names_topic or not sense.generic]
    if telling:
        return telling[-1]
    return topic.table if topic else None


def _of(said: Said, table: str, axis: Axis) -> list[Word]:
    return [
        word
        for word in said.words
        if isinstance(word.meaning, Sense) and word.meaning.table == table and word.meaning.axis == axis
    ]


def _of_requests(said: Said, rows: Sequence[Word], columns: Sequence[Word]) -> tuple[_Choice | None, _Choice]:
    row = _request_row(said, rows, has_column=bool(columns))
    column = _pick(columns, said.text)
    if column and row and row.named:  # “涉及个人信息、第三方不同意公开 3 件” may not be of persons
        column = _Choice(column.label, (*column.choices, *_TOTAL.choices), doubt=_WEAK)
    return row, column or _TOTAL


def _request_row(said: Said, rows: Sequence[Word], *, has_column: bool) -> _Choice | None:
    """A result; else what a verb says of the flow of requests: received, handled, carried."""
    specific = [word for word in rows if isinstance(word.meaning, Sense) and not word.meaning.generic]
    if specific:
        return None if said.before else _pick(specific, said.text)
    verbs = {word.meaning.id: word.meaning for word in rows if isinstance(word.meaning, Sense)}
    verb = next((verbs[name] for name in _VERBS if name in verbs), None)
    if said.before or said.after or (verb and verb.id == "carried" and said.handled):
        return _carried(said, verb, with_received=not {"received", "newly_received"}.isdisjoint(verbs))
    if verb is None or (verb.id == "request" and has_column):
        return _Choice("", _RECEIVED) if has_column else _Choice("申请", (*_RECEIVED, _RESULTS), doubt=_UNSAID)
    if verb.id == "handled" and "request" in verbs and said.reads_on:  # “12 件申请均已办结”
        return _Choice("申请", verbs["request"].choices)
    return _of_verb(verb, with_received=not {"received", "newly_received"}.isdisjoint(verbs))


def _carried(said: Said, verb: Sense | None, *, with_received: bool) -> _Choice | None:
    """What 上年 or 下年 makes of a verb; None where it speaks of another year: 上年收到 12 件."""
    if verb and verb.id in ("carried_in", "carried_out"):
        return _of_verb(verb, with_received=with_received)
    if verb is None:
        return _Choice("结转", (_OUT,) if said.after else (_IN,), doubt=_UNSAID)
    if said.before and not said.after:
        choices = (_DUE, _IN) if with_received else (_IN,)
        return _Choice("上年结转", choices, named=True) if verb.id == "carried" else None
    return _Choice("结转下年度", (_OUT,), named=True) if verb.id in _CARRYING else None


def _of_verb(verb: Sense, *, with_received: bool) -> _Choice:
    in_or_out = verb.id in ("carried_in", "carried_out")
    choices = (_DUE, *verb.choices) if verb.id == "carried_in" and with_received else verb.choices
    return _Choice(verb.label, choices, named=in_or_out, doubt=_WEAK * verb.weak)


def _inherited(topic: Sense | None, said: Said, *, bare: bool) -> _Choice | None:
    """The row spoken of before. After both reviews and suits, “其中维持 7 件” may count both."""
    if topic is None:
        return None
    both = (frozenset().union(*(sense.choices[0] for sense in said.rows)),) if said.rows else ()
    return _Choice(topic.label, (*topic.choices, *both), doubt=_UNSAID * bare)


def _default_column(table: str, row: _Choice | None) -> _Choice:
    if table == "proceedings":
        return _TOTAL
    if row and row.choices[0] <= {"normative_documents", "government_rules"}:
        return _Choice("制发", (frozenset({"issued"}), frozenset({"in_force"})), doubt=_UNSAID)
    return _Choice("", (frozenset({"decisions"}), frozenset({"amount_wan_yuan"})))


def _pick(words: Sequence[Word], text: str) -> _Choice | None:
    """The innermost of the names; several side by side are added up."""
    innermost = [word for word in words if not any(_within(other, word) for other in words)]
    if not innermost:
        return None
    senses = list({word.meaning.id: word.meaning for word in innermost if isinstance(word.meaning, Sense)}.values())
    last = senses[-1]
    if len(senses) == 1:
        return _Choice(last.label, last.choices, named=not last.weak, doubt=_WEAK * last.weak)
    label = "、".join(sense.label for sense in senses)
    outer = [word.meaning.choices for word in words if word not in innermost and isinstance(word.meaning, Sense)]
    if all(_JOINED.fullmatch(text, left.end, right.start) for left, right in pairwise(innermost)):
        together: _Names = frozenset().union(*(sense.choices[0] for sense in senses))
        return _Choice(label, (together, *(choice for choices in outer for choice in choices)), named=True)
    return _Choice(label, tuple(choice for sense in senses for choice in sense.choices), doubt=_WEAK)


def _within(inner: Word, outer: Word) -> bool:
    """Whether `inner` names a part of what `outer` names: 国家秘密 within 不予公开."""
    if not (isinstance(inner.meaning, Sense) and isinstance(outer.meaning, Sense)):
        return False
    return inner.meaning.choices[0] < outer.meaning.choices[0]


def _sums(form: Form, table: str, row: _Choice, column: _Choice) -> Iterator[Sum]:
    for rows, columns in product(row.choices, column.choices):
        cells = [f"{table}.{name}.{column}" for name in sorted(rows) for column in sorted(columns)]
        if all(form.cell(cell) for cell in cells):
            yield tuple(Term(1, cell) for cell in cells)
