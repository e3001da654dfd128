"""Letter → the bytes that travel: the same letter always gives the same bytes."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from email import policy
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, parseaddr
from urllib.parse import quote

from toolkit.errors import ToolkitError
from toolkit.mail.attachment import Attachment
from toolkit.mail.letter import Letter, refuse_control_characters, refuse_unsendable
from toolkit.model import is_address

_TYPES = {
    "xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "pdf",
    "zip": "zip",
}
_PIECE = 60  # characters of a percent-encoded name on one line


def make_message_id(token: str, sender: str) -> str:
    """A Message-ID that depends on nothing but `token`: a letter made again is the same letter.

    A draft has no `sender` yet.
    """
    domain = address_of(sender).rpartition("@")[2] if sender else "draft.invalid"
    return f"<{hashlib.sha256(token.encode()).hexdigest()[:32]}@{domain}>"


def address_of(sender: str) -> str:
    """The bare address in ``办公室 <office@example.cn>``. Raises :class:`ToolkitError` where there is none."""
    refuse_control_characters(sender)
    address = parseaddr(sender)[1]
    if not is_address(address):
        raise ToolkitError(f"发件人“{sender}”不是有效的邮箱。", "请写成“名称 <邮箱>”或者只写邮箱。")
    return address


def to_bytes(letter: Letter, sender: str, message_id: str, date: datetime, reply_to: str = "") -> bytes:
    """`letter` as a mail (``.eml``), lines ending in CRLF. `date` must have a time zone.

    A draft may have no `sender`: the mail program that opens it puts in its own. Raises :class:`ToolkitError` for what
    would break a header.
    """
    refuse_unsendable(letter)
    refuse_control_characters(message_id)
    mail = MIMEMultipart("mixed", boundary=_boundary(message_id, "mixed"))
    if sender:
        mail["From"] = _mailbox(sender)
    mail["To"] = _addresses(letter.to)
    if letter.cc:
        mail["Cc"] = _addresses(letter.cc)
    if reply_to:
        mail["Reply-To"] = _mailbox(reply_to)
    mail["Subject"] = letter.subject if letter.subject.isascii() else _words(letter.subject, "Subject")
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = message_id
    body = MIMEMultipart("alternative", boundary=_boundary(message_id, "alternative"))
    for text, kind in ((letter.text, "plain"), (letter.html, "html")):
        body.attach(MIMEText(text.replace("\n", "\r\n"), kind, "utf-8"))
    mail.attach(body)
    for attachment in letter.attachments:
        mail.attach(_part(attachment))
    for part in list(mail.walk())[1:]:
        del part["MIME-Version"]  # belongs to the whole
    return mail.as_bytes(policy=policy.compat32.clone(linesep="\r\n", max_line_length=None))


def as_draft(raw: bytes) -> bytes:
    """`raw` marked as not yet sent: Outlook opens such a file ready for the button."""
    return b"X-Unsent: 1\r\n" + raw


def _boundary(message_id: str, level: str) -> str:
    """Base64 has no ``=_`` in the middle of a line, so nothing inside can be taken for it."""
    return f"=_{hashlib.sha256(f'{level} {message_id}'.encode()).hexdigest()[:24]}"


def _mailbox(text: str) -> str:
    address = address_of(text)
    name = parseaddr(text)[0]
    if not name:
        return address
    shown = f'"{name}"' if name.isascii() else _words(name, "Reply-To")
    return f"{shown}\r\n <{address}>"


def _addresses(addresses: Sequence[str]) -> str:
    return ",\r\n ".join(addresses)


def _part(attachment: Attachment) -> MIMEApplication:
    """The name twice: RFC 2231 for who keeps to the standard, as encoded-word for the programs that do not."""
    subtype = _TYPES.get(attachment.name.rpartition(".")[2].lower(), "octet-stream")
    part = MIMEApplication(attachment.content, subtype)
    del part["Content-Type"]
    part["Content-Type"] = f'application/{subtype};\r\n name="{_word(attachment.name)}"'
    part["Content-Disposition"] = f"attachment;\r\n {_extended(attachment.name)}"
    return part


def _word(name: str) -> str:
    if name.isascii():
        return name.replace("\\", "\\\\").replace('"', '\\"')
    return _words(name, "name")


def _words(text: str, before: str) -> str:
    """`text` as encoded-words, none split in a character; `before` stands on the first line, and a quote may follow."""
    return Header(text, "utf-8", 74, before).encode(linesep="\r\n")


def _extended(name: str) -> str:
    """``filename*`` on one line where it fits, else in pieces that split no character; ASCII as it is."""
    if name.isascii():
        return f'filename="{_word(name)}"'
    encoded = [quote(char, safe="") for char in name]
    if sum(map(len, encoded)) <= _PIECE:
        return f"filename*=UTF-8''{''.join(encoded)}"
    pieces = [""]
    for char in encoded:
        if len(pieces[-1]) + len(char) > _PIECE:
            pieces.append("")
        pieces[-1] += char
    charset = ["UTF-8''"] + [""] * (len(pieces) - 1)
    lines = (f"filename*{number}*={charset[number]}{piece}" for number, piece in enumerate(pieces))
    return ";\r\n ".join(lines)
