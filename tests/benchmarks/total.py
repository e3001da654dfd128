"""Adding up with provenance, against pandas; and how much memory it takes as the units grow.

``python tests/benchmarks/total.py [units for pandas] [the most units for memory]``
"""
# ruff: noqa: PD011 -- values of reports, not of frames

import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.side_by_side import per_item, table
from benchmarks.suspects import FORM, realistic

from toolkit.aggregation import Source, add_up
from toolkit.disk import write_whole
from toolkit.model import Report, is_number
from toolkit.stages.total_data import total_data

if TYPE_CHECKING:  # what measures memory stays small: a child's peak begins with that of the process that made it
    import pandas as pd

UNITS = 10_000
MOST = 10_000
SIZES = (1_000, 10_000, 100_000)


def sources(count: int, seed: int = 20240101) -> Iterator[Source]:
    """As many reports of units, no two alike, under names like those of the originals in a round."""
    rng = random.Random(seed)
    cells = [cell.id for cell in FORM.inputs]
    for number in range(count):
        values = realistic(rng)
        report = Report(FORM, 2024, f"示范区第{number + 1}局", f"u{number:06}", {cell: values[cell] for cell in cells})
        yield Source(hashlib.sha256(str(number).encode()).hexdigest()[:16], report)


def _grouped(frame: "pd.DataFrame") -> "pd.Series[int]":
    return frame.groupby("cell", observed=True)["value"].sum()


def against_pandas(count: int) -> None:
    import pandas as pd

    given = list(sources(count))
    frame = pd.DataFrame(
        [(cell, value) for source in given for cell, value in source.report.values.items()], columns=["cell", "value"]
    )
    coded = frame.assign(cell=frame["cell"].astype("category"))
    ours = add_up(given, "示范区")
    assert ours.report.values == _grouped(frame).to_dict()
    assert all(len(found) == count for found in ours.contributions.values())
    measured = per_item(
        {
            "add up, with provenance": (lambda: add_up(given, "示范区"), count),
            "pandas groupby sum": (lambda: _grouped(frame), count),
            "the same, cells as categories": (lambda: _grouped(coded), count),
        }
    )
    print(f"\n{count:,} units\n")
    goals = (("pandas groupby sum", "≤ 10×"), ("the same, cells as categories", ""))
    print(table(measured, "add up, with provenance", goals))


def written(count: int, path: Path) -> None:
    """Add up, and write the total with what each unit adds to each cell."""
    total = add_up(sources(count), "示范区")
    write_whole(path, total_data(total))
    assert all(is_number(value) for value in total.report.values.values())


def memory(sizes: list[int]) -> None:
    print("| units | each | peak memory | data file |\n|---|---|---|---|")
    for count in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "汇总.json"
            began = time.perf_counter()
            child = subprocess.Popen([sys.executable, __file__, "--child", str(count), str(path)])
            _, status, usage = os.wait4(child.pid, 0)
            assert status == 0, status
            each = (time.perf_counter() - began) * 1000 / count
            print(
                f"| {count:,} | {each:.3f} ms | {usage.ru_maxrss / 1024:.0f} MiB | {path.stat().st_size / 1e6:.0f} MB |"
            )


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        written(int(sys.argv[2]), Path(sys.argv[3]))
        return
    count, most = [*map(int, sys.argv[1:3]), *[UNITS, MOST][len(sys.argv) - 1 :]][:2]
    memory([size for size in SIZES if size <= most])
    against_pandas(count)


if __name__ == "__main__":
    main()
