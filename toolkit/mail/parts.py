"""The files in a mail: a walk through its parts, nested mails and ``winmail.dat`` included."""

import binascii
import re
from collections.abc import Iterator

from toolkit.mail.attachment import Attachment, Note
from toolkit.mail.header_text import header_text, text_of
from toolkit.mail.mending import Part, content_of, parse, raw_header, whole_part
from toolkit.mail.names import attachment_name
from toolkit.mail.outlook import OLE, outlook_files
from toolkit.mail.tnef import SIGNATURE, DamagedTnef, tnef_attachments

DEPTH = 3  # mails inside mails that are opened
_MOST_PARTS = 500
_BODY_LIMIT = 200_000  # characters of body text that are looked at
_NO_FILES = {
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "message/delivery-status",
    "message/disposition-notification",
    "text/calendar",
    "text/rfc822-headers",
}
_ENDINGS = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/msword": ".doc",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
}
_UUENCODED = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]+)\r?\n((?:[ -`]{1,62}\r?\n)+)end\b", re.MULTILINE)


def files_in(message: Part, depth: int = DEPTH) -> Iterator[Attachment | Note]:
    """The files in `message`, and what has to be said about them."""
    for number, item in enumerate(_walk(message, depth)):
        if number >= _MOST_PARTS:
            yield Note(f"邮件的附件超过 {_MOST_PARTS} 个，其余没有取出。")
            return
        yield item


def body_text(message: Part) -> str:
    """What a person reads in the mail itself, HTML with its tags; nested mails and files left out."""
    texts = [
        text_of(content_of(part), part.get_content_charset(""))
        for part in _leaves(message)
        if part.get_content_maintype() == "text" and not _is_file(part)
    ]
    return "\n".join(texts)[:_BODY_LIMIT]


def _leaves(part: Part) -> Iterator[Part]:
    part, _ = whole_part(part)
    if part.get_content_maintype() == "message":
        return
    if not part.is_multipart():
        yield part
        return
    for child in _children(part):
        yield from _leaves(child)


def _children(part: Part) -> Iterator[Part]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (child for child in payload if isinstance(child, type(part)))


def _walk(found: Part, depth: int) -> Iterator[Attachment | Note]:
    part, mended = whole_part(found)
    if mended:
        yield Note("邮件格式有误，已按内容修复后读取。")
    kind = part.get_content_type()
    if kind == "message/rfc822":
        yield from _nested(part, depth)
    elif kind in ("message/partial", "message/external-body"):
        yield Note("邮件被拆分发送，或附件不在邮件里，没有收全。")
    elif part.is_multipart():
        for child in _children(part):
            yield from _walk(child, depth)
    elif _is_file(part):
        yield from _file(part, depth)
    elif kind == "text/plain":
        yield from _uuencoded(content_of(part))
    elif kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        yield Note("邮件是加密的，打不开。")


def _nested(part: Part, depth: int) -> Iterator[Attachment | Note]:
    """A forwarded mail. Some gateways encode it in base64, which the standard forbids."""
    if depth <= 0:
        yield Note(f"邮件层层转发，超过 {DEPTH} 层，里面的附件没有取出。")
        return
    inner = next(_children(part), None)
    if raw_header(part, "Content-Transfer-Encoding").strip().lower() == b"base64" and inner is not None:
        inner = parse(_decoded(str(inner.get_payload() or "")) or inner.as_bytes())
    if inner is not None:
        yield from _walk(inner, depth - 1)


def _decoded(text: str) -> bytes:
    try:
        return binascii.a2b_base64(text.encode("ascii", "ignore"))
    except binascii.Error:
        return b""


def _name(part: Part) -> str:
    headers = ("Content-Disposition", "Content-Type", "Content-Description")
    return attachment_name(*(raw_header(part, header) for header in headers))


def _is_file(part: Part) -> bool:
    """Whether a part is an attachment: not the text, a signature, or a picture the text shows."""
    kind = part.get_content_type()
    attached = raw_header(part, "Content-Disposition").strip().lower().startswith(b"attachment")
    if kind in _NO_FILES or kind.startswith("multipart/"):
        return False
    if kind.startswith("image/") and raw_header(part, "Content-ID"):
        return attached
    return attached or kind.partition("/")[0] not in ("text", "message") or bool(_name(part))


def _file(part: Part, depth: int) -> Iterator[Attachment | Note]:
    content = content_of(part)
    name = _name(part)
    if content.startswith(SIGNATURE):
        yield from _tnef(content, depth)
    elif name.lower().endswith(".eml") and depth > 0:
        yield from _walk(parse(content), depth - 1)
    elif name.lower().endswith(".msg") and content.startswith(OLE) and depth > 0:
        yield from outlook_files(content, depth - 1)
    else:
        yield Attachment(name or f"未命名附件{_ENDINGS.get(part.get_content_type(), '')}", content)


def _tnef(content: bytes, depth: int) -> Iterator[Attachment | Note]:
    try:
        yield from tnef_attachments(content, depth)
    except DamagedTnef:
        yield Note("附件 winmail.dat 不完整，只取出了能读的部分。")


def _uuencoded(text: bytes) -> Iterator[Attachment]:
    """Files in the text itself, as Outlook writes them when told to send plain text."""
    for found in _UUENCODED.finditer(text):
        try:
            content = b"".join(binascii.a2b_uu(line) for line in found[2].splitlines() if line.strip())
        except binascii.Error:
            continue
        yield Attachment(header_text(found[1]), content)
