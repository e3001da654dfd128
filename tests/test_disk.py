"""Writing a file whole."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from toolkit.disk import sweep, write_each, write_whole
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

    list(write_each([("a", tmp_path / "a.txt", b"whole")]))
    assert litter.exists()
    sweep(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["a.txt", file.name, recent.name])


def test_many_files_are_written_batch_by_batch_and_told_in_order(tmp_path: Path) -> None:
    """While one batch waits for the disk the next is made, and no more than that."""
    begun: list[int] = []

    def files() -> Iterator[tuple[int, Path, bytes]]:
        for number in range(300):
            begun.append(number)
            yield number, tmp_path / f"{number}", f"{number}".encode()

    written = write_each(files())
    first = next(written)
    assert len(begun) == 2 * len(first)
    assert [*first, *(number for batch in written for number in batch)] == list(range(300))
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {f"{n}": f"{n}" for n in range(300)}


@pytest.mark.parametrize("count", [0, 1, 64, 128])
def test_no_batch_is_empty(count: int, tmp_path: Path) -> None:
    written = list(write_each((number, tmp_path / f"{number}", b"x") for number in range(count)))

    assert all(written)
    assert sum(map(len, written)) == count


def test_one_that_cannot_be_written_is_told_when_those_begun_are_there(tmp_path: Path) -> None:
    (tmp_path / "1" / "inside").mkdir(parents=True)
    (tmp_path / "2").write_bytes(b"a file, not a folder")
    paths = [tmp_path / "0", tmp_path / "1", tmp_path / "3", tmp_path / "2" / "4", tmp_path / "5"]
    written = write_each((path.name, path, b"new") for path in paths)

    assert next(written) == ["0", "3"]  # not 1: what is there only shows when it is to get its name
    with pytest.raises(ToolkitError, match="写不了"):
        next(written)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0", "1", "2", "3"]
    assert (tmp_path / "2").read_bytes() == b"a file, not a folder"


def test_what_came_before_an_error_is_written_and_told(tmp_path: Path) -> None:
    def files() -> Iterator[tuple[int, Path, bytes]]:
        yield 0, tmp_path / "0", b"x"
        raise ToolkitError("没有下一份。")

    written = write_each(files())

    assert next(written) == [0]
    with pytest.raises(ToolkitError, match="没有下一份"):
        next(written)
    assert [path.name for path in tmp_path.iterdir()] == ["0"]


def test_whoever_stops_listening_leaves_whole_files_behind(tmp_path: Path) -> None:
    written = write_each((number, tmp_path / f"{number}", b"whole") for number in range(200))
    told = next(written)
    written.close()

    assert len(told) < 200
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {f"{number}": b"whole" for number in told}


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a file, not a folder")

    with pytest.raises(ToolkitError, match="写不了"):
        write_whole(tmp_path / "a" / "b.txt", b"x")
