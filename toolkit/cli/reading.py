"""Many files read in one process: all that can be, and a line for each that cannot."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from toolkit.cli.progress import progress
from toolkit.errors import ToolkitError
from toolkit.intake import Isolated
from toolkit.workflow import reader

T = TypeVar("T")


def read_all(paths: Sequence[Path], read: Callable[[Path, Isolated], T]) -> tuple[list[T], int]:
    """What `read` makes of each file that can be read; the rest is named and counted."""
    found, unreadable = [], 0
    with reader() as child:
        for path in progress(paths, "读取", "份", len(paths)):
            try:
                found.append(read(path, child))
            except ToolkitError as error:
                unreadable += 1
                print(f"没有计入 {path}：{error}", file=sys.stderr)
    return found, unreadable
