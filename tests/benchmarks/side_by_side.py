"""Compare ways to do the same, in interleaved rounds: medians and ratios."""

import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

ROUNDS = 5


def per_item(ways: Mapping[str, tuple[Callable[[], object], int]], rounds: int = ROUNDS) -> dict[str, float]:
    """Milliseconds an item (median of `rounds`) of each way: name → (what to run, how many items one run does)."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, (run, items) in ways.items():
            began = time.perf_counter()
            run()
            taken[name].append((time.perf_counter() - began) * 1000 / items)
    return {name: median(times) for name, times in taken.items()}


def table(measured: Mapping[str, float], ours: str, others: Sequence[tuple[str, str]]) -> str:
    """A line for each of `others`: (name, what is to be reached)."""
    lines = [f"| {ours} | {measured[ours]:.3f} ms | | |"]
    for other, goal in others:
        ratio = measured[other] / measured[ours]
        told = f"{ratio:.1f}× as fast" if ratio >= 1 else f"{1 / ratio:.2f}× the time"
        lines.append(f"| {other} | {measured[other]:.3f} ms | {told} | {goal} |")
    return "\n".join(["| way | each | ours against it | to reach |", "|---|---|---|---|", *lines])
