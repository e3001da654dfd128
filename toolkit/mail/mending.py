"""Mails that break the rules, put right as far as the files in them can be saved."""

import re
from copy import copy
from email import message_from_bytes, policy
from email.errors import MissingHeaderBodySeparatorDefect
from email.message import Message
from typing import TypeAlias

Part: TypeAlias = "Message[str, str]"

_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_BOUNDARY = re.compile(rb"(?:^|\n)--(\S[^\r\n]{0,69}?)[ \t]*\r?\n(?=[A-Za-z-]+:)")
_HEADER_LIMIT = 20_000  # bytes; what is longer was made to keep the reader busy
_ENCODINGS = ("7bit", "8bit", "binary", "base64", "quoted-printable", "x-uuencode", "uuencode", "x-uue", "uue")


def parse(raw: bytes) -> Part:
    """The mail as parts. Never raises on what the mail holds, but on nesting beyond measure: RecursionError."""
    return message_from_bytes(raw, policy=policy.compat32)


def mend(raw: bytes) -> bytes:
    """`raw` with the lines among its headers that are no header joined to the one before."""
    end = re.search(rb"\r?\n\r?\n", raw)
    head, rest = (raw[: end.start()], raw[end.start() :]) if end else (raw, b"")
    lines = re.split(rb"(?<=\n)", head)
    kept = [
        line if number == 0 or line[:1] in b" \t" or _FIELD.match(line) else b" " + line
        for number, line in enumerate(lines)
    ]
    return b"".join(kept) + rest


def whole_part(part: Part) -> tuple[Part, bool]:
    """`part`, or a mended copy of it; and whether it had to be mended."""
    if part.is_multipart():
        return part, False
    if any(isinstance(defect, MissingHeaderBodySeparatorDefect) for defect in part.defects):
        return parse(mend(_unparsed(part))), True
    if part.get_content_maintype() == "multipart":
        return _with_boundary(part)
    return part, False


def _unparsed(part: Part) -> bytes:
    """The bytes of a part whose headers broke off, the rest of them directly behind."""
    headers = [f"{name}: {value}\n".encode("ascii", "surrogateescape") for name, value in part.raw_items()]
    return b"".join(headers) + _content(part, "8bit")


def _with_boundary(part: Part) -> tuple[Part, bool]:
    """A multipart whose header does not name its boundary, or the wrong one: the text shows it."""
    text = content_of(part)
    found = _BOUNDARY.search(text)
    if found is None:
        return part, False
    boundary = found[1].replace(b'"', b"")
    mended = parse(b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\n' + text)
    return (mended, True) if mended.is_multipart() else (part, False)


def content_of(part: Part) -> bytes:
    """The decoded content of a part that is no container; as it stands where its encoding is none we know."""
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().strip('";').lower()
    return _content(part, encoding if encoding in _ENCODINGS else "8bit")


def _content(part: Part, encoding: str) -> bytes:
    """The library decodes by the header, which it does not know with a blank behind it: a copy gets it clean."""
    clean = copy(part)
    del clean["Content-Transfer-Encoding"]
    clean["Content-Transfer-Encoding"] = encoding
    payload = clean.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def raw_header(part: Part, name: str) -> bytes:
    """The first header of that name as the bytes that came, their beginning if they are very many; b'' for none."""
    for found, value in part.raw_items():
        if found.lower() == name.lower():
            return str(value).encode("ascii", "surrogateescape")[:_HEADER_LIMIT]
    return b""
