"""Mails that lie on a disk: ``.eml`` and ``.msg`` files, mbox, Maildir."""

import mailbox
from collections.abc import Iterator
from pathlib import Path

from toolkit.disk import read_bytes
from toolkit.errors import UnreadableFile


def messages_in(path: Path) -> Iterator[bytes]:
    """The mails in a file or folder, as bytes for :func:`read_mail`; nothing in it is changed.

    A folder is a Maildir, a file that begins with ``From `` an mbox, any other file one mail. Raises
    :class:`UnreadableFile` where there is nothing to read.
    """
    if path.is_dir():
        yield from _maildir(path)
    elif _begins_with(path, b"From "):
        yield from _mbox(path)
    else:
        yield read_bytes(path)


def is_maildir(path: Path) -> bool:
    """Whether a folder is one. The third subfolder, ``tmp``, is empty and gets lost when a folder is copied."""
    return all((path / name).is_dir() for name in ("cur", "new"))


def _maildir(path: Path) -> Iterator[bytes]:
    """By name, which begins with the time of arrival; also where a copy to Windows had to change the names."""
    if not is_maildir(path):
        raise UnreadableFile(f"文件夹“{path}”不是 Maildir 邮箱。", "请写明是哪个邮件文件，或邮箱所在的文件夹。")
    files = [file for name in ("cur", "new") for file in (path / name).iterdir() if file.is_file()]
    for file in sorted(files, key=lambda file: file.name):
        yield read_bytes(file)


def _mbox(path: Path) -> Iterator[bytes]:
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            yield box.get_bytes(key)
    finally:
        box.close()


def _begins_with(path: Path, mark: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(mark)) == mark
    except OSError:
        return False  # read_bytes says why
