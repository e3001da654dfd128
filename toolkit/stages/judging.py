"""Holding every rule against a report that was read."""

from dataclasses import dataclass

from toolkit.checks import Checked, check_report, repeated_paragraphs
from toolkit.forms import Form, newest_form
from toolkit.model import Finding, Report, fill_placeholders, restated, with_last_year


@dataclass(frozen=True, slots=True)
class Terms:
    """On what a report is judged.

    `last_year`: last year's report, if there is one; `repeated`: whether it is told where the text is still last
    year's; `asked`: whether what was asked for and is not there at all, the 附表, is missing.
    """

    last_year: Report | None = None
    repeated: bool = False
    asked: bool = False


def make_ready() -> None:
    """Load the rules of the newest edition, by holding them against a report that says nothing."""
    form = newest_form()
    check_report(Report(form, form.first_year, "", "", values={}))


def judged(name: str, report: Report, findings: tuple[Finding, ...], terms: Terms, own: Form | None) -> Checked:
    """Hold every rule against a report; `findings` are its reader's, `own` is the form that the office defined."""
    if terms.asked and own and own.supplement and (own.id, own.edition) == (report.form.id, report.form.edition):
        report = restated(report, own)
    if terms.repeated and terms.last_year:
        findings = (*findings, *repeated_paragraphs(report, terms.last_year))
    return checked_report(name, report, findings, terms.last_year)


def checked_report(name: str, report: Report, findings: tuple[Finding, ...], last_year: Report | None) -> Checked:
    """Hold every rule against a report that was read; the office's own copy of last year's goes before the unit's."""
    report = fill_placeholders(report)
    if last_year is not None:
        if report.last_year:
            from toolkit.workbook import check_last_year

            findings = (*findings, *check_last_year(report, last_year))
        report = with_last_year(report, last_year)
    return Checked(name, report, check_report(report, findings))
