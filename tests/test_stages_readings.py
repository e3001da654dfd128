"""Reports of last year are read once: what was read lies beside them, and is used as long as they stay as they are."""

from pathlib import Path

import pytest
from published import documents
from reports import filled

from toolkit.errors import UnreadableFile
from toolkit.model import Report, write_data_file
from toolkit.stages.checking import load_report
from toolkit.stages.readings import FOLDER, Readings
from toolkit.workbook import write_workbook


def said(number: int) -> Report:
    return filled(
        f"""
        requests | natural_person | enterprise
        received | {number}       | -
        """,
        year=2023,
        unit="示范区民政局",
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with the same report of last year as a workbook, a Word document and a data file."""
    folder = tmp_path / "上年"
    folder.mkdir()
    (folder / "民政局.xlsx").write_bytes(write_workbook(said(3)))
    (folder / "民政局.docx").write_bytes(documents.word(said(3), documents.merged))
    (folder / "民政局.json").write_text(write_data_file(said(3)), encoding="utf-8")
    return folder


def kept_in(home: Path) -> list[Path]:
    return sorted((home / FOLDER).iterdir())


@pytest.mark.parametrize("name", ["民政局.xlsx", "民政局.docx", "民政局.json"])
def test_what_is_kept_says_the_same(home: Path, name: str) -> None:
    once, again = (Readings(b"key", home).read(home / name) for _ in range(2))

    assert once == again == load_report(home / name, b"key")[0]
    assert len(kept_in(home)) == 1


def test_a_file_is_not_read_again(home: Path) -> None:
    path, other = home / "民政局.xlsx", home / "教育局.xlsx"
    Readings(b"", home).read(path)
    (kept,) = kept_in(home)
    other.write_bytes(write_workbook(said(7)))
    Readings(b"", home).read(other)
    (of_other,) = {*kept_in(home)} - {kept}
    of_other.replace(kept)

    assert Readings(b"", home).read(path).value("requests.received.natural_person") == 7  # what lies there is taken


def test_a_file_that_was_changed_is_read_anew(home: Path) -> None:
    path = home / "民政局.xlsx"
    Readings(b"", home).read(path)
    path.write_bytes(write_workbook(said(4)))

    assert Readings(b"", home).read(path).value("requests.received.natural_person") == 4


@pytest.mark.parametrize("damage", [b"", b"x" * 20, None], ids=["empty", "nonsense", "gone"])
def test_a_reading_that_was_damaged_is_made_again(home: Path, damage: bytes | None) -> None:
    path = home / "民政局.xlsx"
    Readings(b"", home).read(path)
    (kept,) = kept_in(home)
    whole = kept.read_bytes()
    kept.unlink()
    if damage is not None:
        kept.write_bytes(damage)

    assert Readings(b"", home).read(path).value("requests.received.natural_person") == 3
    assert kept.read_bytes() == whole


def test_another_key_reads_anew(home: Path) -> None:
    for key in (b"one", b"other"):
        Readings(key, home).read(home / "民政局.xlsx")

    assert len(kept_in(home)) == 2


def test_where_nothing_can_be_written_readings_are_held(home: Path) -> None:
    (home / FOLDER).write_text("", encoding="utf-8")  # no folder can be made there
    readings = Readings(b"", home)

    assert readings.read(home / "民政局.docx") == readings.read(home / "民政局.docx")
    assert (home / FOLDER).is_file()


def test_beside_files_that_lie_elsewhere_nothing_is_written(home: Path, tmp_path: Path) -> None:
    readings = Readings(b"", tmp_path / "别处")

    assert readings.read(home / "民政局.xlsx") == readings.read(home / "民政局.xlsx")
    assert not (home / FOLDER).exists()


def test_what_cannot_be_read_is_refused_every_time(home: Path) -> None:
    path = home / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04")
    for _ in range(2):
        with pytest.raises(UnreadableFile):
            Readings(b"", home).read(path)
    assert not (home / FOLDER).exists()
