"""``nianbao carry``"""

import argparse
import re
import sys
from pathlib import Path

from toolkit.carrying import Machine, carry
from toolkit.cli.parser import add_dry_run

EXAMPLE = (
    "  nianbao carry U盘/年报安装                        在能上网的电脑上、在本软件的文件夹里运行\n"
    "  nianbao carry U盘/年报安装 --windows 3.12 3.13    给装了 Python 3.12、3.13 的 Windows\n"
    "拷到不联网的电脑上，双击“安装.cmd”；或者 pip install --no-index --find-links wheels nianbao"
)
_THIS = f"{sys.version_info.major}.{sys.version_info.minor}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="文件夹", type=Path, help="安装包放在哪里")
    text = f"那些 Windows 电脑上的 Python 版本（默认：{_THIS}，与本机相同）"
    parser.add_argument("--windows", metavar="版本", nargs="+", type=_a_python, default=[_THIS], help=text)
    text = "本软件的文件夹（默认：当前文件夹）"
    parser.add_argument("--source", metavar="文件夹", type=Path, default=Path(), help=text)
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    machines = [Machine(), *(Machine(python) for python in dict.fromkeys(arguments.windows))]
    listed = "；".join(map(str, machines))
    if arguments.dry_run:
        print(f"演练：将下载安装包到“{arguments.folder}”，给{listed}。没有写任何文件。")
        return 0
    for line in carry(arguments.source, arguments.folder, machines):
        print(line, flush=True)
    print(f"都在“{arguments.folder}”里。拷到不联网的电脑上，照“安装说明.txt”做。")
    return 0


def _a_python(text: str) -> str:
    if not re.fullmatch(r"3\.1[1-9]", text):
        raise argparse.ArgumentTypeError(f"“{text}”不是能用的 Python 版本，应写成 3.12 的样子，3.11 以上")
    return text
