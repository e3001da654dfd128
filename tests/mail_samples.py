"""Mails as mail programs write them, built byte by byte; ``winmail.dat`` and ``.msg`` by small writers of our own."""

import base64
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias
from urllib.parse import quote

WORKBOOK = b"PK\x03\x04 stands for a workbook \x00\xff\n"
_SECTOR, _MINI_SECTOR = 512, 64
_NONE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def encoded_word(raw: bytes, label: str, encoding: str = "B") -> str:
    """One encoded-word of RFC 2047 over whatever bytes, under whatever label."""
    if encoding == "B":
        return f"=?{label}?B?{base64.b64encode(raw).decode()}?="
    return f"=?{label}?Q?{''.join(f'={byte:02X}' for byte in raw)}?="


def percent(raw: bytes) -> str:
    return quote(raw, safe="")


def file_part(headers: bytes, content: bytes = WORKBOOK) -> bytes:
    """A part of a multipart: its naming headers as given, its content in base64."""
    return headers + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content)


def attached(disposition: bytes, content_type: bytes = b"application/octet-stream") -> bytes:
    return file_part(b"Content-Type: " + content_type + b"\r\nContent-Disposition: " + disposition)


def mail(*parts: bytes, headers: bytes = b"", boundary: bytes = b"----=_Part_1") -> bytes:
    """A multipart/mixed mail of a unit, with a line of text before `parts`."""
    text = b'Content-Type: text/plain; charset="utf-8"\r\n\r\n' + "见附件。".encode()
    body = b"".join(b"\r\n--" + boundary + b"\r\n" + part for part in (text, *parts))
    return (
        (headers or b"From: zhang@mzj.example.cn\r\nTo: office@example.cn\r\nSubject: report\r\n")
        + b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="'
        + boundary
        + b'"\r\n\r\n'
        + body
        + b"\r\n--"
        + boundary
        + b"--\r\n"
    )


# --- winmail.dat ------------------------------------------------------------------------------------------------------


def tnef(*attachments: bytes) -> bytes:
    """A TNEF stream: signature, key, version and code page (936) of the message, then the attachments."""
    head = struct.pack("<IH", 0x223E9F78, 1)
    version = _attribute(1, 0x00089006, struct.pack("<I", 0x10000))
    code_page = _attribute(1, 0x00069007, struct.pack("<II", 936, 0))
    message_class = _attribute(1, 0x00078008, b"IPM.Microsoft Mail.Note\0")
    return head + version + code_page + message_class + b"".join(attachments)


def tnef_file(short_name: bytes, content: bytes, properties: Sequence[bytes] = ()) -> bytes:
    """An attachment with its title in the code page and, where given, MAPI properties."""
    parts = [_attribute(2, 0x00069002, bytes(14)), _attribute(2, 0x00018010, short_name + b"\0")]
    if content:
        parts.append(_attribute(2, 0x0006800F, content))
    if properties:
        parts.append(_attribute(2, 0x00069005, struct.pack("<I", len(properties)) + b"".join(properties)))
    return b"".join(parts)


def tnef_message(inner: bytes) -> bytes:
    """An attachment that is a message: TNEF inside TNEF."""
    marked = bytes.fromhex("0703020000000000c000000000000046") + inner
    return tnef_file(b"message", b"", [mapi(0x3701, 0x000D, marked)])


def mapi(number: int, kind: int, value: bytes) -> bytes:
    """A property with one value of variable length."""
    return struct.pack("<HHII", kind, number, 1, len(value)) + value + bytes(-len(value) % 4)


def mapi_unicode(number: int, text: str) -> bytes:
    return mapi(number, 0x001F, (text + "\0").encode("utf-16-le"))


def mapi_numbers(number: int, values: Sequence[int]) -> bytes:
    """A property with several integers."""
    return struct.pack("<HHI", 0x1003, number, len(values)) + struct.pack(f"<{len(values)}I", *values)


def mapi_named(text: str) -> bytes:
    """A named property, which carries a GUID and its name before its value."""
    name = ("年报".encode("utf-16-le")) + b"\0\0"
    head = struct.pack("<HH", 0x001F, 0x8001) + bytes(16) + struct.pack("<II", 1, len(name)) + name
    value = (text + "\0").encode("utf-16-le")
    return head + bytes(-len(name) % 4) + struct.pack("<II", 1, len(value)) + value + bytes(-len(value) % 4)


