"""What reading in a process of its own costs, and what two at work bring: ``python tests/benchmarks/isolation.py``."""

import sys
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.returns import returns
from benchmarks.side_by_side import per_item, table
from returned import COVER, KEY

from toolkit.checks import Verdict, check_report
from toolkit.intake import Isolated, ahead
from toolkit.stages.apart import reader
from toolkit.stages.checking import as_checked
from toolkit.stages.judging import Terms
from toolkit.stages.reading import FromOutside, judge_apart
from toolkit.stages.transfer import Answer
from toolkit.workbook import read_workbook, write_workbook

FILES = 100
TERMS = Terms()


def there(child: Isolated, content: bytes) -> Answer:
    """Read and judged in a child."""
    return judge_apart(child, FromOutside(content, KEY), TERMS)


def one_after_the_other(child: Isolated, contents: list[bytes]) -> list[Verdict]:
    return [as_checked("", there(child, content), TERMS, None).verdict for content in contents]


def side_by_side(child: Isolated, contents: list[bytes]) -> list[Verdict]:
    answers = ahead(contents, partial(there, child))
    return [as_checked("", answer(), TERMS, None).verdict for _, answer in answers]


def in_one(contents: list[bytes]) -> list[Verdict]:
    return [check_report(*read_workbook(content, key=KEY)) for content in contents]


def main() -> None:
    contents = [write_workbook(report, COVER) for report in returns(FILES)]
    with reader() as child:
        began = time.perf_counter()
        there(child, contents[0])
        print(f"the child starts, reads and judges the first in {time.perf_counter() - began:.2f} s")
        assert one_after_the_other(child, contents) == side_by_side(child, contents) == in_one(contents)
        measured = per_item(
            {
                "a child, one after the other": (lambda: one_after_the_other(child, contents), FILES),
                "a child, side by side": (lambda: side_by_side(child, contents), FILES),
                "all in one process": (lambda: in_one(contents), FILES),
            }
        )
    print(f"{FILES} workbooks, read and checked\n")
    print(table(measured, "a child, one after the other", [("all in one process", "≤ 1.15×")]))
    print(table(measured, "a child, side by side", [("all in one process", "≥ 1.7×")]))


if __name__ == "__main__":
    main()
