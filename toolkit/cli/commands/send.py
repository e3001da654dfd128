"""``nianbao send``"""

import argparse

from toolkit.cli.round_arguments import add_posting, add_round, add_units, post, the_round, the_time, the_units
from toolkit.workflow import drafts_in, letters_to_send

EXAMPLE = (
    "  nianbao send --dry-run        先看要发给谁\n"
    "  nianbao send                  发给所有还没有发过的单位\n"
    "  nianbao send 民政局           只发这一个\n"
    "  nianbao send --eml            没有发信服务器：生成邮件草稿，双击即可在 Outlook、Foxmail 里发出\n"
    "发信服务器写在 round.toml；密码用环境变量 NIANBAO_SMTP_PASSWORD，或在提示时输入，从不存盘。\n"
    "每封只发一次：中断了再运行，接着发没有发过的。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_units(parser, "所有还没有发过的")
    add_round(parser)
    add_posting(parser)


def run(arguments: argparse.Namespace) -> int:
    round_ = the_round(arguments)
    mailings = letters_to_send(round_, the_units(arguments, round_), the_time())
    return post(arguments, round_, mailings, drafts_in(round_, "issue"))
