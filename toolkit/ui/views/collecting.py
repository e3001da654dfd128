"""Collecting: what is dropped on a page, or lies in the mailbox; and how the work in progress comes along."""

import tempfile
from collections.abc import Generator
from pathlib import Path

from starlette.responses import Response

from toolkit.errors import ToolkitError
from toolkit.stages.arrivals import Mail, found_in_uploads
from toolkit.ui.task import Line, Mark, Task
from toolkit.ui.visit import Visit
from toolkit.workflow import Collected, collect_mailbox, password, take_in


def form(visit: Visit) -> Response:
    """The ways a file comes in."""
    return visit.page("collect.html", {"section": "collect", "imap": visit.round.settings.mail.imap})


def collect_uploads(visit: Visit) -> Response:
    """Take in what was dropped or chosen."""
    round_, now = visit.round, visit.now
    scratch = tempfile.TemporaryDirectory(prefix="nianbao")
    uploads = visit.keep("files", Path(scratch.name))
    if not uploads:
        scratch.cleanup()
        raise ToolkitError("没有文件。", "请把收到的文件、文件夹、压缩包或邮件拖到页面上，或者点“选择文件”。")

    def count() -> int:
        return sum(not isinstance(found, Mail) for found in found_in_uploads(uploads))

    def work() -> Generator[Line]:
        with scratch:
            yield from map(_line, take_in(round_, found_in_uploads(uploads), now))

    return visit.begin(Task("回收", work, count, (visit.address(), "回到进度")))


def fetch_mailbox(visit: Visit) -> Response:
    """Take in what is new in the mailbox."""
    round_, now, said = visit.round, visit.now, visit.text("password")
    secret = password(round_, "imap", lambda _: said)

    def work() -> Generator[Line]:
        yield from map(_line, collect_mailbox(round_, secret, now))

    return visit.begin(Task("收邮箱", work, lambda: None, (visit.address(), "回到进度")))


def _line(item: Collected) -> Line:
    good: Mark = (
        "good" if item.became == "taken" else "plain" if item.became in ("known", "duplicate", "told") else "wrong"
    )
    mark: Mark = "wrong" if item.checked and not item.checked.verdict.acceptable else good
    unit = item.unit
    return Line(f"{item.name}：{f'{unit.name}，' if unit else ''}{item.says}", mark, unit.code if unit else "")


# --- work in progress ------------------------------------------------------------------------------------------------


def progress(visit: Visit) -> Response:
    """How far a task is; the page keeps itself up to date."""
    task = visit.desk.task(visit.path["task"])
    counts = {mark: sum(line.mark == mark for line in task.lines) for mark in ("good", "wrong", "plain")}
    facts = {"section": "task", "task": task, "number": visit.path["task"], "counts": counts}
    return visit.page("task.html", facts)


def cancel(visit: Visit) -> Response:
    """Begin nothing more."""
    visit.desk.task(visit.path["task"]).cancel()
    return visit.go(visit.address(f"tasks/{visit.path['task']}"))
