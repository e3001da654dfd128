"""Whose report a command is about: a file's, or in a round that of a unit or of the total."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.cli.round_arguments import add_round, add_scope, the_round, the_scope, the_time
from toolkit.errors import ToolkitError
from toolkit.model import Report
from toolkit.rounds import find_root
from toolkit.workflow import Round, Subject, find, ledger_of, subject_of, unit_of

if TYPE_CHECKING:
    from toolkit.stages.signing import Signing


@dataclass(frozen=True, slots=True)
class InRound:
    """A report that belongs to a round."""

    round_: Round
    subject: Subject

    def own(self, report: Report) -> Report:
        """A file's report as that of the unit or total meant; a total is called as it is called here.

        Raises :class:`ToolkitError` where it is another unit's.
        """
        if not self.subject.code:
            return replace(report, unit=self.subject.name, unit_code="")
        if unit_of(self.round_, report) != self.subject:
            raise ToolkitError(f"文件是“{report.unit}”的，不是{self.subject.name}的。", "请核对文件和 --unit。")
        return report

    @contextmanager
    def signing(self) -> "Iterator[Signing]":
        """What the ledger knows of its way to signature."""
        from toolkit.stages.signing import Signing

        with ledger_of(self.round_) as ledger:
            yield Signing(self.round_, ledger, self.subject, the_time())


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
    return InRound(round_, subject_of(round_, arguments.unit, arguments.total, the_scope(arguments)))


def subject_in(arguments: argparse.Namespace, report: Report) -> InRound | None:
    """The unit that a report of a file is of, where we are in a round; None where we are in none, or it is nobody's."""
    if not _is_in_round(arguments.round):
        return None
    round_ = find(arguments.round)
    subject = unit_of(round_, report)
    if subject is None:
        print(f"“{report.unit}”不在名单里，没有记入台账；是汇总的，请加 --total {report.unit}。", file=sys.stderr)
        return None
    return InRound(round_, subject)


def _is_in_round(start: Path) -> bool:
    try:
        find_root(start)
    except ToolkitError:
        return False
    return True
