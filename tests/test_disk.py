"""Writing a file whole."""

import os
import time
from pathlib import Path

import pytest

from toolkit.disk import sweep, write_whole
from toolkit.errors import ToolkitError


def test_it_replaces_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "新" / "a.txt"
    write_whole(path, b"old")
    write_whole(path, b"new")

    assert [(item.name, item.read_bytes()) for item in path.parent.iterdir()] == [("a.txt", b"new")]


def test_what_a_killed_run_left_is_swept_away_and_what_is_being_written_is_not(tmp_path: Path) -> None:
    """Only what was left for this very file, and is too old to be another program's."""
    old, new, other = (
        tmp_path / name for name in (".a[1].txt.0123abcd.tmp", ".a[1].txt.4567abcd.tmp", ".b.txt.89ab.tmp")
    )
    for path in (old, new, other):
        path.write_bytes(b"half")
    for path in (old, other):
        os.utime(path, (time.time() - 3600, time.time() - 3600))
    write_whole(tmp_path / "a[1].txt", b"whole")

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([new.name, other.name, "a[1].txt"])


def test_a_folder_is_swept_once_for_many_files(tmp_path: Path) -> None:
    litter, file, recent = (tmp_path / name for name in (".a.txt.0123abcd.tmp", ".notes.tmp", ".b.txt.4567abcd.tmp"))
    for path in (litter, file, recent):
        path.write_bytes(b"half")
    for path in (litter, file):
        os.utime(path, (time.time() - 3600, time.time() - 3600))

    write_whole(tmp_path / "a.txt", b"whole", tidy=False)
    assert litter.exists()
    sweep(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["a.txt", file.name, recent.name])


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a file, not a folder")

    with pytest.raises(ToolkitError, match="写不了"):
        write_whole(tmp_path / "a" / "b.txt", b"x")
