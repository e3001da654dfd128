"""``nianbao fill``"""

import argparse
import sys
from pathlib import Path

from toolkit.cli.form_argument import add_form
from toolkit.cli.output import write_result
from toolkit.cli.parser import add_dry_run, add_output
from toolkit.workflow import disputed_totals, fill, find_key, load_report

EXAMPLE = "  nianbao fill 民政局.json --out 民政局.xlsx"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", metavar="数据文件", type=Path, help="数据文件（.json）或填好的工作簿（.xlsx）")
    add_output(parser, "民政局.xlsx")
    add_form(parser)
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    report, findings = load_report(arguments.data, own=arguments.form)
    for finding in findings:
        print(finding.message, file=sys.stderr)
    for cell, claimed, computed in disputed_totals(report):
        print(f"{cell}：来源写的是 {claimed}，工作簿里按各项之和 {computed} 计算。", file=sys.stderr)
    write_result(arguments, fill(report, find_key(arguments.out.parent)), [arguments.data])
    return 0
