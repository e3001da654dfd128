"""The door of the page: who is let in, what is refused, and how quickly it answers. Without a browser."""

import http.client
import io
import os
import re
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from mail_samples import file_part, mail
from mail_servers import PASSWORD, dovecot_server, make_certificates
from office_rounds import NOW, RIGHT, ROSTER, SETTINGS, issued, start, workbook
from reports import NARRATIVE, filled
from starlette.datastructures import FormData, UploadFile
from supplement import FOLDER, with_channels
from ui_program import running
from ui_program import start as start_program

from toolkit.errors import ToolkitError
from toolkit.model import write_data_file
from toolkit.rounds import Counts, MailSettings, NewEvent, Round
from toolkit.ui.desk import Desk
from toolkit.ui.manuscript import edition_of
from toolkit.ui.task import Line, Task
from toolkit.ui.views import board, collecting, document, home, letters, signing, total, unit
from toolkit.ui.visit import View, Visit
from toolkit.workbook import Cover, write_workbook
from toolkit.workflow import (
    LastYear,
    accept,
    collect,
    find,
    issue_round,
    ledger_of,
    plan_round,
    status,
    submission_of,
    to_send_back,
)

CARRIED = "years.carry_over@requests.carried_in.total"
MARKUP = '"><script>alert(1)</script>'


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str


