"""``nianbao verify``"""

import argparse
from datetime import date
from pathlib import Path

from toolkit.cli.form_argument import add_form
from toolkit.cli.layout_argument import add_layout, the_layout
from toolkit.cli.parser import a_date
from toolkit.cli.round_arguments import the_time
from toolkit.cli.subject_arguments import add_subject, the_subject
from toolkit.errors import ToolkitError
from toolkit.model import Report
from toolkit.stages.signed import Signed
from toolkit.stages.verification import signature_beside, told, verify_document
from toolkit.workflow import basis_of, check, find_key

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
    report, signature = _standard(arguments)
    recorded = date.fromisoformat(signature.signed_on) if signature else None
    signed_on = arguments.date or recorded
    verification = verify_document(arguments.file, report, signed_on, the_layout(arguments))
    print(told(str(arguments.file), verification, signed_on, None if arguments.date else signature))
    return 0 if verification.equal else 1


def _standard(arguments: argparse.Namespace) -> tuple[Report, Signed | None]:
    """What the document is held against: the data, and the record of its signature."""
    place = the_subject(arguments)
    data = arguments.data
    given = check(data, find_key(data.parent), own=arguments.form).report if data else None
    if place:
        with place.signing() as signing:
            known = signing.standard(arguments.file)
        report, signature = known or (basis_of(place.round_, place.subject, the_time()).checked.report, None)
        return place.own(given) if given else report, signature
    if given is None:
        problem = "没有写明与什么核对。"
        raise ToolkitError(problem, "请加 --data 文件；在年报工作的文件夹里可以写 --unit 单位、--total 名称。")
    return given, signature_beside(arguments.file, given)
