"""Files on disk: read with a plain refusal, written whole or not at all; and where the files lie that come with us."""

import hashlib
import os
import re
import secrets
import time
from contextlib import suppress
from functools import cache
from glob import escape
from pathlib import Path

from toolkit.errors import ToolkitError, UnreadableFile

KEY_FILE = "nianbao.key"
"""Holds the key with which the office signs what it issues."""

_TEMPORARY = re.compile(r"\.[0-9a-f]{8}\.tmp$")
_ABANDONED = 600  # seconds after which a temporary file is nobody's any more


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


def write_whole(path: Path, content: bytes, *, tidy: bool = True) -> None:
    """Write a file so that, cut off at any point, the old or the new one is there, never half of one.

    What a killed run left beside it is swept away once it is too old to be somebody else's; unless `tidy` is False:
    to look through a folder for every one of its files takes longer and longer, one :func:`sweep` does for all.
    """
    temporary = path.with_name(f"{_prefix(path)}{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise ToolkitError(
            f"文件“{path}”写不了（{error.strerror}）。", "请核对权限和磁盘空间；文件若正打开着，请先关闭。"
        ) from error
    if tidy:
        sweep(path.parent, _prefix(path))


def _prefix(path: Path) -> str:
    return f".{path.name[:40]}."


def sweep(folder: Path, prefix: str = ".") -> None:
    """Remove what killed runs left in `folder`, once it is too old to be somebody else's."""
    for left in folder.glob(f"{escape(prefix)}*.tmp"):
        with suppress(OSError):
            if _TEMPORARY.search(left.name) and time.time() - left.stat().st_mtime > _ABANDONED:
                left.unlink()
