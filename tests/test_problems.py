"""The 问题清单 that goes back to a unit: which lines, what changed since last time, and where it is in the workbook."""

import io

import openpyxl
from reports import FORM, NARRATIVE, filled

from toolkit.checks import check_report, list_problems
from toolkit.model import Problem, Report
from toolkit.workbook import Cover, read_workbook, write_workbook

WRONG = """
    requests       | natural_person | enterprise | research_institute
    received       | 34             | 2          | 1
    granted        | 3件            | ·          | ·
    denied_process | 1              | 2          | 0
    """
PUT_RIGHT = """
    requests       | natural_person | enterprise | research_institute
    received       | 34             | 2          | 1
    granted        | 33             | 0          | ·
    denied_process | 1              | 2          | 0
    """


def problems_of(report: Report, before: Report | None = None) -> tuple[Problem, ...]:
    return list_problems(check_report(report), check_report(before) if before else None)


def lines(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{problem.change}｜{problem.says}" for problem in problems]


def test_a_clean_report_has_no_problems() -> None:
    assert problems_of(filled()) == ()


def test_the_blanks_of_a_row_are_one_line_and_what_only_follows_is_left_out() -> None:
    assert lines(problems_of(filled(WRONG))) == [
        "｜“三、申请办理”表“三（一）予以公开”行“自然人”列（D6）填的是“3件”，不是数字，应为0或正整数。",
        "｜“三、申请办理”表“三（一）予以公开”行有 2 格未填（E6、F6）。",
    ]


def test_hints_and_explained_queries_are_no_problems() -> None:
    narrative = NARRATIVE | {"overview.on_request": "本年度新收政府信息公开申请5件。"}
    (query,) = problems_of(filled(narrative=narrative))
    assert query.severity == "query"
    explained = filled(narrative=narrative, explanations={"narrative.number@overview.on_request": "含县政府转来的5件"})
    assert problems_of(explained) == ()


def test_the_second_time_it_says_what_is_new_what_is_left_and_what_is_done() -> None:
    assert lines(problems_of(filled(PUT_RIGHT), before=filled(WRONG))) == [
        "仍存在｜“三、申请办理”表“三（一）予以公开”行“科研机构”列（F6）未填，应为0或正整数。",
        "已改正｜“三、申请办理”表“三（一）予以公开”行“自然人”列（D6）填的是“3件”，不是数字，应为0或正整数。",
        "已改正｜“三、申请办理”表“三（一）予以公开”行“商业企业”列（E6）未填，应为0或正整数。",
    ]
    again = problems_of(filled(WRONG), before=filled())
    assert {problem.change for problem in again} == {"新增"}


def test_the_returned_workbook_marks_the_cells_and_links_to_them() -> None:
    narrative = NARRATIVE | {"overview.on_request": "发布信息xxx条，新收政府信息公开申请5件。"}
    report = filled(WRONG, narrative=narrative)
    problems = problems_of(report)
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(report, Cover(), problems=problems)))
    assert book.sheetnames[:2] == ["封面", "问题清单"]
    listed = book["问题清单"]
    assert [listed.cell(4 + n, 5).value for n in range(len(problems))] == ["D6", "E6", "B7", "B7"]
    assert "三、申请办理" in listed["E4"].hyperlink.location
    table = book["三、申请办理"]
    remarks = {cell.coordinate: cell.comment.text for row in table.iter_rows() for cell in row if cell.comment}
    assert set(remarks) == {"D6", "E6", "F6"}
    assert remarks["D6"].startswith("1. ")
    assert table["D6"].fill.fgColor.rgb == "FFFFC266"
    in_text = book[FORM.narrative_sheet]["B7"].comment.text
    assert "xxx" in in_text, "all reasons of a cell stand in its one comment"
    assert "5件" in in_text


def test_a_failed_identity_marks_the_suspect() -> None:
    report = filled(
        """
        requests | natural_person | enterprise
        received | 12             | 3
        granted  | 21             | 3
        """
    )
    marked = {cell for problem in problems_of(report) for cell in problem.cells}
    assert {"requests.received.natural_person", "requests.granted.natural_person"} & marked


def test_a_returned_workbook_reads_back_as_what_was_filled_and_without_a_finding() -> None:
    report = filled(WRONG)
    content = write_workbook(report, Cover(), problems=problems_of(report))
    again, findings = read_workbook(content)
    assert again == report
    assert findings == ()
    assert content == write_workbook(report, Cover(), problems=problems_of(report)), "same input, same bytes"
