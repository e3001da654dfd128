"""Golden text files: what a person must review, kept beside the tests."""

import difflib
import os
from pathlib import Path

import pytest

_FOLDER = Path(__file__).parent / "golden"


def golden(name: str, text: str) -> None:
    """Compare `text` with ``tests/golden/<name>``; ``NIANBAO_UPDATE_GOLDEN=1`` rewrites the file instead."""
    path = _FOLDER / name
    if os.environ.get("NIANBAO_UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    expected = path.read_text(encoding="utf-8") if path.is_file() else ""
    if text != expected:
        difference = difflib.unified_diff(expected.splitlines(), text.splitlines(), "golden", "now", lineterm="")
        pytest.fail("\n".join([*difference, "更新：NIANBAO_UPDATE_GOLDEN=1 pytest，然后逐行审阅改动。"]))
