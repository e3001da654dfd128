"""Sending back and reminding: who gets what, and what it says."""

import io
from pathlib import Path

import openpyxl
import pytest
from office_rounds import LATER, NOW, RIGHT, WRONG, issued, workbook

from toolkit.rounds import STATE_NAMES
from toolkit.workflow import (
    Mailing,
    Return,
    Round,
    collect,
    draft_letters,
    drafts_in,
    letters_to_remind,
    letters_to_send,
    send_back,
    status,
    to_send_back,
)

STILL_WRONG = """
    requests | natural_person | enterprise
    received | 3              | 0
    granted  | 2              | 0
    """


@pytest.fixture
def round_(tmp_path: Path) -> Round:
    return issued(tmp_path / "round")


def arrive(round_: Round, name: str, content: bytes, now: object = NOW) -> None:
    path = round_.root.parent / name
    path.write_bytes(content)
    list(collect(round_, [path], NOW if now is NOW else LATER))


def states(round_: Round) -> dict[str, str]:
    return {state.unit.code: STATE_NAMES[state.state] for state in status(round_, LATER).states}


def return_all(round_: Round) -> list[tuple[Return, Mailing]]:
    return [(item, send_back(round_, item, LATER)) for item in to_send_back(round_, (), LATER)]


def test_only_units_with_errors_get_theirs_back(round_: Round) -> None:
    arrive(round_, "a.xlsx", workbook(round_, "mzj", RIGHT))
    arrive(round_, "b.xlsx", workbook(round_, "jyj", WRONG))

    ((item, mailing),) = return_all(round_)
    assert item.unit.code == "jyj"
    assert item.path.name == "jyj_教育局_2024年报_第1次退回.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(item.path.read_bytes()))
    assert book["三、申请办理"]["D6"].value == 2, "prefilled with their own values"
    assert "第2次下发" in book["封面"]["A2"].value
    assert "有2处需要修改" in text(mailing)
    assert "1. 三、申请办理 E4" in text(mailing)
    assert mailing.letter is not None
    assert mailing.letter.attachments[0].name == item.path.name


def test_the_second_time_it_says_what_changed(round_: Round) -> None:
    arrive(round_, "b.xlsx", workbook(round_, "jyj", WRONG))
    return_all(round_)
    arrive(round_, "c.xlsx", workbook(round_, "jyj", STILL_WRONG, turn=2), LATER)
    ((item, mailing),) = return_all(round_)

    assert item.number == 2
    assert {problem.change for problem in item.problems} == {"仍存在", "已改正", "新增"}
    assert "【已改正】" in text(mailing)
    arrive(round_, "d.xlsx", workbook(round_, "jyj", RIGHT, turn=3), LATER)
    assert states(round_)["jyj"] == "合格"
    assert return_all(round_) == []


def test_again_it_is_the_same_file_and_the_same_letter(round_: Round) -> None:
    arrive(round_, "b.xlsx", workbook(round_, "jyj", WRONG))
    ((item, mailing),) = return_all(round_)
    content = item.path.read_bytes()
    ((again, same),) = return_all(round_)

    assert again.path.read_bytes() == content
    assert same.token == mailing.token


def test_a_lost_returned_file_is_written_again(round_: Round) -> None:
    arrive(round_, "b.xlsx", workbook(round_, "jyj", WRONG))
    ((item, _),) = return_all(round_)
    content = item.path.read_bytes()
    item.path.unlink()
    return_all(round_)

    assert item.path.read_bytes() == content


def text(mailing: Mailing) -> str:
    assert mailing.letter is not None
    return mailing.letter.text


# --- reminding -------------------------------------------------------------------------------------------------------


def test_each_reminder_tells_the_units_own_state(round_: Round) -> None:
    arrive(round_, "a.xlsx", workbook(round_, "mzj", WRONG))
    return_all(round_)
    arrive(round_, "教育局.xlsx", b"<html>")
    letters = {mailing.unit.code: mailing for mailing in letters_to_remind(round_, (), LATER)}

    assert set(letters) == {"mzj", "jyj", "czj"}
    assert "已于1月11日退回修改（2处必须改正），尚未收到改正后的工作簿" in text(letters["mzj"])
    assert "尚未收到你单位的报告" in text(letters["jyj"])
    assert letters["czj"].letter is None, "it has no address"
    files = {code: [a.name for a in letters[code].letter.attachments] for code in ("mzj", "jyj")}  # type: ignore[union-attr]
    assert files == {"mzj": ["mzj_民政局_2024年报_第1次退回.xlsx"], "jyj": ["jyj_教育局_2024年报.xlsx"]}


def test_who_has_passed_is_not_reminded(round_: Round) -> None:
    arrive(round_, "a.xlsx", workbook(round_, "mzj", RIGHT))

    assert {mailing.unit.code for mailing in letters_to_remind(round_, (), LATER)} == {"jyj", "czj"}


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_without_a_server_letters_are_drafts_and_a_list(round_: Round) -> None:
    mailings = letters_to_send(round_, (), NOW)
    folder = drafts_in(round_, "issue")
    delivered = list(draft_letters(round_, mailings, folder, NOW))

    assert [item.became for item in delivered] == ["drafted", "drafted", "no_address"]
    assert sorted(path.name for path in folder.iterdir()) == ["jyj_教育局.eml", "mzj_民政局.eml", "邮件合并.xlsx"]
    rows = list(openpyxl.load_workbook(folder / "邮件合并.xlsx")["邮件合并"].iter_rows(values_only=True))
    assert [row[1] for row in rows] == ["收件人", "mzj@example.cn", "jyj@example.cn"]
    assert b"X-Unsent: 1" in (folder / "mzj_民政局.eml").read_bytes()
