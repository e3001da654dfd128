"""Many reports → one, with where each number comes from; reports of several years → one table.

Entries: :func:`add_up`, :func:`series`. May import: ``toolkit.model``, ``toolkit.forms``, ``toolkit.errors``.
"""

from toolkit.aggregation.addends import Contribution, Gap, Statement
from toolkit.aggregation.adjustments import (
    ADJUSTMENT_COLUMNS,
    ADJUSTMENT_NAMES,
    Adjustment,
    AdjustmentKind,
    cell_called,
    make_adjustment,
    read_adjustments,
)
from toolkit.aggregation.membership import Contained, Label, Missing, Source
from toolkit.aggregation.series import (
    SERIES_CHARTED,
    SERIES_COLUMNS,
    Observation,
    over_years,
    series,
    series_rows,
)
from toolkit.aggregation.total import (
    SCOPE_NAMES,
    Adding,
    Confirmation,
    Disputed,
    Scope,
    Total,
    add_up,
    disputed_totals,
)

__all__ = [
    "ADJUSTMENT_COLUMNS",
    "ADJUSTMENT_NAMES",
    "SCOPE_NAMES",
    "SERIES_CHARTED",
    "SERIES_COLUMNS",
    "Adding",
    "Adjustment",
    "AdjustmentKind",
    "Confirmation",
    "Contained",
    "Contribution",
    "Disputed",
    "Gap",
    "Label",
    "Missing",
    "Observation",
    "Scope",
    "Source",
    "Statement",
    "Total",
    "add_up",
    "cell_called",
    "disputed_totals",
    "make_adjustment",
    "over_years",
    "read_adjustments",
    "series",
    "series_rows",
]
