"""Files that came in, kept byte for byte under a name made from their content; never changed, never overwritten.

``收件/3f/3f2a9c0d41e7b865_民政局年报.xlsx``: the name it came with stays readable for the clerk.
"""

import contextlib
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from toolkit.disk import read_bytes, sha256, write_whole
from toolkit.errors import ToolkitError, UnreadableFile
from toolkit.model import safe_stem

_SHOWN = 16  # hexadecimal digits of the digest in the name: enough to tell any two files apart
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class Original:
    """A kept file: the SHA-256 of its content, and where it lies."""

    digest: str
    path: Path


def keep(folder: Path, content: bytes, name: str) -> Original:
    """Keep `content`, which came as `name`, in `folder`; what is kept already is left alone.

    Raises :class:`ToolkitError` where it cannot be written, or where what lies there was altered.
    """
    digest = sha256(content)
    if _find(folder, digest) is None:
        path = folder / digest[:2] / f"{digest[:_SHOWN]}_{_safe_name(name)}"
        try:
            write_whole(path, content)
        except ToolkitError:
            if _find(folder, digest) is None:  # else somebody kept the same at the same time
                raise
        with contextlib.suppress(OSError):  # against accidents; some shares know no permissions
            path.chmod(0o444)
    return _verified(folder, digest)


def read_original(folder: Path, digest: str) -> bytes:
    """The content kept under `digest`. Raises :class:`UnreadableFile` where it is gone or was altered."""
    return read_bytes(_verified(folder, digest).path)


def find_original(folder: Path, digest: str) -> Original:
    """Where the content with `digest` lies. Raises as :func:`read_original`."""
    return _verified(folder, digest)


def _find(folder: Path, digest: str) -> Path | None:
    found = sorted((folder / digest[:2]).glob(f"{digest[:_SHOWN]}_*"))
    return found[0] if found else None


def _verified(folder: Path, digest: str) -> Original:
    path = _find(folder, digest)
    if path is None:
        raise UnreadableFile(f"“{folder}”里没有编号为 {digest[:_SHOWN]} 的原件。", "请从备份恢复。")
    if sha256(read_bytes(path)) != digest:
        raise UnreadableFile(f"原件“{path}”被改动过，与收到时不同。", "请从备份恢复，或移走它，请单位重新报送。")
    return Original(digest, path)


def _safe_name(name: str) -> str:
    """`name` without its folders, safe on any disk."""
    last = PurePosixPath(name.replace("\\", "/")).name
    stem, dot, suffix = last.rpartition(".")
    if stem and _SUFFIX.fullmatch(dot + suffix):
        return f"{safe_stem(stem)}.{suffix}"
    return safe_stem(last)
