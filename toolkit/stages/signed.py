"""签发记录: what was signed, version after version, in a file beside the documents."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from toolkit.disk import read_bytes, write_whole
from toolkit.errors import UnreadableFile

RECORD = "签发记录.json"


@dataclass(frozen=True, slots=True)
class Signed:
    """One version as it was signed. `files`: name → digest; `changes`: against the version before, '' for the first."""

    version: int
    unit: str
    year: int
    signed_on: str
    signed_by: str
    returned_sha256: str
    report_sha256: str
    edited: tuple[tuple[str, str], ...]
    reason: str
    changes: str
    files: Mapping[str, str]


Recorder = Callable[[Path, Signed], None]


def signed_versions(folder: Path) -> tuple[Signed, ...]:
    """All versions signed so far, first to last; none where nothing was signed yet.

    Raises :class:`UnreadableFile` where the record cannot be read: then nothing may be overwritten.
    """
    path = folder / RECORD
    if not path.is_file():
        return ()
    try:
        raw = json.loads(read_bytes(path))
        return tuple(
            Signed(**{**item, "edited": tuple((before, after) for before, after in item["edited"])})
            for item in raw["versions"]
        )
    except (ValueError, TypeError, KeyError) as error:
        raise UnreadableFile(f"“{path}”读不了。", "这是签发的凭据，请从备份恢复；不要删改。") from error


def record_beside(folder: Path, signed: Signed) -> None:
    """Add a version to the record in `folder`."""
    versions = [asdict(item) for item in (*signed_versions(folder), signed)]
    content = json.dumps({"versions": versions}, ensure_ascii=False, indent=1) + "\n"
    write_whole(folder / RECORD, content.encode())
