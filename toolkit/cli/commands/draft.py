"""``nianbao draft``"""

import argparse
from pathlib import Path

from toolkit.cli.form_argument import add_form
from toolkit.cli.output import write_result
from toolkit.cli.parser import add_dry_run
from toolkit.workflow import draft, find_key, load_report, read, with_draft

EXAMPLE = (
    "  nianbao draft 民政局.xlsx\n"
    "  nianbao draft 民政局.xlsx --out 民政局.json\n"
    "只写表格能证明的话；已经写好的段落不动。\n"
    "自己写时，可以用 {requests.received.total} 这样的记号代替数字，成文时自动填入。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="文件", type=Path, help="填好的工作簿（.xlsx）或数据文件（.json）")
    parser.add_argument("--out", metavar="文件", type=Path, help="把空着的段落补上，写成数据文件；不写就只显示")
    add_form(parser)
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    report, _ = load_report(arguments.file, find_key(arguments.file.parent), own=arguments.form)
    for name, text in draft(report).items():
        block = report.form.block(name)
        print(f"【{block.title if block else name}】\n{text}\n")
    if arguments.out is not None:
        write_result(arguments, read(with_draft(report)), [arguments.file])
    return 0
