"""Rules: one small closed language of sums and comparisons, written once and rendered everywhere.

A rule is written over the rows (or the columns) of a table, for each column (or row) of it::

    each  = "column"
    holds = "received + carried_in = results_total + carried_out"

* ``a … b`` is the sum of everything from ``a`` to ``b`` in the order of the form;
* ``last.a`` is last year's value; ``5*a`` and plain integers are allowed;
* the sides are compared by ``=``, ``<=`` or ``>=``; ``when`` is a comparison under which alone the rule applies.

There is nothing else in the language, so that the same rule can become a workbook formula, a check in Python over one
report or over thousands, a sentence, and a line of the manual.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Severity = Literal["error", "query", "hint"]
Each = Literal["row", "column"]
Comparator = Literal["=", "<=", ">="]

LAST = "last."
_TOKEN = re.compile(r"\s*(?:(?:([0-9]+)\*)?((?:last\.)?[a-z][a-z0-9_]*)|([0-9]+)|(…)|([+-]))")
_COMPARATOR = re.compile(r"<=|>=|=")


@dataclass(frozen=True, slots=True)
class Term:
    """An operand times an integer.

    `name` is the id of a row, a column or (in a :class:`Relation`) a cell, after ``last.`` for last year's value; the
    empty name is the number 1.
    """

    coefficient: int
    name: str

    @property
    def of_last_year(self) -> bool:
        return self.name.startswith(LAST)


Sum = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sums, compared."""

    left: Sum
    comparator: Comparator
    right: Sum

    @property
    def terms(self) -> Sum:
        return (*self.left, *self.right)


@dataclass(frozen=True)
class Rule:
    """What must hold in each row (column) of a table; its terms name columns (rows).

    `only` limits it to some rows (columns). A rule on `trial` is reported as a hint until it is promoted.
    """

    id: str
    table: str
    family: str
    each: Each
    title: str
    holds: Comparison
    when: Comparison | None
    only: tuple[str, ...]
    derives: str | None
    severity: Severity
    trial: bool
    says: str
    fix: str
    basis: str

    @cached_property
    def name(self) -> str:
        """The stable name, e.g. ``requests.balance``."""
        return f"{self.family}.{self.id}"

    @property
    def terms(self) -> Sum:
        return (*self.holds.terms, *(self.when.terms if self.when else ()))

    @property
    def operands(self) -> frozenset[str]:
        """The rows (columns) it speaks of, this year's or last year's."""
        return frozenset(term.name.removeprefix(LAST) for term in self.terms if term.name)

    @cached_property
    def is_identity(self) -> bool:
        """Whether it is a 勾稽关系: an equality within the report of one year, always to hold."""
        return self.holds.comparator == "=" and self.when is None and not any(term.of_last_year for term in self.terms)

    @property
    def reported_as(self) -> Severity:
        return "hint" if self.trial else self.severity


@dataclass(frozen=True)
class Relation:
    """A rule in one row or column: its terms are cells. One that is an identity is a 勾稽关系."""

    rule: Rule
    subject: str
    """The row or column it holds in, as a person reads it: ``自然人``."""
    holds: Comparison
    when: Comparison | None

    @property
    def left(self) -> Sum:
        return self.holds.left

    @property
    def right(self) -> Sum:
        return self.holds.right

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """Cells of this year it compares, the derived (claimed) total first where the rule has one."""
        return tuple(term.name for term in self.holds.terms if term.name and not term.of_last_year)

    @cached_property
    def last_cells(self) -> tuple[str, ...]:
        """Last year's cells it needs."""
        terms = (*self.holds.terms, *(self.when.terms if self.when else ()))
        return tuple(dict.fromkeys(term.name.removeprefix(LAST) for term in terms if term.of_last_year))


class RuleSyntaxError(ValueError):
    """``holds`` or ``when`` is not in the language; the message says where."""


def parse_comparison(text: str, names: Sequence[str]) -> Comparison:
    """Read ``holds`` over `names` (ids in the order of the form).

    Raises :class:`RuleSyntaxError` with a Chinese message.
    """
    found = _COMPARATOR.findall(text)
    if len(found) != 1:
        raise RuleSyntaxError("应当有且只有一个 =、<= 或 >=")
    left, right = _COMPARATOR.split(text)
    return Comparison(_parse_sum(left, names), found[0], _parse_sum(right, names))


def instantiate(comparison: Comparison, cell_of: Callable[[str], str]) -> Comparison:
    """The same comparison over cells."""

    def term(item: Term) -> Term:
        prefix = LAST if item.of_last_year else ""
        name = item.name.removeprefix(LAST)
        return Term(item.coefficient, f"{prefix}{cell_of(name)}" if name else "")

    return Comparison(tuple(map(term, comparison.left)), comparison.comparator, tuple(map(term, comparison.right)))


def _parse_sum(text: str, names: Sequence[str]) -> Sum:
    terms: list[Term] = []
    sign = 1
    expected: Literal["operand", "end of range", "operator"] = "operand"
    for match in _tokens(text.rstrip()):
        factor, name, number, dots, operator = match.groups()
        if expected == "operator" and operator:
            sign, expected = (1 if operator == "+" else -1), "operand"
        elif expected == "operator" and dots:
            expected = "end of range"
        elif expected != "operator" and (name or number):
            term = Term(sign * int(factor or number or 1), _known(name, names) if name else "")
            terms += _range_after(terms[-1], term, names) if expected == "end of range" else [term]
            expected = "operator"
        else:
            raise RuleSyntaxError(f"“{match[0].strip()}”的位置不对")
    if expected != "operator":
        raise RuleSyntaxError("有一边不完整")
    return tuple(terms)


def _tokens(text: str) -> Iterator[re.Match[str]]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise RuleSyntaxError(f"“{text[position:].strip()}”处看不懂")
        yield match
        position = match.end()


def _range_after(first: Term, last: Term, names: Sequence[str]) -> list[Term]:
    if not (first.name and last.name) or first.of_last_year or last.of_last_year or abs(last.coefficient) != 1:
        raise RuleSyntaxError("… 两头应当是本年的两个代号")
    start, end = names.index(first.name), names.index(last.name)
    if end <= start:
        raise RuleSyntaxError(f"{first.name} … {last.name} 的次序与表式相反")
    return [Term(first.coefficient, name) for name in names[start + 1 : end + 1]]


def _known(name: str, names: Sequence[str]) -> str:
    if name.removeprefix(LAST) not in names:
        raise RuleSyntaxError(f"没有代号为 {name.removeprefix(LAST)} 的项")
    return name
