"""Reports that units really published: the errors that are in them are found, and no others."""

from collections import Counter

import pytest
from reports import CASES, published

from toolkit.checks import check_report
from toolkit.model import read_data_file


def errors(case: str) -> list[tuple[str, str]]:
    """(rule, first cell) of every error in a published report."""
    found = check_report(published(case)).findings
    return [(finding.rule, finding.place.cells[0]) for finding in found if finding.severity == "error"]


@pytest.mark.parametrize("case", ["seed_mzj_2024", "huaian_city_2024", "suqian_city_2023", "suqian_city_2024"])
def test_a_report_that_is_in_order_has_no_errors(case: str) -> None:
    assert errors(case) == []


def test_two_totals_of_proceedings_were_left_at_0() -> None:
    assert errors("hongze_2023") == [
        ("proceedings.totals", "proceedings.review.total"),
        ("proceedings.totals", "proceedings.suit_after_review.total"),
    ]


def test_four_totals_of_rows_do_not_add_up() -> None:
    assert errors("pingtan_htp_2025") == [
        ("requests.rows", "requests.received.total"),
        ("requests.rows", "requests.partly_granted.total"),
        ("requests.rows", "requests.unavailable_not_held.total"),
        ("requests.rows", "requests.results_total.total"),
    ]


def test_a_number_in_the_wrong_column_breaks_results_and_balance_of_both_columns() -> None:
    assert errors("pingtan_zrz_2021") == [
        ("requests.results", "requests.results_total.natural_person"),
        ("requests.results", "requests.results_total.public_interest"),
        ("requests.balance", "requests.results_total.natural_person"),
        ("requests.balance", "requests.results_total.public_interest"),
    ]


def test_columns_that_were_left_blank_are_told_cell_by_cell() -> None:
    assert Counter(rule for rule, _ in errors("shuyang_fgj_2023")) == {
        "cells.blank": 125,
        "requests.rows": 25,
        "requests.results": 5,
        "requests.balance": 5,
    }


def test_a_table_of_the_edition_before_in_a_later_report_is_recognized() -> None:
    report, read_with = read_data_file((CASES / "hongze_2023.json").read_bytes())
    found = check_report(report, read_with)

    assert [finding.rule for finding in found.findings if finding.severity == "hint"] == ["cells.mixed_layout"]
    assert [finding for finding in found.findings if finding.rule in {"cells.absent", "cells.unknown"}] == []
    assert [found.tallies[rule].passed for rule in ("requests.results", "requests.balance")] == [7, 7]


def test_a_report_of_2019_has_its_blanks_and_a_unit_in_a_cell_and_nothing_else() -> None:
    report = published("shanghai_office_2019")
    blanks = sum(value is None for value in report.values.values())

    found = [finding for finding in check_report(report).findings if finding.outcome == "failed"]
    assert Counter(finding.rule for finding in found if finding.severity == "error") == {
        "cells.blank": blanks,
        "cells.not_a_number": 1,
    }
    assert {finding.rule for finding in found if finding.severity != "error"} == {"narrative.missing_block"}
