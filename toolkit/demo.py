"""A whole round on example data: roster → workbooks → returns, some of them wrong → checked, sent back → total → Word.

It shows the workflow; it computes nothing of its own.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from toolkit.aggregation import make_adjustment
from toolkit.disk import shipped, write_whole
from toolkit.errors import ToolkitError
from toolkit.model import Report, read_data_file, with_last_year
from toolkit.rounds import LAST_YEAR, RESULTS, RETURNED, Settings, as_page
from toolkit.workflow import (
    Collected,
    Round,
    accept,
    adjust,
    adjustments,
    board_as_workbook,
    collect,
    draft_letters,
    drafts_in,
    find,
    form_of,
    full_names,
    issue_round,
    last_year_of,
    ledger_of,
    letters_to_remind,
    letters_to_send,
    make_document,
    new,
    plan_round,
    round_total,
    send_back,
    status,
    submission_of,
    to_accept,
    to_send_back,
    total_as_data,
    total_as_workbook,
)

AREA = "示范区"
SETTINGS = Settings(2024, "示范区政务公开办公室", "王老师 0000-0000100", date(2025, 1, 15), correction_days=3)
NOW = datetime(2025, 1, 15, 9, tzinfo=timezone(timedelta(hours=8)))
SIGNED_ON = date(2025, 1, 20)
ISSUED_TOGETHER = ("民政局", "财政局")
ISSUED_CELL = "行政规范性文件 本年制发件数"
SIGNED_BY, CORRECTED_BY = "民政局", "sthjj"
ARRIVED = "来件"
README = "演示说明.txt"

_EXPLANATION = """这个文件夹由 nianbao demo 生成，单位、人员和数字都是示例，可以整个删掉。

round.toml    这次年报工作的设置：年度、截止日期、邮箱（可以用记事本改）
名单.csv      填报单位
上年/         各单位上年的数
信函/         下发、催报、退回、收讫的措辞（可以改）
下发/         给每个单位的加锁工作簿，和发给它们的邮件草稿
来件/         单位发回来的文件（其中几份有错）
收件/         收下的原件，从不改动
退回/         有错的单位各一份：错的格标了颜色、写了批注，附问题清单
成果/         汇总、进度、正式的年度报告 Word 文档

在这个文件夹里运行 nianbao status 看进度，nianbao log 看台账。
"""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What comes back from a unit, and how it came about (`story`, empty for a correct one)."""

    name: str
    content: bytes
    story: str


def examples() -> Path:
    """The folder ``examples/``."""
    return shipped("examples")


def demo(folder: Path) -> Iterator[str]:
    """Play the round in `folder`; yields a line a step. Can be repeated in a folder it made itself.

    Raises :class:`ToolkitError` where the folder holds anything else.
    """
    source = examples() / "demo"
    round_ = _start(folder, source)
    yield f"1. 新建：{len(round_.roster.units)} 个单位，截止 {SETTINGS.deadline} → {folder}"

    with ledger_of(round_) as ledger:
        issued = list(issue_round(round_, ledger, plan_round(round_), last_year_of(round_), NOW))
    letters = letters_to_send(round_, (), NOW)
    drafts = list(draft_letters(round_, letters, drafts_in(round_, "issue"), NOW))
    yield f"2. 下发：{len(issued)} 份加锁的工作簿（上年的数锁在里面），{len(drafts)} 封邮件草稿 → {folder / '下发'}"

    arrived = list(_arrived(round_, source))
    for item in arrived:
        write_whole(folder / ARRIVED / item.name, item.content)
    yield f"3. 回收：{len(arrived)} 份发回来，逐份检查、登记，原件留存 → {folder / '收件'}"
    stories = {item.name: item.story for item in arrived}
    for collected in collect(round_, [folder / ARRIVED / item.name for item in arrived], NOW):
        yield f"   {_line(collected, stories)}"

    returned = list(to_send_back(round_, (), NOW))
    yield f"4. 退回：{len(returned)} 个单位有错，各退回一份标明问题的工作簿 → {folder / RETURNED}"
    letters = [send_back(round_, item, NOW) for item in returned]
    list(draft_letters(round_, letters, drafts_in(round_, "send_back"), NOW))
    yield from (f"   {each.unit.short}：{len(each.problems)} 处，见 {each.path.name}" for each in returned)

    yield f"5. 重报：{_corrected(round_, source)}"
    reminders = letters_to_remind(round_, (), NOW)
    list(draft_letters(round_, reminders, drafts_in(round_, "remind"), NOW))
    yield f"6. 催报：{'、'.join(letter.unit.short for letter in reminders)}，每封写明自己的情况"
    yield f"7. 汇总：{_total(round_)}"
    yield f"8. 成文：{_document(round_)}"
    yield f"演示完毕。进入“{folder}”，用 nianbao status 看进度；打开“退回”里的工作簿，看错在哪里。"


