"""Work done ahead: while the caller deals with one result, the next ones are on their way."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:  # loaded where it is needed
    from concurrent.futures import Future

T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = min(4, os.cpu_count() or 1)  # each is a process that takes 45 MiB
_AHEAD = 6  # results that may wait: files differ in how long they take


def ahead(items: Iterable[T], work: Callable[[T], R]) -> Iterator[tuple[T, Callable[[], R]]]:
    """Each item, in order, with what gives the result of `work` on it, or raises what that raised.

    `work` is begun in order, in threads of its own. It is worth while where it waits for other processes: then several
    are at work.
    """
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(AT_ONCE) as threads:
        waiting: deque[tuple[T, Future[R]]] = deque()
        try:
            for item in items:
                waiting.append((item, threads.submit(work, item)))
                if len(waiting) > _AHEAD:
                    first, future = waiting.popleft()
                    yield first, future.result
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result
        finally:  # nobody wants the rest
            for _, future in waiting:
                future.cancel()
