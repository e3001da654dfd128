"""``.msg``, the file Outlook saves a mail to: an OLE container of MAPI properties (MS-OXMSG)."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from toolkit.errors import UnreadableFile
from toolkit.mail.attachment import Attachment, Note
from toolkit.mail.names import clean_name
from toolkit.mail.tnef import mapi_text

if TYPE_CHECKING:
    from olefile import OleFileIO

    _Container = OleFileIO[str]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SUBJECT, _MESSAGE_ID, _IN_REPLY_TO, _BODY, _HEADERS = 0x0037, 0x1035, 0x1042, 0x1000, 0x007D
_SENDERS = (0x5D01, 0x5D02, 0x0C1F, 0x0065)  # SMTP addresses, then whatever kind of address
_NAMES = (0x3707, 0x3704, 0x3001)  # long file name, short one, display name
_CONTENT = 0x3701
_TIMES = (0x0E06, 0x0039)  # delivered, submitted
_PROPERTIES = "__properties_version1.0"
_Folder = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutlookMail:
    """What stands in the file. `headers` are those the mail came with; empty for a draft or a mail inside Exchange."""

    headers: str
    subject: str
    sender: str
    message_id: str
    in_reply_to: str
    body: str
    date: datetime | None


def open_outlook(raw: bytes, depth: int) -> tuple[OutlookMail, tuple[Attachment | Note, ...]]:
    """The mail and its files, those of mails inside it (at most `depth` deep) included.

    Raises :class:`UnreadableFile` where it is no file of Outlook, or a damaged one.
    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(raw)) as container:
            return _opened(container, depth)
    except UnreadableFile:
        raise
    except Exception as error:  # the library raises whatever a damaged file makes it stumble over
        raise UnreadableFile("Outlook 邮件文件已损坏。", "请从 Outlook 里重新另存，或直接转发原邮件。") from error


def _opened(container: "_Container", depth: int) -> tuple[OutlookMail, tuple[Attachment | Note, ...]]:
    if not container.exists(_PROPERTIES):
        raise UnreadableFile("这不是 Outlook 的邮件文件。", "请在 Outlook 里把邮件另存为 .msg 或 .eml。")
    return _mail(container), tuple(_files(container, (), depth))


def outlook_files(raw: bytes, depth: int) -> Iterator[Attachment | Note]:
    """The files of a ``.msg`` that is itself an attachment."""
    try:
        _, files = open_outlook(raw, depth)
    except UnreadableFile as error:
        files = (Note(str(error)),)
    yield from files


def _mail(container: "_Container") -> OutlookMail:
    sender = next((text for number in _SENDERS if "@" in (text := _text(container, (), number))), "")
    return OutlookMail(
        headers=_text(container, (), _HEADERS),
        subject=_text(container, (), _SUBJECT),
        sender=sender,
        message_id=_text(container, (), _MESSAGE_ID),
        in_reply_to=_text(container, (), _IN_REPLY_TO),
        body=_text(container, (), _BODY),
        date=_date(container),
    )


def _files(container: "_Container", folder: _Folder, depth: int) -> Iterator[Attachment | Note]:
    for inner in _attachment_folders(container, folder):
        message = (*inner, f"__substg1.0_{_CONTENT:04X}000D")
        if container.exists([*message, _PROPERTIES]):
            if depth > 0:
                yield from _files(container, message, depth - 1)
            else:
                yield Note("邮件层层转发，里面的附件没有取出。")
            continue
        content = _stream(container, (*inner, f"__substg1.0_{_CONTENT:04X}0102"))
        if content is not None:
            names = (clean_name(_text(container, inner, number)) for number in _NAMES)
            yield Attachment(next(filter(None, names), "未命名附件"), content)


def _attachment_folders(container: "_Container", folder: _Folder) -> list[_Folder]:
    depth = len(folder)
    entries: list[list[str]] = container.listdir(streams=False, storages=True)
    found = {tuple(entry[: depth + 1]) for entry in entries if tuple(entry[:depth]) == folder and len(entry) > depth}
    return sorted(entry for entry in found if entry[-1].startswith("__attach_version1.0_"))


def _stream(container: "_Container", path: _Folder) -> bytes | None:
    if not container.exists(list(path)):
        return None
    content: bytes = container.openstream(list(path)).read()
    return content


def _text(container: "_Container", folder: _Folder, number: int) -> str:
    for kind in (0x1F, 0x1E):
        value = _stream(container, (*folder, f"__substg1.0_{number:04X}{kind:04X}"))
        if value is not None:
            return mapi_text(value, kind)
    return ""


def _date(container: "_Container") -> datetime | None:
    """From the fixed-size properties: 32 bytes of header, then 16 bytes each (tag, flags, value)."""
    raw = _stream(container, (_PROPERTIES,)) or b""
    times = dict(struct.iter_unpack("<I4xQ", raw[32 : len(raw) - len(raw) % 16]))
    for number in _TIMES:
        ticks = times.get(number << 16 | 0x40)  # 100 ns since 1601
        if ticks:
            return datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)
    return None
