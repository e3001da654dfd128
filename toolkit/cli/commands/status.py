"""``nianbao status``"""

import argparse
import sys
from pathlib import Path

from toolkit.cli.output import write_result
from toolkit.cli.parser import add_dry_run
from toolkit.cli.round_arguments import add_round, the_round, the_time
from toolkit.errors import ToolkitError
from toolkit.rounds import as_json, as_page, as_text
from toolkit.workflow import board_as_workbook, status

EXAMPLE = (
    "  nianbao status\n"
    "  nianbao status --format html --out 成果/进度.html    一页，可以给领导看\n"
    "  nianbao status --format xlsx --out 成果/进度.xlsx\n"
    "状态：未下发 → 已下发 → 已收 → 待修改 → 合格 → 已确认；另注明逾期、重复、无法识别。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("text", "json", "html", "xlsx"), default="text", help="默认 text，给人看")
    parser.add_argument("--out", metavar="文件", type=Path, help="写到哪个文件（xlsx 必须写明；其余默认显示出来）")
    add_round(parser)
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    if arguments.format == "xlsx" and arguments.out is None:
        raise ToolkitError("没有写明 xlsx 写到哪里。", "请加 --out 进度.xlsx。")
    board = status(the_round(arguments), the_time())
    match arguments.format:
        case "xlsx":
            content = board_as_workbook(board)
        case "html":
            content = as_page(board).encode()
        case "json":
            content = f"{as_json(board)}\n".encode()
        case _:
            content = f"{as_text(board)}\n".encode()
    if arguments.out is None:
        sys.stdout.write(content.decode())
    else:
        write_result(arguments, content, [])
    return 0
