"""Where submissions come from: files, folders, archives, mails and mailboxes on disk. Everything is opened here, and
nothing is read yet.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from toolkit.disk import read_bytes, sha256
from toolkit.errors import ToolkitError
from toolkit.intake import LIMITS, Kind, Reason, is_clutter, kind_of, members
from toolkit.mail import Incoming, is_maildir, messages_in, read_mail
from toolkit.model import compact

_MAILS = {Kind.EML, Kind.MSG}
_TIME = 9  # bytes of a time in nanoseconds …
_BEFORE_1970 = 2**64  # … none of which is negative with this


@dataclass(frozen=True)
class Arrival:
    """A file to be read. `name`: as it was called; `origin`: where it was found; `sender`: of the mail it came in."""

    name: str
    content: bytes
    origin: str
    sender: str = ""

    @cached_property
    def digest(self) -> str:
        return sha256(self.content)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail: `raw` is kept, `incoming` is what it says."""

    raw: bytes
    incoming: Incoming
    origin: str


@dataclass(frozen=True, slots=True)
class Unopened:
    """What is not even looked into, and why. `content` is empty where there is nothing to keep."""

    name: str
    origin: str
    why: str
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came through the page: what its owner calls it, which is no path, and where its content lies."""

    name: str
    path: Path


Found = Arrival | Mail | Unopened


def found_in_uploads(uploads: Iterable[Upload]) -> Iterator[Found]:
    """Everything in files that came through the page."""
    for upload in uploads:
        yield from _found_in_file(upload.path, upload.name, f"网页上传的“{upload.name}”")


def found_in(paths: Iterable[Path]) -> Iterator[Found]:
    """Everything under `paths`, in the order of time and name: the latest of a unit comes last."""
    for path in paths:
        yield from _found_at(path)


def number_of_files(paths: Iterable[Path]) -> int:
    """How many files there are; what is in an archive or a mailbox is not counted."""
    return sum(number_of_files(_inside(path)) if path.is_dir() else 1 for path in paths)


def _inside(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        yield from (Path(entry) for entry in entries)


def _is_passed_over(name: str) -> bool:
    return name.startswith(".") or is_clutter(name)


def _found_at(path: Path) -> Iterator[Found]:
    if path.is_dir() and is_maildir(path):
        yield from _mails_at(path)
    elif path.is_dir():
        for name in _by_time(path):
            yield from _found_at(path / name)
    else:
        yield from _found_in_file(path, path.name, str(path))


def _by_time(folder: Path) -> Iterable[str]:
    """The names of what is in a folder: of what may be very many."""
    with os.scandir(folder) as entries:
        dated = sorted(
            (item.stat().st_mtime_ns + _BEFORE_1970).to_bytes(_TIME, "big") + os.fsencode(item.name)
            for item in entries
            if not _is_passed_over(item.name)
        )
    return compact(os.fsdecode(each[_TIME:]) for each in dated)


def _found_in_file(path: Path, name: str, origin: str) -> Iterator[Found]:
    try:
        content = read_bytes(path, LIMITS.inflated + 1)
    except ToolkitError as error:
        yield Unopened(name, origin, str(error))
        return
    if kind_of(content, name) is Kind.MBOX:
        yield from _mails_at(path)
    elif len(content) > LIMITS.inflated:
        why = f"文件超过 {LIMITS.inflated // 2**20} MB，没有打开，也没有留存。请核对是不是要报送的文件。"
        yield Unopened(name, origin, why)
    else:
        yield from opened(name, content, origin)


def _mails_at(path: Path) -> Iterator[Found]:
    for number, raw in enumerate(messages_in(path), 1):
        yield from opened_mail(raw, f"{path} 第 {number} 封")


def opened(name: str, content: bytes, origin: str, sender: str = "") -> Iterator[Found]:
    """A file, or what is in it where it is an archive or a mail."""
    kind = kind_of(content, name)
    if kind in _MAILS:
        yield from opened_mail(content, origin)
    elif kind is Kind.ZIP:
        yield from _unpacked(name, content, origin, sender)
    else:
        yield Arrival(name, content, origin, sender)


def opened_mail(raw: bytes, origin: str) -> Iterator[Found]:
    """A mail, then the files in it."""
    try:
        incoming = read_mail(raw)
    except ToolkitError as error:
        yield Unopened(origin, origin, str(error), raw)
        return
    yield Mail(raw, incoming, origin)
    if incoming.kind == "message":
        for attachment in incoming.attachments:
            yield from opened(attachment.name, attachment.content, f"{origin} 的附件", incoming.sender)


def _unpacked(name: str, content: bytes, origin: str, sender: str) -> Iterator[Found]:
    try:
        for member in members(content):
            inside = f"{origin} 里的 {member.name}"
            if member.reason is None:
                yield from opened(member.name.rpartition("/")[2], member.content, inside, sender)
            elif member.reason is not Reason.CLUTTER:
                why = f"{member.reason.told()}{member.reason.remedy}"
                yield Unopened(member.name, inside, why, member.content)
    except ToolkitError as error:
        yield Unopened(name, origin, str(error), content)
