"""A worksheet as the checks need it, whatever it was read from. Rows and columns count from 0."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

At = tuple[int, int]
"""Row and column."""

Box = tuple[int, int, int, int]
"""Row, column, height and width."""


@dataclass(frozen=True)
class Sheet:
    """What stands in the cells, and what was done to them.

    `typed`: what was typed, a formula as its text with ``=`` before it; `shown`: what was last shown instead. Blank
    cells are in neither. `formats`: how a number is shown, where there is one. `merged`: the areas; what lies below
    one, and does not show, is not there.
    """

    title: str
    visible: bool = True
    protected: bool = False
    typed: Mapping[At, object] = field(default_factory=dict)
    shown: Mapping[At, object] = field(default_factory=dict)
    formats: Mapping[At, str] = field(default_factory=dict)
    merged: frozenset[Box] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def value(self, row: int, column: int) -> object:
        """What was typed there; None where it is blank."""
        return self.typed.get((row, column))

    @cached_property
    def height(self) -> int:
        """Down to the last row in which something stands."""
        return 1 + max((row for row, _ in self.typed), default=-1)
