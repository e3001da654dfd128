"""What each unit takes over from last year's reports: whose they are, through renaming, merging and splitting."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from published import documents, pages, texts
from reports import filled

from toolkit.cli import main
from toolkit.forms import find_form
from toolkit.model import Number, Report, csv_rows, roster_from_rows, with_last_year, write_data_file
from toolkit.stages.last_year import LastYear, Past, match_last_year
from toolkit.workbook import Cover, blank_report, read_workbook, refill, write_workbook

ROSTER = """\
单位编码,单位名称,简称,前身
mzj,示范区民政局,民政局,
wlj,示范区文化和旅游局,文旅局,示范区文化局、示范区旅游局
sjj,示范区数据局,,示范区大数据中心
tyj,示范区体育局,,
"""
OUT = "requests.carried_out.natural_person"


def said(unit: str, carried_out: Number = 1, *, code: str = "", year: int = 2023) -> Report:
    """A report that carries some applications over into the next year."""
    report = filled(
        f"""
        requests    | natural_person
        received    | {carried_out}
        carried_out | {carried_out}
        """,
        year=year,
        unit=unit,
    )
    return replace(report, unit_code=code)


def matched(reports: Sequence[Report], roster: str = ROSTER) -> LastYear:
    pasts = [past(f"{number}.docx", report) for number, report in enumerate(reports, 1)]
    return match_last_year(roster_from_rows(csv_rows(roster.encode())), pasts, 2024)


def past(file: str, report: Report) -> Past:
    return Past(file, lambda child: report)  # noqa: ARG005


def taken(found: LastYear) -> Mapping[str, object]:
    """Unit code → what it carries in."""
    return {code: report.computed(OUT) for code, report in found.reports.items()}


def test_a_report_is_known_by_code_by_name_and_by_short_name() -> None:
    found = matched([said("示范区民政局", 3), said("文旅局", 4), said("示范区数据局", 5, code="sjj")])

    assert taken(found) == {"mzj": 3, "wlj": 4, "sjj": 5}
    assert found.notes == ()
    assert found.files == {"mzj": "1.docx", "wlj": "2.docx", "sjj": "3.docx"}


def test_a_renamed_unit_takes_over_from_its_predecessor() -> None:
    found = matched([said("示范区大数据中心", 7)])

    assert taken(found) == {"sjj": 7}
    assert found.notes == ()


def test_a_renamed_unit_that_kept_its_code_too() -> None:
    found = matched([said("示范区大数据中心", 7, code="sjj")])

    assert taken(found) == {"sjj": 7}
    assert found.notes == ()


@pytest.mark.parametrize("between", ["、", "；", ";", "，"])
def test_a_merged_unit_takes_over_the_sum_of_those_it_was_merged_from(between: str) -> None:
    roster = ROSTER.replace("文化局、", f"文化局{between}")
    found = matched([said("示范区文化局", 2), said("示范区旅游局", 5)], roster)

    assert taken(found) == {"wlj": 7}
    assert found.reports["wlj"].computed("requests.carried_out.total") == 7
    assert found.reports["wlj"].unit == "示范区文化和旅游局"
    assert found.notes == (
        "示范区文化和旅游局的上年数是 示范区文化局、示范区旅游局 2 份上年报告逐格相加的（1.docx、2.docx）。",
    )


def test_a_merged_unit_takes_over_nothing_while_one_of_the_reports_is_missing() -> None:
    found = matched([said("示范区旅游局")])

    assert taken(found) == {}
    assert found.notes == ("示范区文化和旅游局由几个单位合并而成，缺 示范区文化局 的上年报告，没有带入上年数。",)


def test_a_unit_that_absorbed_another_adds_its_report_to_its_own() -> None:
    roster = ROSTER.replace("tyj,示范区体育局,,", "tyj,示范区体育局,,示范区体育中心")
    found = matched([said("示范区体育局", 1), said("示范区体育中心", 2)], roster)

    assert taken(found) == {"tyj": 3}
    assert "逐格相加" in found.notes[0]


def test_a_split_unit_cannot_be_divided_by_a_program() -> None:
    roster = ROSTER.replace("tyj,示范区体育局,,", "tyj,示范区体育局,,示范区大数据中心")
    found = matched([said("示范区大数据中心", 9)], roster)

    assert taken(found) == {}
    assert len(found.notes) == 1
    assert "“示范区大数据中心”的职责分在示范区数据局、示范区体育局，各应带入多少上年数，程序不能确定" in found.notes[0]


def test_a_unit_split_off_from_one_that_goes_on() -> None:
    roster = ROSTER.replace("tyj,示范区体育局,,", "tyj,示范区体育局,,示范区民政局")
    found = matched([said("示范区民政局", 9)], roster)

    assert taken(found) == {"mzj": 9}
    assert "“示范区民政局”的职责分在示范区体育局、示范区民政局" in found.notes[0]


def test_two_reports_of_a_unit_that_differ_are_both_left_out() -> None:
    found = matched([said("示范区民政局", 1), said("民政局", 2)])

    assert taken(found) == {}
    assert found.notes == ("示范区民政局的上年报告有 2 份（1.docx、2.docx），数不相同，都没有采用；请留下正式的一份。",)


def test_two_reports_of_a_unit_that_say_the_same() -> None:
    found = matched([said("示范区民政局", 1), said("民政局", 1)])

    assert taken(found) == {"mzj": 1}
    assert found.notes == ("示范区民政局的上年报告有 2 份（1.docx、2.docx），要带入的数相同，用了第一份。",)


@pytest.mark.parametrize(
    ("report", "note"),
    [
        (said("示范区民政局", year=2022), "1.docx 没有采用：是 2022 年度的，上年报告应当是 2023 年度的。"),
        (said("示范区气象局"), "1.docx 没有采用：填报单位“示范区气象局”不在名单里，也不是哪个单位的前身。"),
        (
            said("体育局"),
            (
                "1.docx 没有采用：填报单位“体育局”不在名单里，也不是哪个单位的前身；"
                "如果是示范区体育局，请在名单的“简称”里写上。"
            ),
        ),
        (said(""), "1.docx 没有采用：没有写明是哪个单位的。"),
        (
            said("示范区体育局", code="mzj"),
            "1.docx 没有采用：编码 mzj 是示范区民政局的，单位名称却是“示范区体育局”。",
        ),
    ],
)
def test_a_report_that_belongs_to_nobody_is_told(report: Report, note: str) -> None:
    found = matched([report])

    assert taken(found) == {}
    assert found.notes == (note,)


def test_a_code_goes_before_a_name_nobody_has_and_it_is_told() -> None:
    found = matched([said("示范区民政和社会事务局", 2, code="mzj")])

    assert taken(found) == {"mzj": 2}
    assert found.notes == ("1.docx 的单位名称是“示范区民政和社会事务局”，按编码 mzj 认作示范区民政局的。",)


def half(report: Report) -> Report:
    """Without the cells of a row and a column."""
    gone = ("requests.carried_out.", "proactive.normative_documents.in_force")
    return replace(report, values={cell: value for cell, value in report.values.items() if not cell.startswith(gone)})


def test_of_half_a_report_is_told_what_it_lacks() -> None:
    found = matched([half(said("示范区民政局"))])

    assert taken(found) == {"mzj": None}
    assert found.notes[0].startswith("1.docx 里有 8 格没有数（")
    assert found.notes[0].endswith("等），这些格的上年数空着。")


def test_a_sum_leaves_blank_what_one_of_its_parts_lacks() -> None:
    found = matched([half(said("示范区文化局", 2)), said("示范区旅游局", 5)])
    issued = with_last_year(blank_report(find_form("zfxxgk", "2021"), 2024, "示范区文化和旅游局"), found.reports["wlj"])

    assert issued.last_year is not None
    assert OUT not in issued.last_year
    assert issued.last_year["proactive.government_rules.in_force"] == 0
    assert "1.docx 里有 8 格没有数" in found.notes[0]


def test_reports_of_the_earlier_edition_are_added_and_carried_over() -> None:
    old = find_form("zfxxgk", "2019")
    roster = roster_from_rows(csv_rows(ROSTER.encode()))
    parts = [filled(f"requests | enterprise\nreceived | {n}\ncarried_out | {n}", form=old, year=2020) for n in (2, 3)]
    named = [
        replace(part, unit=unit, unit_code="")
        for part, unit in zip(parts, ("示范区文化局", "示范区旅游局"), strict=True)
    ]
    found = match_last_year(roster, [past(f"{part.unit}.pdf", part) for part in named], 2021)
    issued = with_last_year(blank_report(find_form("zfxxgk", "2021"), 2021, "示范区文化和旅游局"), found.reports["wlj"])

    assert issued.last_year is not None
    assert issued.last_year["requests.carried_out.enterprise"] == 5
    assert "proactive.normative_documents.in_force" not in issued.last_year  # 对外公开总数量 is something else
    assert len(found.notes) == 1


# --- through the commands --------------------------------------------------------------------------------------------


def test_the_workbook_says_from_which_file_last_years_values_are() -> None:
    issued = with_last_year(
        blank_report(find_form("zfxxgk", "2021"), 2024, "示范区民政局", "mzj"), said("示范区民政局")
    )
    again, notes = read_workbook(write_workbook(issued, Cover(last_year_from="示范区民政局2023年报.docx")))

    assert again == issued
    assert notes == ()


@pytest.fixture
def round_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Inside a new round, with a folder of last year's reports beside it."""
    (tmp_path / "名单.csv").write_text(ROSTER, encoding="utf-8")
    last = tmp_path / "去年"
    last.mkdir()
    (last / "民政局.docx").write_bytes(documents.word(said("示范区民政局", 3), documents.merged))
    (last / "文化局.html").write_bytes(pages.page(said("示范区文化局", 2), pages.spanned, encoding="gbk"))
    (last / "旅游局.txt").write_text(texts.report_text(said("示范区旅游局", 5), texts.tabs), encoding="utf-8")
    (last / "通知.html").write_text("<html><body><p>关于召开会议的通知</p></body></html>", encoding="utf-8")
    (last / "教育局.json").write_text(write_data_file(said("示范区教育局", 5)), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["new", "年报", "--year", "2024", "--office", "示范区政务公开办公室", "--roster", "名单.csv"]) == 0
    monkeypatch.chdir(tmp_path / "年报")
    return tmp_path / "年报"


