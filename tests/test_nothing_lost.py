"""Killed at any point, or with the disk full, nothing is lost, and the same command completes what was begun."""

import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import killing
import pytest
from killing import Call
from mail_servers import PostOffice, make_certificates, smtp_server
from office_rounds import NOW, RIGHT, SETTINGS, WRONG, issued, start, workbook

from toolkit.disk import write_whole
from toolkit.mail import read_message
from toolkit.rounds import RECEIVED, MailSettings, Settings
from toolkit.workflow import Round, collect

POINTS = 52  # of each command
PARTS = 4  # so that the points spread over the processors

pytestmark = pytest.mark.strace


def points(calls: Sequence[Call], part: int) -> Sequence[Call]:
    """The calls of a part, spread evenly over all of them."""
    wanted = min(POINTS, len(calls))
    everywhere = [calls[round(number * (len(calls) - 1) / (wanted - 1))] for number in range(wanted)]
    return everywhere[part::PARTS]


def survives(before: Path, words: list[str], part: int, tmp_path: Path) -> None:
    """Kill `words` in copies of `before`; each time look, run it again, and compare with a run nobody disturbed."""
    whole = tmp_path / "whole"
    shutil.copytree(before, whole)
    calls = killing.calls(whole, words)
    wanted = killing.picture(whole)
    sources = {path.name: path.read_bytes() for path in (before / "来件").glob("*")}
    for point in points(calls, part):
        folder = tmp_path / f"killed at {point.name} {point.number}"
        shutil.copytree(before, folder)
        assert killing.kill(folder, words, point), point
        assert_whole(folder, wanted[0], sources)
        killing.run(folder, words)
        assert killing.picture(folder) == wanted, f"killed at {point}"
        shutil.rmtree(folder)


def assert_whole(folder: Path, wanted: dict[str, str], sources: dict[str, bytes]) -> None:
    """No half file under its own name, no original gone."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name in wanted and not path.name.startswith("."):
            assert killing.digest(path) == wanted[name], name
    for name, content in sources.items():
        assert (folder / "来件" / name).read_bytes() == content


def arrived(round_: Round) -> Path:
    """Three files in 来件: a good one, a wrong one, and one that is none."""
    folder = round_.root / "来件"
    write_whole(folder / "1.xlsx", workbook(round_, "mzj", RIGHT))
    write_whole(folder / "2.xlsx", workbook(round_, "jyj", WRONG))
    write_whole(folder / "3.xlsx", b"<html>")
    return round_.root


@pytest.mark.parametrize("part", range(PARTS))
def test_issue(part: int, tmp_path: Path) -> None:
    survives(start(tmp_path / "round").root, ["issue"], part, tmp_path)


@pytest.mark.parametrize("part", range(PARTS))
def test_collect(part: int, tmp_path: Path) -> None:
    survives(arrived(issued(tmp_path / "round")), ["collect", "来件"], part, tmp_path)


@pytest.mark.parametrize("part", range(PARTS))
def test_send_back(part: int, tmp_path: Path) -> None:
    round_ = issued(tmp_path / "round")
    list(collect(round_, [arrived(round_) / "来件"], NOW))
    survives(round_.root, ["send-back", "--eml"], part, tmp_path)


# --- mails -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def with_server(tmp_path: Path) -> Iterator[tuple[Settings, PostOffice]]:
    with smtp_server("none", make_certificates(tmp_path)) as (server, office):
        mail = MailSettings("公开办 <office@example.cn>", smtp=server, per_minute=600)
        yield replace(SETTINGS, mail=mail), office


@pytest.mark.parametrize("part", range(PARTS))
def test_send(part: int, with_server: tuple[Settings, PostOffice], tmp_path: Path) -> None:
    """Nobody gets a mail twice; of whom it cannot be known whether it arrived is told, and served when asked to."""
    settings, office = with_server
    before = issued(tmp_path / "round", settings).root
    trial = tmp_path / "trial"
    shutil.copytree(before, trial)
    calls = killing.calls(trial, ["send", "--yes"])
    for point in points(calls, part):
        office.envelopes.clear()
        folder = tmp_path / f"killed at {point.name} {point.number}"
        shutil.copytree(before, folder)
        killing.kill(folder, ["send", "--yes"], point)
        told = killing.run(folder, ["send", "--yes"]).stdout
        got = [read_message(raw).message_id for raw in office.mails]
        assert len(got) == len(set(got)), f"one mail twice, killed at {point}"
        doubtful = [name for name in ("民政局", "教育局") if f"{name}：上次发送时中断" in told]
        assert len(got) + len(doubtful) >= 2, told
        if doubtful:
            killing.run(folder, ["send", *doubtful, "--again", "--yes"])
        addresses = {address for envelope in office.envelopes for address in envelope.rcpt_tos}
        assert addresses == {"mzj@example.cn", "jyj@example.cn"}
        assert killing.run(folder, ["send", "--yes"]).stdout.count("已发往") == 0
        shutil.rmtree(folder)


# --- a full disk -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.1, 0.35, 0.6, 0.85])
def test_a_full_disk(share: float, tmp_path: Path) -> None:
    round_ = issued(tmp_path / "round")
    before, words = arrived(round_), ["collect", "来件"]
    whole = tmp_path / "whole"
    shutil.copytree(before, whole)
    writes = [call for call in killing.calls(whole, words) if call.name in ("write", "pwrite64")]
    wanted = killing.picture(whole)
    folder = tmp_path / "full"
    shutil.copytree(before, folder)
    done = killing.fill_disk(folder, words, 1 + int(len(writes) * share / 2))
    assert done.returncode != 0
    assert_whole(folder, wanted[0], {})
    killing.run(folder, words)
    assert killing.picture(folder) == wanted


# --- two at once -----------------------------------------------------------------------------------------------------


def test_two_collect_at_once(tmp_path: Path) -> None:
    round_ = issued(tmp_path / "round")
    folder = arrived(round_)
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: killing.run(folder, ["collect", "来件"]), range(2)))

    codes = {item.returncode for item in done}  # who comes second may find some or all of it recorded
    assert 3 in codes and codes <= {0, 1, 3}, [item.stderr for item in done]
    kept = [path.read_bytes() for path in (folder / RECEIVED).rglob("*") if path.is_file()]
    assert len(kept) == 3
    _, events = killing.picture(folder)
    assert sorted(kind for kind, *_ in events if kind in ("received", "refused", "checked")) == [
        "checked",
        "checked",
        "received",
        "received",
        "refused",
    ]
