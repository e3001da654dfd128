"""签发记录: what was signed, version after version, in a file beside the documents."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from toolkit.disk import read_bytes, write_whole
from toolkit.errors import UnreadableFile

RECORD = "签发记录.json"


@dataclass(frozen=True, slots=True)
class Signed:
    """One version as it was signed. `files`: name → digest; `changes`: against the version before, '' for the first.

    `submitted_sha256`: the digest of the manifest of the pack it was held against, '' where there was none.
    """

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
    submitted_sha256: str = ""


class Register(Protocol):
    """What else remembers what was signed into a folder, beside the file in it."""

    def versions(self, folder: Path) -> tuple[Signed, ...]:
        """All versions signed so far, first to last. Raises :class:`ToolkitError` where that cannot be told."""

    def remember(self, folder: Path, versions: Sequence[Signed]) -> None:
        """Remember those of `versions` that are new."""


def signed_versions(folder: Path) -> tuple[Signed, ...]:
    """The versions in the file in `folder`, first to last; none where nothing was signed yet.

    Raises :class:`UnreadableFile` where the record cannot be read: then nothing may be overwritten.
    """
    path = folder / RECORD
    if not path.is_file():
        return ()
    try:
        return tuple(map(as_signed, json.loads(read_bytes(path))["versions"]))
    except (ValueError, TypeError, KeyError) as error:
        raise UnreadableFile(f"“{path}”读不了。", "这是签发的凭据，请从备份恢复；不要删改。") from error


def as_signed(raw: Mapping[str, Any]) -> Signed:
    """A version from what :func:`dataclasses.asdict` made of it. Raises TypeError, ValueError or KeyError."""
    return Signed(**{**raw, "edited": tuple((before, after) for before, after in raw["edited"])})


def write_record(folder: Path, versions: Sequence[Signed]) -> None:
    """Write the file that holds these versions."""
    content = json.dumps({"versions": list(map(asdict, versions))}, ensure_ascii=False, indent=1) + "\n"
    write_whole(folder / RECORD, content.encode())
