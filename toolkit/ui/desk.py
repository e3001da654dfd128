"""What lies on the clerk's desk while the program runs: the rounds that are open, and the work in progress."""

import itertools
import threading
from collections.abc import Iterator
from pathlib import Path

from toolkit.disk import sha256
from toolkit.errors import ToolkitError
from toolkit.rounds import SETTINGS_FILE, find_root
from toolkit.ui.task import Task

_SHOWN = 8  # digits by which a round is told from others in an address


class Desk:
    """Rounds are opened by their folder and known by a short name in the address; tasks are numbered."""

    def __init__(self, start: Path) -> None:
        self.start = start
        self.closing = threading.Event()
        self._roots: dict[str, Path] = {}
        self._tasks: dict[str, Task] = {}
        self._numbers = itertools.count(1)
        for root in self._found():
            self.open(root)
            if root == start or root in start.parents:  # a new round lies beside this one, not in it
                self.start = root.parent

    def _found(self) -> Iterator[Path]:
        """The rounds in the folder the program was started in, or the one it lies in."""
        try:
            yield find_root(self.start)
        except ToolkitError:
            if self.start.is_dir():
                yield from sorted(path.parent for path in self.start.glob(f"*/{SETTINGS_FILE}"))

    def open(self, folder: Path) -> str:
        """The short name of the round that `folder` lies in. Raises :class:`ToolkitError` where there is none."""
        root = find_root(folder)
        name = sha256(str(root).encode())[:_SHOWN]
        self._roots[name] = root
        return name

    @property
    def roots(self) -> dict[str, Path]:
        return dict(self._roots)

    def root(self, name: str) -> Path:
        if name not in self._roots:
            raise ToolkitError("这次年报工作没有打开。", "请从首页打开。")
        return self._roots[name]

    def begin(self, task: Task) -> str:
        """Start a task; gives its number."""
        number = str(next(self._numbers))
        self._tasks[number] = task
        task.start()
        return number

    def task(self, number: str) -> Task:
        if number not in self._tasks:
            raise ToolkitError("没有这件工作：程序可能重新启动过。", "做过的都已登记，请看台账。")
        return self._tasks[number]

    def close(self, seconds: float) -> None:
        """Nothing new is begun; what is begun is finished, if it takes no longer than that."""
        self.closing.set()
        for task in self._tasks.values():
            task.cancel()
        for task in self._tasks.values():
            task.wait(seconds)