TOLD = """\
找到 2 个单位的上年报告；没有的：示范区数据局、示范区体育局。
  通知.html 没有采用：这个网页不是政府信息公开工作年度报告：没有找到报告的各部分和表格。请核对文件。
  教育局.json 没有采用：填报单位“示范区教育局”不在名单里，也不是哪个单位的前身。
  示范区文化和旅游局的上年数是 示范区文化局、示范区旅游局 2 份上年报告逐格相加的（文化局.html、旅游局.txt）。
"""


def test_issue_in_a_round_tells_what_each_unit_takes_over(
    round_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()

    assert main(["issue", "--last-year", "../去年"]) == 0
    assert capsys.readouterr().err.startswith(TOLD)
    report, notes = read_workbook(next(round_folder.glob("下发/wlj*.xlsx")).read_bytes())
    assert notes == ()
    assert report.last_year is not None
    assert report.last_year[OUT] == 7


def test_a_rehearsal_tells_the_same_and_keeps_nothing(round_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()

    assert main(["issue", "--dry-run", "--last-year", "../去年"]) == 0
    assert capsys.readouterr().err.startswith(TOLD)
    assert list((round_folder / "上年").iterdir()) == []
    assert list((round_folder / "下发").iterdir()) == []


def trace(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "words",
    [
        "issue --dry-run",
        "send --dry-run",
        "collect 收 --dry-run",
        "status --dry-run",
        "send-back --dry-run",
        "remind --dry-run",
        "accept 民政局 --reason 已核实 --dry-run",
        "total --name 示范区 --out 汇总.xlsx --papers 底稿.xlsx --dry-run",
        "report --unit 民政局 --out 民政局.docx --dry-run",
        "submit --unit 民政局 --out 送签 --dry-run",
        "log",
    ],
)
def test_no_rehearsal_leaves_a_trace(round_folder: Path, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["issue", "--last-year", "../去年"])
    collected, (issued,) = round_folder / "收", round_folder.glob("下发/mzj*.xlsx")
    collected.mkdir()
    report, _ = read_workbook(issued.read_bytes())
    zeros = {cell.id: 0 for cell in report.form.inputs}
    (collected / "民政局.xlsx").write_bytes(refill(issued.read_bytes(), replace(report, values=zeros)))
    if "collect" not in words:
        assert main(["collect", "收"]) == 0
    if "submit" in words:
        assert main(["accept", "民政局", "--reason", "已核实"]) == 0
    shutil.rmtree(round_folder / "上年" / ".已读")
    before = trace(round_folder.parent)
    capsys.readouterr()

    assert main(words.split()) in (0, 1), capsys.readouterr().err
    assert trace(round_folder.parent) == before


def test_files_called_alike_are_refused(round_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = round_folder.parent / "民政局.docx"
    other.write_bytes(b"")

    assert main(["issue", "--last-year", "../去年", str(other)]) == 2
    assert "给出的上年报告里有同名的文件：民政局.docx。请改成不同的文件名。" in capsys.readouterr().err


def test_a_path_that_is_not_there_stops_the_issue(round_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["issue", "--last-year", "../前年"]) == 2
    assert "没有“../前年”。请核对文件名和所在文件夹。" in capsys.readouterr().err
    assert list((round_folder / "下发").iterdir()) == []
