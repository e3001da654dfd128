"""``nianbao read``"""

import argparse
import sys
from pathlib import Path

from toolkit.cli.form_argument import add_form
from toolkit.cli.output import write_result
from toolkit.cli.parser import add_dry_run, add_output
from toolkit.workflow import find_key, load_report, read

EXAMPLE = "  nianbao read 收件/民政局.xlsx --out 民政局.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = "填好的工作簿（.xlsx）或已发布的报告（.docx、.html、.mht、.txt、.pdf）"
    parser.add_argument("file", metavar="文件", type=Path, help=what)
    add_output(parser, "民政局.json")
    add_form(parser)
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    report, findings = load_report(arguments.file, find_key(arguments.file.parent), own=arguments.form)
    for finding in findings:
        print(f"{finding.message}{finding.fix}", file=sys.stderr)
    note = f"{report.unit} {report.year}年。是否有错，请用 nianbao check 检查"
    write_result(arguments, read(report), [arguments.file], note)
    return 0
