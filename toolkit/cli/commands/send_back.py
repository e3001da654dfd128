"""``nianbao send-back``"""

import argparse
import sys

from toolkit.cli.progress import progress
from toolkit.cli.round_arguments import add_posting, add_round, add_units, post, the_round, the_time, the_units
from toolkit.workflow import Return, drafts_in, send_back, to_send_back

EXAMPLE = (
    "  nianbao send-back --dry-run   先看退给谁、各有多少问题\n"
    "  nianbao send-back             给每个有错的单位生成退回的工作簿并发出\n"
    "  nianbao send-back --eml       没有发信服务器：工作簿在 退回 文件夹，邮件草稿在 退回/邮件\n"
    "退回的工作簿里是单位自己填的数，错的格标了颜色，批注写明原因，“问题清单”可以点到格上；第二次退回会写明哪些已改正。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_units(parser, "所有有错的")
    add_round(parser)
    add_posting(parser)


def run(arguments: argparse.Namespace) -> int:
    round_, now = the_round(arguments), the_time()
    mailings = []
    for item in progress(to_send_back(round_, the_units(arguments, round_), now), "退回", "份"):
        print(f"{item.unit.name}：{_told(item)} → {item.path.name}")
        if not arguments.dry_run:
            mailings.append(send_back(round_, item, now))
    if arguments.dry_run:
        print("演练：没有写任何文件，没有发。", file=sys.stderr)
        return 0
    return post(arguments, round_, mailings, drafts_in(round_, "send_back"))


def _told(item: Return) -> str:
    counts = {
        change: sum(problem.change == change for problem in item.problems) for change in ("已改正", "仍存在", "新增")
    }
    history = "，".join(f"{change} {count} 处" for change, count in counts.items() if count)
    left = sum(problem.change != "已改正" for problem in item.problems)
    return f"第 {item.number} 次退回，{left} 处要改{f'（{history}）' if history else ''}"
