"""Workbooks of unknown origin, read in a child process: what hangs, crashes or eats memory does so there."""

import json
from types import TracebackType
from typing import Self

from toolkit.intake import Isolated
from toolkit.model import Finding, Report
from toolkit.model.transfer import from_bytes, to_bytes


class WorkbookReader:
    """:func:`~toolkit.workbook.read.read_workbook` in a process of its own, started once for many files.

    To be used as a context manager.
    """

    def __init__(self) -> None:
        self._child = Isolated(f"{__name__}:answer")

    def read(self, content: bytes, *, key: bytes = b"", name: str = "") -> tuple[Report, tuple[Finding, ...]]:
        """The same result. Raises :class:`~toolkit.errors.UnreadableFile`, also for what exceeds the limits."""
        question = json.dumps({"key": key.hex(), "name": name}).encode()
        return from_bytes(self._child(question + b"\n" + content))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.close()


def answer(request: bytes) -> bytes:
    """In the child: a line of JSON and the content of a file → report and findings."""
    from toolkit.workbook.read import read_workbook

    line, _, content = request.partition(b"\n")
    question = json.loads(line)
    return to_bytes(*read_workbook(content, key=bytes.fromhex(question["key"]), name=question["name"]))
