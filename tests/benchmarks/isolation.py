"""What reading in a process of its own costs, and what a second one brings: ``python tests/benchmarks/isolation.py``."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.returns import returns
from benchmarks.side_by_side import per_item, table
from returned import COVER, KEY

from toolkit.checks import check_report
from toolkit.stages.reading import read_apart, reader
from toolkit.workbook import read_workbook, write_workbook

FILES = 100


def main() -> None:
    contents = [write_workbook(report, COVER) for report in returns(FILES)]
    with reader() as child:
        began = time.perf_counter()
        assert [read_apart(child, content, KEY) for content in contents[:20]] == [
            read_workbook(content, key=KEY) for content in contents[:20]
        ]
        started = time.perf_counter() - began
        measured = per_item(
            {
                "apart": (lambda: [check_report(*read_apart(child, content, KEY)) for content in contents], FILES),
                "here": (lambda: [check_report(*read_workbook(content, key=KEY)) for content in contents], FILES),
                "apart, without the rules": (lambda: [read_apart(child, content, KEY) for content in contents], FILES),
                "here, without the rules": (lambda: [read_workbook(content, key=KEY) for content in contents], FILES),
            }
        )
    print(f"{FILES} workbooks, read and checked; start of the child and 20 workbooks: {started:.2f} s\n")
    print(table(measured, "apart", [("here", "≤ 1.15×")]))
    print(table(measured, "apart, without the rules", [("here, without the rules", "")]))


if __name__ == "__main__":
    main()
