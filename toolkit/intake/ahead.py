"""Work done ahead: while the caller deals with one result, the next is on its way."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:  # loaded where it is needed
    from concurrent.futures import Future

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 4  # results that may wait: files differ in how long they take


def ahead(items: Iterable[T], work: Callable[[T], R]) -> Iterator[tuple[T, Callable[[], R]]]:
    """Each item, in order, with what gives the result of `work` on it, or raises what that raised.

    `work` goes on in a thread of its own, one item after the other. It is worth while where it waits for another
    process: then two are at work.
    """
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=1) as thread:
        waiting: deque[tuple[T, Future[R]]] = deque()
        try:
            for item in items:
                waiting.append((item, thread.submit(work, item)))
                if len(waiting) > _AHEAD:
                    first, future = waiting.popleft()
                    yield first, future.result
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result
        finally:  # nobody wants the rest
            for _, future in waiting:
                future.cancel()
