"""汇总底稿: recomputed by the real LibreOffice, followed from a number to its total, and safe whatever a unit wrote."""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from office import libreoffice_saves
from openpyxl.workbook import Workbook
from reports import FORM, filled

from toolkit.aggregation import Missing, Source, Total, add_up, make_adjustment
from toolkit.errors import ToolkitError
from toolkit.model import Report, Value, is_number
from toolkit.stages.papers import LastYear, last_year_of_units, papers_of, total_as_papers
from toolkit.workbook import resave
from toolkit.workbook.papers import Papers
from toolkit.workbook.papers.build import papers_sheets
from toolkit.workbook.plan import Live

NAMES = ("示范区民政局", '=HYPERLINK("http://x","点")局', "@示范区教育局", "-清河镇人民政府", "+1局", "\t财政局", "*局", "?局~")
SAID: tuple[Value, ...] = ("=1+1", "@SUM(A1)", "-1", "12件", "/", None, None)
FEES = "proactive.administrative_fees.amount_wan_yuan"
FIRST_CELL = 9  # row of 加数, from 1, in which the first cell of the form stands


@dataclass(frozen=True)
class Made:
    """A total, its papers as values, and the workbook."""

    total: Total
    papers: Papers
    content: bytes


def random_reports(rng: random.Random, year: int, units: int) -> list[Report]:
    """With blanks, texts, amounts, claimed totals that are wrong, and a unit in which everything is 0."""
    found = []
    for number in range(units):
        values: dict[str, Value] = {cell.id: rng.choice([0, 0, 1, 2, 17]) for cell in FORM.inputs}
        values[FEES] = rng.choice([Decimal("18651.064104"), Decimal("0.1"), Decimal("0.000001"), 7])
        if number == 1:
            values = dict.fromkeys(values, 0)
        elif rng.random() < 0.6:
            values |= {rng.choice(FORM.inputs).id: rng.choice(SAID) for _ in range(3)}
            values["requests.received.total"] = 99
        code = rng.choice(["", f"=u{number}"])
        found.append(Report(FORM, year, f"{NAMES[number % len(NAMES)]}{number // len(NAMES) or ''}", code, values))
    return found


def made(seed: int, units: int = 9) -> Made:
    rng = random.Random(seed)
    reports = random_reports(rng, 2024, units)
    adjustments = [
        make_adjustment(FORM, "proactive.penalties.decisions", "更正", "-2", "=重复登记", "王某某"),
        make_adjustment(FORM, "requests.received.natural_person", "更正", "+3", "漏计", "王某某", [reports[0].unit]),
        make_adjustment(
            FORM, "proactive.normative_documents.issued", "联合制发", "", "两家联合制发", "李某某", [reports[0].unit, reports[1].unit]
        ),
        make_adjustment(FORM, FEES, "更正", "0.5", "小数", "李某某"),
    ]
    sources = [Source(f"收件/{number}.xlsx", report) for number, report in enumerate(reports)]
    total = add_up(sources, "示范区", [Missing("=卫健局", "已下发，逾期未报")], adjustments)
    before = random_reports(rng, 2023, units - 1)
    last_year = LastYear(units=last_year_of_units(total, [*before, filled(year=2023, unit="旧局")]))
    digests = {"收件/0.xlsx": "ab" * 32}
    return Made(total, papers_of(total, last_year, digests), total_as_papers(total, last_year, digests))


@pytest.fixture(scope="module")
def one() -> Made:
    return made(1)


@pytest.fixture(scope="module")
def book(one: Made) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(one.content), data_only=True)


def addends(book: Workbook) -> dict[str, tuple[object, ...]]:
    """Cell → its line on 加数 from 各单位合计 to 核对, and behind it a number for each unit."""
    return {str(row[3]): row[5:] for row in book["加数"].iter_rows(min_row=FIRST_CELL - 2, values_only=True) if row[3]}


# --- recalculated ----------------------------------------------------------------------------------------------------


@pytest.mark.libreoffice
def test_libreoffice_computes_what_the_program_computed(tmp_path: Path) -> None:
    papers = [made(seed, units) for seed, units in ((1, 9), (2, 2), (3, 23))]
    # Without cached values LibreOffice has to compute every formula.
    contents = [resave(item.content) for item in papers]

    for item, content in zip(papers, libreoffice_saves(contents, tmp_path), strict=True):
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        assert list(differences(item.papers, book)) == []
        for cell, (_, _, own, *_) in list(addends(book).items())[1:]:
            official = item.total.report.computed(cell)
            assert own == (pytest.approx(float(official)) if is_number(official) else None), cell


def differences(papers: Papers, book: Workbook) -> Iterator[str]:
    """Formula cells in which a program shows something else than the value cached in our file."""
    for sheet in papers_sheets(papers):
        for spot in sheet.spots:
            if isinstance(spot.content, Live):
                shown, cached = book[sheet.name][spot.address].value, spot.content.value
                shown = "" if shown is None else shown
                same = shown == cached if isinstance(cached, str) else shown == pytest.approx(cached)
                if not same:
                    yield f"{sheet.name}!{spot.address}: {shown!r}, cached {cached!r}, {spot.content.formula}"
