"""The ledger: all or nothing, once and never twice, by two people at once, and clear words when it cannot."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path, PureWindowsPath

import pytest
from rounds_sample import january

from toolkit.errors import ToolkitError
from toolkit.rounds import Event, Ledger, NewEvent, create_ledger
from toolkit.rounds.ledger import _address


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "round.db"
    create_ledger(path)
    return path


def recorded(path: Path) -> list[Event]:
    with Ledger(path) as ledger:
        return list(ledger.events())


def issued(*units: str) -> list[NewEvent]:
    return [NewEvent("issued", unit) for unit in units]


# --- recording and reading -------------------------------------------------------------------------------------------


def test_an_event_is_read_back_as_it_was_recorded_with_its_time_in_utc(path: Path) -> None:
    event = NewEvent("received", "mzj", "a" * 64, "邮件附件", {"name": "年报.xlsx", "from": "mzj@example.cn"})
    with Ledger(path) as ledger:
        ledger.record([event], january(6))

    assert recorded(path) == [
        Event(
            number=1,
            time=datetime(2025, 1, 6, 1, 30, tzinfo=UTC),
            kind="received",
            unit="mzj",
            digest="a" * 64,
            reason="邮件附件",
            detail={"name": "年报.xlsx", "from": "mzj@example.cn"},
        )
    ]


def test_a_time_without_its_zone_is_a_mistake_of_the_program(path: Path) -> None:
    with Ledger(path) as ledger, pytest.raises(ValueError, match="time zone"):
        ledger.record(issued("mzj"), datetime(2025, 1, 6))  # noqa: DTZ001


def test_events_can_be_asked_for_by_unit_by_kind_and_from_a_number_on(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.record([*issued("mzj", "jyj"), NewEvent("sent", "mzj"), NewEvent("reminded", "jyj")], january(6))

        assert [event.number for event in ledger.events(unit="mzj")] == [1, 3]
        assert [event.number for event in ledger.events(kinds={"sent", "reminded"})] == [3, 4]
        assert [event.number for event in ledger.events(after=2)] == [3, 4]
        assert [event.number for event in ledger.events(unit="mzj", kinds=["issued"], after=1)] == []
        assert list(ledger.events(kinds=[])) == []


def test_events_come_in_order_however_many_there_are(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.record([NewEvent("received", unit) for _ in range(1700) for unit in ("", "b", "a")], january(6))

        assert [event.number for event in ledger.events()] == list(range(1, 5101))


def test_the_history_of_each_unit_comes_in_the_order_that_was_asked_for(path: Path) -> None:
    units = [f"u{number}" for number in range(600)]
    with Ledger(path) as ledger:
        ledger.record([NewEvent("received", unit) for _ in range(3) for unit in (*units, "", "zzz")], january(6))
        histories = list(ledger.histories(["nobody", *reversed(units)]))

    assert [[event.unit for event in history] for history in histories] == [
        [],
        *([unit] * 3 for unit in reversed(units)),
    ]
    assert all(numbers == sorted(numbers) for numbers in ([event.number for event in each] for each in histories))


def test_it_tells_of_units_that_nobody_asked_about(path: Path) -> None:
    with Ledger(path) as ledger:
        assert ledger.strangers([]) == ()
        ledger.record(issued("b", "", "a", "mzj", "b"), january(6))
        assert ledger.strangers(["mzj", "jyj"]) == ("a", "b")
        assert ledger.strangers(["mzj", "a", "b"]) == ()


def test_while_events_are_read_others_can_record(path: Path) -> None:
    with Ledger(path) as reader, Ledger(path, wait=0) as writer:
        units = list(map(str, range(3000)))
        writer.record(issued(*units), january(6))
        reading = reader.histories(units)
        next(reading)
        writer.record([NewEvent("received", unit) for unit in units], january(6))

        assert [len(history) for history in reading] == [1] * 2999  # what came after the start is not part of it


@pytest.mark.parametrize("text", ["半\ud800个", "\x00", "换\r\n行", "'; DROP TABLE events; --"], ids=ascii)
def test_no_text_of_a_stranger_troubles_it(path: Path, text: str) -> None:
    with Ledger(path) as ledger:
        assert ledger.record([NewEvent("mail_seen", reason=text, detail={"name": text}, once=text)], january(6)) == [
            True
        ]
        assert ledger.is_claimed(text)


def test_nothing_recorded_can_be_changed_or_taken_away(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.record(issued("mzj"), january(6))
    with closing(sqlite3.connect(path)) as connection:
        for statement in ("UPDATE events SET unit = 'jyj'", "DELETE FROM events"):
            with pytest.raises(sqlite3.IntegrityError, match="台账只增不"):
                connection.execute(statement)


def test_making_it_twice_keeps_what_is_there(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.record(issued("mzj"), january(6))
    create_ledger(path)
    assert len(recorded(path)) == 1


# --- once ------------------------------------------------------------------------------------------------------------


def test_what_is_claimed_once_is_recorded_once(path: Path) -> None:
    send = NewEvent("sending", "mzj", once="send:mzj")
    with Ledger(path) as ledger:
        assert not ledger.is_claimed("send:mzj")
        assert ledger.record([send], january(6)) == [True]
        assert ledger.record([send, NewEvent("sent", "mzj"), send], january(7)) == [False, True, False]
        assert ledger.is_claimed("send:mzj")
    assert [event.kind for event in recorded(path)] == ["sending", "sent"]


def test_what_claims_nothing_is_recorded_every_time(path: Path) -> None:
    with Ledger(path) as ledger:
        assert ledger.record(issued("mzj", "mzj"), january(6)) == [True, True]


# --- all or nothing --------------------------------------------------------------------------------------------------


def test_a_batch_with_a_mistake_in_it_leaves_nothing_behind(path: Path) -> None:
    broken = NewEvent("issued", None)  # type: ignore[arg-type]
    with Ledger(path) as ledger:
        with pytest.raises(sqlite3.IntegrityError):
            ledger.record([*issued("mzj"), broken], january(6))
        assert list(ledger.events()) == []
        assert ledger.record(issued("jyj"), january(6)) == [True]


_CLAIMS = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from toolkit.rounds import Ledger, NewEvent
path = Path(sys.argv[1])
while not path.with_name("go").exists():
    pass
with Ledger(path) as ledger:
    won = []
    for first in range(0, 400, 20):
        batch = [NewEvent("sending", f"u{n}", once=f"send:u{n}") for n in range(first, first + 20)]
        won += ledger.record(batch, datetime(2025, 1, 6, tzinfo=UTC))
print(sum(won))
"""
_BATCHES = """
import itertools, sys
from datetime import datetime, UTC
from pathlib import Path
from toolkit.rounds import Ledger, NewEvent
with Ledger(Path(sys.argv[1])) as ledger:
    ledger._connection.execute("PRAGMA cache_size = 10")  # most of a batch reaches the file before it is complete
    for number in itertools.count(1):
        ledger.record([NewEvent("received", f"u{n}", reason="x" * 200) for n in range(2000)], datetime.now(UTC))
        print(number, flush=True)
"""


