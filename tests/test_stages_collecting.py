"""Collecting: what becomes of whatever comes back."""

import io
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from office_rounds import LATER, NOW, RIGHT, SETTINGS, WRONG, issued, workbook, zipped_in_gbk
from reports import filled

from toolkit.disk import sha256
from toolkit.mail import Attachment, Letter, make_message_id, to_bytes
from toolkit.model import Unit, write_data_file
from toolkit.rounds import LAST_YEAR, RECEIVED, STATE_NAMES, Settings
from toolkit.stages import collecting
from toolkit.stages.arrivals import Arrival
from toolkit.workflow import Collected, Round, collect, ledger_of, status, take_in


@pytest.fixture
def round_(tmp_path: Path) -> Round:
    return issued(tmp_path / "round")


def arrive(round_: Round, *files: tuple[str, bytes], now: object = NOW) -> list[Collected]:
    """Lay the files into 来件 and collect that folder's files in this order."""
    folder = round_.root / "来件"
    folder.mkdir(exist_ok=True)
    paths = []
    for name, content in files:
        (folder / name).write_bytes(content)
        paths.append(folder / name)
    return list(collect(round_, paths, NOW if now is NOW else LATER))


def told(collected: list[Collected]) -> list[str]:
    return [f"{item.became} {item.unit.code if item.unit else '—'} {item.says}" for item in collected]


def state_of(round_: Round, code: str) -> str:
    return next(STATE_NAMES[state.state] for state in status(round_, NOW).states if state.unit.code == code)


def originals(round_: Round) -> set[bytes]:
    return {path.read_bytes() for path in (round_.root / RECEIVED).rglob("*") if path.is_file()}


def mail(sender: str, *attachments: Attachment, subject: str = "报送年报") -> bytes:
    letter = Letter(("zwgk@example.cn",), subject, "见附件", "<p>见附件</p>", attachments)
    return to_bytes(letter, sender, make_message_id(subject, sender), NOW)


# --- submissions -----------------------------------------------------------------------------------------------------


def test_right_and_wrong_submissions_are_taken_in(round_: Round) -> None:
    right, wrong = workbook(round_, "mzj", RIGHT), workbook(round_, "jyj", WRONG)

    assert told(arrive(round_, ("a.xlsx", right), ("b.xlsx", wrong))) == [
        "taken mzj 收下，校验通过。",
        "taken jyj 收下，有 2 处必须改正。",
    ]
    assert [state_of(round_, code) for code in ("mzj", "jyj", "czj")] == ["合格", "待修改", "已下发"]
    assert originals(round_) == {right, wrong}


@pytest.mark.parametrize("name", ["民政局.xlsx", "教育局.xlsx", "财政局.xlsx", "a.xlsx"])
def test_a_file_is_judged_by_what_its_unit_reported_last_year_whatever_it_is_called(round_: Round, name: str) -> None:
    """The name only helps to guess whose report of last year is needed."""
    for unit, carried_out in (("民政局", 5), ("教育局", 2)):
        last = f"""
            requests    | natural_person
            received    | {carried_out}
            carried_out | {carried_out}
            """
        said = write_data_file(filled(last, unit=f"示范区{unit}", year=2023))
        (round_.root / LAST_YEAR / f"{unit}.json").write_text(said, encoding="utf-8")

    (item,) = arrive(round_, (name, workbook(round_, "mzj", RIGHT)))
    assert item.checked
    told = {(each.rule, each.actual, each.expected) for each in item.checked.verdict.findings}
    assert told == {("years.carry_over", 0, 5)}


