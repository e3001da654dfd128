"""``nianbao adjust``"""

import argparse
import sys
from collections.abc import Callable, Mapping

from toolkit.aggregation import ADJUSTMENT_NAMES, make_adjustment
from toolkit.cli.parser import add_dry_run
from toolkit.cli.round_arguments import add_round, the_round, the_time
from toolkit.errors import ToolkitError
from toolkit.workflow import Round, adjust, adjustment_line, adjustments, form_of, full_names, withdraw

EXAMPLE = (
    '  nianbao adjust add "行政许可 本年处理决定数量" --amount=-3 --reason 民政局多报3件，已电话核实 --by 王某某\n'
    '  nianbao adjust add "行政规范性文件 本年制发件数" --joint 民政局 财政局 --reason 联合发文1件 --by 王某某\n'
    "  nianbao adjust list\n"
    "  nianbao adjust withdraw 12 --reason 民政局已重报 --by 王某某\n"
    "调整加在汇总上，不改单位报来的数；每笔写明理由和姓名，记入台账，撤销也留着。合计不能调整。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    text = "登记一笔、列出全部、撤销一笔"
    parser.add_argument("action", metavar="add|list|withdraw", choices=("add", "list", "withdraw"), help=text)
    text = "登记：单元格的编号，或行名和列名；撤销：调整的编号"
    parser.add_argument("what", metavar="单元格|编号", nargs="?", default="", help=text)
    text = "加多少，带正负号，如 --amount=-3；联合制发的不写，就是扣减“单位数减一”"
    parser.add_argument("--amount", metavar="数额", default="", help=text)
    text = "联合制发：几个单位联合制发、各自都计了的，只计一次"
    parser.add_argument("--joint", metavar="单位", nargs="+", default=[], help=text)
    parser.add_argument("--unit", metavar="单位", nargs="+", default=[], help="更正：改的是哪个单位的数（可以不写）")
    parser.add_argument("--reason", metavar="理由", default="", help="为什么")
    parser.add_argument("--by", metavar="姓名", default="", help="经手人的姓名")
    add_round(parser)
    add_dry_run(parser)


def run(arguments: argparse.Namespace) -> int:
    return _ACTIONS[arguments.action](arguments, the_round(arguments))


def _add(arguments: argparse.Namespace, round_: Round) -> int:
    if arguments.joint and arguments.unit:
        raise ToolkitError("--joint 和 --unit 不能同时写。", "联合制发写 --joint，更正写 --unit。")
    kind = "joint" if arguments.joint else "correction"
    units = full_names(round_, arguments.joint or arguments.unit)
    form = form_of(round_)
    adjustment = make_adjustment(form, arguments.what, kind, arguments.amount, arguments.reason, arguments.by, units)
    print(adjustment_line(form, adjustment))
    if arguments.dry_run:
        print("演练：没有登记。", file=sys.stderr)
        return 0
    adjust(round_, [adjustment], the_time())
    print("已登记。请用 nianbao total 重新汇总。", file=sys.stderr)
    return 0


def _list(_: argparse.Namespace, round_: Round) -> int:
    form, zone = form_of(round_), the_time().tzinfo
    entries = adjustments(round_)
    for entry in entries:
        gone = entry.withdrawn
        withdrawn = f" 已撤销：{gone.reason}（{gone.detail['responsible']}）" if gone else ""
        told = adjustment_line(form, entry.adjustment)
        print(f"{entry.number:>6}  {entry.time.astimezone(zone):%Y-%m-%d %H:%M}  {told}{withdrawn}")
    valid = [entry.adjustment.kind for entry in entries if entry.withdrawn is None]
    told = "，".join(f"{name} {valid.count(kind)} 笔" for kind, name in ADJUSTMENT_NAMES.items())
    print(f"有效的：{told}。", file=sys.stderr)
    return 0


def _withdraw(arguments: argparse.Namespace, round_: Round) -> int:
    if not arguments.what.isdecimal():
        raise ToolkitError(f"“{arguments.what}”不是调整的编号。", "nianbao adjust list 列出全部调整和编号。")
    if arguments.dry_run:
        print(f"演练：将撤销第 {arguments.what} 号调整，没有登记。", file=sys.stderr)
        return 0
    gone = withdraw(round_, int(arguments.what), arguments.reason, arguments.by, the_time())
    print(f"已撤销：{adjustment_line(form_of(round_), gone)}")
    return 0


_ACTIONS: Mapping[str, Callable[[argparse.Namespace, Round], int]] = {"add": _add, "list": _list, "withdraw": _withdraw}
