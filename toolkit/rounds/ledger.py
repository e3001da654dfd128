"""The ledger of a round: what happened, in one SQLite file. Events are added, never changed.

Safe when the program is killed at any point and when two people work at once, also on a shared drive: every batch is
one transaction, with a rollback journal (WAL does not work over a network) and the disk waited for.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path, PurePath
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from toolkit.errors import UnreadableFile
from toolkit.model import clean_text
from toolkit.rounds.events import Event, EventKind, NewEvent
from toolkit.rounds.ledger_errors import in_words

LEDGER_FILE = "round.db"

_APPLICATION = 0x4E42_4C47  # marks the file as ours
_VERSION = 1
_PAGE = 2000  # events fetched at a time; between two pages nothing is locked
_TOGETHER = 250  # units whose events are fetched at a time
_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY,
    time   TEXT NOT NULL,  -- UTC, ISO 8601
    kind   TEXT NOT NULL,
    unit   TEXT NOT NULL,  -- code of the roster; empty: about none
    digest TEXT NOT NULL,  -- SHA-256 of a file; empty: about none
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,  -- object of texts, as JSON
    once   TEXT UNIQUE     -- a claim nobody can make twice
);
CREATE INDEX IF NOT EXISTS events_by_unit ON events (unit, number);
CREATE TRIGGER IF NOT EXISTS never_changed BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, '台账只增不改'); END;
CREATE TRIGGER IF NOT EXISTS never_deleted BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, '台账只增不删'); END;
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_VERSION};
COMMIT;
"""
_ADD = """
INSERT INTO events (time, kind, unit, digest, reason, detail, once)
VALUES (:time, :kind, :unit, :digest, :reason, :detail, :once) ON CONFLICT (once) DO NOTHING
"""
_IN_ORDER = """
SELECT number, time, kind, unit, digest, reason, detail FROM events
WHERE number > :after AND (:kinds IS NULL OR kind IN (SELECT value FROM json_each(:kinds)))
ORDER BY number LIMIT :page
"""
_OF_UNIT = """
SELECT number, time, kind, unit, digest, reason, detail FROM events
WHERE unit = :unit AND number > :after AND (:kinds IS NULL OR kind IN (SELECT value FROM json_each(:kinds)))
ORDER BY number LIMIT :page
"""
_CLAIMED = "SELECT number, time, kind, unit, digest, reason, detail FROM events WHERE once = :once"
_LAST = """
SELECT number, time, kind, unit, digest, reason, detail FROM events
WHERE unit = :unit AND kind = :kind ORDER BY number DESC LIMIT 1
"""
_NUMBERED = "SELECT number, time, kind, unit, digest, reason, detail FROM events WHERE number = :number"
_OF_UNITS = """
SELECT number, time, kind, unit, digest, reason, detail FROM events
WHERE unit IN (SELECT value FROM json_each(:units)) AND number <= :until ORDER BY unit, number
"""
_STRANGERS = """
SELECT DISTINCT unit FROM events
WHERE unit <> '' AND unit NOT IN (SELECT value FROM json_each(:units)) ORDER BY unit
"""


def create_ledger(path: Path) -> None:
    """Make an empty ledger; one that is there already is left as it is."""
    with _told(path):
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.executescript(_SCHEMA)
        finally:
            connection.close()


