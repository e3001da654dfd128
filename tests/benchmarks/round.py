"""A round of 200 units, 20 of whom send hostile files: time, memory, outcomes: ``python tests/benchmarks/round.py``."""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import psutil
from hostile import KINDS
from office_rounds import NOW, RIGHT, WRONG, start, workbook

from toolkit.workflow import LastYear, collect, issue_round, ledger_of, plan_round, send_back, to_send_back

UNITS, HOSTILE = 200, 20


def peak_memory() -> float:
    """MiB of this process and its children now."""
    process = psutil.Process()
    return float(sum(each.memory_info().rss for each in (process, *process.children(recursive=True)))) / 2**20


def main() -> None:
    rows = (f"u{number:03},示范区第{number}局,第{number}局,u{number:03}@example.cn" for number in range(UNITS))
    roster = "单位编码,单位名称,简称,邮箱\n" + "\n".join(rows) + "\n"
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        round_ = start(Path(folder) / "round", roster=roster)
        with ledger_of(round_) as ledger:
            list(issue_round(round_, ledger, plan_round(round_), LastYear(), NOW))
        print(f"| 下发 {UNITS} 份 | {time.perf_counter() - began:.1f} 秒 |")
        arrived = round_.root / "来件"
        arrived.mkdir()
        for number in range(UNITS - HOSTILE):
            content = workbook(round_, f"u{number:03}", WRONG if number % 5 == 0 else RIGHT)
            (arrived / f"{number:03}.xlsx").write_bytes(content)
        for number, kind in enumerate(KINDS[:: len(KINDS) // HOSTILE][:HOSTILE]):
            (arrived / f"坏{number:02}_{kind.file_name}").write_bytes(kind.made(0))
        began, peak = time.perf_counter(), 0.0
        outcomes: Counter[str] = Counter()
        for item in collect(round_, [arrived], NOW):
            outcomes[item.became] += 1
            peak = max(peak, peak_memory())
        print(f"| 回收 {outcomes.total()} 份，其中 {HOSTILE} 份是坏的 | {time.perf_counter() - began:.1f} 秒 |")
        print(f"| 其间内存至多 | {peak:.0f} MiB |")
        print("\n".join(f"| {became} | {count} |" for became, count in outcomes.most_common()))
        began = time.perf_counter()
        returned = [send_back(round_, item, NOW) for item in to_send_back(round_, (), NOW)]
        print(f"| 退回 {len(returned)} 份 | {time.perf_counter() - began:.1f} 秒 |")


if __name__ == "__main__":
    main()
