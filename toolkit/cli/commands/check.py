"""``nianbao check``"""

import argparse
from pathlib import Path

from toolkit.cli.form_argument import add_form
from toolkit.cli.parser import add_dry_run
from toolkit.errors import ToolkitError
from toolkit.stages.apart import reader

EXAMPLE = (
    "  nianbao check 收件/民政局.xlsx\n"
    "  nianbao check 收件/民政局.xlsx --last-year 上年/民政局.xlsx\n"
    "  nianbao check 收件/*.xlsx --format json > 结果.jsonl\n"
    "  nianbao check 收件/*.xlsx --format xlsx --out 问题清单.xlsx\n"
    "退出码：0 没有必须改正的问题；1 有；3 有文件读不了。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = "填好的工作簿（.xlsx）、数据文件（.json）或已发布的报告（.docx、.html、.mht、.txt、.pdf）"
    parser.add_argument("files", metavar="文件", nargs="+", type=Path, help=what)
    parser.add_argument("--last-year", metavar="文件", type=Path, help="同一单位上年的报告，用来核对结转和现行有效")
    parser.add_argument(
        "--format",
        choices=("text", "json", "xlsx", "html"),
        default="text",
        help="text 给人看（默认）；json 每个文件一行；xlsx、html 写成文件",
    )
    parser.add_argument("--verbose", action="store_true", help="也列出文字里与表格相符的说法")
    parser.add_argument("--out", metavar="文件", type=Path, help="写到哪个文件（xlsx 必须写明；其余默认显示出来）")
    add_form(parser)
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    if arguments.format == "xlsx" and arguments.out is None:
        raise ToolkitError("没有写明 xlsx 写到哪里。", "请加 --out 问题清单.xlsx。")
    with reader() as child:
        child.start()  # two processes load at the same time what each of them needs
        from toolkit.cli.checking import check_and_tell

        return check_and_tell(arguments, child)
