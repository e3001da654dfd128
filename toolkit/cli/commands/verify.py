"""``nianbao verify``"""

import argparse
from pathlib import Path

from toolkit.cli.form_argument import add_form
from toolkit.cli.layout_argument import add_layout, the_layout
from toolkit.cli.parser import a_date
from toolkit.cli.subject_arguments import add_subject, the_subject
from toolkit.workflow import check, find_key, verify

EXAMPLE = (
    "  nianbao verify 正式稿.docx --data 民政局.json\n"
    "  nianbao verify 正式稿.html --data 民政局.xlsx --date 2025-01-20\n"
    "  nianbao verify 正式稿.docx --unit 民政局                在年报工作的文件夹里：与签发（或送审）的数据对照\n"
    "  nianbao verify 网站上的.html --total 示范区\n"
    "表里的每一格、文字里的每一个数都与数据对照；改过文字不要紧，改过数字一定指出。成文日期与签发记录对照，没有记录的，写出是哪一天。\n"
    "退出码：0 全部相等；1 有不相等的；3 文件读不了。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="文档", type=Path, help="要核对的文档（.docx 或 .html）")
    parser.add_argument("--data", metavar="文件", type=Path, help="数据文件（.json）或工作簿（.xlsx）")
    add_subject(parser)
    text = "成文日期，如 2025-01-20；不写的，与签发记录对照"
    parser.add_argument("--date", metavar="日期", type=a_date, help=text)
    add_layout(parser)
    add_form(parser)


def run(arguments: argparse.Namespace) -> int:
    place, data = the_subject(arguments), arguments.data
    report = check(data, find_key(data.parent), own=arguments.form).report if data else None
    if place and report:
        report = place.own(report)
    verified = verify(arguments.file, report, place, the_layout(arguments), arguments.date)
    print(verified.told(str(arguments.file)))
    return 0 if verified.verification.equal else 1
