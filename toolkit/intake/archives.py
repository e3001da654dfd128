"""What lies in a zip archive, archives inside it included; names as the sender saw them."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.intake.kinds import Kind, kind_of
from toolkit.intake.limits import LIMITS, Limits
from toolkit.intake.package import Package, open_package
from toolkit.intake.reasons import Reason, Refused
from toolkit.intake.xml_scan import Count

_UTF8_NAME = 0x800  # flag bit 11
_UNICODE_PATH = 0x7075
CLUTTER = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_NOT_READ = frozenset({Kind.RAR, Kind.SEVEN_ZIP, Kind.OTHER_ARCHIVE})


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive. `reason` tells why it is not to be read; `content` is empty where it cannot be had.

    `name` is for people: with ``/`` between folders and after archives in archives. It is no path to write to.
    """

    name: str
    content: bytes = b""
    reason: Reason | None = None


def members(content: bytes, limits: Limits = LIMITS) -> Iterator[Member]:
    """The files of a zip, in its order; of what exceeds `limits` one member that says so, and no more.

    Raises :class:`Refused` where the archive itself is damaged.
    """
    parts = Count(limits.parts, Reason.TOO_MANY_PARTS, "")
    inflated = Count(limits.inflated, Reason.EXPANDS_TOO_FAR, "")
    yield from _Unpacking(limits, parts, inflated).members(content, "", 1)


class _Unpacking:
    """One archive being unpacked; the counts are shared by all archives inside it."""

    def __init__(self, limits: Limits, parts: Count, inflated: Count) -> None:
        self._limits = limits
        self._parts = parts
        self._inflated = inflated

    def members(self, content: bytes, folder: str, depth: int) -> Iterator[Member]:
        with open_package(content, self._limits, archive=True) as package:
            for entry in package.files:
                name = f"{folder}{_name_of(entry)}"
                if is_clutter(name):
                    yield Member(name, reason=Reason.CLUTTER)
                    continue
                try:
                    data = self._read(package, entry)
                except Refused as refusal:
                    yield Member(name, reason=refusal.reason)
                    if self._exhausted:
                        return
                    continue
                yield from self._opened(name, data, depth)

    @property
    def _exhausted(self) -> bool:
        return any(count.value > count.limit for count in (self._parts, self._inflated))

    def _read(self, package: Package, entry: zipfile.ZipInfo) -> bytes:
        self._parts.add()
        data = package.read(entry)
        self._inflated.add(len(data))
        return data

    def _opened(self, name: str, data: bytes, depth: int) -> Iterator[Member]:
        kind = kind_of(data, name)
        if kind in _NOT_READ:
            yield Member(name, data, Reason.ARCHIVE_NOT_READ)
        elif kind is not Kind.ZIP:
            yield Member(name, data)
        elif depth >= self._limits.depth:
            yield Member(name, data, Reason.TOO_DEEP)
        else:
            try:
                yield from self.members(data, f"{name}/", depth + 1)
            except Refused as refusal:
                yield Member(name, data, refusal.reason)


def is_clutter(name: str) -> bool:
    """Whether a file (with the folders it lies in) was left there by an office program or a system, not by a person."""
    folders, _, base = name.replace("\\", "/").rpartition("/")
    return base.startswith(("~$", "._")) or base.lower() in CLUTTER or "__MACOSX" in folders.split("/")


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The name as the sender saw it: told to be UTF-8, or in the Unicode field, or in whatever it decodes from."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.orig_filename
    try:
        raw = entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:  # the library has already used the Unicode field
        return entry.orig_filename
    told = _unicode_path(entry.extra, raw)
    if told is not None:
        return told
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The name in the extra field 0x7075, as long as it was made for the name in the header."""
    place = 0
    while place + 4 <= len(extra):
        field, length = struct.unpack_from("<HH", extra, place)
        data = extra[place + 4 : place + 4 + length]
        if field == _UNICODE_PATH and len(data) > 5 and int.from_bytes(data[1:5], "little") == zlib.crc32(raw):
            return data[5:].decode("utf-8", "replace")
        place += 4 + length
    return None
