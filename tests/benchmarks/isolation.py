"""What reading in a process of its own costs: ``python tests/benchmarks/isolation.py [number of workbooks]``."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from returned import KEY, returned

from toolkit.intake import prescan
from toolkit.stages.reading import read_apart, reader
from toolkit.workbook import read_workbook


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    content = returned()
    here, apart, scan = [], [], []
    read_workbook(content, key=KEY)
    start = time.perf_counter()
    with reader() as child:
        read_apart(child, content, KEY)
        started = time.perf_counter() - start
        for _ in range(number):  # turn by turn, so that what else the machine does falls on both
            here.append(timed(lambda: read_workbook(content, key=KEY)))
            apart.append(timed(lambda: read_apart(child, content, KEY)))
            scan.append(timed(lambda: prescan(content)))
    print(f"{number} 份，每份：本进程 {median(here) * 1000:.0f} 毫秒，子进程 {median(apart) * 1000:.0f} 毫秒")
    print(f"中位数之比 {median(apart) / median(here):.3f}，总和之比 {(sum(apart) + started) / sum(here):.3f}（含启动）")
    print(f"预扫描 {median(scan) * 1000:.1f} 毫秒；子进程启动并读第一份 {started:.2f} 秒")


def timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
