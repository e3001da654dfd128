"""All rules against reading what they are held against: ``python tests/benchmarks/rules.py [reports]``.

The reports are of all kinds, a thousand of them again and again; the rules do not know that.
"""

import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.returns import returns
from benchmarks.side_by_side import per_item, table
from returned import COVER, KEY

from toolkit.checks import check_report
from toolkit.checks.cells import check_cells
from toolkit.checks.frame import OUTCOMES, check_frame, frame_of
from toolkit.checks.relations import check_relations
from toolkit.model import Report
from toolkit.workbook import read_workbook, write_workbook

KINDS, FILES, CHUNK = 1_000, 60, 2_000


def at_once(reports: Sequence[Report], times: int) -> int:
    """All rules on numbers over `reports`, `times` times, chunk by chunk; the number of outcomes that are no pass."""
    wrong = 0
    for _ in range(times):
        for start in range(0, len(reports), CHUNK):
            chunk = reports[start : start + CHUNK]
            outcomes = check_frame(chunk[0].form, frame_of(chunk)).to_numpy()
            wrong += int(((outcomes == 1) | (outcomes == 2)).sum())
    return wrong


def one_by_one(reports: Sequence[Report]) -> int:
    outcomes = (outcome for report in reports for outcome in (*check_cells(report), *check_relations(report)))
    return sum(outcome.state != OUTCOMES[0] for outcome in outcomes)


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    reports = list(returns(KINDS))
    times = max(1, number // KINDS)
    contents = [write_workbook(report, COVER) for report in islice(reports, FILES)]
    assert at_once(reports, 1) == one_by_one(reports)
    measured = per_item(
        {
            "all rules on numbers, at once": (lambda: at_once(reports, times), KINDS * times),
            "all rules on numbers, one by one": (lambda: one_by_one(reports), KINDS),
            "all rules, the narrative too": (lambda: [check_report(report) for report in reports], KINDS),
            "reading": (lambda: [read_workbook(content, key=KEY) for content in contents], FILES),
        }
    )
    print(f"{KINDS * times} reports\n")
    others = [(name, "") for name in measured][1:]
    print(table(measured, "all rules on numbers, at once", others))
    print(f"\n{measured['all rules on numbers, at once'] / measured['reading']:.1%} of reading (to reach: ≤ 5 %)")


if __name__ == "__main__":
    main()
