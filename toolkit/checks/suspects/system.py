"""The 勾稽关系 of one report as a sparse linear system in exact numbers.

A variable is a cell the source filled in. A claimed total that agrees with its addends is no variable: it was computed
from them and follows them (*follower*), as does a total the source does not state at all.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from toolkit.checks.prose.statements import Statement
from toolkit.checks.suspects.told import Told, told_by
from toolkit.forms import Relation, Sum
from toolkit.model import Number, Report, Value, evaluate, finding_key

Exact = int | Fraction
Residual = Mapping[int, Exact]
"""Number of a failed equation → left side minus right side."""
Repair = tuple[tuple[str, Exact], ...]
"""Cells, and by how much each is to change."""

_DIGITS = 30  # a longer number is no count and no amount: its identities are left out
_ONE = {"": 1}


@dataclass(frozen=True, slots=True)
class Equation:
    """An identity over the variables: `weights` of the cells, `gap` of left over right, `key` of its finding.

    `cells` are those it is written over, totals that follow among them.
    """

    key: str
    cells: Collection[str]
    weights: Mapping[str, int]
    gap: Exact


@dataclass(frozen=True)
class System:
    """`implied` equations fail as the sum of others that fail, hold when those do, and are not searched."""

    report: Report
    values: Mapping[str, Exact]
    followers: Collection[str]
    equations: tuple[Equation, ...]
    implied: tuple[Equation, ...]
    statements: tuple[Statement, ...]

    @cached_property
    def weights(self) -> Mapping[str, Mapping[int, int]]:
        """Cell → number of an equation → its weight there."""
        found: dict[str, dict[int, int]] = {}
        for index, equation in enumerate(self.equations):
            for cell, weight in equation.weights.items():
                found.setdefault(cell, {})[index] = weight
        return found

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """What the narrative says of the tables."""
        return told_by(self.report, self.statements)

    @cached_property
    def residual(self) -> Residual:
        return {index: equation.gap for index, equation in enumerate(self.equations) if equation.gap}

    @cached_property
    def widest(self) -> int:
        """The most equations that one cell is in."""
        return max(map(len, self.weights.values()), default=0)

    def after(self, residual: Residual, repair: Repair) -> dict[int, Exact]:
        """What is left of `residual` when `repair` is made."""
        left = dict(residual)
        for cell, delta in repair:
            for index, weight in self.weights.get(cell, {}).items():
                left[index] = left.get(index, 0) + weight * delta
        return {index: gap for index, gap in left.items() if gap}

    def allows(self, cell: str, delta: Exact) -> bool:
        """Whether the cell may hold what the change makes of it: nothing negative, no part of a count."""
        definition = self.report.form.cell(cell)
        proposed = self.values[cell] + delta
        whole = definition is None or definition.entry.kind.id == "count"
        return proposed >= 0 and not (whole and isinstance(proposed, Fraction) and proposed.denominator != 1)

    def settled(self, residual: Residual, repair: Repair) -> tuple[str, ...]:
        """Keys of the findings that `repair`, which makes `residual` vanish, has to do with."""
        changes = dict(repair)
        implied = (equation for equation in self.implied if _touches(equation, changes))
        return (*(self.equations[index].key for index in residual), *(equation.key for equation in implied))

    def concerns(self, cell: str, key: str) -> bool:
        """Whether changing `cell` (and what follows it) changes the identity whose finding has this key."""
        return any(equation.key == key and cell in equation.weights for equation in (*self.equations, *self.implied))

    @cached_property
    def _hanging_on(self) -> Mapping[str, Mapping[str, int]]:
        """Cell → the followers it is an addend of, with its weight."""
        found: dict[str, dict[str, int]] = {}
        for total in sorted(self.followers):
            for cell, weight in _spread(self.report, self.followers, total).items():
                found.setdefault(cell, {})[total] = weight
        return found

    def followers_of(self, repair: Repair) -> Mapping[str, Exact]:
        """Claimed totals that change with the cells of `repair`, and by how much they change."""
        changes: dict[str, Exact] = {}
        for cell, delta in repair:
            for total, weight in self._hanging_on.get(cell, {}).items():
                changes[total] = changes.get(total, 0) + weight * delta
        return {total: delta for total, delta in changes.items() if delta}


def system_of(report: Report, statements: tuple[Statement, ...] = ()) -> System:
    """The system of `report`, without identities that cannot be evaluated; what its narrative says is evidence."""
    numbers = {cell: number for cell, value in report.values.items() if (number := exact(value)) is not None}
    followers = {cell for cell in numbers if _follows(report, cell)}
    values = {cell: number for cell, number in numbers.items() if cell not in followers}
    free: list[Equation] = []
    implied: list[Equation] = []
    for instances in _by_rule(report.form.identities):
        found = [equation for item in instances if (equation := _equation(report, values, followers, item))]
        total: Counter[str] = Counter()
        for equation in found:
            _add(total, equation.weights)
        for equation in found:
            redundant = equation.gap and _is_sum_of_others(equation, total, len(found))
            (implied if redundant else free).append(equation)
    return System(report, values, followers, tuple(free), tuple(implied), statements)


def exact(value: Value) -> Exact | None:
    """The number, exactly; None for what is no number, or has too many digits to be meant."""
    match value:
        case int():
            return value if abs(value) < 10 ** (_DIGITS + 1) else None
        case Decimal() if value.is_finite() and (not value or abs(value.adjusted()) <= _DIGITS):
            return whole(Fraction(value))
        case _:
            return None


def whole(number: Exact) -> Exact:
    """A fraction that is an integer as ``int``."""
    return number.numerator if number.denominator == 1 else number


def quotient(number: Exact, divisor: int) -> Exact:
    if isinstance(number, int) and number % divisor == 0:
        return number // divisor
    return whole(Fraction(number) / divisor)


def as_number(number: Exact) -> Number:
    number = whole(number)
    return number if isinstance(number, int) else Decimal(number.numerator) / Decimal(number.denominator)


def _follows(report: Report, cell: str) -> bool:
    derivation = _derivation(report, cell)
    return bool(derivation) and evaluate(derivation, report.value) == report.values[cell]


def _derivation(report: Report, cell: str) -> Sum:
    definition = report.form.cell(cell)
    return () if definition is None else definition.table.derivations.get(cell, ())


def _by_rule(identities: Iterable[Relation]) -> Iterable[list[Relation]]:
    groups: dict[str, list[Relation]] = {}
    for identity in identities:
        groups.setdefault(identity.rule.name, []).append(identity)
    return groups.values()


def _equation(
    report: Report, values: Mapping[str, Exact], followers: Collection[str], item: Relation
) -> Equation | None:
    """`item` over the variables; None where it cannot be evaluated, or holds whatever they are."""
    spread: Counter[str] = Counter()
    for sign, side in ((1, item.left), (-1, item.right)):
        for term in side:
            _add(spread, _spread(report, followers, term.name), sign * term.coefficient)
    constant = spread.pop("", 0)
    weights = {cell: weight for cell, weight in spread.items() if weight}
    if not weights or not weights.keys() <= values.keys():
        return None
    gap = _total(weight * values[cell] for cell, weight in weights.items()) + constant
    return Equation(finding_key(report.form, item.rule.name, item.cells), item.cells, weights, whole(gap))


def _spread(report: Report, followers: Collection[str], cell: str) -> Mapping[str, int]:
    """The variables a cell hangs on: itself, or for a total that follows, its addends."""
    if not cell:
        return _ONE
    if cell in followers:
        addends = _derivation(report, cell)
    elif cell in report.values:
        return {cell: 1}
    else:
        addends = report.form.addends.get(cell, ())
    if not addends:
        return {cell: 1}
    found: Counter[str] = Counter()
    for term in addends:
        _add(found, _spread(report, followers, term.name), term.coefficient)
    return found


def _add(total: Counter[str], weights: Mapping[str, int], times: int = 1) -> None:
    for cell, weight in weights.items():
        total[cell] += times * weight


def _is_sum_of_others(equation: Equation, total: Mapping[str, int], count: int) -> bool:
    """Whether it says only what the other instances of its rule together say; `total` is the sum of them all."""
    weights = equation.weights
    return count > 2 and all(weight == 2 * weights.get(cell, 0) for cell, weight in total.items())


def _total(numbers: Iterable[Exact]) -> Exact:
    total: Exact = 0
    for number in numbers:
        total += number
    return total


def _touches(equation: Equation, changes: Mapping[str, Exact]) -> bool:
    return any(cell in equation.weights for cell in changes)
