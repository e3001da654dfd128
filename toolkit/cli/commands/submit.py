"""``nianbao submit``"""

import argparse
import sys
from datetime import datetime
from pathlib import Path

from toolkit.checks import as_text
from toolkit.cli.form_argument import add_form
from toolkit.cli.layout_argument import add_layout, the_layout
from toolkit.cli.parser import a_date, add_dry_run
from toolkit.disk import read_bytes, sha256, write_whole
from toolkit.document import content_of_outline, outline_of
from toolkit.stages.signature import Earlier, Request, make_pack
from toolkit.stages.verification import earlier_document
from toolkit.workflow import check, find_key, load_report

EXAMPLE = (
    "  nianbao submit 民政局.xlsx --out 送签 --drafter 周例一 --date 2025-01-18\n"
    "  nianbao submit 民政局.json --out 送签2 --previous 送签/报审稿.docx\n"
    "写出：报审稿（表格锁定、文字可改、留修订痕迹）、审签单、校验报告、修订对比稿、manifest.json（各文件的 SHA-256）。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="文件", type=Path, help="填好的工作簿（.xlsx）或数据文件（.json）")
    parser.add_argument("--out", metavar="文件夹", type=Path, required=True, help="送签材料写到哪个文件夹")
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
    checked = check(arguments.file, find_key(arguments.file.parent), last_year, own=arguments.form)
    if checked.verdict.findings:
        print(as_text(checked), file=sys.stderr)
    if not checked.verdict.acceptable:
        print("没有生成送签材料：还有必须改正的问题。", file=sys.stderr)
        return 1
    earlier = None
    if arguments.previous:
        earlier = Earlier("上一稿", earlier_document(arguments.previous, checked.report.form))
    elif last_year:
        earlier = Earlier("上年报告", content_of_outline(outline_of(last_year, signed_on=None)))
    request = Request(
        submitted_on=arguments.date or datetime.now().astimezone().date(),
        source=arguments.file.name,
        source_sha256=sha256(read_bytes(arguments.file)),
        drafter=arguments.drafter,
        phone=arguments.phone,
        layout=the_layout(arguments),
    )
    pack = make_pack(checked, request, earlier)
    for name, content in pack.files.items():
        if arguments.dry_run:
            print(f"演练：将写入 {arguments.out / name}，没有写。", file=sys.stderr)
        else:
            write_whole(arguments.out / name, content)
            print(f"已写入 {arguments.out / name}", file=sys.stderr)
    if pack.changes:
        print(f"与{earlier.name if earlier else ''}相比：{pack.changes}。")
    return 0
