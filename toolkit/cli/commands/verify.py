"""``nianbao verify``"""

import argparse
from pathlib import Path

from toolkit.cli.form_argument import add_form
from toolkit.cli.layout_argument import add_layout, the_layout
from toolkit.cli.parser import a_date
from toolkit.stages.verification import told, verify_document
from toolkit.workflow import check, find_key

EXAMPLE = (
    "  nianbao verify 正式稿.docx --data 民政局.json\n"
    "  nianbao verify 正式稿.html --data 民政局.xlsx --date 2025-01-20\n"
    "表里的每一格、文字里的每一个数都与数据对照；改过文字不要紧，改过数字一定指出。\n"
    "退出码：0 全部相等；1 有不相等的；3 文件读不了。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="文档", type=Path, help="要核对的文档（.docx 或 .html）")
    parser.add_argument("--data", metavar="文件", type=Path, required=True, help="数据文件（.json）或工作簿（.xlsx）")
    parser.add_argument("--date", metavar="日期", type=a_date, help="成文日期，如 2025-01-20；写了就一并核对")
    add_layout(parser)
    add_form(parser)


def run(arguments: argparse.Namespace) -> int:
    report = check(arguments.data, find_key(arguments.data.parent), own=arguments.form).report
    verification = verify_document(arguments.file, report, arguments.date, the_layout(arguments))
    print(told(str(arguments.file), verification))
    return 0 if verification.equal else 1
