"""The same rules over thousands of reports at once: a pandas frame, a row a report, a column a cell."""

from collections.abc import Iterator, Sequence
from operator import itemgetter

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.checks.cells import LIMIT
from toolkit.forms import LAST, Comparison, Form, Relation, Sum
from toolkit.model import Report, Value

OUTCOMES = ("passed", "failed", "unevaluable", "not_applicable")
"""What the numbers in the result stand for."""

_PASSED, _FAILED, _UNEVALUABLE, _NOT_APPLICABLE = np.int8(0), np.int8(1), np.int8(2), np.int8(3)
_KNOWS_LAST_YEAR = "last"
_NO_NUMBER = np.inf
_TOLERANCE = 1e-6  # the cells hold at most six decimals; a float holds them to more than that

_Floats = npt.NDArray[np.float64]
_Outcomes = npt.NDArray[np.int8]


def frame_of(reports: Sequence[Report]) -> pd.DataFrame:
    """A column per cell of the form, and per known value of last year (``last.`` + cell). A blank is NaN, content that
    is no number infinite.

    All reports are on one edition of the form.
    """
    form = reports[0].form
    names = [*(cell.id for cell in form.cells), *(f"{LAST}{cell}" for cell in form.last_cells)]
    blank, in_order = dict.fromkeys(names), itemgetter(*names)
    rows = np.array([_without_text(in_order({**blank, **report.known})) for report in reports], dtype=np.float64)
    frame = pd.DataFrame(rows, columns=names, copy=False)
    return frame.assign(**{_KNOWS_LAST_YEAR: [report.last_year is not None for report in reports]})


def check_frame(form: Form, frame: pd.DataFrame) -> pd.DataFrame:
    """The outcome of every rule (columns, ``rule@cell``) for every report (rows of `frame`), as in :data:`OUTCOMES`.

    The rules are those on each number that has to be filled in (``cells.*``), and every relation of the form. The same
    outcomes as :func:`toolkit.checks.check_report` gives one by one, as long as no number exceeds 10⁹ (larger ones are
    an error by themselves; floats no longer hold their sixth decimal).
    """
    columns = dict(_cell_outcomes(form, frame))
    columns |= {f"{item.rule.name}@{item.cells[0]}": _relation_outcomes(item, frame) for item in form.relations}
    return pd.DataFrame(columns, index=frame.index, copy=False)


def _cell_outcomes(form: Form, frame: pd.DataFrame) -> Iterator[tuple[str, _Outcomes]]:
    """Each rule applies where those before it passed."""
    for cell in form.inputs:
        if cell.numeric and cell.required:
            values = frame[cell.id].to_numpy()
            scaled = values * 10**cell.entry.decimals
            with np.errstate(invalid="ignore"):
                broken = np.abs(scaled - np.rint(scaled)) > _TOLERANCE
            negative = (values < 0) & (not cell.entry.kind.signed)
            blank, no_number = np.isnan(values), np.isinf(values)
            yield f"cells.blank@{cell.id}", blank.astype(np.int8)
            yield f"cells.not_a_number@{cell.id}", _where(~blank, no_number)
            yield f"cells.negative@{cell.id}", _where(np.isfinite(values), negative)
            counted = np.isfinite(values) & ~negative
            yield f"cells.too_large@{cell.id}", _where(counted, np.abs(values) > LIMIT)
            yield f"cells.not_an_integer@{cell.id}", _where(counted, broken)


def _where(applies: npt.NDArray[np.bool_], failed: npt.NDArray[np.bool_]) -> _Outcomes:
    return np.where(applies, failed, _NOT_APPLICABLE).astype(np.int8, copy=False)


def _relation_outcomes(relation: Relation, frame: pd.DataFrame) -> _Outcomes:
    holds = _compare(relation.holds, frame)
    outcome = np.where(np.isnan(holds), _UNEVALUABLE, np.where(holds > 0, _PASSED, _FAILED))
    if relation.when:
        outcome = np.where(_compare(relation.when, frame) > 0, outcome, _NOT_APPLICABLE)
    if relation.last_cells:
        outcome = np.where(frame[_KNOWS_LAST_YEAR], outcome, _NOT_APPLICABLE)
    return outcome


def _compare(comparison: Comparison, frame: pd.DataFrame) -> _Floats:
    """1 where it holds, 0 where it does not, NaN where an operand is missing."""
    difference = _sum(comparison.left, frame) - _sum(comparison.right, frame)
    match comparison.comparator:
        case "=":
            holds = np.abs(difference) < _TOLERANCE
        case "<=":
            holds = difference < _TOLERANCE
        case ">=":
            holds = difference > -_TOLERANCE
    return np.where(np.isfinite(difference), holds, np.nan)


def _sum(operands: Sum, frame: pd.DataFrame) -> _Floats:
    """NaN where an operand is missing: two infinite ones may not make up for each other."""
    total = np.zeros(len(frame))
    for term in operands:
        value = frame[term.name].to_numpy() if term.name else 1.0
        total += term.coefficient * value
        np.copyto(total, np.nan, where=np.isinf(total))
    return total


def _without_text(values: Sequence[Value]) -> Sequence[Value | float]:
    """What is no number is infinite; a blank is NaN to numpy."""
    if str not in set(map(type, values)):
        return values
    return [_NO_NUMBER if isinstance(value, str) else value for value in values]
