"""A line of the 问题清单 that goes back to a unit: in the workbook, in the letter, on the page."""

from dataclasses import dataclass
from typing import Literal

from toolkit.forms import Severity
from toolkit.model.finding import Place
from toolkit.model.values import Number, Value

Change = Literal["", "新增", "仍存在", "已改正"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What a unit has to put right, or (`change` 已改正) has put right since the last time.

    `cells` are the ids of the cells to be marked; `change` is empty the first time a list goes out.
    """

    severity: Severity
    place: Place
    cells: tuple[str, ...]
    says: str
    fix: str
    basis: str
    actual: Value = None
    expected: Value = None
    difference: Number | None = None
    change: Change = ""
