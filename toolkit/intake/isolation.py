"""A function of bytes in a child process with limits of time and memory: what may hang or crash does so there."""

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import IO, Self

from toolkit.errors import UnreadableFile
from toolkit.intake import child
from toolkit.intake.limits import LIMITS, Limits
from toolkit.intake.reasons import Reason, Refused

_DEBUG = "NIANBAO_DEBUG"
_LOOK = 1.0  # seconds between two looks at the clock
_GLANCE = 0.05  # seconds between two looks at the memory of the child
_WORTH = 40  # calls after which another child is worth its start, which takes as long as reading so many files
_PROGRAM = f"from {child.__name__} import serve; serve()"  # -m would load runpy before it
_KERNEL_LIMITS_MEMORY = sys.platform == "linux"


class Isolated:
    """``module:function``, from bytes to bytes, in a child process: started when first called, used again and again.

    To be used as a context manager. A child that dies, hangs or eats memory takes down one call; the next call gets a
    new child. Nothing is pickled: the child hands back bytes, whatever becomes of it. Threads sharing one take turns,
    or have as many as `at_once` children, once there has been enough to do to be worth their start.
    """

    def __init__(self, function: str, limits: Limits = LIMITS, at_once: int = 1) -> None:
        self._function = function
        self._limits = limits
        self._others = at_once - 1
        self._calls = 0
        self._other: Isolated | None = None
        self._guard: _Guard | None = None  # of the child, where there is one
        self._turn, self._making = threading.Lock(), threading.Lock()

    def __call__(self, content: bytes) -> bytes:
        """What the function makes of `content`.

        Raises the :class:`~toolkit.errors.UnreadableFile` that the function raises, or :class:`Refused` where it
        exceeds its limits or breaks down.
        """
        self._calls += 1
        if not self._turn.acquire(blocking=not self._others or self._calls < _WORTH):
            return self._next()(content)
        try:
            return self._called(content)
        finally:
            self._turn.release()

    def _next(self) -> "Isolated":
        """Who takes what this one has no time for."""
        with self._making:
            self._other = self._other or Isolated(self._function, self._limits, self._others)
            return self._other

    def _called(self, content: bytes) -> bytes:
        guard = self._running()
        guard.begin()
        try:
            sign, answer = _exchange(guard.process, content, self._limits.answer)
        finally:
            reason = guard.end()
        if sign in (child.ANSWER, child.REFUSAL) and reason is None:
            if sign == child.REFUSAL:
                raise _refusal(answer)
            return answer
        self._end()
        raise Refused(reason or _cause(sign, guard.process.returncode))

    def start(self) -> None:
        """Start the child ahead of the first call: it loads what it needs while the caller does something else."""
        self._running()

    def close(self) -> None:
        """End the children, if there are any. What they answered is here; they have nothing to put away."""
        if self._other is not None:
            self._other.close()
        self._end()

    def _end(self) -> None:
        guard, self._guard = self._guard, None
        if guard is not None:
            guard.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _running(self) -> "_Guard":
        if self._guard is None or self._guard.process.poll() is not None:
            self._end()
            self._guard = _Guard(_start(self._function, self._limits), self._limits)
        return self._guard


def _start(function: str, limits: Limits) -> subprocess.Popen[bytes]:
    """-P: no module is ever taken from the folder the clerk happens to be in."""
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(  # noqa: S603 -- our own program, no shell
        [sys.executable, "-P", "-c", _PROGRAM, function, str(limits.seconds), str(limits.memory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if os.environ.get(_DEBUG) else subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1"},  # each thread reserves memory
        creationflags=_no_window(),
    )


def _no_window() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW
    return 0


def _exchange(process: subprocess.Popen[bytes], content: bytes, most: int) -> tuple[bytes, bytes]:
    """(sign, answer); an empty sign where the child ended before it answered."""
    requests, answers = _stream(process.stdin), _stream(process.stdout)
    with suppress(OSError):
        requests.write(len(content).to_bytes(child.LENGTH, "big") + content)
        requests.flush()
        sign, length = answers.read(1), int.from_bytes(answers.read(child.LENGTH), "big")
        if length > most:
            return child.OUT_OF_MEMORY, b""
        answer = answers.read(length)
        if len(answer) == length:
            return sign, answer
    return b"", b""


def _refusal(answer: bytes) -> UnreadableFile:
    reason, detail, problem, remedy = json.loads(answer)
    return Refused(Reason[reason], detail) if reason else UnreadableFile(problem, remedy)


def _cause(sign: bytes, code: int | None) -> Reason:
    """Why a child gave no answer: one that ended by itself with -9 was ended by the kernel, short of memory."""
    return Reason.MEMORY if sign == child.OUT_OF_MEMORY or (not sign and code == -9) else Reason.CRASHED


def _stream(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 -- both were asked for
    return pipe


class _Guard:
    """Kills a child, the `process`, that takes too long over a call or, where the kernel does not see to it, too much
    memory.

    One thread for all calls: to start one for each takes as long as a short call.
    """

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits) -> None:
        self.process = process
        self._limits = limits
        self._lock = threading.Lock()
        self._deadline: float | None = None
        self._reason: Reason | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def begin(self) -> None:
        """A call begins."""
        with self._lock:
            self._deadline, self._reason = time.monotonic() + self._limits.seconds, None

    def end(self) -> Reason | None:
        """The call has ended; why, where it was ended from here."""
        with self._lock:
            self._deadline = None
            return self._reason

    def close(self) -> None:
        """End the child."""
        self._over.set()
        self._thread.join()
        self.process.kill()
        self.process.wait()
        with suppress(OSError):  # of what it did not take any more
            _stream(self.process.stdin).close()
        _stream(self.process.stdout).close()

    def _watch(self) -> None:
        pause = min(_LOOK, self._limits.seconds / 4) if _KERNEL_LIMITS_MEMORY else _GLANCE
        while not self._over.wait(pause):
            with self._lock:
                self._look()

    def _look(self) -> None:
        if self._deadline is None or self._reason:
            return
        if time.monotonic() >= self._deadline:
            self._reason = Reason.TIMEOUT
        elif not _KERNEL_LIMITS_MEMORY and memory_of(self.process.pid) > self._limits.memory:
            self._reason = Reason.MEMORY
        if self._reason:
            self.process.kill()


def memory_of(process: int) -> int:
    """Bytes of memory a process occupies; 0 when it is gone."""
    import psutil

    try:
        return int(psutil.Process(process).memory_info().rss)
    except psutil.Error:
        return 0
