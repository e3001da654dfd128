"""``nianbao explain``"""

import argparse
from pathlib import Path

from toolkit.cli.form_argument import add_form
from toolkit.cli.output import write_result
from toolkit.cli.parser import add_dry_run
from toolkit.errors import ToolkitError
from toolkit.workflow import check, explain, find_key, load_report, read

EXAMPLE = (
    "  nianbao explain 民政局.xlsx --last-year 上年.json\n"
    "  nianbao explain 民政局.xlsx --last-year 上年.json --out 民政局.json \\\n"
    "      --set years.carry_over@requests.carried_in.total=机构改革承接3件\n"
    "说明与所说的数字绑定：数字没有变，说明一直有效；数字一改，说明失效，要重新写。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="文件", type=Path, help="填好的工作簿（.xlsx）或数据文件（.json）")
    parser.add_argument("--last-year", metavar="文件", type=Path, help="同一单位上年的报告")
    parser.add_argument(
        "--set", metavar="编号=说明", action="append", default=[], help="给一条疑点写上说明，可以写多个"
    )
    parser.add_argument("--out", metavar="文件", type=Path, help="带说明的数据文件写到哪里；不写就只列出疑点")
    add_form(parser)
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    last_year = load_report(arguments.last_year, own=arguments.form)[0] if arguments.last_year else None
    checked = check(arguments.file, find_key(arguments.file.parent), last_year, own=arguments.form)
    report = explain(checked, dict(_parse(text) for text in arguments.set))
    for finding in checked.verdict.findings:
        if finding.severity == "query":
            told = f"已说明：{finding.explained_by}" if finding.explained_by else "尚未说明"
            print(f"{finding.key}\n    {finding.message}{told}")
    if arguments.out is not None:
        write_result(arguments, read(report), [arguments.file], f"{len(report.explanations)} 条说明")
    return 0


def _parse(text: str) -> tuple[str, str]:
    key, equals, explanation = text.partition("=")
    if not equals or not explanation.strip():
        raise ToolkitError(f"“{text}”写法不对。", "应写成 编号=说明。")
    return key.strip(), explanation.strip()
