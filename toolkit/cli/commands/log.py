"""``nianbao log``"""

import argparse

from toolkit.cli.round_arguments import add_round, add_units, the_round, the_time, the_units
from toolkit.workflow import log_lines

EXAMPLE = "  nianbao log\n  nianbao log 民政局\n台账只增不改：什么时候、哪个单位、什么事、哪个文件、什么原因。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_units(parser, "全部")
    add_round(parser)


def run(arguments: argparse.Namespace) -> int:
    round_ = the_round(arguments)
    for line in log_lines(round_, the_units(arguments, round_), the_time()):
        print(line)
    return 0
