"""A report and its cover → the plan of the whole workbook."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from toolkit.forms import Form, newest_form
from toolkit.model import Report
from toolkit.workbook.cover_facts import Cover
from toolkit.workbook.plan import SheetPlan, Spot
from toolkit.workbook.sheets import names
from toolkit.workbook.sheets.cover import cover_sheet, fact_spots, mark_spots
from toolkit.workbook.sheets.explanations import explanations_sheet
from toolkit.workbook.sheets.identities import identities_sheet
from toolkit.workbook.sheets.last_year import last_year_facts, last_year_sheet
from toolkit.workbook.sheets.narrative import narrative_sheet
from toolkit.workbook.sheets.notes import notes_sheet
from toolkit.workbook.sheets.tables import table_sheet
from toolkit.workbook.stamp import Stamp, make_stamp


@dataclass(frozen=True, slots=True)
class WorkbookPlan:
    """All sheets in order, the hidden one that carries the stamp, and the stamp itself."""

    sheets: tuple[SheetPlan, ...]
    hidden: SheetPlan
    stamp: Stamp


def blank_report(form: Form, year: int, unit: str, unit_code: str = "") -> Report:
    """A report in which every input cell is there and blank."""
    return Report(form, year, unit, unit_code, values=dict.fromkeys((cell.id for cell in form.inputs), None))


def plan_workbook(
    report: Report, cover: Cover, stamp: Stamp | None = None, appendices: Sequence[str] = ()
) -> WorkbookPlan:
    """Plan the workbook that asks a unit for, and holds, `report`; `stamp` is the one of a workbook issued before.

    `appendices` are the names of further sheets.
    """
    form = report.form
    stamp = stamp or make_stamp(report, cover).signed(cover.key)
    sheets = (
        cover_sheet(report, cover, stamp),
        *(table_sheet(report, table) for table in form.tables),
        narrative_sheet(report),
        explanations_sheet(report),
        identities_sheet(report),
        last_year_sheet(report, cover.last_year_from),
        notes_sheet(form),
    )
    return WorkbookPlan(sheets, _stamp_sheet(_stamp_facts(report, cover, stamp, appendices)), stamp)


def plan_to_check(report: Report, cover: Cover, stamp: Stamp | None) -> WorkbookPlan:
    """As :func:`plan_workbook`, for holding a workbook against it: what a formula shows, and how high a row is, are
    those of a blank report. Most of it is the same for all units, and made once.
    """
    form = report.form
    stamp = stamp or make_stamp(report, cover)
    usual = {sheet.name: sheet for sheet in _usual_sheets(form)}
    for name, spots in (
        (names.COVER, (*fact_spots(report, cover, stamp), *mark_spots(cover))),
        (names.LAST_YEAR, last_year_facts(report, cover.last_year_from)),
    ):
        usual[name] = _with(usual[name], spots)
    if report.explanations:
        usual[names.EXPLANATIONS] = explanations_sheet(report)
    return WorkbookPlan(tuple(usual.values()), _stamp_sheet(_stamp_facts(report, cover, stamp, ())), stamp)


def make_ready() -> None:
    """Plan what most workbooks will be held against: that of the newest edition."""
    _usual_sheets(newest_form())


def _with(sheet: SheetPlan, spots: Iterable[Spot]) -> SheetPlan:
    """The sheet with other `spots` in their places."""
    new = {(spot.row, spot.column): spot for spot in spots}
    kept = [new.pop((spot.row, spot.column), spot) for spot in sheet.spots]
    return replace(sheet, spots=(*kept, *new.values()))


@cache
def _usual_sheets(form: Form) -> tuple[SheetPlan, ...]:
    return plan_workbook(blank_report(form, form.first_year, ""), Cover()).sheets


def _stamp_facts(report: Report, cover: Cover, stamp: Stamp, appendices: Sequence[str]) -> dict[str, str]:
    """What the hidden sheet says, in its order: enough to plan the same workbook again."""
    facts = {
        "stamp": stamp.token,
        "unit": report.unit,
        "office": cover.office,
        "deadline": cover.deadline.isoformat() if cover.deadline else "",
        "office_contact": cover.office_contact,
    }
    supplement = report.form.supplement
    further = {
        "last_year_from": cover.last_year_from,
        "mark": cover.mark,
        "appendices": "\n".join(appendices),
        "supplement": supplement.title if supplement else "",
    }
    return facts | {name: text for name, text in further.items() if text}


def cover_from_facts(facts: Mapping[str, str]) -> Cover:
    """The cover a hidden sheet tells of; what is missing or unreadable is left out."""
    try:
        deadline = date.fromisoformat(facts.get("deadline", ""))
    except ValueError:
        deadline = None
    return Cover(
        facts.get("office", ""),
        deadline,
        facts.get("office_contact", ""),
        last_year_from=facts.get("last_year_from", ""),
        mark=facts.get("mark", ""),
    )


def _stamp_sheet(facts: Mapping[str, str]) -> SheetPlan:
    lines = enumerate(facts.items(), 1)
    spots = [Spot(0, 0, "text", "本表供程序识别工作簿，请勿改动。", 1, 2)]
    for row, (name, text) in lines:
        spots += [Spot(row, 0, "text", name), Spot(row, 1, "text", text)]
    return SheetPlan(names.STAMP, tuple(spots), (16.0, 60.0), {})
