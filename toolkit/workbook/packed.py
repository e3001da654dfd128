"""A zip file put together from entries that are compressed already, with a few gaps to be filled anew each time.

A raw deflate stream flushed in full can be continued by any other: so the stretches between the gaps are compressed
once, and what fills a gap is stored between them as it is.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_STORED = struct.Struct("<BHH")
_VERSION, _DEFLATED = 20, 8
_JANUARY_1980 = (0, 0x21)  # time and date as XlsxWriter gives them: the same bytes every time
_READABLE = 0o600 << 16
_LAST_BLOCK = b"\x03\x00"  # an empty block that ends the stream
_STORED_AT_MOST = 0xFFFF  # bytes of a stored block


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes that are always the same, and as they are compressed."""

    plain: bytes
    packed: bytes


def stretch(plain: bytes) -> Stretch:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return Stretch(plain, packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH))


@dataclass(frozen=True, slots=True)
class Packed:
    """An entry as it goes into the zip: its data, checksum and size before compression."""

    name: bytes
    data: bytes
    crc: int
    size: int


def whole(name: str, content: bytes) -> Packed:
    """An entry without gaps."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    data = packer.compress(content) + packer.flush()
    return Packed(name.encode(), data, zlib.crc32(content), len(content))


def filled(name: str, stretches: Sequence[Stretch], fillings: Sequence[bytes]) -> Packed:
    """An entry of stretches with a filling between each two."""
    first = stretches[0]
    pieces, crc, size = [first.packed], zlib.crc32(first.plain), len(first.plain)
    for filling, following in zip(fillings, stretches[1:], strict=True):
        pieces += (_stored(filling), following.packed)
        crc = zlib.crc32(following.plain, zlib.crc32(filling, crc))
        size += len(filling) + len(following.plain)
    return Packed(name.encode(), b"".join((*pieces, _LAST_BLOCK)), crc, size)


def _stored(content: bytes) -> bytes:
    length = len(content)
    assert length <= _STORED_AT_MOST, length  # noqa: S101  # names and numbers: a text of a cell ends far earlier
    return _STORED.pack(0, length, length ^ _STORED_AT_MOST) + content


def zipped(entries: Sequence[Packed]) -> bytes:
    """The zip file."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for entry in entries:
        facts = (*_JANUARY_1980, entry.crc, len(entry.data), entry.size, len(entry.name), 0)
        local = _LOCAL.pack(b"PK\x03\x04", _VERSION, 0, _DEFLATED, *facts)
        pieces += (local, entry.name, entry.data)
        head = _CENTRAL.pack(b"PK\x01\x02", _VERSION, _VERSION, 0, _DEFLATED, *facts, 0, 0, 0, _READABLE, offset)
        directory += (head, entry.name)
        offset += len(local) + len(entry.name) + len(entry.data)
    length = sum(map(len, directory))
    end = _END.pack(b"PK\x05\x06", 0, 0, len(entries), len(entries), length, offset, 0)
    return b"".join((*pieces, *directory, end))
