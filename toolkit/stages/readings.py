"""Files that are asked for again and again, as last year's reports are: each is read once.

What was read lies in a folder beside them, which may be deleted at any time; where it cannot be written, in memory.
"""

import hashlib
import zlib
from contextlib import suppress
from pathlib import Path

from toolkit import __version__
from toolkit.disk import read_bytes, write_spare
from toolkit.errors import UnreadableFile
from toolkit.forms import Form, find_own, own_form
from toolkit.intake import Isolated
from toolkit.model import Report
from toolkit.published import SIZE_LIMIT
from toolkit.stages.checking import load_report
from toolkit.stages.transfer import from_bytes, to_bytes

FOLDER = ".已读"


class Readings:
    """The reports in files; those of files in `home` are kept there, unless nothing may be written (a `dry_run`)."""

    def __init__(self, key: bytes, home: Path | None = None, *, dry_run: bool = False) -> None:
        self._key, self._home, self._dry_run = key, home, dry_run
        self._held: dict[str, bytes] = {}

    def read(self, path: Path, child: Isolated | None = None) -> Report:
        """The report in a file, as :func:`load_report` reads it; `child` is needed where it was not read before.

        Raises :class:`ToolkitError` as :func:`load_report` does.
        """
        folder = find_own(path.parent)
        own = own_form(folder)
        name = self._name(path, own)
        place = path.parent / FOLDER / name if path.parent == self._home else None
        report = self._kept(name, place, own)
        if report is None:
            report, _ = load_report(path, self._key, child, folder)
            self._keep(name, place, report)
        return report

    def _name(self, path: Path, own: Form | None) -> str:
        """What a reading depends on: the file and its kind, the definition, the key and the program."""
        content = read_bytes(path, SIZE_LIMIT + 1)
        facts = (__version__, path.suffix.lower(), own.digest if own else "", self._key.hex())
        return hashlib.sha256("\n".join((*facts, "")).encode() + content).hexdigest()

    def _kept(self, name: str, place: Path | None, own: Form | None) -> Report | None:
        with suppress(UnreadableFile, zlib.error, ValueError, LookupError):  # gone, or half of it: read again
            packed = self._held[name] if name in self._held or not place else read_bytes(place)
            return from_bytes(zlib.decompress(packed), own).report
        return None

    def _keep(self, name: str, place: Path | None, report: Report) -> None:
        packed = zlib.compress(to_bytes(report, ()))
        if not place or self._dry_run or not write_spare(place, packed):
            self._held[name] = packed
