"""Many reports → one, with where each number comes from; reports of several years → one table.

Entries: :func:`add_up`, :func:`series`. May import: ``toolkit.model``, ``toolkit.forms``, ``toolkit.errors``.
"""

from toolkit.aggregation.series import (
    SERIES_CHARTED,
    SERIES_COLUMNS,
    Observation,
    over_years,
    series,
    series_rows,
)
from toolkit.aggregation.total import (
    Adjustment,
    Confirmation,
    Contribution,
    Disputed,
    Gap,
    Missing,
    Scope,
    Source,
    Total,
    add_up,
)

__all__ = [
    "SERIES_CHARTED",
    "SERIES_COLUMNS",
    "Adjustment",
    "Confirmation",
    "Contribution",
    "Disputed",
    "Gap",
    "Missing",
    "Observation",
    "Scope",
    "Source",
    "Total",
    "add_up",
    "over_years",
    "series",
    "series_rows",
]
