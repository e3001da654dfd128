"""A command line whose help and complaints are Chinese."""

import argparse
import re
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NoReturn

WRONG_USAGE = 2

# What argparse says, as patterns, and how we say it.
_COMPLAINTS = (
    (r"the following arguments are required: (.+)", "缺少参数：{0}"),
    (r"unrecognized arguments: (.+)", "看不懂的参数：{0}"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from .*\)", "{0} 没有 {1} 这个选项"),
    (r"argument (.+?): expected (?:one|at least one) argument", "{0} 后面缺少内容"),
    (r"argument (.+?): not allowed with argument (.+)", "{0} 不能与 {1} 同时使用"),
    (r"argument (.+?): ignored explicit argument (.+)", "{0} 后面不能带 {1}"),
    (r"argument (.+?): (.+)", "{0}：{1}"),
    (r"ambiguous option: (.+?) could match (.+)", "{0} 不明确，可能是 {1}"),
)


class Parser(argparse.ArgumentParser):
    """A parser that speaks Chinese and shows an example in its help."""

    def __init__(self, *, prog: str, description: str, example: str = "") -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=f"例：\n{example}" if example else None,
            formatter_class=_Formatter,
            add_help=False,
            allow_abbrev=False,
        )
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        print(f"命令写法有误：{_in_chinese(message)}。\n用法见：{self.prog} --help", file=sys.stderr)
        raise SystemExit(WRONG_USAGE)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=100)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, prefix or "用法：")


def _in_chinese(message: str) -> str:
    for pattern, text in _COMPLAINTS:
        match = re.fullmatch(pattern, message)
        if match:
            return text.format(*match.groups())
    return message


def a_date(text: str) -> date:
    """A date on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，应写成 2025-01-20 的样子") from error


def a_year(text: str) -> int:
    """A report year on the command line."""
    if not re.fullmatch(r"20\d\d", text):
        raise argparse.ArgumentTypeError(f"“{text}”不是年度，应写成 2024 的样子")
    return int(text)


def add_dry_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="演练：只说明会做什么，不写任何文件")


def add_output(parser: argparse.ArgumentParser, example: str, *, required: bool = True) -> None:
    parser.add_argument("--out", metavar="文件", type=Path, required=required, help=f"写到哪个文件，如 {example}")
