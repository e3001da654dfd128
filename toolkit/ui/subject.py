"""What is to be written up: the submission of a unit, or the total with the text the office wrote for it."""

from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.checks import Checked
from toolkit.disk import read_bytes, write_whole
from toolkit.errors import ToolkitError
from toolkit.model import Report, read_data_file, safe_stem
from toolkit.rounds import RESULTS, Round
from toolkit.ui.visit import Visit
from toolkit.workflow import check_data, read, submission_of, with_draft

TOTAL = "total"
TOTAL_DATA, TOTAL_BOOK, MANUSCRIPT = "汇总.json", "汇总.xlsx", "文稿.json"


@dataclass(frozen=True, slots=True)
class Subject:
    """`of`: how it is called in an address. `origin`: the file its numbers come from, and what is in it."""

    of: str
    checked: Checked
    origin: str
    content: bytes

    @property
    def report(self) -> Report:
        return self.checked.report

    def folder(self, round_: Round, kind: str) -> Path:
        """Where its papers of a kind (送签, 定稿) lie."""
        return round_.root / RESULTS / kind / safe_stem(self.report.unit)


def has_total(round_: Round) -> bool:
    return (round_.root / RESULTS / TOTAL_DATA).is_file()


def subject_of(visit: Visit, of: str) -> Subject:
    """Raises :class:`ToolkitError` where there is no total yet, or the unit has sent nothing valid."""
    if of != TOTAL:
        checked = submission_of(visit.round, of, visit.now)
        return Subject(of, checked, checked.file, read(checked.report))
    report = manuscript(visit.round)
    return Subject(of, check_data(report.unit, report), MANUSCRIPT, read(report))


def manuscript(round_: Round) -> Report:
    """The total with its text: what was written, else what the tables themselves say."""
    results = round_.root / RESULTS
    if not has_total(round_):
        raise ToolkitError("还没有汇总。", "请先在“汇总”页汇总。")
    report, _ = read_data_file(read_bytes(results / TOTAL_DATA))
    if (results / MANUSCRIPT).is_file():
        written, _ = read_data_file(read_bytes(results / MANUSCRIPT))
        if (written.unit, written.year) == (report.unit, report.year):
            report = replace(report, narrative=written.narrative, explanations=written.explanations)
    return with_draft(report)


def keep_manuscript(round_: Round, report: Report) -> None:
    write_whole(round_.root / RESULTS / MANUSCRIPT, read(report))
