"""Run a command of the program and kill it at the n-th thing it does to the disk or a connection, or fill the disk."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from toolkit.rounds import Event
from toolkit.workflow import find, ledger_of

_CALLS = "write,pwrite64,fsync,fdatasync,rename,unlink,mkdir,chmod,sendto,ftruncate"
_WRITES = "write,pwrite64"
_ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}
KILLED = -9


def strace() -> str:
    """The tool that kills; skip with the reason where it is missing."""
    found = shutil.which("strace")
    if found is None:
        stop = pytest.fail if os.environ.get("CI") else pytest.skip
        stop("没有安装 strace")
    return found


def run(folder: Path, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """The command in `folder`, undisturbed."""
    return _run([sys.executable, "-m", "toolkit", *words], folder)


@dataclass(frozen=True, slots=True)
class Call:
    """The `number`-th time that the command asks the system for `name`."""

    name: str
    number: int


def calls(folder: Path, words: Sequence[str]) -> list[Call]:
    """The calls the command makes that it could be killed at, in order."""
    log = folder.with_suffix(".calls")
    _run([strace(), "-o", str(log), "-e", f"trace={_CALLS}", sys.executable, "-m", "toolkit", *words], folder)
    counts: Counter[str] = Counter()
    found = []
    for name in re.findall(rf"^({_CALLS.replace(',', '|')})\(", log.read_text("utf-8", "replace"), re.MULTILINE):
        counts[name] += 1
        found.append(Call(name, counts[name]))
    return found


def kill(folder: Path, words: Sequence[str], at: Call) -> bool:
    """Kill the command at that call; whether it lived that long."""
    inject = f"inject={at.name}:signal=SIGKILL:when={at.number}"
    command = [strace(), "-o", "/dev/null", "-e", f"trace={at.name}", "-e", inject]
    return _run([*command, sys.executable, "-m", "toolkit", *words], folder).returncode == KILLED


def fill_disk(folder: Path, words: Sequence[str], at: int) -> subprocess.CompletedProcess[str]:
    """From the write number `at` on, the disk is full (standard output and errors included)."""
    inject = f"inject={_WRITES}:error=ENOSPC:when={at}+"
    return _run(
        [strace(), "-o", "/dev/null", "-e", f"trace={_WRITES}", "-e", inject, sys.executable, "-m", "toolkit", *words],
        folder,
    )


def _run(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    root = str(Path(__file__).parent.parent)
    return subprocess.run(
        command,
        cwd=folder,
        env={**_ENVIRONMENT, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def picture(folder: Path) -> tuple[dict[str, str], list[tuple[str, ...]]]:
    """What a round holds: every file with its digest, and every event of the ledger but for its time."""
    files = {
        path.relative_to(folder).as_posix(): digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith((".", "round.db"))  # hidden: half-written, swept away later
    }
    with ledger_of(find(folder)) as ledger:
        events = [_event(event) for event in ledger.events()]
    return files, events


def digest(path: Path) -> str:
    """Of the content; of a draft without the time it was written."""
    content = path.read_bytes()
    if path.suffix == ".eml":
        content = re.sub(rb"(?m)^Date: .*$", b"", content, count=1)
    return hashlib.sha256(content).hexdigest()


def _event(event: Event) -> tuple[str, ...]:
    return event.kind, event.unit, event.digest, event.reason, str(dict(event.detail))
