"""A round with a 附表: issued, collected, sent back; and what becomes of a definition that is changed meanwhile."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from office_rounds import LATER, NOW, ROSTER, SETTINGS
from reports import filled
from supplement import CHANNELS, FORM, SHEET, copied, form_in, with_channels

from toolkit.cli import main
from toolkit.document import read_word, verify
from toolkit.errors import DefinitionError, ToolkitError
from toolkit.model import Report, write_data_file
from toolkit.workbook import Cover, write_workbook
from toolkit.workflow import (
    Collected,
    LastYear,
    Round,
    collect,
    find,
    issue_round,
    ledger_of,
    load_report,
    new,
    plan_round,
    round_total,
    send_back,
    status,
    submission_of,
    to_send_back,
)

WECHAT = "channels.wechat.items"


def start(folder: Path) -> Round:
    """A round with the 附表, its workbooks written."""
    roster = folder.with_name("roster.csv")
    roster.write_text(ROSTER, encoding="utf-8")
    round_ = new(folder, SETTINGS, roster, copied(folder.with_name("away") / "渠道"))
    issue(round_)
    return round_


def issue(round_: Round) -> None:
    with ledger_of(round_) as ledger:
        list(issue_round(round_, ledger, plan_round(round_), LastYear(), NOW))


def arrives(round_: Round, report: Report, code: str = "mzj") -> Collected:
    """The workbook of `report` comes in from the unit."""
    unit = next(unit for unit in round_.roster.units if unit.code == code)
    path = round_.root.with_name(f"{code}.xlsx")
    cover = Cover(SETTINGS.office, SETTINGS.deadline, key=round_.key)
    path.write_bytes(write_workbook(replace(report, unit=unit.name, unit_code=code), cover))
    return next(collect(round_, [path], LATER))


def edit(round_: Round, old: str, new: str) -> None:
    path = round_.root / "附表" / "channels.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_round_asks_for_it_collects_it_adds_it_up_and_prints_it(tmp_path: Path) -> None:
    round_ = start(tmp_path / "年报")
    book = openpyxl.load_workbook(plan_round(round_)[0].path)
    assert SHEET in book.sheetnames

    assert arrives(round_, with_channels()).says == "收下，校验通过。"
    assert arrives(round_, with_channels(CHANNELS.replace("420", "10")), "jyj").says == "收下，校验通过。"
    _, total = round_total(round_, "示范区", LATER)
    assert (total.report.values[WECHAT], total.report.totals["channels.new_media.items"]) == (430, 692)

    out = tmp_path / "民政局.docx"
    assert main(["report", "--unit", "民政局", "--round", str(round_.root), "--out", str(out)]) == 0
    assert verify(read_word(out.read_bytes()), submission_of(round_, "民政局", LATER).report).equal


def test_what_is_wrong_in_it_goes_back_marked(tmp_path: Path) -> None:
    round_ = start(tmp_path / "年报")
    assert arrives(round_, with_channels(CHANNELS.replace("420", "·"))).says.startswith("收下，有 1 处必须改正")
    (item,) = to_send_back(round_, (), LATER)
    send_back(round_, item, LATER)
    comment = openpyxl.load_workbook(item.path)[SHEET]["C4"].comment
    assert comment is not None
    assert "（C4）未填" in comment.text


def test_a_return_without_it_lacks_the_table_and_gets_one_to_fill(tmp_path: Path) -> None:
    """A workbook from before the 附表 was laid into the folder."""
    round_ = start(tmp_path / "年报")
    taken = arrives(round_, filled())
    assert taken.checked
    told = [finding.message for finding in taken.checked.verdict.findings if finding.severity == "error"]
    assert told == [f"“{SHEET}”表整张没有数据。"]
    (item,) = to_send_back(round_, (), LATER)
    send_back(round_, item, LATER)
    assert SHEET in openpyxl.load_workbook(item.path).sheetnames


def test_a_definition_dropped_in_by_hand_counts(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    round_ = new(tmp_path / "年报", SETTINGS, roster)
    copied(round_.root / "附表")
    round_ = find(round_.root)
    issue(round_)
    assert SHEET in openpyxl.load_workbook(plan_round(round_)[0].path).sheetnames


def test_a_changed_definition_is_not_issued_under_the_same_id(tmp_path: Path) -> None:
    round_ = start(tmp_path / "年报")
    before = plan_round(round_)[0].path.read_bytes()
    issue(round_)  # unchanged: the same again
    edit(round_, "视频号", "短视频")
    with pytest.raises(ToolkitError, match=r"附表 channels 在 2025-01-10 下发以后改动过，没有下发。.*换一个代号"):
        issue(round_)
    assert plan_round(round_)[0].path.read_bytes() == before

    head = round_.root / "附表" / "supplement.toml"
    text = head.read_text(encoding="utf-8")
    head.write_text(text.replace('id      = "channels"', 'id = "channels_2"'), encoding="utf-8")
    issue(round_)  # under another id it is another 附表
    assert plan_round(round_)[0].path.read_bytes() != before


def test_what_comes_in_while_the_definition_is_changed_is_named_and_taken_in_once_it_is_back(tmp_path: Path) -> None:
    round_ = start(tmp_path / "年报")
    edit(round_, "转发的不计", "转发的也计")
    refused = arrives(round_, with_channels())
    assert refused.became == "unrecognized"
    told = "附表的定义在下发以后改动过，工作簿没有读取：下发的是附表“主动公开渠道统计表” channels，定义 "
    assert refused.says.startswith(f"{told}{FORM.digest[:16]}，现在的定义是 ")

    edit(round_, "转发的也计", "转发的不计")
    assert arrives(round_, with_channels()).became == "taken"
    assert status(round_, LATER).states[0].state == "passed"


def test_a_faulty_definition_is_told_before_anything_is_written(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    faulty = copied(tmp_path / "渠道", "channels.toml", "wechat … video", "wechat … vid")
    with pytest.raises(DefinitionError, match=r"渠道/channels.toml：rules"):
        new(tmp_path / "年报", SETTINGS, roster, faulty)
    assert not (tmp_path / "年报").exists()


def test_last_year_may_have_had_another_definition(tmp_path: Path) -> None:
    """Its own lies beside its reports."""
    round_ = start(tmp_path / "年报")
    before = copied(round_.root / "上年" / "附表", "channels.toml", "转发的不计", "转发的也计")
    report = replace(with_channels(form=form_in(before)), year=2023, unit="示范区民政局", unit_code="mzj")
    (round_.root / "上年" / "mzj.xlsx").write_bytes(write_workbook(report, Cover(key=round_.key)))

    taken = arrives(round_, with_channels("channels | items\nwechat | 3"))
    assert taken.checked
    assert "years.items_fall" in {finding.rule for finding in taken.checked.verdict.findings}


def test_outside_a_round_the_definition_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    definition, data, book = copied(tmp_path / "定义"), tmp_path / "民政局.json", tmp_path / "民政局.xlsx"
    data.write_text(write_data_file(with_channels()), encoding="utf-8")
    form = ["--form", str(definition)]
    assert main(["check", str(data)]) == 3
    assert "文件带有附表 channels，这里没有它的定义" in capsys.readouterr().err
    assert main(["fill", str(data), "--out", str(book), *form]) == 0
    assert main(["check", str(book), *form]) == 0
    assert main(["read", str(book), "--out", str(tmp_path / "again.json"), *form]) == 0
    assert main(["rules", *form]) == 0
    assert "new_media" in capsys.readouterr().out
    report, findings = load_report(tmp_path / "again.json", own=definition)
    assert (report.values[WECHAT], report.form, findings) == (420, form_in(definition), ())


def test_workbooks_without_a_round_carry_it_too(tmp_path: Path) -> None:
    roster, definition = tmp_path / "名单.csv", copied(tmp_path / "定义")
    roster.write_text(ROSTER, encoding="utf-8")
    words = ["issue", "--roster", str(roster), "--year", "2024", "--out", str(tmp_path / "下发")]
    assert main([*words, "--form", str(definition), "--deadline", date(2025, 1, 15).isoformat()]) == 0
    assert main(["issue", "--form", str(definition)]) == 2  # a round has its own
    first = min((tmp_path / "下发").glob("*.xlsx"))
    assert SHEET in openpyxl.load_workbook(first).sheetnames