class Ledger:
    """The open ledger; a context manager. Can be read where it cannot be written.

    Every method raises :class:`ToolkitError` where the file is locked by somebody for longer than `wait` seconds,
    damaged, made by a newer program, or cannot be written.
    """

    def __init__(self, path: Path, wait: float = 30.0) -> None:
        if not path.is_file():
            raise UnreadableFile(f"没有台账文件“{path}”。", "台账记着每个单位报到哪一步，请从备份恢复。")
        self._path = path
        with _told(path):
            self._connection = sqlite3.connect(_address(path), uri=True, isolation_level=None, timeout=wait)
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def record(self, events: Iterable[NewEvent], now: datetime) -> list[bool]:
        """Add `events`, all or none, with `now` (which must know its time zone) as their time.

        Tells for each whether it was added: False where its claim (`once`) had been made before.
        """
        rows = [_row(event, now) for event in events]  # before the lock is taken: whoever makes them may take long
        with _told(self._path), self._transaction():
            return [self._connection.execute(_ADD, row).rowcount == 1 for row in rows]

    def is_claimed(self, once: str) -> bool:
        """Whether an event with this claim is recorded."""
        return self.claimed(once) is not None

    def claimed(self, once: str) -> Event | None:
        """The event that made this claim."""
        found = self._fetch(_CLAIMED, {"once": clean_text(once)})
        return _event(found[0]) if found else None

    def last(self, unit: str, kind: EventKind) -> Event | None:
        """The last event of a kind about a unit."""
        found = self._fetch(_LAST, {"unit": unit, "kind": kind})
        return _event(found[0]) if found else None

    def events(
        self, unit: str | None = None, kinds: Collection[EventKind] | None = None, after: int = 0
    ) -> Iterator[Event]:
        """The events in the order they happened: all, or those of a unit, of some kinds, with a greater number."""
        chosen = None if kinds is None else json.dumps(sorted(kinds))
        statement = _IN_ORDER if unit is None else _OF_UNIT
        while rows := self._fetch(statement, {"unit": unit, "kinds": chosen, "after": after, "page": _PAGE}):
            yield from map(_event, rows)
            after = rows[-1][0]

    def event(self, number: int) -> Event:
        """The event of that number."""
        return _event(self._fetch(_NUMBERED, {"number": number})[0])

    def histories(self, units: Iterable[str]) -> Iterator[Sequence[Event]]:
        """The events of each of `units` that are there now, in order."""
        until = self._fetch("SELECT coalesce(max(number), 0) FROM events", {})[0][0]
        remaining = iter(units)
        while codes := list(islice(remaining, _TOGETHER)):
            found: dict[str, list[Event]] = {code: [] for code in codes}
            for event in map(_event, self._fetch(_OF_UNITS, {"units": json.dumps(codes), "until": until})):
                found[event.unit].append(event)
            yield from (found[code] for code in codes)

    def number_of_units(self) -> int:
        """How many units it tells of."""
        return int(self._fetch("SELECT count(DISTINCT unit) FROM events WHERE unit <> ''", {})[0][0])

    def strangers(self, units: Iterable[str]) -> tuple[str, ...]:
        """The units it tells of that are not among `units`."""
        return tuple(code for (code,) in self._fetch(_STRANGERS, {"units": json.dumps(list(units))}))

    def _prepare(self) -> None:
        for setting in ("synchronous = EXTRA", "cache_size = -4096"):
            self._connection.execute(f"PRAGMA {setting}")
        (application,) = self._connection.execute("PRAGMA application_id").fetchone()
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if application != _APPLICATION:
            raise UnreadableFile(f"“{self._path}”不是年报工作的台账。", "请从备份恢复台账文件。")
        if version > _VERSION:
            raise UnreadableFile(f"台账“{self._path}”是较新版本的程序建立的。", "请升级程序后再用。")
        (journal,) = self._connection.execute("PRAGMA journal_mode").fetchone()
        if journal != "delete":  # some database viewers switch it
            self._connection.execute("PRAGMA journal_mode = DELETE")

    def _fetch(self, statement: str, parameters: dict[str, object]) -> list[Any]:
        with _told(self._path):
            return self._connection.execute(statement, parameters).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the disk, another process or a damaged file does to us, in words; our own mistakes stay what they are."""
    try:
        yield
    except sqlite3.Error as error:
        told = in_words(path, error)
        if told is None:
            raise
        raise told from error


def _address(path: PurePath) -> str:
    """The URI of an existing database; a Windows share needs its two slashes after those of the scheme."""
    absolute = path.absolute() if isinstance(path, Path) else path
    posix = quote(absolute.as_posix(), safe="/:")
    return f"file://{posix if posix.startswith('/') else f'/{posix}'}?mode=rw"


def _row(event: NewEvent, now: datetime) -> dict[str, str | None]:
    if now.tzinfo is None:
        raise ValueError("the time of an event must know its time zone")
    detail = {key: clean_text(value) for key, value in event.detail.items()}
    return {
        "time": now.astimezone(UTC).isoformat(timespec="seconds"),
        "kind": event.kind,
        "unit": event.unit,
        "digest": event.digest,
        "reason": clean_text(event.reason),
        "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        "once": None if event.once is None else clean_text(event.once),
    }


def _event(row: tuple[int, str, EventKind, str, str, str, str]) -> Event:
    number, time, kind, unit, digest, reason, detail = row
    return Event(number, datetime.fromisoformat(time), kind, unit, digest, reason, json.loads(detail))
