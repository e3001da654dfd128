"""How well published reports are read back: ``python tests/benchmarks/published.py [--office]``."""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from published.corpus import office_samples, plain_samples
from published.measure import Score, score


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        samples = [*plain_samples(), *(office_samples(Path(folder)) if "--office" in sys.argv else ())]
        started = time.perf_counter()
        scores = [score(sample) for sample in samples]
        seconds = time.perf_counter() - started
    for item in scores:
        if item.right < item.cells or item.blocks_right < item.blocks or item.wrong:
            print(_line(item))
    for kind in sorted({_kind(item) for item in scores}):
        print(_sum(kind, [item for item in scores if _kind(item) == kind]))
    print(f"{_sum('all', scores)}; {seconds / len(scores):.2f} s a document")


def _kind(item: Score) -> str:
    return item.name.partition("/")[0]


def _sum(kind: str, scores: Sequence[Score]) -> str:
    cells, right = sum(item.cells for item in scores), sum(item.right for item in scores)
    wrong, silent = sum(len(item.wrong) for item in scores), sum(len(item.silent) for item in scores)
    blocks, blocks_right = sum(item.blocks for item in scores), sum(item.blocks_right for item in scores)
    return (
        f"{kind}: {len(scores)} documents, {cells} cells: right {right} ({right / cells:.2%}), wrong {wrong} "
        f"(without a warning {silent}), not found {cells - right - wrong}; blocks right {blocks_right} of {blocks}"
    )


def _line(item: Score) -> str:
    detail = f" wrong {', '.join(item.wrong[:3])}" if item.wrong else ""
    missing = f" missing {', '.join(item.missing[:3])}" if item.missing else ""
    return (
        f"{item.name}: right {item.right}/{item.cells} wrong {len(item.wrong)} silent {len(item.silent)} "
        f"missing {len(item.missing)} blocks {item.blocks_right}/{item.blocks} {item.refusal}{detail}{missing}"
    )


if __name__ == "__main__":
    main()
