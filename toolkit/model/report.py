"""A report: what one unit says for one year."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, localcontext
from functools import cached_property

from toolkit.forms import LAST, Cell, Comparator, Form, Sum
from toolkit.model.values import Number, Value, is_number

EXACT = Context(prec=100)  # digits enough for the sum of any readable numbers


@dataclass(frozen=True, slots=True)
class Member:
    """A unit whose report is part of a total. `within`: the total of a lower level it came in with ('' for none)."""

    unit: str
    unit_code: str = ""
    within: str = ""


@dataclass(frozen=True)
class Report:
    """What one unit says for one year, on one edition of the form.

    `values`: cell id → value, for every cell that was on the source's form; a cell that is absent was not there.
    Values of derived cells are what the source *claims*; the program's own totals are in `totals`.
    `narrative`: block id → text, only blocks that have one. `explanations`: finding key → text.
    `zero_return`: the unit declared 零报告; blanks have been read as 0.
    `last_year`: cell id → last year's value, for the cells of ``form.last_cells`` it is known for; None: not known.
    `origins`: cell id → where its value stands in the published document it was read from (``第 34 行``).
    `members`: of a total, the units whose reports are in it.
    """

    form: Form
    year: int
    unit: str
    unit_code: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    narrative: Mapping[str, str] = field(default_factory=dict)
    explanations: Mapping[str, str] = field(default_factory=dict)
    zero_return: bool = False
    last_year: Mapping[str, Number] | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    members: Sequence[Member] = ()

    @cached_property
    def totals(self) -> Mapping[str, Number | None]:
        """Every derived cell, computed from the inputs; None where an addend is blank, absent or no number."""
        return {cell: evaluate(addends, self.values.get) for cell, addends in self.form.addends.items()}

    def value(self, cell: str) -> Value:
        """What the report says of a cell: the source's own value, or for a total it does not state, the computed.

        ``last.`` before the id asks for last year's value.
        """
        return self.known.get(cell)

    @cached_property
    def known(self) -> Mapping[str, Value]:
        """All that :meth:`value` knows."""
        last = {f"{LAST}{cell}": value for cell, value in (self.last_year or {}).items()}
        return {**self.totals, **self.values, **last}

    def computed(self, cell: str) -> Value:
        """What the program stands for: inputs as filled, totals always recomputed."""
        return self.stood_for.get(cell)

    @cached_property
    def stood_for(self) -> Mapping[str, Value]:
        """All that :meth:`computed` knows."""
        return {**self.values, **self.totals}

    def lacks(self, cell: Cell) -> bool:
        """Whether a cell is blank that must be filled; one of a list must be as soon as its line is begun."""
        if self.values.get(cell.id) is not None or cell.entry.optional:
            return False
        return cell.required or any(self.values.get(other.id) is not None for other in cell.table.line_of(cell))

    def states(self, cell: str) -> bool:
        """Whether the source says anything of a cell, be it a blank; a total follows from its inputs."""
        if cell in self.values:
            return True
        return all(term.name in self.values for term in self.form.addends.get(cell, ())) and cell in self.form.addends


def declared_zero(cell: Cell) -> bool:
    """Whether a blank there is 0 where 零报告 was declared."""
    return cell.numeric and cell.required


def evaluate(total: Sum, value_of: Callable[[str], Value]) -> Number | None:
    """The sum, exact; None as soon as an operand is no number."""
    result = 0
    for term in total:
        value = value_of(term.name) if term.name else 1
        if type(value) is not int:
            return _evaluate_exactly(total, value_of) if is_number(value) else None
        result += term.coefficient * value
    return result


def _evaluate_exactly(total: Sum, value_of: Callable[[str], Value]) -> Number | None:
    """As :func:`evaluate`, with decimals among the operands."""
    result: Number = 0
    with localcontext(EXACT):
        for term in total:
            value = value_of(term.name) if term.name else 1
            if not is_number(value):
                return None
            result += term.coefficient * value
    return result


def compare(left: Number, comparator: Comparator, right: Number) -> bool:
    """Whether the comparison holds."""
    match comparator:
        case "=":
            return left == right
        case "<=":
            return left <= right
        case ">=":
            return left >= right
