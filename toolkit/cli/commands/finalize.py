"""``nianbao finalize``"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from toolkit.cli.form_argument import add_form
from toolkit.cli.layout_argument import add_layout, the_layout
from toolkit.cli.parser import a_date, add_dry_run
from toolkit.disk import read_bytes
from toolkit.stages.finalization import SignOff, examine, finalize
from toolkit.workflow import check, find_key, load_reports

EXAMPLE = (
    "  nianbao finalize 领导退回的报审稿.docx --data 民政局.json --date 2025-01-20 --signed-by 王局长 --out 定稿\n"
    "  nianbao finalize 更正后.docx --data 民政局.json --date 2025-03-01 --out 定稿 --amend 行政许可件数有误\n"
    "写出：正式稿（docx、html、pdf）、数据（xlsx、csv、json）、图解和签发记录。数字与数据不符、还有修订、批注、未填写处的，不定稿。\n"
    "退出码：0 已定稿；1 还有要处理的，逐条列出；3 文件读不了。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="文档", type=Path, help="领导审签后退回的文档（.docx）")
    parser.add_argument("--data", metavar="文件", type=Path, required=True, help="数据文件（.json）或工作簿（.xlsx）")
    parser.add_argument("--date", metavar="日期", type=a_date, required=True, help="签发日期，就是成文日期")
    parser.add_argument("--out", metavar="文件夹", type=Path, required=True, help="写到哪个文件夹")
    parser.add_argument("--signed-by", metavar="姓名", default="", help="签发人，记入签发记录，不印在文档上")
    parser.add_argument("--sealed", action="store_true", help="署名处给印章留出位置")
    parser.add_argument("--amend", metavar="理由", default="", help="签发后更正：写明理由，原来的一版保留，改动留痕")
    parser.add_argument(
        "--last-year", metavar="文件", type=Path, nargs="+", default=[], help="往年的报告，画近年对比图"
    )
    add_layout(parser)
    add_form(parser)
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    report = check(arguments.data, find_key(arguments.data.parent), own=arguments.form).report
    returned = examine(read_bytes(arguments.file), report, arguments.date)
    if returned.obstacles:
        print(f"没有定稿：还有 {len(returned.obstacles)} 处要先处理。", file=sys.stderr)
        for obstacle in returned.obstacles:
            print(f"  ✗ {obstacle}", file=sys.stderr)
        return 1
    layout = the_layout(arguments)
    layout = replace(layout, sealed=layout.sealed or arguments.sealed)
    earlier = tuple(load_reports(arguments.last_year, own=arguments.form))
    sign_off = SignOff(arguments.date, arguments.signed_by, layout, arguments.amend, earlier)
    result = finalize(returned, sign_off, arguments.out, rehearse=arguments.dry_run)
    verification = returned.verification
    print(f"✓ 表内 {verification.cells_equal}/{verification.cells} 个数、文字 {verification.numbers} 个数与数据相等。")
    if verification.edited:
        print(f"· 审签中改了 {len(verification.edited)} 段文字，已写入正式稿和数据文件。")
    if result.changes:
        print(f"· 第 {result.version} 版，与上一版相比：{result.changes}。")
    for note in result.notes:
        print(f"· {note}", file=sys.stderr)
    for name in result.files:
        done = "演练：将写入" if arguments.dry_run else "已写入"
        print(f"{done} {arguments.out / name}", file=sys.stderr)
    return 0
