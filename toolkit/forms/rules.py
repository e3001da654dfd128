"""Rules: one small closed language of sums, written once and rendered everywhere.

A rule is written over the rows (or the columns) of a table, for each column (or row) of it::

    each  = "column"
    holds = "received + carried_in = results_total + carried_out"

``a … b`` is the sum of everything from ``a`` to ``b`` in the order of the form. There is nothing else in the language,
so that the same rule can become a workbook formula, a check in Python, a sentence, and a line of the manual.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "query", "hint"]
Each = Literal["row", "column"]

_TOKEN = re.compile(r"\s*(?:([a-z][a-z0-9_]*)|(…)|([+-]))")


@dataclass(frozen=True, slots=True)
class Term:
    """A signed operand: ``name`` is the id of a row, a column or (in an :class:`Identity`) a cell."""

    sign: int
    name: str


Sum = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """An equality that must hold in each row (column) of a table; ``left`` and ``right`` name columns (rows)."""

    id: str
    table: str
    each: Each
    title: str
    left: Sum
    right: Sum
    derives: str | None
    severity: Severity
    says: str
    basis: str

    @property
    def name(self) -> str:
        """The stable name, e.g. ``requests.balance``."""
        return f"{self.table}.{self.id}"

    @property
    def operands(self) -> tuple[str, ...]:
        return tuple(term.name for term in (*self.left, *self.right))


@dataclass(frozen=True, slots=True)
class Identity:
    """A rule in one row or column: both sides are sums of cells."""

    rule: Rule
    subject: str
    """The row or column it holds in, as a person reads it: ``自然人``."""
    left: Sum
    right: Sum

    @property
    def cells(self) -> tuple[str, ...]:
        """All operands, the derived (claimed) total first where the rule has one."""
        return tuple(term.name for term in (*self.left, *self.right))


class RuleSyntaxError(ValueError):
    """``holds`` is not in the language; the message says where."""


def parse_equation(text: str, names: Sequence[str]) -> tuple[Sum, Sum]:
    """Read ``holds`` over `names` (ids in the order of the form).

    Raises :class:`RuleSyntaxError` with a Chinese message.
    """
    sides = text.split("=")
    if len(sides) != 2:
        raise RuleSyntaxError("等式应当有且只有一个 =")
    left, right = (_parse_sum(side, names) for side in sides)
    return left, right


def instantiate(total: Sum, cell_of: Callable[[str], str]) -> Sum:
    """The same sum over cells."""
    return tuple(Term(term.sign, cell_of(term.name)) for term in total)


def _parse_sum(text: str, names: Sequence[str]) -> Sum:
    terms: list[Term] = []
    sign, wanted, position = 1, True, 0
    stripped = text.rstrip()
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        if match is None:
            raise RuleSyntaxError(f"“{stripped[position:].strip()}”处看不懂")
        name, dots, operator = match.groups()
        if name and wanted:
            terms.append(Term(sign, _known(name, names)))
            wanted = False
        elif dots and not wanted:
            following = _TOKEN.match(stripped, match.end())
            if following is None or not following[1]:
                raise RuleSyntaxError("… 后面应当是一个代号")
            terms.extend(_range_after(terms[-1], _known(following[1], names), names))
            match = following
        elif operator and not wanted:
            sign, wanted = (1 if operator == "+" else -1), True
        else:
            raise RuleSyntaxError(f"“{match[0].strip()}”的位置不对")
        position = match.end()
    if wanted:
        raise RuleSyntaxError("等式有一边不完整")
    return tuple(terms)


def _range_after(first: Term, last: str, names: Sequence[str]) -> list[Term]:
    start, end = names.index(first.name), names.index(last)
    if end <= start:
        raise RuleSyntaxError(f"{first.name} … {last} 的次序与表式相反")
    return [Term(first.sign, name) for name in names[start + 1 : end + 1]]


def _known(name: str, names: Sequence[str]) -> str:
    if name not in names:
        raise RuleSyntaxError(f"没有代号为 {name} 的项")
    return name
