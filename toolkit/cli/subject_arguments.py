"""Whose report a command is about: a file's, or in a round that of a unit or of the total."""

import argparse
import sys
from pathlib import Path

from toolkit.cli.round_arguments import add_round, add_scope, the_round, the_scope, the_time
from toolkit.errors import ToolkitError
from toolkit.model import Report
from toolkit.rounds import find_root
from toolkit.workflow import InRound, subject_of, subject_of_report


def add_subject(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unit", metavar="单位", help="本次年报工作中的一个单位（编码、名称或简称）")
    parser.add_argument("--total", metavar="名称", help="本次年报工作的汇总，用这个名称，如 示范区")
    add_scope(parser)
    add_round(parser)


def the_subject(arguments: argparse.Namespace) -> InRound | None:
    """The unit or total named; None where none is. Raises :class:`ToolkitError` for both at once."""
    if arguments.unit is not None and arguments.total is not None:
        raise ToolkitError("--unit 和 --total 只能写一个。")
    if arguments.unit is None and arguments.total is None:
        return None
    round_ = the_round(arguments)
    return InRound(round_, subject_of(round_, arguments.unit, arguments.total, the_scope(arguments)), the_time())


def subject_in(arguments: argparse.Namespace, report: Report) -> InRound | None:
    """The unit that a report of a file is of, where we are in a round; None where we are in none, or it is nobody's."""
    if not _is_in_round(arguments.round):
        return None
    round_ = the_round(arguments)
    subject = subject_of_report(round_, report)
    if subject is None:
        print(f"“{report.unit}”不在名单里，没有记入台账；是汇总的，请加 --total {report.unit}。", file=sys.stderr)
        return None
    return InRound(round_, subject, the_time())


def _is_in_round(start: Path) -> bool:
    try:
        find_root(start)
    except ToolkitError:
        return False
    return True
