"""What the narrative says of the tables, as evidence for which cell is wrong: 文字写的是 9 件，格里是 10."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toolkit.checks.prose.statements import Statement
from toolkit.forms import Form, Sum, Term
from toolkit.model import Number, Report, Suspect, evaluate


@dataclass(frozen=True, slots=True)
class Told:
    """A number of the text and one of the sums it may be: the input cells under it, and how far it is off."""

    weights: Mapping[str, int]
    gap: Number


def told_by(report: Report, statements: Iterable[Statement]) -> tuple[Told, ...]:
    """All statements with a number, for each sum that they may mean."""
    found = []
    for statement in statements:
        for operands in statement.equals:
            value = evaluate(operands, report.computed)
            if statement.number and value is not None:
                found.append(Told(_weights(report.form, operands), value - statement.value))
    return tuple(found)


def agreement_with_text(told: Iterable[Told], changes: Iterable[Suspect]) -> int:
    """How many statements of the text the changes make true, less those they make false."""
    deltas = {item.cell: _difference(item) for item in changes}
    score = 0
    for item in told:
        moved: Number = sum(item.weights.get(cell, 0) * delta for cell, delta in deltas.items())
        if moved:
            score += int(item.gap + moved == 0) - int(item.gap == 0)
    return score


def _difference(change: Suspect) -> Number:
    numbers = [value for value in (change.proposed, change.actual) if not isinstance(value, str | None)]
    return numbers[0] - numbers[1] if len(numbers) == 2 else 0


def _weights(form: Form, operands: Sum) -> dict[str, int]:
    """Input cell → how often it counts."""
    weights: dict[str, int] = {}
    for term in operands:
        for addend in form.addends.get(term.name, (Term(1, term.name),)):
            weights[addend.name] = weights.get(addend.name, 0) + term.coefficient * addend.coefficient
    return weights
