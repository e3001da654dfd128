"""What units are compared by: a count of the form, or a share of one."""

from collections.abc import Callable
from dataclasses import dataclass

from toolkit.model.values import Number, Value, is_number


@dataclass(frozen=True, slots=True)
class Measure:
    """The sum of the cells `over`; with `under`, its share of that cell."""

    title: str
    over: tuple[str, ...]
    under: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        return (*self.over, self.under) if self.under else self.over

    def of(self, value_of: Callable[[str], Value]) -> Number | float | None:
        """None where a cell has no number, and for a share of nothing."""
        numbers = [value for cell in self.over if is_number(value := value_of(cell))]
        if len(numbers) < len(self.over):
            return None
        if not self.under:
            return sum(numbers)
        whole = value_of(self.under)
        return float(sum(numbers)) / float(whole) if is_number(whole) and whole else None
