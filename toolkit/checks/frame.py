"""The same rules over thousands of reports at once: a pandas frame, a row a report, a column a cell."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from toolkit.forms import LAST, Comparison, Form, Relation, Sum
from toolkit.model import Number, Report, Value

PASSED, FAILED, UNEVALUABLE, NOT_APPLICABLE = "passed", "failed", "unevaluable", "not_applicable"

_TOLERANCE = 1e-6  # the cells hold at most six decimals; a float holds them to more than that


def frame_of(reports: Sequence[Report]) -> pd.DataFrame:
    """A column per cell of the form, and per known value of last year (``last.`` + cell); what is no number is NaN.

    All reports are on one edition of the form.
    """
    form = reports[0].form
    names = [*(cell.id for cell in form.cells), *(f"{LAST}{cell}" for cell in form.last_cells)]
    rows = [[_as_float(report.value(name)) for name in names] for report in reports]
    frame = pd.DataFrame(rows, columns=names, dtype="float64")
    frame[_KNOWS_LAST_YEAR] = [report.last_year is not None for report in reports]
    return frame


def check_frame(form: Form, frame: pd.DataFrame) -> pd.DataFrame:
    """The outcome of every relation (columns, ``rule@cell``) for every report (rows of `frame`).

    The same outcomes as :func:`toolkit.checks.check_report` gives one by one, as long as no number exceeds 10⁹
    (larger ones are an error by themselves; floats no longer hold their sixth decimal).
    """
    outcomes = {_name(relation): _outcomes(relation, frame) for relation in form.relations}
    return pd.DataFrame(outcomes, index=frame.index)


_KNOWS_LAST_YEAR = "last"


def _name(relation: Relation) -> str:
    return f"{relation.rule.name}@{relation.cells[0]}"


def _outcomes(relation: Relation, frame: pd.DataFrame) -> np.ndarray:
    holds = _compare(relation.holds, frame)
    outcome = np.where(np.isnan(holds), UNEVALUABLE, np.where(holds > 0, PASSED, FAILED))
    if relation.when:
        outcome = np.where(_compare(relation.when, frame) > 0, outcome, NOT_APPLICABLE)
    if relation.last_cells:
        outcome = np.where(frame[_KNOWS_LAST_YEAR], outcome, NOT_APPLICABLE)
    return outcome


def _compare(comparison: Comparison, frame: pd.DataFrame) -> np.ndarray:
    """1 where it holds, 0 where it does not, NaN where an operand is missing."""
    difference = _sum(comparison.left, frame) - _sum(comparison.right, frame)
    match comparison.comparator:
        case "=":
            holds = np.abs(difference) < _TOLERANCE
        case "<=":
            holds = difference < _TOLERANCE
        case ">=":
            holds = difference > -_TOLERANCE
    return np.where(np.isnan(difference), np.nan, holds)


def _sum(operands: Sum, frame: pd.DataFrame) -> np.ndarray:
    constant = sum(term.coefficient for term in operands if not term.name)
    terms = [term for term in operands if term.name]
    values = frame[[term.name for term in terms]].to_numpy()
    result: np.ndarray = values @ np.array([float(term.coefficient) for term in terms]) + constant
    return result


def _as_float(value: Value) -> float:
    return float(value) if isinstance(value, Number) else np.nan
