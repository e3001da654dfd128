"""What the tables themselves say, as official prose; and numbers of the tables in the prose of a unit.

Neither can diverge from the tables: every number is taken from them, totals recomputed.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from toolkit.forms import Form, Sum, Term
from toolkit.forms.sentences import BlockSentences, Clause, Condition, Listing, Piece, Quantity, Sentences
from toolkit.model.report import Report, evaluate
from toolkit.model.values import Number, plain_number

# Braces with what is inside, be it one more pair: {{ a.b.c }} is a whole of its own, and no placeholder of ours.
_BRACES = re.compile(r"\{((?:[^{}]|\{[^{}]*\})*)\}")


def standard_text(report: Report, sentences: Sentences) -> Mapping[str, str]:
    """Block id → what can be said from the tables of `report`; only blocks with something to say."""
    texts = {block.block: block_text(report, block) for block in sentences.blocks}
    return {block: text for block, text in texts.items() if text}


def block_text(report: Report, block: BlockSentences, written: Callable[[Number], str] = plain_number) -> str:
    """The sentences of one block, numbers `written` so.

    A sentence is left out where a cell it depends on is blank, negative or no number.
    """
    writer = _Writer(report, written)
    return "".join(writer.clause(sentence) for sentence in block.sentences if can_tell(report, sentence.cells))


def can_tell(report: Report, cells: Iterable[str]) -> bool:
    """Whether every input cell under `cells` holds a number that is not negative."""
    return all(_is_stated(report, cell) for cell in inputs_under(report.form, cells))


def inputs_under(form: Form, cells: Iterable[str]) -> tuple[str, ...]:
    """The input cells that `cells` are, or are computed from, each once."""
    return tuple(dict.fromkeys(term.name for cell in cells for term in form.addends.get(cell, (Term(1, cell),))))


def _is_stated(report: Report, cell: str) -> bool:
    value = report.values.get(cell)
    return isinstance(value, int | Decimal) and value >= 0


def fill_placeholders(report: Report) -> Report:
    """The report with ``{requests.received.total}`` and the like in its narrative replaced by the number.

    Only this exact form, a cell id between single braces, is looked at. What names no cell of the form, or a cell
    without a number, stays as it is, for a check to name it. Filling twice changes nothing.
    """

    def number(match: re.Match[str]) -> str:
        value = report.computed(match[1]) if report.form.cell(match[1]) else None
        return match[0] if value is None or isinstance(value, str) else plain_number(value)

    return replace(report, narrative={block: _BRACES.sub(number, text) for block, text in report.narrative.items()})


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes clauses whose cells are all numbers."""

    report: Report
    written: Callable[[Number], str]

    def clause(self, clause: Clause) -> str:
        return "".join(map(self._piece, clause.pieces)) if all(map(self._holds, clause.when)) else ""

    def _piece(self, piece: Piece) -> str:
        match piece:
            case str():
                return piece
            case Quantity():
                return self.written(self._value(piece.sum))
            case Clause():
                return self.clause(piece)
            case Listing():
                items = [self.clause(item) for item in piece.items if all(map(self._holds, item.when))]
                return f"{piece.open}{piece.separator.join(items)}{piece.close}" if items else ""

    def _holds(self, condition: Condition) -> bool:
        value = self._value(condition.sum)
        return value > 0 if condition.positive else value == 0

    def _value(self, operands: Sum) -> Number:
        value = evaluate(operands, self.report.computed)
        if value is None:
            raise ValueError(operands)  # a bug: can_tell was not asked
        return value