@dataclass(frozen=True)
class Program:
    """A running program; `cookie` is that of a browser that was let in."""

    port: int
    home: str
    cookie: str
    token: str

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> Answer:
        """As the browser of the clerk asks, but for `headers` (``_`` for ``-``); an empty one is left out."""
        usual = {"Host": f"127.0.0.1:{self.port}", "Cookie": self.cookie}
        if method == "POST":
            usual |= {"Origin": self.origin, "Content-Type": "application/x-www-form-urlencoded"}
        chosen = usual | {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.putrequest(method, path, skip_host=True)
        for name, value in chosen.items():
            if value:
                connection.putheader(name, value)
        content = (body or "").encode()
        connection.putheader("Content-Length", str(len(content)))
        connection.endheaders(content)
        answer = connection.getresponse()
        told = Answer(answer.status, dict(answer.headers), answer.read().decode("utf-8", "replace"))
        connection.close()
        return told


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round with a unit whose name, file and text are markup, and one that owes nothing."""
    place = tmp_path_factory.mktemp("desk")
    called = MARKUP.replace('"', "")
    roster = f"{ROSTER}一/甲 #1?,示范区一甲局,,,\nxss,{called}局,,,{called}\n"
    round_ = start(place / "round", roster=roster)
    named = next(each for each in round_.roster.units if each.code == "xss")
    report = replace(
        filled(unit=named.name, narrative={**NARRATIVE, "problems": MARKUP}, explanations={"cells.blank@x": MARKUP}),
        unit_code="xss",
    )
    (place / "in").mkdir()
    (place / "in" / f"{MARKUP.replace('/', '')}.xlsx").write_bytes(write_workbook(report, Cover(key=round_.key)))
    (place / "in" / "mzj.xlsx").write_bytes(workbook(round_, "mzj"))
    assert {item.became for item in collect(round_, [place / "in"], NOW)} == {"taken"}
    return round_.root


@pytest.fixture(scope="module")
def program(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with running(folder, tmp_path_factory.mktemp("home")) as address:
        parts = urlsplit(address)
        stranger = Program(parts.port or 0, parts.path, "", parts.query)
        let_in = stranger.ask(f"{parts.path}?{parts.query}")
        assert let_in.status == 303
        yield replace(stranger, cookie=let_in.headers["set-cookie"].partition(";")[0])


def test_the_token_is_worth_a_cookie_once(program: Program) -> None:
    assert program.ask(program.home).status == 200
    assert program.ask(program.home, Cookie="").status == 403
    assert program.ask(f"{program.home}?{program.token}", Cookie="").status == 403
    assert program.ask(program.home, Cookie=f"nianbao{program.port}=guessed").status == 403
    assert program.ask(f"{program.home}?token=guessed").status == 403


def test_a_cookie_is_for_this_program_and_no_script(folder: Path, tmp_path: Path) -> None:
    with running(folder, tmp_path) as address:
        parts = urlsplit(address)
        stranger = Program(parts.port or 0, parts.path, "", parts.query)
        cookie = stranger.ask(f"{parts.path}?{parts.query}").headers["set-cookie"].lower()
    assert cookie.startswith(f"nianbao{parts.port}=")
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


@pytest.mark.parametrize(
    ("headers", "method", "status"),
    [
        ({"Host": "evil.example"}, "GET", 421),  # DNS rebinding
        ({"Host": "localhost:{port}"}, "GET", 421),
        ({"Host": "127.0.0.1"}, "GET", 421),
        ({"Host": ""}, "GET", 400),
        ({"Origin": "http://evil.example"}, "POST", 403),  # CSRF
        ({"Origin": "null"}, "POST", 403),
        ({"Origin": ""}, "POST", 403),
        ({"Origin": "http://127.0.0.1:1"}, "POST", 403),
        ({"Sec_Fetch_Site": "cross-site"}, "GET", 403),
        ({"Sec_Fetch_Site": "same-site"}, "POST", 403),  # another port of this machine
        ({"Cookie": ""}, "POST", 403),
    ],
)
def test_strangers_are_refused(program: Program, headers: dict[str, str], method: str, status: int) -> None:
    given = {name: value.format(port=program.port) for name, value in headers.items()}
    before = program.ask(f"{program.home}log").text

    assert program.ask(f"{program.home}issue", method, **given).status == status
    assert program.ask(f"{program.home}log").text == before


def test_every_answer_forbids_scripts_from_elsewhere(program: Program) -> None:
    for path in ("/", program.home, "/static/page.js", f"{program.home}units/mzj", "/nowhere", "/favicon.ico"):
        policy = program.ask(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
    paper = program.ask(f"{program.home}document/mzj/paper").headers["content-security-policy"]
    assert "sandbox" in paper
    assert "script" not in paper
    assert "unsafe" not in paper


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="只有 Linux 这样列出端口")
def test_it_listens_on_this_machine_alone(program: Program) -> None:
    port = f":{program.port:04X}"
    sockets = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]

    assert [where for _, where, _, state, *_ in sockets if where.endswith(port) and state == "0A"] == [
        f"0100007F{port}"
    ]


def test_a_second_start_is_told_where_the_first_one_is(folder: Path, tmp_path: Path) -> None:
    with running(folder, tmp_path) as first:
        (record,) = tmp_path.rglob("*.json")
        if os.name == "posix":
            assert stat.S_IMODE(record.stat().st_mode) == 0o600
        process, second = start_program(folder / "下发", tmp_path)  # anywhere in the round
        process.communicate(timeout=20)
        assert process.returncode == 0
        assert urlsplit(second).port == urlsplit(first).port
        assert urlsplit(second).query != urlsplit(first).query
    assert not list(tmp_path.rglob("*.json"))
    record.write_text('{"port": 9, "secret": "of a program that was killed"}')
    with running(folder, tmp_path) as third:
        assert urlsplit(third).port != 9


def test_a_file_is_no_path(program: Program, folder: Path) -> None:
    for name in ("..%2fround.toml", "nianbao.key", "%2e%2e%2fnianbao.key", "../nianbao.key"):
        answer = program.ask(f"{program.home}files/{name}")
        assert answer.status in (404, 422), name
        assert (folder / "nianbao.key").read_text().strip() not in answer.text
    name = re.findall(rf'href="{program.home}files/([0-9a-f]{{16}})"', program.ask(f"{program.home}files").text)[0]
    assert program.ask(f"{program.home}files/{name}").status == 200


def test_what_a_unit_typed_is_text(program: Program) -> None:
    pages = [program.ask(f"{program.home}{path}").text for path in ("", "units/xss", "log", "files", "accept", "issue")]

    assert "&lt;script&gt;" in pages[1]
    for page in pages:
        assert "<script>alert" not in page
        assert page.count("<script") == 1  # our own
        assert "onerror=" not in page.replace("&lt;", "")


def test_several_rounds_are_open_side_by_side(program: Program, folder: Path) -> None:
    other = start(folder.parent / "other")
    answer = program.ask("/open", "POST", f"folder={quote(str(other.root))}")

    assert answer.status == 303
    assert "示范区民政局" in program.ask(answer.headers["location"]).text
    home = program.ask("/").text
    assert str(other.root) in home
    assert str(folder) in home
    assert "不在年报工作的文件夹里" in program.ask("/open", "POST", f"folder={quote(str(folder.parent))}").text


def test_a_code_may_hold_anything(program: Program) -> None:
    (found,) = re.findall(rf'href="({program.home}units/[^"]*)">示范区一甲局', program.ask(program.home).text)

    assert "<h1>示范区一甲局</h1>" in program.ask(found).text


def test_a_trouble_is_told_in_words(program: Program) -> None:
    answer = program.ask(f"{program.home}letters/issue", "POST")
    assert (answer.status, "没有选单位" in answer.text) == (422, True)
    assert program.ask("/r/00000000/").status == 422
    assert program.ask("/nowhere").status == 404


# --- inside ----------------------------------------------------------------------------------------------------------


def visit(
    root: Path, path: Mapping[str, str] | None = None, form: Mapping[str, str | UploadFile] | None = None, of: str = ""
) -> Visit:
    desk = Desk(root)
    (name,) = desk.roots
    return Visit(desk, NOW, {"round": name, **(path or {})}, {"of": of} if of else {}, FormData(form or {}))


def shown(view: View, asked: Visit) -> str:
    return bytes(view(asked).body).decode()


def done(view: View, asked: Visit) -> str:
    """What became of the work that `view` begins."""
    assert view(asked).status_code == 303
    task = asked.desk.task("1")
    task.wait(60)
    assert task.standing == "done", task.problem
    return "\n".join(line.text for line in task.lines)


def collected(round_: Round, *codes: str, table: str = RIGHT) -> Round:
    """The workbooks of these units came in, and were accepted."""
    for code in codes:
        (round_.root.parent / f"{code}.xlsx").write_bytes(workbook(round_, code, table))
        list(collect(round_, [round_.root.parent / f"{code}.xlsx"], NOW))
    accept(round_, [state for state in status(round_, NOW).states if state.unit.code in codes], "", NOW)
    return round_


def test_two_hundred_units_are_shown_in_two_tenths_of_a_second(tmp_path: Path) -> None:
    roster = "单位编码,单位名称\n" + "".join(f"u{number},示范区{number}局\n" for number in range(200))
    round_ = start(tmp_path / "round", roster=roster)
    with ledger_of(round_) as ledger:
        for day in range(1, 6):
            for kind in ("issued", "sent", "received", "checked", "accepted"):
                detail = Counts(0, 0, 0).as_detail() if kind == "checked" else {}
                ledger.record(
                    [NewEvent(kind, each.code, f"{day}" * 64, "", detail) for each in round_.roster.units],
                    NOW + timedelta(days=day),
                )
    board.show(visit(round_.root))  # the templates are compiled once

    best = min(_seconds(lambda: board.show(visit(round_.root))) for _ in range(5))

    assert best < 0.2


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def test_work_can_be_stopped_between_two_things() -> None:
    goes_on = threading.Event()

    def work() -> Generator[Line]:
        for number in range(100):
            yield Line(str(number))
            goes_on.wait(10)

    task = Task("数数", work, lambda: 100, ("/", "首页"))
    task.start()
    while not task.lines:
        time.sleep(0.01)
    task.cancel()
    goes_on.set()
    task.wait(10)

    assert task.standing == "cancelled"
    assert len(task.lines) <= 2


@pytest.mark.parametrize(
    ("view", "path", "form", "command"),
    [
        (letters.post, {"kind": "issue"}, {"unit": "mzj", "way": "mail"}, "--eml"),
        (total.withdraw_entry, {}, {"number": "9", "reason": "x", "by": "y"}, "nianbao adjust list"),
        (total.add_adjustment, {}, {"units": "海洋局"}, "nianbao status"),
        (document.show, {"of": "jyj"}, {}, "nianbao remind"),
        (home.open_round, {}, {"folder": "/"}, "nianbao new"),
        (signing.submit, {}, {"of": "mzj"}, "nianbao accept mzj"),
    ],
)
def test_a_remedy_needs_no_command_line(
    tmp_path: Path, view: View, path: Mapping[str, str], form: Mapping[str, str], command: str
) -> None:
    """The words of the command line are told by the command line alone."""
    round_ = start(tmp_path / "round")
    (tmp_path / "mzj.xlsx").write_bytes(workbook(round_, "mzj"))
    list(collect(round_, [tmp_path / "mzj.xlsx"], NOW))
    asked = visit(round_.root, path, form)
    try:
        view(asked)
        task = asked.desk.task("1")
        task.wait(60)
        told = task.problem
    except ToolkitError as error:
        told = error.told
        assert command in error.command
        assert f"（命令：{error.command}）" in str(error)
    assert told
    assert "--" not in told
    assert "nianbao" not in told


def explained(folder: Path) -> Round:
    """A round with a unit that explained what it took over from last year."""
    round_ = issued(folder / "round")
    last_year = replace(filled("requests | natural_person\ncarried_out | 2\ngranted | 0"), year=2023)
    (round_.root / "上年" / "mzj.json").write_bytes(write_data_file(last_year).encode())
    content = workbook(round_, "mzj", explanations={CARRIED: "机构改革，移交2件。"})
    (folder / "mzj.xlsx").write_bytes(content)
    list(collect(round_, [folder / "mzj.xlsx"], NOW))
    return round_


def test_an_explanation_that_is_accepted_is_recorded(tmp_path: Path) -> None:
    root = explained(tmp_path).root
    page = shown(unit.show, visit(root, {"unit": "mzj"}))
    (file,) = re.findall(r'name="file" value="([0-9a-f]{64})"', page)
    decision = {"key": CARRIED, "file": file, "decision": "accept", "remark": "有批文", "by": "王老师"}

    assert unit.decide(visit(root, {"unit": "mzj"}, decision)).status_code == 303

    page = shown(unit.show, visit(root, {"unit": "mzj"}))
    assert "说明已采纳（王老师，2025-01-10" in page
    assert "）：有批文</p>" in page
    assert "采纳这条说明" not in page
    history = page.partition("<h2>经过</h2>")[2]
    assert "说明已采纳" in history
    assert "情况说明 机构改革，移交2件。" in history
    assert "经手人 王老师" in history
    (state,) = [state for state in status(find(root), NOW).states if state.unit.code == "mzj"]
    assert state.state == "passed", "the unit is confirmed as a whole, later"


def test_an_explanation_that_is_not_accepted_goes_back(tmp_path: Path) -> None:
    round_ = explained(tmp_path)
    (state,) = [state for state in status(round_, NOW).states if state.unit.code == "mzj"]
    explanations = [finding for finding in submission_of(round_, "mzj", NOW).verdict.findings if finding.explained_by]
    assert state.state == "passed"
    assert CARRIED in {finding.key for finding in explanations}

    decision = {"key": CARRIED, "file": state.submission or "", "decision": "refuse", "by": "王老师"}
    for left_out in ({"remark": ""}, {"by": ""}, {"key": "elsewhere@x"}, {"file": "0" * 64}):
        with pytest.raises(ToolkitError):
            unit.decide(visit(round_.root, {"unit": "mzj"}, {"remark": "移交给谁没有写"} | decision | left_out))
    asked = visit(round_.root, {"unit": "mzj"}, decision | {"remark": "移交给谁没有写"})
    assert unit.decide(asked).status_code == 303

    (state,) = [state for state in status(round_, NOW).states if state.unit.code == "mzj"]
    assert state.state == "to_correct"
    (item,) = to_send_back(round_, (), NOW)
    assert any("移交给谁没有写" in problem.fix for problem in item.problems)
    page = bytes(unit.show(visit(round_.root, {"unit": "mzj"})).body).decode()
    assert "移交给谁没有写" in page


def test_the_mailbox_is_fetched_with_the_password_that_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NIANBAO_IMAP_PASSWORD", raising=False)
    folder = Path(tempfile.mkdtemp(prefix="nianbao"))
    folder.chmod(0o755)
    (folder / "dovecot").mkdir()
    with dovecot_server(folder / "dovecot", make_certificates(folder)) as dovecot:
        settings = replace(SETTINGS, mail=MailSettings(imap=dovecot.server("none")))
        round_ = issued(folder / "round", settings)
        attached = file_part(b'Content-Disposition: attachment; filename="a.xlsx"', workbook(round_, "mzj"))
        dovecot.deliver(mail(attached, headers=b"From: mzj@example.cn\r\nSubject: report\r\n"))
        asked = visit(round_.root, form={"password": PASSWORD})
        assert collecting.fetch_mailbox(asked).status_code == 303
        task = asked.desk.task("1")
        task.wait(60)
    shutil.rmtree(folder, ignore_errors=True)

    assert (task.standing, task.problem) == ("done", "")
    assert [line.mark for line in task.lines] == ["good"]


# --- the total -------------------------------------------------------------------------------------------------------


LAYERED = "单位编码,单位名称,层级\nmzj,示范区民政局,本级\njyj,示范区教育局,\ncgz,城关镇,下级\n"


def test_the_total_of_the_own_level_goes_its_own_way(tmp_path: Path) -> None:
    """Confirmed, written, submitted and final beside that of the whole area."""
    root = collected(start(tmp_path / "round", roster=LAYERED), "mzj", "cgz").root
    own = {"of": "own_level", "name": "示范区本级"}
    page = shown(total.form, visit(root, of="own_level"))
    assert "1 个单位相加" in page
    assert "城关镇" not in page
    assert "3 个单位" not in page
    assert "缺" not in done(total.add, visit(root, form={"name": "示范区"}))
    told = done(total.add, visit(root, form=own | {"reason": "教育局并入", "by": "王老师"}))
    assert "本级：计入 1 份：示范区民政局。" in told
    assert "王老师已确认" in told
    assert {"汇总.xlsx", "汇总底稿.xlsx", "本级汇总.xlsx", "本级汇总底稿.xlsx"} <= {
        path.name for path in (root / "成果").iterdir()
    }
    with pytest.raises(ToolkitError, match="全辖区的汇总已经叫“示范区”"):
        total.add(visit(root, form=own | {"name": "示范区"}))

    problems = {"problems": "本级的问题。", **dict.fromkeys(("overview.intro", "other_matters"), "无。")}
    text = {**NARRATIVE, **problems, "of": "own_level", "edition": ""}
    assert total.save_text(visit(root, form=text)).headers["location"].endswith("text?of=own_level")
    assert "本级的问题。" in shown(total.text, visit(root, of="own_level"))
    assert "本级的问题。" not in shown(total.text, visit(root))
    assert 'document/own_level"' in shown(document.show, visit(root, {"of": "own_level"}))

    assert "报审稿.docx" in done(signing.submit, visit(root, form={"of": "own_level", "date": "2025-01-12"}))
    pack = root / "成果" / "送签" / "示范区本级第1稿" / "报审稿.docx"
    done(total.add, visit(root, form=own))
    edited = {**text, "problems": "本级的新问题。", "edition": edition_of(find(root), "own_level")}
    total.save_text(visit(root, form=edited))
    page = shown(document.show, visit(root, {"of": "own_level"}))
    assert "文字 1 段改动" in page
    assert "本级的<ins>新</ins>问题。" in page
    signed: dict[str, str | UploadFile] = {
        "of": "own_level",
        "date": "2025-01-13",
        "file": uploaded(pack.read_bytes(), "a.docx"),
    }
    assert "已定稿" in done(signing.finalize_signed, visit(root, form=signed))
    assert "第 1 版" in shown(signing.form, visit(root, of="own_level"))
    with pytest.raises(ToolkitError, match="没有这种汇总"):
        total.form(visit(root, of="../x"))


def uploaded(content: bytes, name: str = "a.xlsx") -> UploadFile:
    return UploadFile(io.BytesIO(content), filename=name)


def test_the_total_is_filled_into_the_workbook_of_the_level_above(tmp_path: Path) -> None:
    city = start(tmp_path / "city", roster="单位编码,单位名称\nsfq,示范区\n")
    with ledger_of(city) as ledger:
        (item,) = plan_round(city)
        list(issue_round(city, ledger, [item], LastYear(), NOW))
    root = collected(start(tmp_path / "round"), "mzj", "jyj", "czj").root
    with pytest.raises(ToolkitError, match="还没有汇总"):
        total.fill_superior(visit(root, form={"file": uploaded(item.path.read_bytes())}))
    done(total.add, visit(root, form={"name": "示范区"}))

    told = done(total.fill_superior, visit(root, form={"file": uploaded(item.path.read_bytes())}))

    assert "汇总完整" in told
    assert "报上级.xlsx" in shown(total.form, visit(root))
    (received,) = collect(city, [root / "成果" / "报上级.xlsx"], NOW)
    assert (received.became, received.unit.name if received.unit else "") == ("taken", "示范区")
    assert submission_of(city, "sfq", NOW).report.totals["requests.received.total"] == 9


def test_a_supplement_is_shown_like_the_official_tables(tmp_path: Path) -> None:
    start(tmp_path / "other")
    asked = visit(tmp_path / "other")
    files = [("supplement", uploaded(path.read_bytes(), f"附表/{path.name}")) for path in FOLDER.iterdir()]
    typed = {"folder": str(tmp_path / "round"), "office": SETTINGS.office, "year": "2024", "pasted": ROSTER}
    assert home.create(replace(asked, form=FormData([*typed.items(), *files]))).status_code == 303
    round_ = find(tmp_path / "round")
    report = replace(with_channels(), unit="示范区民政局", unit_code="mzj")
    (tmp_path / "mzj.xlsx").write_bytes(write_workbook(report, Cover(key=round_.key)))
    assert [item.became for item in collect(round_, [tmp_path / "mzj.xlsx"], NOW)] == ["taken"]
    done(total.add, visit(round_.root, form={"name": "示范区", "reason": "只有一家", "by": "王老师"}))

    for page in (
        shown(unit.show, visit(round_.root, {"unit": "mzj"})),
        shown(total.form, visit(round_.root)),
        shown(document.as_paper, visit(round_.root, {"of": "total"})),
    ):
        assert "主动公开渠道统计表" in page
        assert "420" in page
