"""``nianbao submit``"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from toolkit.checks import Checked, as_text
from toolkit.cli.form_argument import add_form
from toolkit.cli.layout_argument import add_layout, the_layout
from toolkit.cli.parser import a_date, add_dry_run
from toolkit.cli.round_arguments import the_time
from toolkit.cli.subject_arguments import add_subject, subject_in, the_subject
from toolkit.disk import read_bytes
from toolkit.errors import ToolkitError
from toolkit.model import Report
from toolkit.stages.basis import Origin, origin_of_file
from toolkit.stages.signature import Request
from toolkit.stages.signing_steps import Comparison, Output, SubmittedPack
from toolkit.stages.submitted import hold_cells
from toolkit.stages.verification import earlier_document
from toolkit.workflow import InRound, basis_of, check, find_key, load_report, submit

EXAMPLE = (
    "  nianbao submit --unit 民政局 --drafter 周例一            在年报工作的文件夹里：已确认的报告送审，记入台账\n"
    "  nianbao submit --total 示范区                          本次年报工作的汇总送审\n"
    "  nianbao submit 民政局改.json --unit 民政局              文字由办公室改过的：数须与已确认的相同\n"
    "  nianbao submit 民政局.xlsx --out 送签 --drafter 周例一 --date 2025-01-18\n"
    "  nianbao submit 民政局.json --out 送签2 --previous 送签/报审稿.docx\n"
    "写出：报审稿（表格锁定、文字可改、留修订痕迹）、审签单、校验报告、修订对比稿、\n"
    "送审数据、manifest.json（各文件的 SHA-256）。\n"
    "退出码：0 已送审；1 还有必须改正的问题；2 单位还没有确认、汇总不完整，或写法有误；3 文件读不了。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    text = "填好的工作簿（.xlsx）或数据文件（.json）；写了 --unit、--total 的可以不写"
    parser.add_argument("file", metavar="文件", nargs="?", type=Path, help=text)
    add_subject(parser)
    parser.add_argument(
        "--out", metavar="文件夹", type=Path, help="送签材料写到哪个文件夹（在年报工作里默认 成果/送签）"
    )
    parser.add_argument("--previous", metavar="文档", type=Path, help="上一稿（.docx），用来做修订对比")
    parser.add_argument("--last-year", metavar="文件", type=Path, help="同一单位上年的报告；没有上一稿时与它对比")
    parser.add_argument("--date", metavar="日期", type=a_date, default=None, help="送签日期（默认今天）")
    parser.add_argument("--drafter", metavar="姓名", default="", help="拟稿人，印在审签单上")
    parser.add_argument("--phone", metavar="电话", default="", help="联系电话，印在审签单上")
    add_layout(parser)
    add_form(parser)
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    last_year = load_report(arguments.last_year, own=arguments.form)[0] if arguments.last_year else None
    place, checked, origin = _report(arguments, last_year)
    if checked.verdict.findings:
        print(as_text(checked), file=sys.stderr)
    if not checked.verdict.acceptable:
        print("没有生成送签材料：还有必须改正的问题。", file=sys.stderr)
        return 1
    submitted_on = arguments.date or the_time().date()
    request = Request(submitted_on, origin, arguments.drafter, arguments.phone, the_layout(arguments))
    previous = earlier_document(arguments.previous, checked.report.form) if arguments.previous else None
    output = Output(arguments.out, arguments.dry_run)
    _tell(submit(checked, request, place, Comparison(previous, last_year), output), place, dry_run=output.rehearse)
    return 0


def _report(arguments: argparse.Namespace, last_year: Report | None) -> tuple[InRound | None, Checked, Origin]:
    """Whose it is, the report, and where its numbers come from."""
    place = the_subject(arguments)
    if arguments.file is None:
        if place is None:
            raise ToolkitError(
                "没有写明给谁送签。", "请写一个文件，或者在年报工作的文件夹里写 --unit 单位、--total 名称。"
            )
        basis = basis_of(place)
        return place, basis.checked, basis.origin
    checked = check(arguments.file, find_key(arguments.file.parent), last_year, own=arguments.form)
    place = place or subject_in(arguments, checked.report)
    if place is None:
        return None, checked, origin_of_file(read_bytes(arguments.file), arguments.file.name, checked.report)
    report = place.own(checked.report)
    basis = basis_of(place)
    hold_cells(report, basis.checked.report, "文件里", "数以单位报来、已确认的为准：请改回，或请单位重新报送。")
    return place, replace(checked, report=report), basis.origin


def _tell(pack: SubmittedPack, place: InRound | None, *, dry_run: bool) -> None:
    for name in pack.files:
        path = pack.folder / name
        print(f"演练：将写入 {path}，没有写。" if dry_run else f"已写入 {path}", file=sys.stderr)
    if place and not dry_run:
        print(f"已记入台账：{place.subject.name}送审。", file=sys.stderr)
    if pack.changes:
        print(pack.changes)