def python(program: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True)


def test_two_at_once_share_the_work_and_nothing_is_done_twice(path: Path) -> None:
    running = [python(_CLAIMS, path) for _ in range(3)]
    time.sleep(0.5)  # until all of them stand ready
    path.with_name("go").touch()
    won = [int(process.communicate(timeout=120)[0]) for process in running]

    assert [process.returncode for process in running] == [0, 0, 0]
    assert sum(won) == 400
    assert set(Counter(event.unit for event in recorded(path)).values()) == {1}


@pytest.mark.skipif(sys.platform == "win32", reason="没有 SIGKILL")
def test_killed_at_any_point_it_holds_whole_batches_and_all_that_were_reported(path: Path) -> None:
    reported = interrupted = 0
    for attempt in range(12):
        with python(_BATCHES, path) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.013 * attempt)
            process.send_signal(signal.SIGKILL)
            reported += 1 + len(process.stdout.read().splitlines())
        interrupted += path.with_name("round.db-journal").exists()
        count = len(recorded(path))
        assert count % 2000 == 0
        assert count >= 2000 * reported
        reported = count // 2000
    assert interrupted, "没有一次停在写入中途"
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


# --- what the clerk is told ------------------------------------------------------------------------------------------


def told(path: Path) -> str:
    with pytest.raises(ToolkitError) as caught, Ledger(path, wait=0.1) as ledger:
        list(ledger.events())
        ledger.record(issued("mzj"), january(6))
    assert caught.value.remedy
    return caught.value.problem


