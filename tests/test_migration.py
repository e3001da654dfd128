"""From the 2019 edition to the 2021 one, and the series of years that it makes possible."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from reports import CASES, filled, published

from toolkit.aggregation import Source, add_up, over_years, series
from toolkit.cli import main
from toolkit.errors import DefinitionError, ToolkitError
from toolkit.forms import find_form, layouts, load_migration, migrations
from toolkit.model import csv_file, incomparable, restated, with_last_year

OLD, NEW = find_form("zfxxgk", "2019"), find_form("zfxxgk", "2021")
MIXED = layouts(find_form("zfxxgk", "2021"))[1]
OTHERWISE = """
    requests                | natural_person | enterprise
    received                | 9              | 0
    otherwise_not_corrected | 2              | 0
    otherwise_fee_unpaid    | 3              | 0
    otherwise_other         | 4              | 0
    """


def test_every_cell_that_one_edition_alone_has_is_accounted_for() -> None:
    (migration,) = migrations("zfxxgk")
    merged = {cell for merger in migration.mergers for cell in (merger.whole, *merger.parts)}
    only_in_one = {cell.id for cell in OLD.cells} ^ {cell.id for cell in NEW.cells}

    assert only_in_one == merged | migration.incomparable.keys()
    assert (migration.older, migration.newer, len(migration.mergers)) == ("2019", "2021", 7)


def test_a_cell_nobody_accounts_for_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "migration.toml").write_text('from = "2019"\n', encoding="utf-8")

    with pytest.raises(DefinitionError) as caught:
        load_migration(tmp_path, NEW)
    assert "没有写明 2019版的 requests.otherwise.total 在2021版里对应什么" in str(caught.value)


def test_three_rows_become_the_one_of_the_edition_before() -> None:
    before = restated(filled(OTHERWISE), OLD)

    assert (before.values["requests.otherwise.natural_person"], before.values["requests.otherwise.enterprise"]) == (
        9,
        0,
    )
    assert before.values["requests.received.natural_person"] == 9


def test_one_row_becomes_three_only_where_it_is_0() -> None:
    old = filled("requests | natural_person | enterprise\notherwise | 9 | 0", form=OLD, year=2020)
    now = restated(old, NEW)

    assert [now.values.get(f"requests.otherwise_other.{who}") for who in ("natural_person", "enterprise")] == [None, 0]


def test_what_has_another_meaning_is_not_carried_over() -> None:
    old = filled("proactive | disclosed_total\nnormative_documents | 130", form=OLD, year=2020)

    assert not [cell for cell in restated(old, NEW).values if cell.endswith(("in_force", "issued"))]
    assert "口径不同" in incomparable("zfxxgk")["proactive.normative_documents.in_force"]


def test_last_year_on_the_edition_before_gives_what_can_be_compared() -> None:
    old = filled("requests | natural_person\nreceived | 5\ncarried_out | 5", form=OLD, year=2020)
    report = with_last_year(filled(year=2021), old)

    assert report.last_year is not None
    assert report.last_year["requests.carried_out.natural_person"] == 5
    assert "proactive.normative_documents.in_force" not in report.last_year


def test_a_report_with_an_old_table_is_added_where_that_is_possible() -> None:
    mixed = replace(
        filled("requests | natural_person\nreceived | 4\ncarried_out | 4", form=MIXED), unit="甲", unit_code="a"
    )
    total = add_up([Source("a.json", mixed), Source("b.json", filled(OTHERWISE))], "汇总")

    assert (total.report.form, total.complete) == (NEW, True)
    assert total.report.values["requests.received.natural_person"] == 13


def test_what_cannot_be_split_makes_the_total_incomplete() -> None:
    mixed = replace(filled("requests | natural_person\notherwise | 4", form=MIXED), unit="甲", unit_code="a")
    total = add_up([Source("a.json", mixed), Source("b.json", filled(OTHERWISE))], "汇总")

    assert {gap.cell for gap in total.gaps} == {
        f"requests.{row}.natural_person"
        for row in ("otherwise_not_corrected", "otherwise_fee_unpaid", "otherwise_other")
    }


# --- series ----------------------------------------------------------------------------------------------------------


def years() -> list[str]:
    return [str(CASES / f"suqian_city_{year}.json") for year in (2023, 2024)]


def test_a_series_has_a_line_for_every_cell_of_every_year() -> None:
    reports = [published("suqian_city_2024"), published("suqian_city_2023")]
    found = series(reports)
    received = [(item.year, item.value) for item in found if item.cell.id == "requests.received.total"]
    otherwise = [item.value for item in found if item.cell.id == "requests.otherwise.total"]

    assert received == [
        (year, published(f"suqian_city_{year}").values["requests.received.total"]) for year in (2023, 2024)
    ]
    assert otherwise == [341, 469]
    assert {item.note for item in found} == {"", "由2021版的 3 行相加"}


def test_what_is_not_comparable_is_said_where_editions_meet() -> None:
    old = replace(published("shanghai_office_2019"), unit="宿迁市人民政府")
    found = series([old, published("suqian_city_2023")])
    notes = {item.cell.id: item.note for item in found if item.year == 2019}

    assert notes["proactive.normative_documents.disclosed_total"].startswith("不可比：")
    assert notes["requests.received.total"] == "分项有空格，合计是原文所写"
    assert notes["proceedings.review.upheld"] == ""


def test_a_year_without_a_report_is_a_gap_and_not_0() -> None:
    old = replace(published("shanghai_office_2019"), unit="宿迁市人民政府")
    headings, rows = over_years(series([old, published("suqian_city_2023")]), ["requests.received.total"])

    assert headings == ["一、本年新收·总计"]
    assert [row[0] for row in rows] == ["2019", "2020", "2021", "2022", "2023"]
    assert [row[1] is None for row in rows] == [False, True, True, True, False]


def test_two_reports_of_a_unit_and_year_are_refused() -> None:
    with pytest.raises(ToolkitError, match="2024年度的报告有两份"):
        series([published("suqian_city_2024"), published("suqian_city_2024")])


def test_the_command_writes_a_table_and_a_chart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "序列.xlsx"

    assert main(["series", *years(), "--out", str(out)]) == 0
    assert "1 个单位，2023—2024 年" in capsys.readouterr().err
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["逐年对照", "序列"]
    with zipfile.ZipFile(out) as archive:
        assert "xl/charts/chart1.xml" in archive.namelist()
    assert [cell.value for cell in book["逐年对照"][3]][:2] == ["2024", 3525]


def test_the_command_writes_csv_that_opens_as_it_is(tmp_path: Path) -> None:
    out = tmp_path / "序列.csv"

    assert main(["series", *years(), "--out", str(out)]) == 0
    rows = list(csv.reader(io.StringIO(out.read_bytes().decode("utf-8-sig"))))
    assert rows[0][:4] == ["单位", "单位编码", "年度", "格式版本"]
    assert len(rows) == 1 + 2 * 207


def test_text_in_a_csv_is_no_formula() -> None:
    assert csv_file(("甲", "乙"), [("=1+1", -3), ("+", None)]).decode("utf-8-sig") == "甲,乙\r\n'=1+1,-3\r\n'+,\r\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--out", "序列.pdf"], "请以 .xlsx 或 .csv 结尾"),
        (["--out", "序列.csv", "--cell", "requests.x.y"], "没有单元格"),
    ],
)
def test_a_wrong_command_is_explained(
    arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["series", *years(), *arguments]) == 2
    assert says in capsys.readouterr().err


def test_one_file_that_cannot_be_read_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "坏.json"
    broken.write_text(json.dumps({"year": 1}), encoding="utf-8")

    assert main(["series", *years(), str(broken), "--out", str(tmp_path / "序列.csv")]) == 3
    assert "没有计入" in capsys.readouterr().err
