"""The program: commands, dispatch, and the one place where anything that goes wrong turns into a sentence."""

import argparse
import atexit
import gc
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from toolkit import __version__
from toolkit.cli.parser import WRONG_USAGE, Parser
from toolkit.errors import ToolkitError, UnreadableFile

UNREADABLE = 3
INTERRUPTED = 130

# name → what it does, in the order of a year
COMMANDS = {
    "demo": "演示：用示例数据把全过程走一遍",
    "new": "开始：新建一次年报工作的文件夹",
    "issue": "下发：按名单给每个单位生成一份加锁的填报工作簿",
    "send": "发送：把工作簿发给各单位（或生成邮件草稿）",
    "collect": "回收：收文件、文件夹、压缩包、邮件或邮箱，逐份检查登记",
    "status": "进度：每个单位报到哪一步，谁没报、谁逾期、谁有错",
    "send-back": "退回：给有错的单位发回标明问题的工作簿",
    "remind": "催报：给没有报的、没有改好的单位写信",
    "accept": "确认：确认合格的报告",
    "log": "台账：什么时候发生过什么",
    "check": "校验：检查工作簿或数据文件，指出错在哪里、应为多少",
    "explain": "情况说明：列出要说明的疑点，写上说明并与数字绑定",
    "rules": "审核规则：打印全部规则（要求、依据、例子）",
    "draft": "起草：按表内数字写出标准语句，不必重打数字",
    "fill": "填表：把数据文件填进工作簿",
    "read": "读表：把工作簿或已发布的报告读成数据文件",
    "total": "汇总：把各单位的报告相加，注明每个数的来源",
    "adjust": "调整：登记、列出、撤销对汇总数的调整（更正、联合制发）",
    "series": "序列：把历年的报告排成一张表，逐年对照，画成折线图",
    "report": "成文：生成正式的年度报告 Word 文档",
    "narrative": "文字：导出到 Word 修改，改好再导入，不动一个数",
    "submit": "送签：生成报审稿、审签单、校验报告、修订对比稿",
    "finalize": "定稿：由领导审签后的文档生成正式稿、网页、PDF 和数据",
    "verify": "核对：把文档读回来，逐数与数据对照",
    "form": "表式：检查自己写的表式定义，指出错在哪里、怎么改",
    "carry": "携带：把本软件和它要用的都下载到一个文件夹，带到不联网的电脑上安装",
    "ui": "页面：在浏览器里做这一切，不用命令",
    "doctor": "体检：看这台电脑缺什么（字体、LibreOffice），有什么影响",
}

_DESCRIPTION = "政府信息公开工作年度报告工具：下发、校验、汇总、成文。\n\n命令：\n" + "\n".join(
    f"  {name:<8}{text}" for name, text in COMMANDS.items()
)
_EXAMPLE = """\
  nianbao demo                看一遍全过程
  nianbao check 民政局.xlsx    检查一份填好的工作簿
  nianbao check --help        某个命令的详细说明"""
_OUR_FAULT = "程序内部出错，原文件没有改动。请设置环境变量 NIANBAO_DEBUG=1 后重试，把显示的内容发给维护者。"


class Command(Protocol):
    """A module of :mod:`toolkit.cli.commands`."""

    EXAMPLE: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace) -> int: ...


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit code is 0 fine, 1 errors found, 2 wrong usage, 3 a file that cannot be read."""
    atexit.register(gc.freeze)  # at its end, nothing is looked through for what could be let go
    _speak_plainly()
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _dispatch(words)
    except UnreadableFile as error:
        return _fail(str(error), UNREADABLE)
    except ToolkitError as error:
        return _fail(str(error), WRONG_USAGE)
    except KeyboardInterrupt:
        return _fail("已中断。已写好的文件都是完整的，重新运行即可继续。", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:  # noqa: BLE001  # our fault: a sentence for the user, the traceback on request
        if os.environ.get("NIANBAO_DEBUG"):
            import traceback

            traceback.print_exc()
        return _fail(_OUR_FAULT, UNREADABLE)


def _dispatch(words: list[str]) -> int:
    if words[:1] == ["--version"]:
        print(f"nianbao {__version__}")
        return 0
    if not words or words[0] in ("-h", "--help") or words[0] not in COMMANDS:
        return _top_level(words)
    command = load_command(words[0])
    arguments = command_parser(words[0], command).parse_args(words[1:])
    return command.run(arguments)


def load_command(name: str) -> Command:
    """The module of a command; only the one that is needed gets imported."""
    return cast(Command, import_module(f"toolkit.cli.commands.{name.replace('-', '_')}"))


def command_parser(name: str, command: Command) -> Parser:
    parser = Parser(prog=f"nianbao {name}", description=COMMANDS[name], example=command.EXAMPLE)
    command.add_arguments(parser)
    return parser


def _top_level(words: list[str]) -> int:
    parser = Parser(prog="nianbao", description=_DESCRIPTION, example=_EXAMPLE)
    parser.usage = "nianbao 命令 [选项]"
    parser.add_argument("--version", action="store_true", help="显示版本")
    if words and words[0] not in ("-h", "--help"):
        parser.error(f"没有 {words[0]} 这个命令")
    parser.print_help()
    return 0 if words else WRONG_USAGE


def _speak_plainly() -> None:
    """A console that lacks a character shows a substitute; it never stops the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _fail(message: str, code: int) -> int:
    print(f"错误：{message}", file=sys.stderr)
    return code
