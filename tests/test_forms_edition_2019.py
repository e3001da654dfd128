"""The 2019 edition, for reports of 2019 and 2020, and the layout that units mixed from both editions."""

from collections import Counter

import pytest
from reports import CASES, filled, published

from toolkit.checks import check_report
from toolkit.checks.prose.statements import read_narrative
from toolkit.forms import Form, find_form, find_sentences, form_for_year, layout_with, layouts
from toolkit.forms.lexicon import find_lexicon
from toolkit.model import Report, read_data_file
from toolkit.workbook import Cover, read_workbook, write_workbook

OLD = find_form("zfxxgk", "2019")
NEW = find_form("zfxxgk", "2021")
MIXED = layouts(find_form("zfxxgk", "2021"))[1]


@pytest.mark.parametrize("year", [2019, 2020])
def test_it_is_in_force_for_two_years(year: int) -> None:
    assert form_for_year("zfxxgk", year) is OLD


def test_it_has_198_numbers_of_which_a_unit_fills_in_166() -> None:
    by_table = {table.id: (len(table.cells), len(table.inputs)) for table in OLD.tables}
    assert by_table == {"proactive": (22, 22), "requests": (161, 132), "proceedings": (15, 12)}


def test_the_second_table_has_its_own_columns() -> None:
    columns = [[column.label for column in part.columns] for part in OLD.table("proactive").parts]
    assert columns == [
        ["本年新制作数量", "本年新公开数量", "对外公开总数量"],
        ["上一年项目数量", "本年增/减", "处理决定数量"],
        ["上一年项目数量", "本年增/减", "处理决定数量"],
        ["上一年项目数量", "本年增/减"],
        ["采购项目数量", "采购总金额"],
    ]


def test_other_results_are_one_row() -> None:
    merges = {cell.range for cell in OLD.table("requests").grid.cells if cell.merged}
    assert {"A6:A25", "B24:C24", "B25:C25", "A26:C26"} <= merges


def test_it_has_40_identities() -> None:
    assert Counter(identity.rule.name for identity in OLD.identities) == {
        "requests.balance": 7,
        "requests.results": 7,
        "requests.rows": 23,
        "proceedings.totals": 3,
    }


def test_only_a_change_may_be_negative() -> None:
    report = filled(
        """
        proactive | previous_items | change | decisions
        licensing | 6              | -4     | -2
        """,
        form=OLD,
        year=2019,
    )
    found = [finding for finding in check_report(report).findings if finding.rule.startswith("cells.")]
    assert [(finding.rule, finding.place.cells) for finding in found] == [
        ("cells.negative", ("proactive.licensing.decisions",))
    ]


@pytest.mark.parametrize("form", [pytest.param(OLD, id="2019"), pytest.param(MIXED, id="mixed")])
def test_a_workbook_of_it_reads_back_as_it_was_filled(form: Form) -> None:
    report = Report(form, 2020, "示范区民政局", "mzj", {cell.id: n for n, cell in enumerate(form.inputs)})
    again, findings = read_workbook(write_workbook(report, Cover()))

    assert (again.form, dict(again.values), findings) == (form, dict(report.values), ())


def test_a_data_file_with_the_old_row_is_of_the_mixed_layout() -> None:
    report, findings = read_data_file((CASES / "hongze_2023.json").read_bytes())

    assert report.form is MIXED
    assert [finding.message for finding in findings] == [
        "“三、申请办理”表用的是2019版的行列，其余是2021版；已按原样读取和核对。"
    ]


def test_a_stray_cell_makes_no_mixed_layout() -> None:
    assert layout_with(NEW, ["requests.otherwise.nobody", "requests.received.total"]) is NEW


def test_its_text_is_held_against_its_tables() -> None:
    report = filled("requests | natural_person\nreceived | 34", form=OLD, year=2019)
    text = {"overview.on_request": "全年共收到政府信息公开申请34件。"}
    read = read_narrative(Report(OLD, 2019, report.unit, values=report.values, narrative=text))

    assert [(statement.label, statement.agrees) for statement in read.statements] == [("新收", True)]


def test_citing_its_own_basis_is_no_leftover_of_another_year() -> None:
    old, new = find_lexicon(OLD), find_lexicon(NEW)
    assert old is not None
    assert new is not None
    assert [bool(lexicon.superseded.search("国办公开办函〔2019〕60号")) for lexicon in (old, new)] == [False, True]


def test_a_mixed_layout_has_no_standard_sentences() -> None:
    assert find_sentences(MIXED).blocks == ()


def test_a_published_report_of_2019_stays_as_it_was_published() -> None:
    assert published("shanghai_office_2019").values["proactive.procurement.amount_yuan"] == "251000元"
