"""One program for one folder: what runs already is found by a small file of this user, and asked to open the page."""

import http.client
import json
import os
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from toolkit.disk import sha256
from toolkit.ui.guard import HANDOVER

_PATIENCE = 5.0  # seconds for a program that was just started to answer
_LOOK = 0.2


@dataclass(frozen=True, slots=True)
class Running:
    """A running program: its port on 127.0.0.1, and what it wants to hear before it gives a token."""

    port: int
    secret: str


def record_of(start: Path) -> Path:
    """Where the program for that folder leaves word; in a place that only this user can read."""
    return _private_folder() / f"{sha256(str(start.resolve()).encode())[:16]}.json"


def claim(record: Path, running: Running) -> bool:
    """Leave word; False where another did before us."""
    record.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(record, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(running), file)
    return True


def withdraw(record: Path) -> None:
    """Take back our word, or that of a program that is gone."""
    with suppress(OSError):
        record.unlink(missing_ok=True)


def address_of_running(record: Path) -> str | None:
    """An address that opens the page of the program that runs already; None where none answers."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            running = Running(**json.loads(record.read_text("utf-8")))
            return _ask(running)
        except FileNotFoundError:
            return None
        except (OSError, http.client.HTTPException):
            return None  # nobody listens there, or somebody else does
        except (ValueError, TypeError):
            time.sleep(_LOOK)  # just being written
    return None


def _ask(running: Running) -> str | None:
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=_PATIENCE)
    try:
        connection.request("POST", HANDOVER, headers={"Authorization": f"Bearer {running.secret}"})
        answer = connection.getresponse()
        address = answer.read(1000).decode()
        return address if answer.status == http.client.OK and address.startswith("http://127.0.0.1:") else None
    finally:
        connection.close()


def _private_folder() -> Path:
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "nianbao"
    return Path(os.environ.get("XDG_RUNTIME_DIR") or os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "nianbao"
