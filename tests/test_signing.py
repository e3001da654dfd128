"""送审、签发 in a round: from the accepted report or the total to the signed document, and what the ledger keeps of it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from office_rounds import ROSTER, workbook
from word_files import edited, set_text

from toolkit.cli import main
from toolkit.disk import sha256
from toolkit.model import read_data_file, write_data_file
from toolkit.stages.finalization import FINAL
from toolkit.stages.signature import DATA, DRAFT, MANIFEST, RECORD, REDLINE
from toolkit.stages.signed import RECORD as SIGNED
from toolkit.stages.signed import signed_versions
from toolkit.workflow import find, load_report

PACK, OUT = Path("成果/送签/示范区民政局第1稿"), Path("成果/定稿/示范区民政局")
MORE = """
    requests | natural_person
    received | 4
    granted  | 4
    """


@pytest.fixture(autouse=True)
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """The PDF has tests of its own."""
    monkeypatch.setattr("toolkit.stages.finalization.find_soffice", lambda: None)


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round of three units, all accepted; made once, and copied for each test."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "名单.csv").write_text(ROSTER, encoding="utf-8")
    root = folder / "一轮"
    new = ["new", str(root), "--year", "2024", "--office", "公开办", "--roster", str(folder / "名单.csv")]
    assert main(new) == 0
    collect(root, "mzj", "jyj", "czj")
    assert main(["accept", "--round", str(root)]) == 0
    return root


def collect(root: Path, *codes: str, **told: str) -> None:
    round_ = find(root)
    for code in codes:
        path = root.parent / f"{code}{len(list(root.parent.iterdir()))}.xlsx"
        path.write_bytes(workbook(round_, code, **told))  # type: ignore[arg-type]
        assert main(["collect", str(path), "--round", str(root)]) == 0


@pytest.fixture
def inside(accepted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In a copy of the round."""
    root = tmp_path / "一轮"
    shutil.copytree(accepted, root)
    monkeypatch.chdir(root)
    return root


def submit(*words: str, day: str = "2025-01-18") -> int:
    return main(["submit", *(words or ("--unit", "民政局")), "--date", day])


def finalize(*words: str, document: Path = PACK / DRAFT, day: str = "2025-01-20", whose: str = "民政局") -> int:
    subject = ("--total", "示范区") if whose == "示范区" else ("--unit", whose)
    return main(["finalize", str(document), *subject, "--date", day, *words])


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Iterator[object]:
    """What was printed since the last look."""

    def look() -> str:
        return "".join(capsys.readouterr())

    yield look


def edit(path: Path, old: str, new: str) -> None:
    path.write_bytes(edited(path.read_bytes(), set_text(old, new)))


def log(capsys: pytest.CaptureFixture[str], *units: str) -> str:
    capsys.readouterr()
    assert main(["log", *units]) == 0
    return capsys.readouterr().out
