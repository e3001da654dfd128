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
class Packed:
    """An entry as it goes into the zip: its data, checksum and size before compression."""

    name: bytes
    data: bytes
    crc: int
    size: int


@dataclass(frozen=True, slots=True)
class Gapped:
    """An entry with gaps: every second of the pieces, plain and packed, is still empty. `crc`: of the first piece."""

    name: bytes
    plain: tuple[bytes, ...]
    packed: tuple[bytes, ...]
    crc: int


def whole(name: str, content: bytes) -> Packed:
    """An entry without gaps."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    data = packer.compress(content) + packer.flush()
    return Packed(name.encode(), data, zlib.crc32(content), len(content))


def gapped(name: str, stretches: Sequence[bytes]) -> Gapped:
    """An entry of `stretches` with a gap between each two."""
    plain = _with_gaps(stretches)
    packed = _with_gaps(list(map(_flushed, stretches)))
    return Gapped(name.encode(), plain, (*packed, _LAST_BLOCK), zlib.crc32(plain[0]))


def _with_gaps(pieces: Sequence[bytes]) -> tuple[bytes, ...]:
    return tuple(piece for following in pieces for piece in (b"", following))[1:]


def _flushed(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)


def stored(content: bytes) -> bytes:
    """What fills a gap, as a block of its own."""
    length = len(content)
    assert length <= _STORED_AT_MOST, length  # noqa: S101  # names and numbers: a text of a cell ends far earlier
    return _STORED.pack(0, length, length ^ _STORED_AT_MOST) + content


def filled(entry: Gapped, blocks: Sequence[bytes]) -> Packed:
    """The entry with one of `blocks` (what :func:`stored` gives) in each gap."""
    plain, packed = list(entry.plain), list(entry.packed)
    gaps = slice(1, len(plain), 2)
    plain[gaps] = [block[_STORED.size :] for block in blocks]
    packed[gaps] = blocks
    rest = b"".join(plain[1:])
    return Packed(entry.name, b"".join(packed), zlib.crc32(rest, entry.crc), len(plain[0]) + len(rest))


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
