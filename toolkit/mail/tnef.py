"""``winmail.dat`` (TNEF): what Outlook wraps attachments in when it sends rich text. MS-OXTNEF, as far as files go.

Our own, because the library for it (tnefparse) cuts the zero bytes off the end of files and stumbles over names in GBK.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.mail.attachment import Attachment
from toolkit.mail.header_text import text_of
from toolkit.mail.names import clean_name

SIGNATURE = b"\x78\x9f\x3e\x22"
_NEW_ATTACHMENT = 0x00069002  # attAttachRendData opens each attachment
_TITLE = 0x00018010
_DATA = 0x0006800F
_PROPERTIES = 0x00069005
_NAMES = (0x3707, 0x3704, 0x3001)  # long file name, short one, display name
_CONTENT = 0x3701
_OBJECT = 0x000D
_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")  # IID_IMessage: the object is a message, in TNEF again
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = (0x1E, 0x1F, _OBJECT, 0x102)
_MANY = 0x1000
_NAMED = 0x8000


class DamagedTnef(Exception):
    """The stream ends or errs before its end; what was found before has been yielded."""


@dataclass(slots=True)
class _Found:
    """An attachment while it is read."""

    title: str = ""
    content: bytes = b""
    message: bytes = b""
    names: dict[int, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return next((self.names[number] for number in _NAMES if self.names.get(number)), self.title)


def tnef_attachments(raw: bytes, depth: int = 3) -> Iterator[Attachment]:
    """The files in a TNEF stream, those of messages inside it (at most `depth` deep) included.

    Raises :class:`DamagedTnef` after what could be read.
    """
    found: list[_Found] = []
    try:
        for tag, data in _attributes(raw):
            if tag == _NEW_ATTACHMENT:
                found.append(_Found())
            elif found:
                _take(found[-1], tag, data)
    except (struct.error, DamagedTnef):
        yield from _files(found, depth)
        raise DamagedTnef from None
    yield from _files(found, depth)


def _files(found: list[_Found], depth: int) -> Iterator[Attachment]:
    for item in found:
        if item.message and depth > 1:
            yield from tnef_attachments(item.message, depth - 1)
        elif item.content:
            yield Attachment(clean_name(item.name), item.content)


def _attributes(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Level, tag, length, data, checksum: one after the other."""
    position = 6
    while position + 9 <= len(raw):
        tag, length = struct.unpack_from("<II", raw, position + 1)
        data = raw[position + 9 : position + 9 + length]
        if len(data) < length:
            raise DamagedTnef
        yield tag, data
        position += 9 + length + 2


def _take(found: _Found, tag: int, data: bytes) -> None:
    if tag == _TITLE:
        found.title = text_of(data.rstrip(b"\0"))
    elif tag == _DATA:
        found.content = data
    elif tag == _PROPERTIES:
        for number, kind, value in _properties(data):
            if number in _NAMES:
                found.names[number] = mapi_text(value, kind)
            elif number == _CONTENT and kind == _OBJECT and value.startswith(_MESSAGE):
                found.message = value[len(_MESSAGE) :]
            elif number == _CONTENT and not found.content:
                found.content = value[len(_MESSAGE) :] if kind == _OBJECT else value


def mapi_text(value: bytes, kind: int) -> str:
    """A MAPI string: 0x1F is UTF-16, 0x1E is of the sender's code page."""
    text = value.decode("utf-16-le", errors="replace") if kind == 0x1F else text_of(value.rstrip(b"\0"))
    return text.rstrip("\0")


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(number, type, first value) of the properties in a list."""
    (count,) = struct.unpack_from("<I", data)
    position = 4
    for _ in range(count):
        kind, number = struct.unpack_from("<HH", data, position)
        position += 4
        if number >= _NAMED:
            position = _after_name(data, position)
        values, position = _values(data, position, kind)
        if values:
            yield number, kind & ~_MANY, values[0]


def _after_name(data: bytes, position: int) -> int:
    """Skip the GUID and the number or name of a named property."""
    named, length = struct.unpack_from("<16xII", data, position)
    return position + 24 + (_padded(length) if named else 0)


def _values(data: bytes, position: int, kind: int) -> tuple[list[bytes], int]:
    """The values at `position`, and where the next property begins."""
    single = kind & ~_MANY
    count = 1
    if kind & _MANY or single in _VARIABLE:
        (count,) = struct.unpack_from("<I", data, position)
        position += 4
    if single not in _VARIABLE and single not in _SIZES:
        raise DamagedTnef
    values = []
    for _ in range(count):
        length = _SIZES.get(single, 0)
        if single in _VARIABLE:
            (length,) = struct.unpack_from("<I", data, position)
            position += 4
        if position + length > len(data):
            raise DamagedTnef
        values.append(data[position : position + length])
        position += _padded(length)
    return values, position


def _padded(length: int) -> int:
    return length + -length % 4