def test_a_ledger_that_is_gone_is_not_silently_begun_anew(path: Path) -> None:
    path.unlink()
    assert "没有台账文件" in told(path)
    assert not path.exists()


@pytest.mark.parametrize("content", [b"no database " * 500, b"PK\x03\x04" + bytes(5000)], ids=["text", "zip"])
def test_a_file_that_is_no_database_is_told(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert "已损坏" in told(path)


def test_a_damaged_file_is_told(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.record(issued(*map(str, range(5000))), january(6))
    content = bytearray(path.read_bytes())
    content[8192:-8192] = b"\xa5" * (len(content) - 16384)
    path.write_bytes(content)

    assert "已损坏" in told(path)


def test_the_database_of_another_program_is_told(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE events (number INTEGER)")
    assert "不是年报工作的台账" in told(path)
    path.write_bytes(b"")
    assert "不是年报工作的台账" in told(path)


def test_a_ledger_of_a_newer_program_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 2")
    assert "较新版本" in told(path)


def test_a_ledger_in_use_is_told_after_a_while(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "正由别人或另一个命令使用" in told(path)


def test_a_full_disk_is_told_and_the_batch_is_not_recorded(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger._connection.execute("PRAGMA max_page_count = 8")
        with pytest.raises(ToolkitError, match="磁盘满了"):
            ledger.record(issued(*map(str, range(5000))), january(6))
        assert list(ledger.events()) == []


def test_a_viewer_that_switched_the_journal_does_no_harm(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    with Ledger(path) as ledger:
        ledger.record(issued("mzj"), january(6))
        assert ledger._connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert sorted(each.name for each in path.parent.iterdir()) == ["round.db"]


@contextmanager
def read_only_folder(path: Path) -> Iterator[Path]:
    """A folder with a copy of the ledger in which the running user may read but not write, even where that is root."""
    folder = Path(tempfile.mkdtemp())
    copy = Path(shutil.copy(path, folder))
    copy.chmod(0o444)
    folder.chmod(0o555)
    root = os.geteuid() == 0
    try:
        if root:
            os.seteuid(65534)
        yield copy
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="权限不同")
def test_where_it_may_not_be_written_it_can_still_be_read(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.record(issued("mzj"), january(6))
    with read_only_folder(path) as copy, Ledger(copy) as ledger:
        assert [event.unit for event in ledger.events()] == ["mzj"]
        with pytest.raises(ToolkitError, match="只能读，不能写"):
            ledger.record(issued("jyj"), january(6))


@pytest.mark.skipif(sys.platform == "win32", reason="权限不同")
def test_a_folder_that_may_not_be_written_takes_no_new_ledger(path: Path) -> None:
    with read_only_folder(path) as copy, pytest.raises(ToolkitError, match="打不开"):
        create_ledger(copy.with_name("new.db"))


@pytest.mark.parametrize(
    ("where", "address"),
    [
        (r"C:\年报 1\round.db", "file:///C:/%E5%B9%B4%E6%8A%A5%201/round.db?mode=rw"),
        (r"\\server\share\a#b\round.db", "file:////server/share/a%23b/round.db?mode=rw"),
    ],
)
def test_a_drive_and_a_share_of_windows_are_addressed_as_sqlite_wants_it(where: str, address: str) -> None:
    assert _address(PureWindowsPath(where)) == address


def test_errors_of_ours_are_no_news_for_the_clerk(path: Path) -> None:
    with Ledger(path) as ledger, pytest.raises(sqlite3.OperationalError):
        ledger._fetch("SELECT nonsense", {})
