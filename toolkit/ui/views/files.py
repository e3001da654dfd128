"""What lies in the folder of the round, to be taken along. A file is asked for by a digest of its place: no path."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from starlette.responses import Response

from toolkit.disk import read_bytes, sha256
from toolkit.errors import ToolkitError
from toolkit.rounds import ISSUED, RECEIVED, RESULTS, RETURNED
from toolkit.ui.rendering import download
from toolkit.ui.visit import Visit

_SHOWN = (RESULTS, ISSUED, RETURNED, RECEIVED)


def show(visit: Visit) -> Response:
    """All of them, by folder."""
    groups = [(folder, [(*file, _name(file[0])) for file in _files(visit.round.root, folder)]) for folder in _SHOWN]
    return visit.page("files.html", {"section": "files", "groups": groups})


def one(visit: Visit) -> Response:
    """The file of that name."""
    root = visit.round.root
    for folder in _SHOWN:
        for place, _ in _files(root, folder):
            if _name(place) == visit.path["file"]:
                return download(place.rpartition("/")[2], read_bytes(root / place))
    raise ToolkitError("没有这个文件。", "可能已被移走，请从“文件”页进入。")


def address_of(visit: Visit, path: Path) -> str:
    """Where a file in the folder of the round is taken along from."""
    return visit.address(f"files/{_name(path.relative_to(visit.round.root).as_posix())}")


def everything(visit: Visit) -> Response:
    """The results, and what went out, in one archive."""
    root = visit.round.root
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder in _SHOWN:
            for place, _ in _files(root, folder):
                archive.write(root / place, place)
    return download(f"{root.name}.zip", buffer.getvalue())


def _files(root: Path, folder: str) -> Iterator[tuple[str, int]]:
    """(place inside the round, size in bytes)."""
    for path in sorted((root / folder).rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.startswith((".", "~$")):
            yield path.relative_to(root).as_posix(), path.stat().st_size


def _name(place: str) -> str:
    """What a file is called in an address."""
    return sha256(place.encode())[:16]
