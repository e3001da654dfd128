"""Many files read in one process: all that can be, and a line for each that cannot."""

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from toolkit.cli.progress import progress
from toolkit.errors import ToolkitError
from toolkit.intake import Isolated
from toolkit.workflow import reader

T = TypeVar("T")


def read_all(paths: Sequence[Path], read: Callable[[Path, Isolated], T]) -> tuple[list[T], int]:
    """What `read` makes of each file that can be read; the rest is named and counted."""
    with reader() as child:
        return taken((path, partial(read, path, child)) for path in shown(paths))


def shown(paths: Sequence[Path]) -> Iterable[Path]:
    """`paths`, with a bar that tells how many of them were read."""
    return progress(paths, "读取", "份", len(paths))


def taken(results: Iterable[tuple[Path, Callable[[], T]]]) -> tuple[list[T], int]:
    """The results of files, where there is one; the files that cannot be read are named and counted."""
    found, unreadable = [], 0
    for path, result in results:
        try:
            found.append(result())
        except ToolkitError as error:
            unreadable += 1
            print(f"没有计入 {path}：{error}", file=sys.stderr)
    return found, unreadable