def _start(folder: Path, source: Path) -> Round:
    """The round, new or as an earlier demo left it."""
    if not (folder / "round.toml").is_file():
        new(folder, SETTINGS, source / "roster.csv")
    round_ = find(folder)
    if round_.root != folder.resolve() or round_.settings != SETTINGS:
        raise ToolkitError(f"文件夹“{folder}”里已有别的文件。", "请换一个空文件夹，例如 nianbao demo 新文件夹。")
    write_whole(folder / README, _EXPLANATION.encode("utf-8-sig"))
    for file in (source / "last_year").iterdir():
        write_whole(folder / LAST_YEAR / file.name, file.read_bytes())
    return round_


def _arrived(round_: Round, source: Path) -> Iterator[Arrived]:
    """The example returns, broken as ``faults.toml`` tells."""
    faults = {fault["unit"]: fault for fault in tomllib.loads((source / "faults.toml").read_text("utf-8"))["faults"]}
    last_year = last_year_of(round_).reports
    for unit in round_.roster.units:
        fault = faults.get(unit.code, {})
        if fault.get("kind") != "missing":
            data = json.loads((source / "returns" / f"{unit.code}.json").read_text("utf-8"))
            content = _filled(round_, data, fault, last_year[unit.code])
            yield Arrived(f"{unit.called}年报.xlsx", content, fault.get("story", ""))


def _filled(round_: Round, data: dict[str, Any], fault: Mapping[str, Any], last_year: Report, turn: int = 1) -> bytes:
    """The workbook as the unit filled it the `turn`-th time."""
    from toolkit.workbook import Cover, resave, write_workbook

    match fault.get("kind"):
        case "not_a_workbook":
            return str(fault["content"]).strip().encode()
        case "values":
            data["values"] |= {cell: value if value != "" else None for cell, value in fault["set"].items()}
        case "narrative":
            data["narrative"] |= fault["set"]
    report, _ = read_data_file(json.dumps(data).encode())
    settings = round_.settings
    cover = Cover(settings.office, settings.deadline, settings.office_contact, sequence=turn, key=round_.key)
    content = write_workbook(with_last_year(report, last_year), cover)
    return resave(content) if fault.get("kind") == "resaved" else content


def _line(item: Collected, stories: Mapping[str, str]) -> str:
    passed = item.checked is not None and item.checked.verdict.acceptable
    mark = "·" if item.became == "known" else "✓" if passed else "✗"
    story = stories.get(item.name)
    return f"{mark} {item.name}：{item.says}{f'（{story}）' if story else ''}"


def _corrected(round_: Round, source: Path) -> str:
    """One of the units puts everything right and sends it again."""
    unit = next(unit for unit in round_.roster.units if unit.code == CORRECTED_BY)
    data = json.loads((source / "returns" / f"{unit.code}.json").read_text("utf-8"))
    path = round_.root / ARRIVED / f"{unit.short}年报（改正）.xlsx"
    write_whole(path, _filled(round_, data, {}, last_year_of(round_).reports[unit.code], turn=2))
    (item,) = collect(round_, [path], NOW)
    return f"{unit.short}照着改好报来，{item.says}"


def _total(round_: Round) -> str:
    accept(round_, to_accept(round_, (), NOW), "", NOW)
    _joint_issue(round_)
    _, result = round_total(round_, AREA, NOW)
    board = status(round_, NOW)
    results = round_.root / RESULTS
    write_whole(results / "汇总.xlsx", total_as_workbook(result))
    write_whole(results / "汇总.json", total_as_data(result))
    write_whole(results / "进度.html", as_page(board).encode())
    write_whole(results / "进度.xlsx", board_as_workbook(board))
    received = result.report.totals["requests.received.total"]
    missing = f"，还缺 {len(result.missing)} 个单位，注明不完整" if result.missing else ""
    adjusted = f"，调整 {len(result.adjustments)} 笔（联合发文只计一次）"
    return (
        f"合格的 {len(result.labels)} 个单位相加，新收申请 {received} 件{adjusted}{missing} → {results / '汇总.xlsx'}"
    )


def _joint_issue(round_: Round) -> None:
    """What two units issued together, and both counted, is counted once."""
    if not adjustments(round_):
        units = full_names(round_, ISSUED_TOGETHER)
        reason = "民政局、财政局联合制发的1件规范性文件，两家都计了"
        adjust(round_, [make_adjustment(form_of(round_), ISSUED_CELL, "joint", "", reason, "王老师", units)], NOW)


def _document(round_: Round) -> str:
    checked = submission_of(round_, SIGNED_BY, NOW)
    report = checked.report
    path = round_.root / RESULTS / f"{report.unit}{report.year}年{report.form.title}.docx"
    write_whole(path, make_document(checked, ".docx", SIGNED_ON, draft=False).content)
    return f"{report.unit}的年度报告 → {path}"
