"""``nianbao demo``"""

import argparse
from pathlib import Path

from toolkit.cli.parser import add_dry_run
from toolkit.demo import demo

EXAMPLE = "  nianbao demo            在当前文件夹建“年报演示”\n  nianbao demo D:\\试用     在指定的文件夹里演示"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="文件夹", nargs="?", type=Path, default=Path("年报演示"), help="演示放在哪里")
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    if arguments.dry_run:
        print(f"演练：将在“{arguments.folder}”里生成名单、工作簿、收件、退回和成果，没有写任何文件。")
        return 0
    for line in demo(arguments.folder):
        print(line, flush=True)
    return 0
