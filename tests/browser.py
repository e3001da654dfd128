"""The real Chromium, for tests marked ``chromium``."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def rendered(page: str, folder: Path, width: int = 1100) -> str:
    """The document as the browser has it after its scripts have run (tests may add one that measures)."""
    return _run(page, folder, f"--window-size={width},1600", "--dump-dom")


def printed(page: str, folder: Path) -> Path:
    """The page as a PDF."""
    target = folder / "page.pdf"
    _run(page, folder, "--no-pdf-header-footer", f"--print-to-pdf={target}")
    return target


def screenshot(page: str, folder: Path, width: int = 1100) -> Path:
    """A picture of the page."""
    target = folder / "page.png"
    _run(page, folder, f"--window-size={width},1600", f"--screenshot={target}")
    return target


def _run(page: str, folder: Path, *options: str) -> str:
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [chromium(), *_QUIET, profile, *options, file.as_uri()]
    return subprocess.run(command, check=True, capture_output=True, timeout=120).stdout.decode()


def chromium() -> str:
    """The program, or skip with the reason; where CI runs, everything is there and nothing may skip."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        stop = pytest.fail if os.environ.get("CI") else pytest.skip
        stop("没有安装 Chromium")
    return found
