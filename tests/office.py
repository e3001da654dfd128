"""The real LibreOffice, for tests marked ``libreoffice``."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from toolkit.document.pdf import EXPORT


def soffice() -> str:
    """The program, or skip with the reason; where CI runs, everything is there and nothing may skip."""
    return _program("soffice", "libreoffice", package="LibreOffice")


def poppler(name: str) -> str:
    """``pdftotext``, ``pdftoppm`` or ``pdffonts``, on the same terms."""
    return _program(name, package="poppler-utils")


def _program(*names: str, package: str) -> str:
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        stop = pytest.fail if os.environ.get("CI") else pytest.skip
        stop(f"没有安装 {package}")
    return found


def convert(files: Sequence[Path], to: str, folder: Path) -> list[Path]:
    """Convert `files` in one call, with a profile of its own; a PDF with its blank pages, as we make it."""
    subprocess.run(
        [
            soffice(),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            EXPORT if to == "pdf" else to,
            "--outdir",
            str(folder),
            *map(str, files),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    made = [folder / f"{file.stem}.{to}" for file in files]
    assert all(file.is_file() for file in made), made
    return made


def libreoffice_saves(contents: Sequence[bytes], folder: Path, suffix: str = "xlsx") -> list[bytes]:
    """Files of one kind as LibreOffice saves them after opening."""
    before, after = folder / "before", folder / "after"
    before.mkdir(parents=True)
    after.mkdir()
    files = [before / f"{number}.{suffix}" for number in range(len(contents))]
    for file, content in zip(files, contents, strict=True):
        file.write_bytes(content)
    return [file.read_bytes() for file in convert(files, suffix, after)]


def pdf_pages(pdf: Path) -> list[str]:
    """The text of each page, laid out."""
    done = subprocess.run([poppler("pdftotext"), "-layout", str(pdf), "-"], check=True, capture_output=True, text=True)
    return done.stdout.split("\f")[:-1]
