"""Files on disk: read with a plain refusal, written whole or not at all; and where the files lie that come with us."""

import hashlib
import os
import re
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from glob import escape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from toolkit.errors import ToolkitError, UnreadableFile

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

Content = bytes | Iterable[bytes]
"""What a file is to hold: at once, or in pieces that are made while it is written."""

KEY_FILE = "nianbao.key"
"""Holds the key with which the office signs what it issues."""

_TEMPORARY = re.compile(r"\.[0-9a-f]{8}\.tmp$")
_ABANDONED = 600  # seconds after which a temporary file is nobody's any more
_AT_ONCE = 8  # files that wait for the disk, or for the network, at the same time
_BATCH = 64  # files

_Of = TypeVar("_Of")


@cache
def shipped(folder: str) -> Path:
    """A folder that comes with the program (``templates``): in the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / folder
    return installed if installed.is_dir() else package.parent / folder


def find_key(start: Path) -> bytes:
    """The office's key from ``nianbao.key`` in `start` or a folder above it; empty where there is none."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / KEY_FILE).is_file():
            return read_bytes(folder / KEY_FILE).strip()
    return b""


def read_bytes(path: Path, most: int = -1) -> bytes:
    """The content of a file, or of a longer one its first `most` bytes. Raises :class:`UnreadableFile` in words."""
    try:
        with path.open("rb") as file:
            return file.read(most)
    except FileNotFoundError as error:
        raise UnreadableFile(f"没有文件“{path}”。", "请核对文件名和所在文件夹。") from error
    except IsADirectoryError as error:
        raise UnreadableFile(f"“{path}”是文件夹，不是文件。", "请写明是哪个文件。") from error
    except OSError as error:
        raise UnreadableFile(
            f"文件“{path}”读不了（{error.strerror}）。", "请核对权限，或关闭正在使用它的程序。"
        ) from error


def sha256(content: bytes) -> str:
    """What a file is known by, whatever it is called."""
    return hashlib.sha256(content).hexdigest()


def write_whole(path: Path, content: Content) -> None:
    """Write a file so that, cut off at any point, the old or the new one is there, never half of one.

    What a killed run left beside it is swept away once it is too old to be somebody else's.
    """
    draft = _Draft(path, content)
    draft.settle()
    draft.publish()
    sweep(path.parent, _prefix(path))


def write_spare(path: Path, content: bytes) -> bool:
    """Write what can be made again: the disk is not waited for. Tells whether it could be written."""
    try:
        _Draft(path, content).publish()
    except ToolkitError:
        return False
    return True


def write_each(files: Iterable[tuple[_Of, Path, bytes]]) -> Generator[Sequence[_Of]]:
    """Write many files, each as whole as :func:`write_whole` does: a batch waits for the disk while the next is made.

    `files`: what each is of, where it goes, and its content. Yields, in order, what those are of that are there now.
    Raises :class:`ToolkitError` as :func:`write_whole` does, or as `files` does, when all that was begun is there and
    told. Nothing is swept away: to look through a folder for each of its files takes longer and longer, one
    :func:`sweep` does for all.
    """
    from concurrent.futures import ThreadPoolExecutor

    remaining = iter(files)
    failures: list[ToolkitError] = []
    waiting: list[_Begun[_Of]] = []
    more = True
    try:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            while more or waiting:
                begun = _begin(remaining, pool, failures) if more else []
                published, waiting = _publish(waiting, failures), begun
                more = len(begun) == _BATCH and not failures
                if published:
                    yield published
    finally:
        for item in waiting:  # nobody listens any more
            item.draft.discard()
    for failure in failures:
        raise failure


def _begin(
    files: Iterator[tuple[_Of, Path, bytes]], pool: "Executor", failures: list[ToolkitError]
) -> "list[_Begun[_Of]]":
    drafts: list[tuple[_Of, _Draft]] = []
    try:
        for of, path, content in islice(files, _BATCH):
            drafts.append((of, _Draft(path, content)))
    except ToolkitError as error:
        failures.append(error)
    return [_Begun(of, draft, pool.submit(draft.settle)) for of, draft in drafts]


def _publish(batch: "Sequence[_Begun[_Of]]", failures: list[ToolkitError]) -> list[_Of]:
    published: list[_Of] = []
    for item in batch:
        try:
            item.settled.result()
            item.draft.publish()
            published.append(item.of)
        except ToolkitError as error:
            failures.append(error)
    return published


class _Draft:
    """A file that is not there under its name yet. What cannot be done raises :class:`ToolkitError`, and removes it."""

    def __init__(self, path: Path, content: Content) -> None:
        self._path = path
        self._temporary = path.with_name(f"{_prefix(path)}{os.urandom(4).hex()}.tmp")
        with self._told():
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._temporary.open("xb") as file:
                file.writelines([content] if isinstance(content, bytes) else content)

    def settle(self) -> None:
        """Wait until all of it is on the disk."""
        with self._told(), self._temporary.open("r+b") as file:
            os.fsync(file.fileno())

    def publish(self) -> None:
        """Give it its name; whatever had it before is gone."""
        with self._told():
            self._temporary.replace(self._path)

    def discard(self) -> None:
        """Leave nothing of it."""
        with suppress(OSError):
            self._temporary.unlink(missing_ok=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.discard()
            raise ToolkitError(
                f"文件“{self._path}”写不了（{error.strerror}）。",
                "请核对权限和磁盘空间；文件若正打开着，请先关闭。",
            ) from error


@dataclass(frozen=True, slots=True)
class _Begun(Generic[_Of]):
    """A draft that waits for the disk."""

    of: _Of
    draft: _Draft
    settled: "Future[None]"


def _prefix(path: Path) -> str:
    return f".{path.name[:40]}."


def sweep(folder: Path, prefix: str = ".") -> None:
    """Remove what killed runs left in `folder`, once it is too old to be somebody else's."""
    for left in folder.glob(f"{escape(prefix)}*.tmp"):
        with suppress(OSError):
            if _TEMPORARY.search(left.name) and time.time() - left.stat().st_mtime > _ABANDONED:
                left.unlink()
