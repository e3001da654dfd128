"""``nianbao check``"""

import argparse
import sys
from pathlib import Path

from toolkit.checks import as_json, as_text, refusal_as_json
from toolkit.errors import ToolkitError
from toolkit.workflow import check, find_key

EXAMPLE = (
    "  nianbao check 收件/民政局.xlsx\n"
    "  nianbao check 收件/*.xlsx --format json > 结果.jsonl\n"
    "退出码：0 没有必须改正的问题；1 有；3 有文件读不了。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="文件", nargs="+", type=Path, help="填好的工作簿（.xlsx）或数据文件（.json）")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="text 给人看（默认）；json 每个文件一行"
    )


def run(arguments: argparse.Namespace) -> int:
    as_lines = arguments.format == "json"
    codes = [_check_one(path, as_lines=as_lines) for path in arguments.files]
    return max(codes)


def _check_one(path: Path, *, as_lines: bool) -> int:
    """One file; one that cannot be read does not stop the others."""
    try:
        checked = check(path, find_key(path.parent))
    except ToolkitError as error:
        print(refusal_as_json(str(path), str(error)) if as_lines else f"✗ {path}：{error}")
        if as_lines:
            print(f"错误：{path}：{error}", file=sys.stderr)
        return 3
    print(as_json(checked) if as_lines else as_text(checked))
    return 0 if checked.verdict.acceptable else 1
