"""Reading is the exact inverse of filling, whoever saved the file in between."""

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office import libreoffice_saves

from toolkit.errors import ToolkitError
from toolkit.forms import find_form
from toolkit.model import Number, Report, Value, clean_text, finding_key, read_value
from toolkit.workbook import blank_report, read_workbook, resave, write_workbook

FORM = find_form("zfxxgk", "2021")
INPUTS = [cell.id for cell in FORM.inputs]
EXPLANATION_KEYS = [finding_key(FORM, relation.rule.name, relation.cells) for relation in FORM.queries]
EXPLANATION_KEYS += ["narrative.number@overview.on_request", "cells.absent@proactive.government_rules.issued"]
BLOCKS = [block.id for block in FORM.blocks]


def is_kept(text: str) -> bool:
    """Texts that are numbers, or nothing, are read as such: they are no content of their own."""
    return read_value(text).value == text


texts = st.text(max_size=200).map(clean_text).filter(lambda text: bool(text.strip()))
raw_contents = st.one_of(
    st.text(max_size=30).map(clean_text).filter(is_kept),
    st.sampled_from(["12件", "无", "—", "/", "=1+1", "#N/A", "TRUE", "_x0041_", "&<>\"'", " 22（其中修订16件）"]),
)


def whole(number: Decimal) -> Number:
    return int(number) if number == int(number) else number


exact_numbers: st.SearchStrategy[Number] = st.one_of(
    st.integers(-(10**20), 10**20),
    st.decimals(min_value=-(10**9), max_value=10**9, places=6).map(whole),
)
values = st.one_of(st.none(), exact_numbers, raw_contents)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    zero_return = draw(st.booleans())
    drawn = draw(st.dictionaries(st.sampled_from(INPUTS), values, max_size=25))
    every: dict[str, Value] = dict.fromkeys(INPUTS) | drawn
    if zero_return:
        every = {cell: 0 if value is None else value for cell, value in every.items()}
    return Report(
        form=FORM,
        year=draw(st.integers(2021, 2099)),
        unit=draw(texts).strip()[:60],
        unit_code=draw(st.sampled_from(["", "mzj", "单位1", "A&B=1", "11410000MB1234567X"])),
        values=every,
        narrative=draw(st.dictionaries(st.sampled_from(BLOCKS), texts)),
        explanations=draw(st.dictionaries(st.sampled_from(EXPLANATION_KEYS), texts)),
        zero_return=zero_return,
        last_year=draw(st.dictionaries(st.sampled_from(FORM.last_cells), exact_numbers)) or None,
    )


@given(reports())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_reading_a_filled_workbook_gives_the_report_back(report: Report) -> None:
    again, findings = read_workbook(write_workbook(report))

    assert again == report
    assert not [finding for finding in findings if finding.rule.startswith("workbook.")]


def filled_report() -> Report:
    contents: list[Value] = [0, 1, 12, None, "12件", Decimal("18651.064104"), 10**6, "无", -3, Decimal("0.5")]
    return Report(
        form=FORM,
        year=2024,
        unit="示范区民政局",
        unit_code="mzj",
        values={cell: contents[number % len(contents)] for number, cell in enumerate(INPUTS)},
        narrative={block: f"{block}：第一段 12 件。\n第二段，“引号”与 <尖括号>。" for block in BLOCKS},
    )


def test_a_copy_saved_by_openpyxl_reads_back_identically() -> None:
    content = write_workbook(filled_report())

    assert read_workbook(resave(content)) == read_workbook(content)


@pytest.mark.libreoffice
def test_a_copy_saved_by_libreoffice_reads_back_identically(tmp_path: Path) -> None:
    content = write_workbook(filled_report())
    (saved,) = libreoffice_saves([content], tmp_path)

    assert read_workbook(saved) == read_workbook(content)


@pytest.mark.libreoffice
def test_a_blank_workbook_saved_by_libreoffice_is_still_whole(tmp_path: Path) -> None:
    (saved,) = libreoffice_saves([write_workbook(blank_report(FORM, 2024, "示范区民政局", "mzj"))], tmp_path)
    report, findings = read_workbook(saved)

    assert report == blank_report(FORM, 2024, "示范区民政局", "mzj")
    assert findings == ()


def test_a_renamed_or_copied_file_is_known_by_its_stamp() -> None:
    report, _ = read_workbook(write_workbook(blank_report(FORM, 2024, "示范区民政局", "mzj")))

    assert (report.year, report.unit, report.unit_code) == (2024, "示范区民政局", "mzj")


def test_a_text_longer_than_a_cell_is_refused_when_filling() -> None:
    report = Report(FORM, 2024, "示范区民政局", narrative={"problems": "问" * 40_000})

    with pytest.raises(ToolkitError, match="40000 字，超过电子表格一格的上限"):
        write_workbook(report)


@pytest.mark.parametrize(
    ("typed", "value", "rules"),
    [
        (3, 3, []),
        (3.0, 3, []),
        ("3", 3, ["cells.number_as_text"]),
        ("１２", 12, ["cells.number_as_text"]),
        ("1,200", 1200, ["cells.number_as_text"]),
        ("　7　", 7, ["cells.number_as_text"]),
        ("12件", "12件", []),
        ("无", "无", []),
        ("—", "—", []),
        ("/", "/", []),
        (True, "TRUE", []),
        (1.5, Decimal("1.5"), []),
        (-2, -2, []),
        ("=3+4", "=3+4", []),
        ("   ", None, []),
        (None, None, []),
    ],
    ids=repr,
)
def test_what_a_clerk_types_becomes(typed: object, value: Value, rules: list[str]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(blank_report(FORM, 2024, "示范区民政局", "mzj"))))
    book["三、申请办理"]["D4"].value = typed
    report, findings = read_workbook(saved(book))

    assert report.values["requests.received.natural_person"] == value
    assert type(report.values["requests.received.natural_person"]) is type(value)
    assert [finding.rule for finding in findings] == rules


def test_a_number_shown_as_a_date_is_not_taken_for_a_number() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(blank_report(FORM, 2024, "示范区民政局", "mzj"))))
    book["三、申请办理"]["D4"] = 12
    book["三、申请办理"]["D4"].number_format = "yyyy-mm-dd"
    report, _ = read_workbook(saved(book))

    assert report.values["requests.received.natural_person"] == "1900-01-12 00:00:00"


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
