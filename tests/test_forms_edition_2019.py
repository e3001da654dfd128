"""The 2019 edition, for reports of 2019 and 2020, and the layout that units mixed from both editions."""

import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from reports import CASES, filled, published

from toolkit.checks import check_report
from toolkit.checks.prose.statements import read_narrative
from toolkit.cli import main
from toolkit.document import write_word
from toolkit.forms import Form, find_form, find_sentences, form_for_year, layout_with, layouts
from toolkit.forms.lexicon import find_lexicon
from toolkit.model import Report, Value, read_data_file, write_data_file
from toolkit.workbook import Cover, read_workbook, write_workbook
from toolkit.workflow import draft

OLD = find_form("zfxxgk", "2019")
NEW = find_form("zfxxgk", "2021")
MIXED, MIXED_OLD = layouts(find_form("zfxxgk", "2021"))[1], layouts(find_form("zfxxgk", "2019"))[1]
NARRATIVE_OF_2019 = {block.id: f"本年度{block.title}工作按要求开展。" for block in OLD.blocks if block.required} | {
    "other_matters": "本年度未收取信息处理费。"
}


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


SAID = """
    proactive           | newly_made | newly_disclosed | disclosed_total
    normative_documents | 3          | 2               | 40
    proactive           | previous_items | change | decisions
    licensing           | 6              | -4     | 55
    other_services      | 2              | 0      | 7
    proactive           | projects | amount_yuan
    procurement         | 2        | 251000
    requests            | natural_person
    received            | 5
    granted             | 3
    otherwise           | 1
    carried_out         | 1
    """


def test_its_standard_sentences_are_those_its_tables_prove() -> None:
    said = draft(filled(SAID, form=OLD, year=2020))

    assert said["overview.proactive"] == (
        "本年度新制作规范性文件3件，新公开2件，对外公开总数量40件。全年作出行政许可决定55件、其他对外管理服务事项决定7件。"
        "全年实施政府集中采购项目2个，采购总金额251000元。"
    )
    assert said["overview.on_request"].startswith(
        "本年度新收政府信息公开申请5件，由自然人提出；无上年结转申请。"
        "本年度办结4件，办理结果为：予以公开3件，其他处理1件。结转下年度继续办理1件。"
    )
    assert find_sentences(OLD).block("other_matters") is None


def test_a_year_without_anything_in_it() -> None:
    assert draft(filled(form=OLD, year=2019))["overview.proactive"] == (
        "本年度未新制作、新公开规范性文件，无对外公开的规范性文件。"
        "全年未作出行政许可、其他对外管理服务事项、行政处罚、行政强制决定。全年无政府集中采购项目。"
    )


@pytest.mark.parametrize("form", [OLD, MIXED, MIXED_OLD])
def test_the_standard_sentences_contradict_no_number(form: Form) -> None:
    rng = random.Random(form.digest)
    for _ in range(20):
        values: dict[str, Value] = {cell.id: rng.choice([0, 0, 1, 3, 28]) for cell in form.inputs}
        report = Report(form, form.last_year or 2023, "示范区民政局", "mzj", values)
        drafted = replace(report, narrative=draft(report))
        assert len(drafted.narrative) >= 2
        assert [f.message for f in check_report(drafted).findings if f.rule == "narrative.number"] == []


def test_a_mixed_layout_speaks_of_each_table_as_its_edition_does() -> None:
    table = """
        requests  | natural_person
        received  | 2
        granted   | 1
        otherwise | 1
        """
    said = draft(filled(table, form=MIXED, year=2023))

    assert said["overview.proactive"].startswith("本年度未制发、废止行政规范性文件")
    assert "予以公开1件，其他处理1件。" in said["overview.on_request"]


@pytest.mark.parametrize("form", [OLD, MIXED, MIXED_OLD])
def test_it_goes_through_workbook_and_word_and_back(
    form: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    rng = random.Random(form.edition)
    results = [cell.id for cell in form.inputs if cell.table.id != "requests"]
    values: dict[str, Value] = {cell: rng.choice([0, 0, 1, 3, 28]) for cell in results}
    table = "requests | natural_person | enterprise\nreceived | 3 | 2\ngranted | 2 | 2\ncarried_out | 1 | 0"
    year = form.last_year or 2023
    report = filled(table, form=form, year=year, unit="示范区民政局", narrative=NARRATIVE_OF_2019)
    report = replace(report, values={**report.values, **values})
    Path("a.json").write_text(write_data_file(report), encoding="utf-8")

    assert main(["fill", "a.json", "--out", "a.xlsx"]) == 0
    assert main(["check", "a.xlsx"]) == 0
    assert main(["report", "a.xlsx", "--out", "a.docx"]) == 0
    assert main(["verify", "a.docx", "--data", "a.xlsx"]) == 0
    assert main(["read", "a.docx", "--out", "b.json"]) == 0
    assert main(["verify", "a.docx", "--data", "b.json"]) == 0
    assert "与数据一致" in capsys.readouterr().out
    again, _ = read_data_file(Path("b.json").read_bytes())
    assert again.form is form
    assert all(again.computed(cell.id) == report.computed(cell.id) for cell in form.cells)


def test_the_year_after_is_held_against_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    last = filled("requests | natural_person\nreceived | 3\notherwise | 1\ncarried_out | 2", form=OLD, year=2020)
    this = filled("requests | natural_person\ncarried_in | 1\ngranted | 1", year=2021)
    Path("2020.docx").write_bytes(write_word(last, signed_on=None))
    Path("2021.json").write_text(write_data_file(this), encoding="utf-8")

    assert main(["check", "2021.json", "--last-year", "2020.docx", "--format", "json", "--out", "a.jsonl"]) == 0
    found = json.loads(Path("a.jsonl").read_text("utf-8"))["findings"]
    cells = [(f["rule"], f["actual"], f["expected"]) for f in found if f["rule"] == "years.carry_over"]
    assert ("years.carry_over", 1, 2) in cells
    assert [f for f in found if f["rule"] == "years.in_force" and f["outcome"] == "failed"] == []


def test_a_workbook_of_2020_is_issued_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("名单.csv").write_text("单位编码,单位名称\nmzj,示范区民政局\n", encoding="utf-8")

    assert main(["issue", "--roster", "名单.csv", "--year", "2020"]) == 0
    (path,) = Path("下发").glob("*.xlsx")
    report, notes = read_workbook(path.read_bytes())
    assert (report.form, notes) == (OLD, ())


def test_a_published_report_of_2019_stays_as_it_was_published() -> None:
    assert published("shanghai_office_2019").values["proactive.procurement.amount_yuan"] == "251000元"
