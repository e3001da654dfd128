"""A whole round on example data: roster → workbooks → returns, some of them wrong → checks → total → Word.

It shows the workflow; it computes nothing of its own.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from toolkit.checks import Checked, as_text
from toolkit.disk import shipped, write_whole
from toolkit.errors import ToolkitError
from toolkit.intake import Isolated
from toolkit.model import Report, Roster, read_data_file, with_last_year
from toolkit.workflow import (
    Assignment,
    check,
    create_key,
    issue,
    load_report,
    make_document,
    match_last_year,
    plan_issue,
    read_roster,
    reader,
    total,
    total_as_data,
    total_as_workbook,
)

YEAR = 2024
AREA = "示范区"
ASSIGNMENT = Assignment(YEAR, "示范区政务公开办公室", date(2025, 1, 15), "王老师 0000-0000100")
SIGNED_ON = date(2025, 1, 20)
README = "演示说明.txt"

_EXPLANATION = """这个文件夹由 nianbao demo 生成，单位、人员和数字都是示例，可以整个删掉。

名单.csv      填报单位
上年/         各单位上年的数
下发/         给每个单位的加锁工作簿
收件/         单位填好报回的工作簿（其中几份有错）
退回/         有错的单位各一份问题清单
成果/         汇总（工作簿和数据文件）、正式的年度报告 Word 文档
"""


@dataclass(frozen=True, slots=True)
class Return:
    """What comes back from a unit, and how it came about (`story`, empty for a correct one)."""

    name: str
    content: bytes
    story: str


def examples() -> Traversable:
    """The folder ``examples/``."""
    return shipped("examples")


def demo(folder: Path) -> Iterator[str]:
    """Play the round in `folder`; yields a line a step. Can be repeated in a folder it made itself.

    Raises :class:`ToolkitError` where the folder holds anything else.
    """
    _claim(folder)
    source = examples() / "demo"
    write_whole(folder / "名单.csv", (source / "roster.csv").read_bytes())
    roster = read_roster(folder / "名单.csv")
    yield f"1. 名单：{len(roster.units)} 个单位 → {folder / '名单.csv'}"

    key = create_key(folder)
    last_year = _last_year(source, folder)
    planned = plan_issue(roster, YEAR, folder / "下发")
    issued = list(issue(planned, ASSIGNMENT, key, match_last_year(roster, last_year)))
    yield f"2. 下发：生成 {len(issued)} 份加锁的工作簿，上年的数已锁在里面 → {folder / '下发'}"

    returns = list(_returns(source, roster, match_last_year(roster, last_year), key))
    for item in returns:
        write_whole(folder / "收件" / item.name, item.content)
    missing = len(roster.units) - len(returns)
    yield f"3. 回收：{len(returns)} 份报回，{missing} 个单位到期未报 → {folder / '收件'}"

    accepted: list[Checked] = []
    yield f"4. 校验：逐份读回检查，有错的写问题清单 → {folder / '退回'}"
    with reader() as child:
        for item in returns:
            checked, line = _check_return(folder, item, key, child)
            yield f"   {line}"
            if checked:
                accepted.append(checked)
    yield f"5. 汇总：{_total(folder, accepted)}"
    yield f"6. 成文：{_document(folder, accepted[0])}"
    yield f"演示完毕。打开“{folder / '下发'}”里的任意一份工作簿填一填，再用 nianbao check 检查。"


def _claim(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()) and not (folder / README).is_file():
        raise ToolkitError(f"文件夹“{folder}”里已有别的文件。", "请换一个空文件夹，例如 nianbao demo 新文件夹。")
    write_whole(folder / README, _EXPLANATION.encode("utf-8-sig"))


def _last_year(source: Traversable, folder: Path) -> list[Report]:
    """Last year's reports, copied beside the rest for the clerk to see."""
    reports = []
    for file in sorted((source / "last_year").iterdir(), key=lambda file: file.name):
        write_whole(folder / "上年" / file.name, file.read_bytes())
        reports.append(load_report(folder / "上年" / file.name)[0])
    return reports


def _returns(source: Traversable, roster: Roster, last_year: Mapping[str, Report], key: bytes) -> Iterator[Return]:
    """The example returns, broken as ``faults.toml`` tells."""
    faults = {fault["unit"]: fault for fault in tomllib.loads((source / "faults.toml").read_text("utf-8"))["faults"]}
    for unit in roster.units:
        fault = faults.get(unit.code, {})
        if fault.get("kind") == "missing":
            continue
        data = json.loads((source / "returns" / f"{unit.code}.json").read_text("utf-8"))
        content = _filled(data, fault, last_year[unit.code], key)
        yield Return(f"{unit.short or unit.name}年报.xlsx", content, fault.get("story", ""))


def _filled(data: dict[str, Any], fault: Mapping[str, Any], last_year: Report, key: bytes) -> bytes:
    from toolkit.workbook import Cover, resave, write_workbook

    match fault.get("kind"):
        case "not_a_workbook":
            return str(fault["content"]).strip().encode()
        case "values":
            data["values"] |= {cell: value if value != "" else None for cell, value in fault["set"].items()}
        case "narrative":
            data["narrative"] |= fault["set"]
    report = with_last_year(_report(data), last_year)
    cover = Cover(ASSIGNMENT.office, ASSIGNMENT.deadline, ASSIGNMENT.office_contact, key=key)
    content = write_workbook(report, cover)
    return resave(content) if fault.get("kind") == "resaved" else content


def _report(data: Mapping[str, Any]) -> Report:
    report, _ = read_data_file(json.dumps(data).encode())
    return report


def _check_return(folder: Path, item: Return, key: bytes, child: Isolated) -> tuple[Checked | None, str]:
    """The checked return if it is acceptable, and a line on what became of it."""
    path = folder / "收件" / item.name
    told = f"（{item.story}）" if item.story else ""
    try:
        checked = check(path, key, child=child)
    except ToolkitError as error:
        return None, f"✗ {item.name}：读不了。{error}{told}"
    count = checked.verdict.count("error")
    if count == 0:
        return checked, f"✓ {item.name}：通过{told}"
    problems = folder / "退回" / f"{path.stem}_问题清单.txt"
    write_whole(problems, (as_text(checked) + "\n").encode("utf-8-sig"))
    return None, f"✗ {item.name}：{count} 处必须改正，见 {problems.name}{told}"


def _total(folder: Path, accepted: list[Checked]) -> str:
    result = total(accepted, AREA)
    write_whole(folder / "成果" / "汇总.xlsx", total_as_workbook(result))
    write_whole(folder / "成果" / "汇总.json", total_as_data(result))
    received = result.report.totals["requests.received.total"]
    return f"通过的 {len(accepted)} 个单位相加，新收申请 {received} 件 → {folder / '成果' / '汇总.xlsx'}"


def _document(folder: Path, checked: Checked) -> str:
    report = checked.report
    path = folder / "成果" / f"{report.unit}{report.year}年{report.form.title}.docx"
    write_whole(path, make_document(checked, ".docx", SIGNED_ON, draft=False))
    return f"{report.unit}的年度报告 → {path}"
