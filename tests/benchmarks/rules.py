"""All rules against reading what they are held against: ``python tests/benchmarks/rules.py [reports]``.

The reports are of all kinds, a thousand of them again and again; the rules do not know that.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
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

KINDS, FILES, CHUNK, SAMPLE = 1_000, 100, 2_000, 300


def as_read(reports: Sequence[Report]) -> list[Report]:
    """`reports` as they are read, with no sum computed yet."""
    return [replace(report) for report in reports]


def at_once(reports: Sequence[Report], times: int) -> int:
    """All rules on numbers over `reports`, `times` times, chunk by chunk; the number of outcomes that are no pass."""
    wrong = 0
    for _ in range(times):
        for start in range(0, len(reports), CHUNK):
            chunk = as_read(reports[start : start + CHUNK])
            outcomes = check_frame(chunk[0].form, frame_of(chunk)).to_numpy()
            wrong += int(((outcomes == 1) | (outcomes == 2)).sum())
    return wrong


def one_by_one(reports: Sequence[Report]) -> int:
    outcomes = (outcome for report in as_read(reports) for outcome in (*check_cells(report), *check_relations(report)))
    return sum(outcome.state != OUTCOMES[0] for outcome in outcomes)


def told_at_once(reports: Sequence[Report]) -> list[set[str]]:
    """Of each report the outcomes that are no pass, as ``rule@cell``."""
    outcomes = check_frame(reports[0].form, frame_of(reports))
    wrong = outcomes.isin([1, 2]).to_numpy()
    return [set(outcomes.columns[row]) for row in wrong]


def told_one_by_one(reports: Sequence[Report]) -> list[set[str]]:
    """The same by :func:`check_report`."""
    relations = {(item.rule.name, frozenset(item.cells)): item.cells[0] for item in reports[0].form.relations}
    told: list[set[str]] = []
    for report in reports:
        found = [item for item in check_report(report).findings if not item.rule.startswith("narrative.")]
        cells = (relations.get((item.rule, frozenset(item.place.cells)), item.place.cells[0]) for item in found)
        told.append({f"{item.rule}@{cell}" for item, cell in zip(found, cells, strict=True)})
    return told


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    reports = list(returns(KINDS))
    times = max(1, number // KINDS)
    contents = [write_workbook(report, COVER) for report in islice(reports, FILES)]
    assert at_once(reports, 1) == one_by_one(reports)
    assert told_at_once(reports[:SAMPLE]) == told_one_by_one(reports[:SAMPLE])
    measured = per_item(
        {
            "all rules on numbers, at once": (lambda: at_once(reports, times), KINDS * times),
            "all rules on numbers, one by one": (lambda: one_by_one(reports), KINDS),
            "all rules, the narrative too": (lambda: [check_report(report) for report in as_read(reports)], KINDS),
            "reading": (lambda: [read_workbook(content, key=KEY) for content in contents], FILES),
        }
    )
    print(f"{KINDS * times} reports\n")
    others = [(name, "") for name in measured][1:]
    print(table(measured, "all rules on numbers, at once", others))
    print()
    for name, goal in (("all rules on numbers, at once", " (to reach: ≤ 5 %)"), ("all rules, the narrative too", "")):
        print(f"{name}: {measured[name] / measured['reading']:.1%} of reading{goal}")


if __name__ == "__main__":
    main()
