"""What is being written up: the submission of a unit, or a total with the text the office wrote for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.aggregation import Scope
from toolkit.checks import Checked
from toolkit.disk import read_bytes, sha256, write_whole
from toolkit.errors import ToolkitError
from toolkit.model import Report
from toolkit.rounds import RESULTS, Round
from toolkit.ui.visit import Visit
from toolkit.workflow import Subject, check_data, last_total, load_report, read, subject_of, submission_of, with_draft

TOTAL = "total"
TOTALS: Mapping[str, Scope] = {TOTAL: "whole_area", "own_level": "own_level"}  # as an address calls them
DATA, _WRITTEN = "汇总.json", "文稿.json"


@dataclass(frozen=True, slots=True)
class Manuscript:
    """`of`: how it is called in an address; `subject`: whose it is, as the ledger calls it."""

    of: str
    subject: Subject
    checked: Checked

    @property
    def total(self) -> str:
        """Where the way to the total leads from here."""
        return self.of if self.of in TOTALS else TOTAL

    @property
    def report(self) -> Report:
        return self.checked.report


def total_in(visit: Visit) -> str:
    """The total a click is about. Raises :class:`ToolkitError` where it is none."""
    of = visit.text("of") or visit.query.get("of", TOTAL)
    if of not in TOTALS:
        raise ToolkitError("没有这种汇总。", "请从“汇总”页进入。")
    return of


def kept_at(round_: Round, of: str, name: str) -> Path:
    """Where a file of that total is kept; each has its own."""
    return round_.root / RESULTS / (name if of == TOTAL else f"本级{name}")


def has_total(round_: Round, of: str) -> bool:
    return kept_at(round_, of, DATA).is_file()


def manuscript_of(visit: Visit, of: str) -> Manuscript:
    """Raises :class:`ToolkitError` where there is no total yet, or the unit has sent nothing valid."""
    if of not in TOTALS:
        subject = subject_of(visit.round, of, None)
        return Manuscript(of, subject, submission_of(visit.round, of, visit.now))
    report = written_total(visit.round, of)
    return Manuscript(of, subject_of(visit.round, None, report.unit, TOTALS[of]), check_total_text(visit.round, report))


def check_total_text(round_: Round, report: Report) -> Checked:
    """The total with its text, held against every rule and last year's total."""
    return check_data(report.unit, report, last_total(round_, report.unit))


def written_total(round_: Round, of: str) -> Report:
    """The total with its text: what was written, else what the tables themselves say."""
    if not has_total(round_, of):
        raise ToolkitError("还没有汇总。", "请先在“汇总”页汇总。")
    report, _ = load_report(kept_at(round_, of, DATA), round_.key)
    text = kept_at(round_, of, _WRITTEN)
    if text.is_file():
        written, _ = load_report(text, round_.key)
        if (written.unit, written.year) == (report.unit, report.year):
            report = replace(report, narrative=written.narrative, explanations=written.explanations)
    return with_draft(report)


def edition_of(round_: Round, of: str) -> str:
    """What the text that is kept is known by; '' where none is."""
    path = kept_at(round_, of, _WRITTEN)
    return sha256(read_bytes(path)) if path.is_file() else ""


def keep_written(round_: Round, of: str, report: Report, edition: str) -> None:
    """Keep the text, with the numbers it was written beside.

    Raises :class:`ToolkitError` where it is no longer the `edition` that was edited: somebody else kept another.
    """
    if edition_of(round_, of) != edition:
        problem = "别人刚刚保存过文字，你的没有保存，也没有丢。"
        raise ToolkitError(problem, "请按浏览器的“后退”，把你改的段落复制下来，刷新页面后再改。")
    write_whole(kept_at(round_, of, _WRITTEN), read(report))
