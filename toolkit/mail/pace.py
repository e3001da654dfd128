"""Not faster than the provider allows: QQ and 163 shut out who sends too fast."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def paced(
    items: Iterable[T],
    per_minute: float,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[T]:
    """`items` one by one, never more than `per_minute` of them in a minute, evenly; 0 for no limit."""
    interval = 60 / per_minute if per_minute > 0 else 0.0
    due = clock()
    for item in items:
        wait = due - clock()
        if wait > 0:
            sleep(wait)
        due = max(due, clock()) + interval
        yield item
