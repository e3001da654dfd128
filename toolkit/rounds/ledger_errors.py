"""What SQLite reports, told to the clerk."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from toolkit.errors import ToolkitError, UnreadableFile

_FAMILY = 0xFF  # extended codes of SQLite carry the primary one in their lowest byte
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_WORDS: Mapping[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: ("正由别人或另一个命令使用", "请等它运行完再试。"),
    sqlite3.SQLITE_LOCKED: ("正由别人或另一个命令使用", "请等它运行完再试。"),
    sqlite3.SQLITE_FULL: ("写不进去：磁盘满了", "这一批没有记入；请腾出空间后重新运行。"),
    sqlite3.SQLITE_READONLY: ("只能读，不能写", "请核对文件和文件夹的权限，换有权限的人运行。"),
    sqlite3.SQLITE_CANTOPEN: ("打不开", "请核对文件和文件夹的权限，以及共享文件夹是否连着。"),
    sqlite3.SQLITE_PERM: ("打不开", "请核对文件和文件夹的权限。"),
    sqlite3.SQLITE_IOERR: ("读写时出错", "请核对磁盘或共享文件夹是否连着，再重新运行。"),
    sqlite3.SQLITE_CORRUPT: ("已损坏", "请从备份恢复；收件文件夹里的原件不受影响。"),
    sqlite3.SQLITE_NOTADB: ("已损坏", "请从备份恢复；收件文件夹里的原件不受影响。"),
}


def in_words(path: Path, error: sqlite3.Error) -> ToolkitError | None:
    """The error as a sentence and its remedy; None where it is a mistake of ours."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _FAMILY
    if code not in _WORDS:
        return None
    problem, remedy = _WORDS[code]
    kind = UnreadableFile if code in _DAMAGED else ToolkitError
    return kind(f"台账“{path}”{problem}。", remedy)
