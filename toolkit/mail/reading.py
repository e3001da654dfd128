"""Bytes → :class:`Incoming`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from toolkit.mail.attachment import Attachment, Note
from toolkit.mail.header_text import header_text, text_of
from toolkit.mail.incoming import Incoming
from toolkit.mail.mending import Part, mend, parse, raw_header
from toolkit.mail.outlook import OLE, OutlookMail, open_outlook
from toolkit.mail.parts import DEPTH, body_text, files_in
from toolkit.mail.replies import address_in, origin_of, original_ids

_ID = re.compile(r"<[^<>\s]+>")
_PICTURE = re.compile(r"\.(png|jpe?g|gif|bmp|webp|heic)$", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"邮箱发来的(超大附件|云附件)|ftnExs_download|mail\.qq\.com/ftn/|(mail|dashi)\.163\.com/(large-attachment|html/cloud-att)"
    r"|pan\.baidu\.com/s/|drive\.weixin\.qq\.com/s"
)


def read_mail(raw: bytes) -> Incoming:
    """A mail in either format, told by its first bytes. Raises :class:`UnreadableFile` for a bad ``.msg``."""
    return read_outlook(raw) if raw.startswith(OLE) else read_message(raw)


def read_message(raw: bytes) -> Incoming:
    """A mail as it travels (``.eml``). What breaks the rules is mended where it can be and noted; nothing raises."""
    mended = mend(raw)
    notes = ("邮件信头格式有误，已修复后读取。",) if mended != raw else ()
    try:
        message = parse(mended)
        return _incoming(message, body_text(message), files_in(message), notes)
    except RecursionError:
        head = parse(re.split(rb"\r?\n\r?\n", mended, maxsplit=1)[0])
        del head["Content-Type"]
        return _incoming(head, "", (), (*notes, "邮件的结构层层嵌套，超出常理，里面的附件没有取出。"))


def read_outlook(raw: bytes) -> Incoming:
    """A mail saved by Outlook (``.msg``). Raises :class:`UnreadableFile` where it is none or damaged."""
    mail, files = open_outlook(raw, DEPTH)
    headers = parse(mail.headers.encode())
    return _filled(_incoming(headers, mail.body, files, ()), mail)


def _filled(read: Incoming, mail: OutlookMail) -> Incoming:
    """What the headers lack, from the properties: a mail that never left Exchange has no headers."""
    return replace(
        read,
        message_id=read.message_id or mail.message_id,
        sender=read.sender or mail.sender.lower(),
        subject=read.subject or mail.subject,
        date=read.date or mail.date,
        answers=read.answers or tuple(filter(None, (mail.in_reply_to,))),
    )


def _incoming(message: Part, body: str, found: Iterable[Attachment | Note], notes: tuple[str, ...]) -> Incoming:
    items = tuple(found)
    files = tuple(item for item in items if isinstance(item, Attachment))
    told = [*notes, *(item.text for item in items if isinstance(item, Note))]
    origin = origin_of(message, body, has_files=any(not _PICTURE.search(file.name) for file in files))
    if origin.note:
        told.append(origin.note)
    if origin.kind == "message" and _ELSEWHERE.search(body):
        told.append("正文里有网盘或超大附件的链接，程序不会下载，请联系对方改用普通附件发送。")
    sender = header_text(raw_header(message, "From"))
    return Incoming(
        message_id=header_text(raw_header(message, "Message-ID")),
        sender=address_in(sender) or sender,
        subject=_visible(header_text(raw_header(message, "Subject"))),
        date=_date(message),
        attachments=() if origin.kind == "bounce" else files,
        kind=origin.kind,
        answers=tuple(dict.fromkeys(_answers(message, bounced=origin.kind == "bounce"))),
        failed=origin.failed,
        notes=tuple(dict.fromkeys(told)),
    )


def _visible(text: str) -> str:
    return "".join(char for char in text if char.isprintable() or char == "\u3000")


def _answers(message: Part, *, bounced: bool) -> Iterator[str]:
    if bounced:
        yield from original_ids(message)
    yield from _ID.findall(header_text(raw_header(message, "In-Reply-To")))
    yield from reversed(_ID.findall(header_text(raw_header(message, "References"))))


def _date(message: Part) -> datetime | None:
    """When it was sent, else when the last server took it in."""
    received = text_of(raw_header(message, "Received")).rpartition(";")[2]
    for text in (header_text(raw_header(message, "Date")), received.strip()):
        try:
            date = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return date if date.tzinfo else date.replace(tzinfo=UTC)
    return None
