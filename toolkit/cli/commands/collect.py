"""``nianbao collect``"""

import argparse
import getpass
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from toolkit.cli.progress import progress, tell
from toolkit.cli.round_arguments import add_round, the_round, the_time
from toolkit.workflow import Collected, Round, collect, collect_mailbox, expected, password

EXAMPLE = (
    "  nianbao collect 下载/               收一个文件夹（里面的压缩包、邮件也打开）\n"
    "  nianbao collect 民政局.xlsx 回复.eml 各局.zip\n"
    "  nianbao collect                     收邮箱里的新邮件（收信服务器写在 round.toml；只看，不改动邮箱）\n"
    "每个文件一行，说明怎么处理的。原件都留在 收件 文件夹，从不改动；同样的文件再收一遍也不会重复计。\n"
    "退出码：0 都收下且没有必须改正的；1 有须改正的；3 有没采用或无法识别的。"
)
_MARKS = {"taken": "✓", "known": "·", "duplicate": "＝", "refused": "✗", "unrecognized": "？", "told": "·"}
_NAMES = {
    "taken": "收下",
    "known": "以前收过",
    "duplicate": "重复",
    "refused": "没有采用",
    "unrecognized": "无法识别",
    "told": "只作提示",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    text = "文件、文件夹、压缩包、邮件、Maildir（默认：邮箱）"
    parser.add_argument("paths", metavar="路径", nargs="*", type=Path, help=text)
    add_round(parser)
    parser.add_argument("--dry-run", action="store_true", help="演练：只读取和检查，不登记，不留原件")


def run(arguments: argparse.Namespace) -> int:
    round_ = the_round(arguments)
    counts: Counter[str] = Counter()
    worst = 0
    for item in progress(_collected(arguments, round_), "回收", "个", expected(arguments.paths)):
        tell(_line(item))
        counts[item.became] += 1
        worst = max(worst, _severity(item))
    told = "，".join(f"{_NAMES[became]} {count} 个" for became, count in counts.items())
    print(f"{told or '没有新的'}。{'（演练，没有登记）' if arguments.dry_run else ''}", file=sys.stderr)
    return worst


def _collected(arguments: argparse.Namespace, round_: Round) -> Iterator[Collected]:
    now = the_time()
    if arguments.paths:
        return collect(round_, arguments.paths, now)
    return collect_mailbox(round_, password(round_, "imap", getpass.getpass), now)


def _line(item: Collected) -> str:
    unit = "" if item.unit is None or item.became == "told" else f"{item.unit.name}，"
    mark = "✗" if item.checked and not item.checked.verdict.acceptable else _MARKS[item.became]
    return f"{mark} {item.name}：{unit}{item.says}"


def _severity(item: Collected) -> int:
    if item.became in ("refused", "unrecognized"):
        return 3
    return 1 if item.checked and not item.checked.verdict.acceptable else 0
