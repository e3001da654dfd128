"""``nianbao ui``"""

import argparse
import sys
import webbrowser
from pathlib import Path

from toolkit.errors import ToolkitError

EXAMPLE = (
    "  nianbao ui                    打开当前文件夹里的年报工作\n"
    "  nianbao ui D:\\2024年报        打开这一次\n"
    "  nianbao ui --no-browser       不自动打开浏览器，只显示地址\n"
    "页面只在本机（127.0.0.1），不联网，不用账号；地址里的口令只能用一次。同一个文件夹再启动一次，打开已经在运行的那个。\n"
    "按 Ctrl-C，或点页面上的“结束”，就关闭。Windows 上可以双击 examples/年报.cmd 启动（复制到年报工作的文件夹里也行）。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    text = "年报工作的文件夹，或者放着几次年报工作的文件夹（默认：当前文件夹）"
    parser.add_argument("folder", metavar="文件夹", nargs="?", type=Path, default=Path(), help=text)
    parser.add_argument("--no-browser", action="store_true", help="不自动打开浏览器")


def run(arguments: argparse.Namespace) -> int:
    if not arguments.folder.is_dir():
        raise ToolkitError(f"没有文件夹“{arguments.folder}”。", "请核对。")
    try:
        from toolkit.ui import serve
    except ModuleNotFoundError as error:
        raise ToolkitError("没有安装页面要用的组件。", '请运行：pip install "nianbao[ui]"') from error

    def tell(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    serve(arguments.folder, tell, _stay if arguments.no_browser else webbrowser.open)
    return 0


def _stay(_: str) -> None:
    """The person opens the address."""