def _attribute(level: int, tag: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, tag, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


# --- .msg -------------------------------------------------------------------------------------------------------------

Storage: TypeAlias = "Mapping[str, bytes | Storage]"


def outlook_message(
    texts: Mapping[int, str], attachments: Sequence[Storage] = (), sent: int = 0, *, unicode: bool = True
) -> Storage:
    """The streams of a message: property number → text; `sent` in 100 ns since 1601; ANSI means code page 936."""
    kind, codec = ("001F", "utf-16-le") if unicode else ("001E", "gb18030")
    properties = bytes(32) + struct.pack("<IIQ", 0x00390040, 6, sent)
    streams: dict[str, bytes | Storage] = {"__properties_version1.0": properties}
    streams |= {
        f"__substg1.0_{number:04X}{kind}": text.encode(codec) for number, text in {0x001A: "IPM.Note", **texts}.items()
    }
    return streams | {f"__attach_version1.0_#{number:08X}": item for number, item in enumerate(attachments)}


def outlook_file(long_name: str, content: "bytes | Storage", *, unicode: bool = True) -> Storage:
    """The streams of an attachment; a message as `content` is embedded."""
    kind, codec = ("001F", "utf-16-le") if unicode else ("001E", "gb18030")
    data = "__substg1.0_3701000D" if isinstance(content, Mapping) else "__substg1.0_37010102"
    return {
        "__properties_version1.0": bytes(8),
        f"__substg1.0_3704{kind}": "CHANGE~1.XLS".encode(codec),
        f"__substg1.0_3707{kind}": long_name.encode(codec),
        data: content,
    }


def container(root: Storage) -> bytes:
    """An OLE container (MS-CFB, version 3) that holds `root`: small streams in the mini stream, as the format wants."""
    writer = _Writer()
    writer.storage("Root Entry", root, kind=5)
    return writer.whole()


@dataclass(slots=True)
class _Entry:
    """An entry of the directory: 1 a storage, 2 a stream, 5 the root."""

    name: str
    kind: int
    start: int = 0
    size: int = 0
    right: int = _NONE
    child: int = _NONE

    def packed(self) -> bytes:
        """128 bytes; every node of the tree black."""
        title = (self.name + "\0").encode("utf-16-le")
        numbers = (_NONE, self.right, self.child, self.start, self.size)
        return struct.pack("<64sHBBIII36xIQ", title, len(title), self.kind, 1, *numbers)


class _Writer:
    """Collects directory entries, the mini stream and the sectors, and joins them."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._mini = b""
        self._mini_table: list[int] = []
        self._sectors: list[bytes] = []
        self._table: list[int] = []

    def storage(self, name: str, content: Storage, kind: int = 1) -> int:
        """Siblings as a list to the right, in the order of the format: by length, then by name."""
        mine = len(self._entries)
        self._entries.append(_Entry(name, kind))
        order = sorted(content, key=lambda child: (len(child), child.upper()))
        numbers = [self._child(child, content[child]) for child in order]
        for number, following in pairwise(numbers):
            self._entries[number].right = following
        if numbers:
            self._entries[mine].child = numbers[0]
        return mine

    def _child(self, name: str, content: "bytes | Storage") -> int:
        if isinstance(content, Mapping):
            return self.storage(name, content)
        start = self._small(content) if len(content) < 4096 else self._large(content)
        self._entries.append(_Entry(name, 2, start, len(content)))
        return len(self._entries) - 1

    def _small(self, content: bytes) -> int:
        start = len(self._mini_table)
        count = max(1, -(-len(content) // _MINI_SECTOR))
        self._mini += content.ljust(count * _MINI_SECTOR, b"\0")
        self._mini_table += [*range(start + 1, start + count), _END]
        return start

    def _large(self, content: bytes, padding: bytes = b"\0") -> int:
        start = len(self._sectors)
        count = -(-len(content) // _SECTOR)
        filled = content.ljust(count * _SECTOR, padding)
        self._sectors += [filled[at : at + _SECTOR] for at in range(0, len(filled), _SECTOR)]
        self._table += [*range(start + 1, start + count), _END]
        return start

    def whole(self) -> bytes:
        mini_start = self._large(self._mini)
        self._entries[0].start, self._entries[0].size = mini_start, len(self._mini)
        directory = self._large(b"".join(entry.packed() for entry in self._entries))
        mini_table = struct.pack(f"<{len(self._mini_table)}I", *self._mini_table)
        mini_table_start = self._large(mini_table, b"\xff")
        first = len(self._sectors)
        count = 1
        while count * _SECTOR // 4 < first + count:
            count += 1
        table = [*self._table, *([_TABLE] * count)]
        packed = struct.pack(f"<{len(table)}I", *table).ljust(count * _SECTOR, b"\xff")
        header = struct.pack(
            "<8s16xHHHHH6xIIIIIIIIII",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            0x3E, 3, 0xFFFE, 9, 6,
            0, count, directory, 0, 4096, mini_table_start, -(-len(mini_table) // _SECTOR), _END, 0, first,
        )  # fmt: skip
        numbers = struct.pack(f"<{count - 1}I", *range(first + 1, first + count))
        return (header + numbers).ljust(_SECTOR, b"\xff") + b"".join(self._sectors) + packed
