"""Whatever the language of definitions allows goes together: parts, lists, codes, side by side, several rules."""

import io
import random
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from another_form import any_report, form_in
from office import convert, libreoffice_saves
from recalculated import differences

from toolkit.document import read_page, read_word, verify, write_html, write_word
from toolkit.workbook import read_workbook, resave, write_workbook

FORM = form_in(Path(__file__).parent / "odd_form")
SIGNED_ON = date(2025, 1, 20)


@pytest.mark.parametrize("seed", range(8))
def test_workbooks_and_documents_are_read_back(seed: int) -> None:
    report = any_report(random.Random(seed), FORM)
    again, findings = read_workbook(write_workbook(report), own=FORM)

    assert again == report
    assert [finding for finding in findings if finding.rule.startswith("workbook.")] == []
    for document in (
        read_word(write_word(report, signed_on=SIGNED_ON)),
        read_page(write_html(report, signed_on=SIGNED_ON).encode()),
    ):
        assert verify(document, report, SIGNED_ON).differences == ()


@pytest.mark.libreoffice
def test_libreoffice_agrees(tmp_path: Path) -> None:
    reports = [any_report(random.Random(seed), FORM) for seed in range(12)]
    contents = [resave(write_workbook(report)) for report in reports]
    for report, content in zip(reports, libreoffice_saves(contents, tmp_path), strict=True):
        assert differences(report, openpyxl.load_workbook(io.BytesIO(content), data_only=True)) == []
        assert read_workbook(content, own=FORM)[0] == report


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_other_spreadsheet_formats_hold_the_same_values(suffix: str, tmp_path: Path) -> None:
    report = any_report(random.Random(1), FORM)
    before = tmp_path / "report.xlsx"
    before.write_bytes(write_workbook(report))
    (saved,) = convert([before], suffix, tmp_path)

    assert read_workbook(saved.read_bytes(), own=FORM)[0].values == report.values
