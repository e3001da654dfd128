"""How far a long command is, for whoever looks at the screen."""

import sys
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def progress(items: Iterable[T], what: str, unit: str, total: int | None = None) -> Iterable[T]:
    """`items`, with a bar beside them that tells how many there were, and how long the rest of `total` will take."""
    if not sys.stderr.isatty():
        return items
    from tqdm import tqdm

    return tqdm(items, desc=what, unit=unit, total=total)


def tell(line: str) -> None:
    """A line of the result, above the bar where there is one."""
    if not sys.stderr.isatty():
        print(line)
        return
    from tqdm import tqdm

    tqdm.write(line)