def test_what_became_of_a_file_is_recorded_and_told_soon_however_long_the_others_take(
    round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line is told after it is recorded, and long before all files have come."""
    monkeypatch.setattr(collecting, "_PATIENCE", 0.5)
    came: list[int] = []

    def slowly() -> Iterator[Arrival]:
        for number in range(15):
            time.sleep(0.2)
            came.append(number)
            yield Arrival(f"{number}.xlsx", b"%d" % number, f"{number}.xlsx")

    lines = take_in(round_, slowly(), NOW)
    first = next(lines)
    assert (first.name, first.became) == ("0.xlsx", "refused")
    assert len(came) < 15
    with ledger_of(round_) as ledger:
        assert sha256(b"0") in {event.digest for event in ledger.events(kinds={"refused"})}
    assert [line.name for line in lines] == [f"{number}.xlsx" for number in range(1, 15)]


def test_the_latest_counts_and_the_one_before_is_kept(round_: Round) -> None:
    first, second = workbook(round_, "mzj", WRONG), workbook(round_, "mzj", RIGHT, turn=2)
    arrive(round_, ("a.xlsx", first))
    arrive(round_, ("b.xlsx", second), now=LATER)

    assert state_of(round_, "mzj") == "合格"
    assert originals(round_) == {first, second}
    with ledger_of(round_) as ledger:
        kinds = [event.kind for event in ledger.events("mzj")]
    assert kinds == ["issued", "received", "read", "checked", "superseded", "received", "read", "checked"]


def test_the_same_bytes_count_once(round_: Round) -> None:
    content = workbook(round_, "mzj")
    arrive(round_, ("a.xlsx", content))

    assert told(arrive(round_, ("a.xlsx", content))) == ["known mzj 以前收过，已经登记。"]
    assert told(arrive(round_, ("副本.xlsx", content))) == ["duplicate mzj 与以前收到的“a.xlsx”完全相同，不重复计。"]
    (state,) = [state for state in status(round_, NOW).states if state.unit.code == "mzj"]
    assert state.duplicates == 1


def test_a_dry_run_keeps_and_records_nothing(round_: Round) -> None:
    path = round_.root.parent / "a.xlsx"
    path.write_bytes(workbook(round_, "mzj"))

    assert told(list(collect(replace(round_, rehearsed=True), [path], NOW))) == ["taken mzj 收下，校验通过。"]
    assert originals(round_) == set()
    assert state_of(round_, "mzj") == "已下发"


# --- what is no submission of this round -----------------------------------------------------------------------------


def test_a_stale_year_is_refused(round_: Round) -> None:
    (item,) = arrive(round_, ("a.xlsx", workbook(round_, "mzj", year=2023)))

    assert item.became == "refused"
    assert item.says.startswith("这是 2023 年度的表，本次收的是 2024 年度。")
    assert state_of(round_, "mzj") == "已下发"


def test_a_workbook_of_another_round_is_refused(round_: Round, tmp_path: Path) -> None:
    other = issued(tmp_path / "another" / "round")
    (item,) = arrive(round_, ("a.xlsx", workbook(other, "mzj")))

    assert item.became == "refused"
    assert "签名不对" in item.says


def test_a_refused_file_does_not_take_the_place_of_a_good_one(round_: Round, tmp_path: Path) -> None:
    other = issued(tmp_path / "another" / "round")
    arrive(round_, ("a.xlsx", workbook(round_, "mzj")))
    arrive(round_, ("b.xlsx", workbook(other, "mzj", WRONG)), now=LATER)

    assert state_of(round_, "mzj") == "合格"


def test_a_unit_that_is_not_on_the_roster_is_named_and_found_once_it_is(round_: Round) -> None:
    content = workbook(round_, "wlj")
    (item,) = arrive(round_, ("a.xlsx", content))
    assert item.became == "unrecognized"
    assert "“别处的单位”（编码 wlj）不在名单里" in item.says

    roster = (*round_.roster.units, Unit("wlj", "别处的单位"))
    completed = Round(round_.root, round_.settings, type(round_.roster)(roster), round_.key)
    assert told(list(collect(completed, [round_.root / "来件" / "a.xlsx"], LATER))) == ["taken wlj 收下，校验通过。"]


def test_the_workbook_as_it_was_issued_is_no_submission(round_: Round) -> None:
    blank = next((round_.root / "下发").glob("mzj*.xlsx")).read_bytes()

    assert told(arrive(round_, ("a.xlsx", blank))) == ["told — 就是下发的原表，还没有填写，没有登记。"]
    assert state_of(round_, "mzj") == "已下发"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("网页.xlsx", b"<!DOCTYPE html><html></html>", "这是网页文件，不是工作簿"),
        ("空.xlsx", b"", "文件是空的"),
        ("半个.xlsx", b"PK\x03\x04half", "文件已损坏或不完整"),
        ("扫描.pdf", b"%PDF-1.4 scan", "这是 PDF 文件，不是工作簿"),
        ("打包.rar", b"Rar!\x1a\x07\x00", "不解压这种格式"),
    ],
)
def test_what_cannot_be_read_is_kept_and_told(round_: Round, name: str, content: bytes, why: str) -> None:
    (item,) = arrive(round_, (name, content))

    assert item.became == "refused"
    assert why in item.says
    if content:
        assert originals(round_) == {content}


# --- archives and mails ----------------------------------------------------------------------------------------------


def test_archives_are_opened_whatever_their_names_are_written_in(round_: Round) -> None:
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("报送/民政局.xlsx", workbook(round_, "mzj"))
        archive.writestr("内层.zip", zipped_in_gbk("教育局（喆）.xlsx", workbook(round_, "jyj")))
        archive.writestr("报送/~$民政局.xlsx", b"lock")

    collected = arrive(round_, ("各局.zip", outer.getvalue()))
    assert [(item.name, item.says) for item in collected] == [
        ("民政局.xlsx", "收下，校验通过。"),
        ("教育局（喆）.xlsx", "收下，校验通过。"),
    ]


def test_a_mail_is_opened_and_the_unit_is_known_by_its_stamp(round_: Round) -> None:
    """The sender and the name of the file decide nothing; where they point elsewhere it is told."""
    raw = mail("jyj@example.cn", Attachment("财政局年报.xlsx", workbook(round_, "mzj")))
    (item,) = arrive(round_, ("回复.eml", raw))

    assert item.unit is not None
    assert item.unit.code == "mzj"
    assert "邮件来自示范区教育局的邮箱，表是示范区民政局的" in item.says
    assert "文件名写的是示范区财政局" in item.says
    assert raw in originals(round_)


def test_auto_replies_and_bounces_are_logged_and_no_submissions(round_: Round) -> None:
    auto = b"From: jyj@example.cn\r\nTo: zwgk@example.cn\r\nSubject: out\r\nAuto-Submitted: auto-replied\r\n\r\nout"
    (item,) = arrive(round_, ("自动.eml", auto))
    assert item.became == "told"
    assert "自动回复" in item.says
    with ledger_of(round_) as ledger:
        assert [event.kind for event in ledger.events("jyj")] == ["issued", "auto_reply"]


def test_a_mail_without_a_file_is_told(round_: Round) -> None:
    (item,) = arrive(round_, ("信.eml", mail("jyj@example.cn", subject="收到")))

    assert item.says == "没有附件。"


def test_a_folder_is_taken_in_with_all_that_is_in_it(round_: Round, tmp_path: Path) -> None:
    folder = tmp_path / "下载"
    (folder / "子文件夹").mkdir(parents=True)
    (folder / "子文件夹" / "a.xlsx").write_bytes(workbook(round_, "mzj"))
    (folder / "回复.eml").write_bytes(mail("jyj@example.cn", Attachment("b.xlsx", workbook(round_, "jyj"))))
    (folder / "Thumbs.db").write_bytes(b"x")
    for name in ("cur", "new", "tmp"):
        (folder / "Maildir" / name).mkdir(parents=True)
    (folder / "Maildir" / "new" / "1.host").write_bytes(
        mail("czj@example.cn", Attachment("c.xlsx", workbook(round_, "czj")), subject="财政局")
    )

    assert sorted(told(list(collect(round_, [folder], NOW)))) == [
        "taken czj 收下，校验通过。",
        "taken jyj 收下，校验通过。",
        "taken mzj 收下，校验通过。",
    ]


def test_what_is_not_there_is_told(round_: Round) -> None:
    (item,) = collect(round_, [round_.root / "没有.xlsx"], NOW)

    assert item.became == "refused"
    assert "没有文件" in item.says


def test_a_huge_file_is_not_read_to_its_end(round_: Round, tmp_path: Path) -> None:
    path = tmp_path / "录像.xlsx"
    with path.open("wb") as file:
        file.truncate(10**10)  # takes no room on the disk
    (item,) = collect(round_, [path], NOW)

    assert item.says.startswith("文件超过 128 MB，没有打开，也没有留存。")


def test_the_office_knows_last_year_better_than_the_workbook(tmp_path: Path) -> None:
    """上年 in the round goes before what stands in a returned workbook."""
    round_ = issued(tmp_path / "round", Settings(SETTINGS.year, SETTINGS.office))
    last = '{"form": "zfxxgk", "edition": "2021", "year": 2023, "unit": "示范区民政局", "unit_code": "mzj", "values": '
    cells = '{"requests.carried_out.natural_person": 4}}'
    (round_.root / "上年" / "mzj.json").write_text(last + cells, encoding="utf-8")
    (item,) = arrive(round_, ("a.xlsx", workbook(round_, "mzj")))

    assert item.says == "收下，校验通过，有 1 处须作说明。"


def test_explanations_are_logged(tmp_path: Path) -> None:
    round_ = issued(tmp_path / "round")
    last = '{"form": "zfxxgk", "edition": "2021", "year": 2023, "unit": "示范区民政局", "unit_code": "mzj", "values": '
    cells = '{"requests.carried_out.natural_person": 4}}'
    (round_.root / "上年" / "mzj.json").write_text(last + cells, encoding="utf-8")
    explanations = {"years.carry_over@requests.carried_in.natural_person": "上年4件已在系统中撤回"}
    (item,) = arrive(round_, ("a.xlsx", workbook(round_, "mzj", explanations=explanations)))

    assert item.says == "收下，校验通过。"
    with ledger_of(round_) as ledger:
        (event,) = [event for event in ledger.events("mzj") if event.kind == "explained"]
    assert (event.reason, dict(event.detail)) == ("1 处", {"rules": "years.carry_over"})
