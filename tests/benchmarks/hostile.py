"""What becomes of hostile and damaged files, as a table: ``python tests/benchmarks/hostile.py``."""

import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from hostile import files
from outcomes import outcome_of

from toolkit.intake import Reason
from toolkit.stages.apart import reader

_SAID = {
    "same": "照常读取，数与原件相同",
    "told": "读取，有问题列出",
    "unlike ours": "拒收：不是下发的工作簿",
    "silent": "读错而没有提示",
    "broken": "程序出错",
}


def main() -> None:
    counted: Counter[tuple[str, str]] = Counter()
    wrong, slowest = [], (0.0, "")
    with reader() as child:
        for kind, variation, content in files():
            start = time.perf_counter()
            outcome = outcome_of(content, kind.file_name, child)
            slowest = max(slowest, (time.perf_counter() - start, kind.name))
            verdict = outcome.verdict
            told = f"拒收：{verdict.problem.replace('{}', '…')}" if isinstance(verdict, Reason) else _SAID[verdict]
            counted[outcome.stage, told] += 1
            if not outcome.satisfies(kind):
                wrong.append(f"{kind.name}/{variation}: {outcome}, 应为 {kind.expected}")
    for (stage, told), number in counted.most_common():
        print(f"{number:5}  {stage:8} {told}")
    print(f"{counted.total():5}  合计；不合要求 {len(wrong)}；最慢 {slowest[0]:.1f} 秒（{slowest[1]}）")
    print("\n".join(wrong))


if __name__ == "__main__":
    main()
