"""The reading process: what hangs, crashes or eats memory takes down one call and nothing else."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from openpyxl.workbook import Workbook
from returned import KEY, T3, edited, report_of, returned

from toolkit.errors import UnreadableFile
from toolkit.intake import LIMITS, Isolated, Reason, Refused, isolation
from toolkit.stages.apart import reader
from toolkit.stages.reading import read_apart
from toolkit.workbook import read_workbook


@pytest.fixture
def child() -> Iterator[Isolated]:
    with Isolated("breaking:act") as process:
        yield process


def test_it_hands_back_what_the_function_makes(child: Isolated) -> None:
    assert child(b"abc") == b"cba"
    assert child(b"") == b""
    assert child(bytes(20 * 2**20)) == bytes(20 * 2**20)


def test_one_process_serves_many_calls(child: Isolated) -> None:
    assert child(b"process") == child(b"process")


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (b"eat", Reason.MEMORY),
        (b"leave", Reason.CRASHED),
        (b"abort", Reason.CRASHED),
        (b"panic", Reason.CRASHED),
        (b"bug", Reason.CRASHED),
        (b"flood", Reason.MEMORY),
    ],
    ids=lambda value: value.decode() if isinstance(value, bytes) else "",
)
def test_a_breakdown_is_a_reason_and_the_next_call_works(child: Isolated, request_: bytes, reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        child(request_)

    assert refused.value.reason is reason
    assert child(b"abc") == b"cba"


def test_a_loop_ends_when_its_time_is_up() -> None:
    with Isolated("breaking:act", replace(LIMITS, seconds=1.0)) as child:
        with pytest.raises(Refused) as refused:
            child(b"loop")
        assert refused.value.reason is Reason.TIMEOUT
        assert child(b"abc") == b"cba"


def test_a_refusal_comes_through_as_it_was(child: Isolated) -> None:
    process = child(b"process")
    with pytest.raises(Refused) as refused:
        child(b"refuse")
    with pytest.raises(UnreadableFile) as unlike:
        child(b"unlike")

    assert (refused.value.reason, refused.value.detail) == (Reason.MACRO, "第一张表")
    assert (unlike.value.problem, unlike.value.remedy) == ("不是年报。", "请换一份。")
    assert child(b"process") == process


def test_what_a_library_prints_does_no_harm(child: Isolated) -> None:
    assert child(b"chat") == b"said"


def test_memory_is_watched_where_the_kernel_sets_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows: no limit in the child, but the parent looks."""
    monkeypatch.setattr(isolation, "_KERNEL_LIMITS_MEMORY", False)
    with Isolated("breaking:act", replace(LIMITS, memory=200 * 2**20)) as child, pytest.raises(Refused) as refused:
        child(b"eat")

    assert refused.value.reason is Reason.MEMORY


def test_it_leaves_nothing_behind(child: Isolated) -> None:
    process = int(child(b"process"))
    child.close()

    assert not psutil.pid_exists(process)


def test_a_child_ends_with_its_parent() -> None:
    """Even one that is caught in an endless loop, a few seconds after its time is up."""
    program = (
        "import sys; from dataclasses import replace; from toolkit.intake import *\n"
        "child = Isolated('breaking:act', replace(LIMITS, seconds=1.0))\n"
        "print(child(b'process').decode(), flush=True)\n"
        "child(b'loop')\n"
    )
    folder = Path(__file__).parent
    command = [sys.executable, "-c", f"import sys; sys.path[:0] = {[str(folder), str(folder.parent)]}\n{program}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout is not None
        process = int(parent.stdout.readline())
        parent.kill()
    deadline = time.monotonic() + 15
    while psutil.pid_exists(process) and psutil.Process(process).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.parametrize("value", ["=1+1", "12件", 2.5, -0.125, 10**14, None, "３"], ids=repr)
def test_report_and_findings_come_through_as_they_were(value: object) -> None:
    """Numbers to the last digit, texts that look like numbers as texts."""

    def change(book: Workbook) -> None:
        book[T3]["D4"].value, book[T3]["A5"].value, book[T3]["J6"].value = value, "改了", 4.5

    content = edited(returned(), change)
    with reader() as process:
        assert read_apart(process, content, KEY) == read_workbook(content, key=KEY)


def test_threads_that_share_a_child_take_turns(child: Isolated) -> None:
    """Each gets the answer to what it asked, never half of another's."""
    contents = [bytes([number]) * 2**16 + b"end" for number in range(8)]
    with ThreadPoolExecutor(max_workers=4) as threads:
        assert list(threads.map(child, contents)) == [content[::-1] for content in contents]


def test_two_readers_work_side_by_side() -> None:
    answers: list[object] = []

    def read() -> None:
        with reader() as process:
            answers.append(read_apart(process, returned(), KEY)[0])

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [report_of(), report_of()]


def test_the_child_that_was_started_ahead_is_the_one_that_answers(child: Isolated) -> None:
    child.start()
    ahead = child._guard

    assert child(b"abc") == b"cba"
    assert child._guard is ahead


def test_a_child_nobody_asks_anything_ends_at_once() -> None:
    with reader() as child:
        child.start()
        guard = child._guard

    assert guard is not None
    assert guard.process.returncode is not None
