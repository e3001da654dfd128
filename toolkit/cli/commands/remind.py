"""``nianbao remind``"""

import argparse

from toolkit.cli.round_arguments import add_posting, add_round, add_units, post, the_round, the_time, the_units
from toolkit.workflow import drafts_in, letters_to_remind

EXAMPLE = (
    "  nianbao remind --dry-run      先看要催谁\n"
    "  nianbao remind                催所有没有报、或退回后没有改好报来的单位\n"
    "  nianbao remind 教育局 --eml   只催这一个，生成邮件草稿\n"
    "每封信写明这个单位自己的情况，附上它的工作簿；同一天不重复催。"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_units(parser, "所有该催的")
    add_round(parser)
    add_posting(parser)


def run(arguments: argparse.Namespace) -> int:
    round_ = the_round(arguments)
    mailings = letters_to_remind(round_, the_units(arguments, round_), the_time())
    return post(arguments, round_, mailings, drafts_in(round_, "remind"))
