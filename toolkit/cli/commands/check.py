"""``nianbao check``"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from toolkit.checks import Checked, as_json, as_page, as_text, refusal_as_json
from toolkit.cli.form_argument import add_form
from toolkit.cli.output import write_result
from toolkit.cli.parser import add_dry_run
from toolkit.cli.progress import progress
from toolkit.errors import ToolkitError
from toolkit.workflow import check_all, findings_as_workbook, load_report

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
    last_year = load_report(arguments.last_year, own=arguments.form)[0] if arguments.last_year else None
    several = len(arguments.files) > 1
    files = progress(arguments.files, "校验", "份", len(arguments.files)) if several else arguments.files
    results = [_check_one(path, check) for path, check in check_all(files, last_year, arguments.form)]
    checked = [result for result in results if isinstance(result, Checked)]
    match arguments.format:
        case "xlsx":
            _write(arguments, findings_as_workbook(checked))
        case "html":
            _write(arguments, as_page(checked).encode())
        case "json":
            lines = [as_json(result) if isinstance(result, Checked) else refusal_as_json(*result) for result in results]
            _write(arguments, "".join(f"{line}\n" for line in lines).encode())
        case _:
            lines = [_as_text(result, verbose=arguments.verbose) for result in results]
            _write(arguments, "".join(f"{line}\n" for line in lines).encode())
    return max(_exit_code(result) for result in results)


def _check_one(path: Path, check: Callable[[], Checked]) -> Checked | tuple[str, str]:
    """The verdict, or (file, reason): one file that cannot be read does not stop the others."""
    try:
        return check()
    except ToolkitError as error:
        print(f"错误：{path}：{error}", file=sys.stderr)
        return str(path), str(error)


def _as_text(result: Checked | tuple[str, str], *, verbose: bool) -> str:
    return as_text(result, verbose=verbose) if isinstance(result, Checked) else f"✗ {result[0]}：{result[1]}"


def _exit_code(result: Checked | tuple[str, str]) -> int:
    if not isinstance(result, Checked):
        return 3
    return 0 if result.verdict.acceptable else 1


def _write(arguments: argparse.Namespace, content: bytes) -> None:
    """To the file asked for, else to the screen."""
    if arguments.out is None:
        sys.stdout.write(content.decode())
    else:
        write_result(arguments, content, arguments.files)
