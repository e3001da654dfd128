"""Repairs as slips of the hand: what must have happened that this change puts right, and how likely that is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from toolkit.checks.suspects.lines import Along, Shift, common_line, distance, lines
from toolkit.checks.suspects.system import Exact, Repair, System, as_number, whole
from toolkit.checks.suspects.told import agreement_with_text
from toolkit.forms import Relation
from toolkit.model import Report, Suspect, Value, evaluate

Kind = Literal[
    "total_left_at_zero",
    "transposed_digits",
    "lost_digit",
    "extra_digit",
    "repeated",
    "claimed_total",
    "single_cell",
    "neighbour_row",
    "neighbour_column",
    "other_row",
    "other_column",
    "swapped",
    "shifted_column_down",
    "shifted_column_up",
    "shifted_row_right",
    "shifted_row_left",
    "two_cells",
    "several_cells",
]

_FAR, _ADDED, _UNCONFIRMED, _WEAK = 1, 3, 3, 1  # tiers by which a slip is less likely than its kind

# How likely a slip is; the lower, the likelier. Up to RECOGNISED the numbers themselves bear its marks.
_TIERS: dict[Kind, int] = {
    "total_left_at_zero": 0,
    "transposed_digits": 1,
    "lost_digit": 1,
    "extra_digit": 1,
    "shifted_column_down": 1,
    "shifted_column_up": 1,
    "shifted_row_right": 1,
    "shifted_row_left": 1,
    "neighbour_row": 2,
    "neighbour_column": 2,
    "swapped": 3,
    "other_row": 4,
    "other_column": 4,
    "repeated": 5,
    "claimed_total": 8,
    "single_cell": 9,
    "two_cells": 10,
    "several_cells": 11,
}
RECOGNISED = 5
_TELLING = 10  # smaller numbers stand beside their like by chance
_BREAKS_WITH_LAST_YEAR = 12


@dataclass(frozen=True, slots=True)
class Slip:
    """A repair and what it is taken for. `rank`: the lower, the likelier; its first entry says what is *recognised*.

    `shift` is set where a line slid; `told` where the narrative says so, too.
    """

    kind: Kind
    repair: Repair
    changes: tuple[Suspect, ...]
    rank: tuple[int, ...]
    shift: Shift | None = None
    told: bool = False

    @property
    def recognised(self) -> bool:
        return self.rank[0] <= RECOGNISED

    @property
    def one_slip(self) -> bool:
        """Whether one slip accounts for several wrong cells."""
        return self.recognised and len(self.changes) > 1


def single_slip(system: System, repair: Repair) -> Slip:
    """A change of one cell."""
    (cell, delta), *_ = repair
    actual = system.values[cell]
    proposed = whole(actual + delta)
    kind = _kind_of_single(system, cell, actual, proposed)
    weak = _is_weak(kind, actual, proposed)
    unlike = 0 if _one_digit_differs(actual, proposed) else 1
    return _slip(system, kind, repair, (_TIERS[kind] + weak * _WEAK, 0 if actual else 1, unlike))


def pair_slip(system: System, repair: Repair) -> Slip:
    """A change of two cells; the fewer claimed totals would have to change with them, the likelier."""
    kind, tier = _kind_of_pair(system, repair)
    totals = sum(cell in system.report.form.addends for cell, _ in repair)
    singles = sum(single_slip(system, (change,)).rank[0] for change in repair)
    rank = (tier, len(system.followers_of(repair)), totals if tier <= RECOGNISED else 0, singles)
    return _slip(system, kind, repair, rank)


def totals_slip(system: System, repair: Repair) -> Slip:
    """Claimed totals set to what their inputs make."""
    at_zero = all(system.values[cell] == 0 for cell, _ in repair)
    kind: Kind = "total_left_at_zero" if at_zero else "claimed_total"
    return _slip(system, kind, repair, (_TIERS[kind], len(repair)))


def several_slip(system: System, repair: Repair) -> Slip:
    singles = sum(single_slip(system, (change,)).rank[0] for change in repair)
    return _slip(system, "several_cells", repair, (_TIERS["several_cells"], len(repair), singles))


def shift_slip(system: System, shift: Shift) -> Slip:
    if shift.line.along == "column":
        kind: Kind = "shifted_column_down" if shift.forward else "shifted_column_up"
    else:
        kind = "shifted_row_right" if shift.forward else "shifted_row_left"
    totals = sum(cell in system.report.form.addends for cell, _ in shift.repair)
    rank = (_TIERS[kind] + (0 if shift.confirmed else _UNCONFIRMED), totals, len(shift.repair))
    return _slip(system, kind, shift.repair, rank, shift)


def _slip(system: System, kind: Kind, repair: Repair, rank: tuple[int, ...], shift: Shift | None = None) -> Slip:
    """With the changes as a person makes them; agreeing with last year and with the text counts before all else."""
    report = system.report
    changes = tuple(
        Suspect(cell, report.values[cell], as_number(system.values[cell] + delta)) for cell, delta in repair
    )
    text = agreement_with_text(system.told, changes)
    evidence = _agreement_with_last_year(report, changes) + text
    tier = -evidence if evidence > 0 else rank[0] + (_BREAKS_WITH_LAST_YEAR if evidence < 0 else 0)
    return Slip(kind, repair, changes, (tier, *rank), shift, told=text > 0)


def _kind_of_single(system: System, cell: str, actual: Exact, proposed: Exact) -> Kind:
    total = cell in system.report.form.addends
    if total and actual == 0:
        return "total_left_at_zero"
    if kind := digit_slip(actual, proposed):
        return kind
    if total:
        return "claimed_total"
    return "repeated" if proposed == 0 and _stands_beside(system, cell, actual) else "single_cell"


def _is_weak(kind: Kind, actual: Exact, proposed: Exact) -> bool:
    """Whether numbers as small as these look so by chance: 1 and 12 differ by a lost digit, 1 and 1 are alike."""
    return kind in {"repeated", "lost_digit", "extra_digit"} and min(actual, proposed or actual) < _TELLING


def digit_slip(actual: Exact, proposed: Exact) -> Kind | None:
    """How one number becomes the other by a slip of the fingers; None where it does not."""
    if not (isinstance(actual, int) and isinstance(proposed, int) and actual > 0 and proposed > 0):
        return None
    typed, meant = str(actual), str(proposed)
    if len(typed) == len(meant):
        places = [place for place, (here, there) in enumerate(zip(typed, meant, strict=True)) if here != there]
        return "transposed_digits" if len(places) == 2 and sorted(typed) == sorted(meant) else None
    if _without_one_digit(meant, typed):
        return "lost_digit"
    return "extra_digit" if _without_one_digit(typed, meant) else None


def _without_one_digit(long: str, short: str) -> bool:
    return len(long) == len(short) + 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _one_digit_differs(actual: Exact, proposed: Exact) -> bool:
    typed, meant = str(actual), str(proposed)
    return len(typed) == len(meant) and sum(a != b for a, b in zip(typed, meant, strict=True)) == 1


def _stands_beside(system: System, cell: str, value: Exact) -> bool:
    """Whether a neighbour of the cell, in its row or column, holds the same value."""
    return any(system.values.get(near) == value for near in _neighbours(system, cell))


def _neighbours(system: System, cell: str) -> Iterator[str]:
    for line in lines(system.report.form):
        if cell in line.cells:
            place = line.cells.index(cell)
            yield from line.cells[max(0, place - 1) : place] + line.cells[place + 1 : place + 2]


def _kind_of_pair(system: System, repair: Repair) -> tuple[Kind, int]:
    """The kind, and its tier: a value that stands in a wrong place of the row or column, or was added to one."""
    form = system.report.form
    (wrong, less), (lacking, more) = sorted(repair, key=lambda change: change[1])
    there, here = form.cell(wrong), form.cell(lacking)
    along = common_line(there, here) if there and here and less == -more else None
    if along and there and here:
        near = distance(there, here) == 1
        if found := _misplaced(along, system.values[wrong], system.values[lacking], more, near=near):
            return found
    kind: Kind = "claimed_total" if {wrong, lacking} <= form.addends.keys() else "two_cells"
    return kind, _TIERS[kind]


def _misplaced(along: Along, there: Exact, here: Exact, moved: Exact, *, near: bool) -> tuple[Kind, int] | None:
    """`moved` stands `there` and belongs `here`."""
    if here and there - moved == here:
        return "swapped", _TIERS["swapped"] + (0 if near else _FAR)
    if here:
        return None
    kind: Kind
    if along == "row":
        kind = "neighbour_column" if near else "other_column"
    else:
        kind = "neighbour_row" if near else "other_row"
    return kind, _TIERS[kind] + (0 if there == moved else _ADDED)


def _agreement_with_last_year(report: Report, changes: tuple[Suspect, ...]) -> int:
    """How many equalities with last year's report the changes restore, less those they break."""
    if report.last_year is None:
        return 0
    proposed = {change.cell: change.proposed for change in changes}

    def value_of(cell: str) -> Value:
        return proposed[cell] if cell in proposed else report.value(cell)

    touched = [item for item in _carried_over(report) if proposed.keys() & set(item.cells)]
    return sum(_holds(item, value_of) for item in touched) - sum(_holds(item, report.value) for item in touched)


def _carried_over(report: Report) -> Iterator[Relation]:
    for item in report.form.relations:
        if item.last_cells and item.when is None and item.holds.comparator == "=":
            yield item


def _holds(item: Relation, value_of: Callable[[str], Value]) -> bool:
    left, right = evaluate(item.left, value_of), evaluate(item.right, value_of)
    return left is not None and left == right
