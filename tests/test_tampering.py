"""The tamper battery: every change is named at the right cell, every honest save is accepted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from office import libreoffice_saves
from returned import COVER, KEY, T3, as_wps_saves, edited, last_report_of, report_of, returned
from tampering import Tampering, battery, foreign_workbook, put

from toolkit.checks import Verdict, check_report
from toolkit.errors import UnreadableFile
from toolkit.model import Report, read_data_file, write_data_file
from toolkit.workbook import check_last_year, read_workbook, resave, write_workbook

BATTERY = battery()


def judged(content: bytes) -> tuple[Report, Verdict]:
    report, findings = read_workbook(content, key=KEY)
    return report, check_report(report, findings)


def told(verdict: Verdict) -> set[tuple[str, str]]:
    return {(finding.rule, f"{finding.place.sheet}!{finding.place.address}") for finding in verdict.findings}


def test_the_workbook_they_start_from_is_faultless() -> None:
    report, verdict = judged(returned())

    assert report == report_of()
    assert verdict.findings == ()


def test_there_are_enough_of_them() -> None:
    assert len({tampering.name for tampering in BATTERY}) == len(BATTERY) >= 60


@pytest.mark.parametrize("tampering", BATTERY, ids=lambda tampering: tampering.name)
def test_tampering_is_named_at_its_place(tampering: Tampering) -> None:
    report, verdict = judged(tampering.content())

    if tampering.named:
        assert tampering.named in told(verdict)
    else:
        assert {finding.severity for finding in verdict.findings} <= {"hint"}
        assert report.values == report_of().values


HONEST: dict[str, Callable[[bytes], bytes]] = {
    "openpyxl": resave,
    "WPS": as_wps_saves,
    "WPS, other dimension": lambda content: as_wps_saves(content, dimension=b"G15"),
    "WPS, protected": lambda content: as_wps_saves(content, protection=b'sheet="1" objects="1" scenarios="1"'),
    "WPS after openpyxl": lambda content: as_wps_saves(resave(content)),
    "twice": lambda content: resave(resave(content)),
}


@pytest.mark.parametrize("program", HONEST)
def test_an_honest_save_is_no_finding(program: str) -> None:
    report, verdict = judged(HONEST[program](returned()))

    assert report == report_of()
    assert verdict.findings == ()


@pytest.mark.libreoffice
def test_an_honest_save_by_libreoffice_is_no_finding(tmp_path: Path) -> None:
    """What WPS left unprotected, LibreOffice writes as unprotected: no more than a hint."""
    for saved in libreoffice_saves([returned(), resave(returned()), as_wps_saves(returned())], tmp_path):
        report, verdict = judged(saved)

        assert report == report_of()
        assert {finding.rule for finding in verdict.findings} <= {"workbook.unprotected"}


def test_a_workbook_of_last_year_says_so() -> None:
    """Genuine, signed, and of another year: whoever collects sees it by the year."""
    last, _ = read_data_file(write_data_file(report_of()).replace('"year": 2024', '"year": 2023').encode())

    assert judged(write_workbook(last, COVER))[0].year == 2023


def test_values_of_one_unit_in_the_workbook_of_another_keep_the_workbooks_unit() -> None:
    report, _ = judged(returned("jyj"))

    assert report.unit != report_of().unit


@pytest.mark.parametrize("titles", [(T3,), ("二、主动公开", T3, "四、复议诉讼")], ids=len)
def test_sheets_copied_into_a_foreign_workbook_are_refused(titles: tuple[str, ...]) -> None:
    with pytest.raises(UnreadableFile, match=r"不是本程序下发的|没有身份标识"):
        read_workbook(foreign_workbook(*titles))


def test_a_changed_value_of_last_year_is_named_by_the_offices_own_copy() -> None:
    tampered, _ = judged(edited(returned(), put("上年数", "E11", 4711)))

    (finding,) = check_last_year(tampered, last_report_of())
    assert (finding.place.sheet, finding.place.address, finding.actual) == ("上年数", "E11", 4711)
    assert not list(check_last_year(report_of(), last_report_of()))
