"""What takes longer than a click: done in a thread, a line for every thing done, cancelled between two things."""

import os
import threading
import traceback
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Literal

from toolkit.errors import ToolkitError

Standing = Literal["running", "done", "cancelled", "failed"]
Mark = Literal["good", "wrong", "plain"]

OUR_FAULT = "程序内部出错，原文件没有改动。请重新启动程序再试；还不行的，把做了什么告诉维护者。"


def tell_on_request() -> None:
    """The traceback of what has just gone wrong, where somebody who looks for a fault of ours wants to see it."""
    if os.environ.get("NIANBAO_DEBUG"):
        traceback.print_exc()


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one thing; `unit` is the code of the unit it is about."""

    text: str
    mark: Mark = "plain"
    unit: str = ""


@dataclass
class Task:
    """`work` yields a line a thing; `total` counts the things. `then`: (address, name) of what comes next."""

    title: str
    work: Callable[[], Generator[Line]]
    total: Callable[[], int | None]
    then: tuple[str, str]
    lines: list[Line] = field(default_factory=list)
    expected: int | None = None
    standing: Standing = "running"
    problem: str = ""
    _cancelled: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    @property
    def version(self) -> str:
        """Changes whenever something is to be seen."""
        return f"{self.standing}{len(self.lines)}/{self.expected}"

    @property
    def done(self) -> int:
        return min(len(self.lines), self.expected or 0)

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name=self.title, daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """What is begun is finished; nothing more is begun."""
        self._cancelled.set()

    def wait(self, seconds: float) -> None:
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self.expected = self.total()
            self.standing = "done" if self._work() else "cancelled"
        except ToolkitError as error:
            self.standing, self.problem = "failed", error.told
        except Exception:  # noqa: BLE001  # our fault: a sentence for the user, the traceback on request
            self.standing, self.problem = "failed", OUR_FAULT
            tell_on_request()

    def _work(self) -> bool:
        """Whether all was done."""
        work = self.work()
        for line in work:
            self.lines.append(line)
            if self._cancelled.is_set() and (self.expected is None or len(self.lines) < self.expected):
                work.close()
                return False
        return True
