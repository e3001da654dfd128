"""The zip around a workbook: its names, and its parts inflated under limits with their checksums."""

import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from toolkit.intake.limits import Limits
from toolkit.intake.reasons import Note, Reason, Refused, Remark
from toolkit.intake.xml_scan import Count

_ENTRY, _END = b"PK\x01\x02", b"PK\x05\x06"
_CHUNK = 2**16
_ENCRYPTED = 0x1
_UNSAFE = re.compile(r'^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.?([/\\]|$)|\\|[\x00-\x1f\x7f<>|"?*]')
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class Package:
    """An open zip whose parts can be read under limits; :func:`open_package` makes it."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self._inflated = Count(limits.inflated, Reason.EXPANDS_TOO_FAR, f"超过 {limits.inflated // 2**20} MB")
        self.files = tuple(entry for entry in archive.infolist() if not entry.filename.endswith("/"))
        self.entries = {entry.filename: entry for entry in self.files}

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def chunks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """A part, piece by piece, to its end, where the checksum is compared. Raises :class:`Refused`."""
        name = entry.filename
        if entry.flag_bits & _ENCRYPTED:
            raise Refused(Reason.ENCRYPTED_PART, name)
        if entry.compress_type not in _METHODS:
            raise Refused(Reason.COMPRESSION, name)
        size = 0
        with _refusing(name), self._archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                size += len(chunk)
                self._inflated.add(len(chunk))
                if size > self._limits.part:
                    raise Refused(Reason.EXPANDS_TOO_FAR, name)
                if size > self._limits.ratio_grace and size > self._limits.ratio * max(1, entry.compress_size):
                    raise Refused(Reason.EXPANDS_TOO_FAR, name)
                yield chunk
        if size != entry.file_size:
            raise Refused(Reason.CHECKSUM, name)

    def read(self, entry: zipfile.ZipInfo) -> bytes:
        return b"".join(self.chunks(entry))

    def pass_over(self, entry: zipfile.ZipInfo) -> None:
        """Inflate a part for its size and checksum only."""
        for _ in self.chunks(entry):
            pass


@contextmanager
def open_package(content: bytes, limits: Limits, *, archive: bool = False) -> Iterator[Package]:
    """Open a zip. Raises :class:`Refused` where it is damaged or its directory is a trap.

    The names of an `archive` may be anything: nobody writes them to a disk.
    """
    if content.count(_ENTRY) > limits.parts:
        raise Refused(Reason.TOO_MANY_PARTS, f"超过 {limits.parts} 个")
    with _refusing(""):
        opened = zipfile.ZipFile(io.BytesIO(content))
    with opened:
        if not archive:
            _check_names([entry.orig_filename for entry in opened.infolist()], limits)
        yield Package(opened, limits)


def surplus(content: bytes) -> Iterator[Remark]:
    """Bytes before the first entry and after the end of a zip."""
    if not content.startswith(b"PK\x03\x04"):
        yield Remark(Note.BYTES_BEFORE)
    end = content.rfind(_END)
    if end >= 0:
        comment = int.from_bytes(content[end + 20 : end + 22], "little")
        if comment or len(content) > end + 22:
            yield Remark(Note.BYTES_AFTER)


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    """Whatever a damaged zip makes the library raise, as a refusal."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError, struct.error) as error:
        reason = Reason.CHECKSUM if "CRC" in str(error) else Reason.DAMAGED
        raise Refused(reason, name) from error


def _check_names(names: list[str], limits: Limits) -> None:
    seen = set()
    for name in names:
        if not name or _UNSAFE.search(name) or len(name) > limits.part_name:
            raise Refused(Reason.UNSAFE_NAME, name[:60])
        same = unicodedata.normalize("NFC", name).casefold()
        if same in seen:
            raise Refused(Reason.REPEATED_PART, name)
        seen.add(same)
