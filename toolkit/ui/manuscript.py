"""What is being written up: the submission of a unit, or the total with the text the office wrote for it."""

from dataclasses import dataclass, replace

from toolkit.checks import Checked
from toolkit.disk import read_bytes, sha256, write_whole
from toolkit.errors import ToolkitError
from toolkit.model import Report
from toolkit.rounds import RESULTS, Round
from toolkit.ui.visit import Visit
from toolkit.workflow import Subject, check_data, last_total, load_report, read, subject_of, submission_of, with_draft

TOTAL = "total"
TOTAL_DATA, TOTAL_BOOK, WRITTEN = "汇总.json", "汇总.xlsx", "文稿.json"


@dataclass(frozen=True, slots=True)
class Manuscript:
    """`of`: how it is called in an address; `subject`: whose it is, as the ledger calls it."""

    of: str
    subject: Subject
    checked: Checked

    @property
    def report(self) -> Report:
        return self.checked.report


def has_total(round_: Round) -> bool:
    return (round_.root / RESULTS / TOTAL_DATA).is_file()


def manuscript_of(visit: Visit, of: str) -> Manuscript:
    """Raises :class:`ToolkitError` where there is no total yet, or the unit has sent nothing valid."""
    if of != TOTAL:
        subject = subject_of(visit.round, of, None)
        return Manuscript(of, subject, submission_of(visit.round, of, visit.now))
    report = written_total(visit.round)
    return Manuscript(of, subject_of(visit.round, None, report.unit), check_total_text(visit.round, report))


def check_total_text(round_: Round, report: Report) -> Checked:
    """The total with its text, held against every rule and last year's total."""
    return check_data(report.unit, report, last_total(round_, report.unit))


def written_total(round_: Round) -> Report:
    """The total with its text: what was written, else what the tables themselves say."""
    results = round_.root / RESULTS
    if not has_total(round_):
        raise ToolkitError("还没有汇总。", "请先在“汇总”页汇总。")
    report, _ = load_report(results / TOTAL_DATA, round_.key)
    if (results / WRITTEN).is_file():
        written, _ = load_report(results / WRITTEN, round_.key)
        if (written.unit, written.year) == (report.unit, report.year):
            report = replace(report, narrative=written.narrative, explanations=written.explanations)
    return with_draft(report)


def edition_of(round_: Round) -> str:
    """What the text that is kept is known by; '' where none is."""
    path = round_.root / RESULTS / WRITTEN
    return sha256(read_bytes(path)) if path.is_file() else ""


def keep_written(round_: Round, report: Report, edition: str) -> None:
    """Keep the text, with the numbers it was written beside.

    Raises :class:`ToolkitError` where it is no longer the `edition` that was edited: somebody else kept another.
    """
    if edition_of(round_) != edition:
        problem = "别人刚刚保存过文字，你的没有保存，也没有丢。"
        raise ToolkitError(problem, "请按浏览器的“后退”，把你改的段落复制下来，刷新页面后再改。")
    write_whole(round_.root / RESULTS / WRITTEN, read(report))
