"""Many reports → one, with where each number comes from.

Entry: :func:`add_up`. May import: ``toolkit.model``, ``toolkit.forms``, ``toolkit.errors``.
"""

from toolkit.aggregation.total import Contribution, Gap, Missing, Source, Total, add_up

__all__ = ["Contribution", "Gap", "Missing", "Source", "Total", "add_up"]
