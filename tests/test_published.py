"""Reading published reports: the layouts and faults that units and sites really produce, one at a time."""

import io
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from published import pages, texts
from published.corpus import plain_samples
from published.drawing import rows_of
from published.measure import truth
from published.oddities import carelessly_copied
from reports import FORM, NARRATIVE, filled
from reports import published as filed

from toolkit.checks import check_report
from toolkit.cli import main
from toolkit.errors import UnreadableFile
from toolkit.forms import find_form, layouts
from toolkit.model import Finding, Report
from toolkit.published import read_published
from toolkit.published.labels import likeness

SEED = filed("seed_mzj_2024")
TITLE = "示范区民政局2024年政府信息公开工作年度报告"


def read(text: str) -> tuple[Report, tuple[Finding, ...]]:
    return read_published(text.encode())


def rules(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.rule for finding in findings]


def text_of(report: Report, changes: Mapping[str, str] | None = None) -> str:
    """The report with bars; each of `changes` replaces the text under its key."""
    text = texts.report_text(report, texts.bars)
    for old, new in (changes or {}).items():
        assert old in text, old
        text = text.replace(old, new)
    return text


# --- the whole -------------------------------------------------------------------------------------------------------


def test_a_copy_with_slid_labels_is_read_completely() -> None:
    report, findings = read(texts.report_text(SEED, texts.misplaced_tabs, heading="#### {}"))

    assert dict(report.values) == truth(SEED)
    assert (report.unit, report.year, report.form) == (SEED.unit, 2024, FORM)
    assert "published.not_located" not in rules(findings)


def test_a_careless_copy_with_headings_on_any_level_is_read_and_its_placeholder_is_told() -> None:
    told = dict(NARRATIVE) | {"overview.information_management": "全年公开专栏信息 xxx 条。"}
    report = replace(SEED, narrative=told)
    copy = texts.report_text(report, carelessly_copied, gap="\n\n")
    for number, heading in enumerate(section.heading for section in FORM.sections):
        copy = copy.replace(f"\n{heading}\n", f"\n{'#' * (2 + number % 3)} {heading}\n")
    again, findings = read(copy)
    verdict = check_report(again, findings)

    assert dict(again.values) == truth(SEED)
    assert dict(again.narrative) == told
    assert [finding.place.text for finding in verdict.findings if finding.severity == "error"] == ["xxx"]


def test_headings_are_known_by_their_words_whatever_their_level() -> None:
    parts = (f"# {TITLE}", "## 一、总体情况", "概述一句。", "二、主动公开政府信息情况", "#### 五、存在问题及改进情况")
    report, findings = read("\n".join([*parts, "问题一句。", "###### 六、其他需要报告的事项", "没有。"]))

    assert dict(report.narrative) == {
        "overview.intro": "概述一句。",
        "problems": "问题一句。",
        "other_matters": "没有。",
    }
    assert rules(findings).count("published.missing_section") == 2


def test_a_table_of_contents_is_not_taken_for_the_parts() -> None:
    contents = "目录\n" + "\n".join(section.heading for section in FORM.sections) + "\n"
    text = texts.report_text(SEED, texts.bars).replace("年度报告\n", f"年度报告\n{contents}", 1)
    report, _ = read(text)

    assert dict(report.values) == truth(SEED)


def test_radicals_copied_from_a_pdf_are_the_characters_they_look_like() -> None:
    copied = text_of(SEED).translate(str.maketrans("一二人民工行自其", "⼀⼆⼈⺠⼯⾏⾃其"))

    assert dict(read(copied)[0].values) == truth(SEED)


def test_every_number_keeps_where_it_was_found() -> None:
    report, _ = read(text_of(SEED))
    lines = text_of(SEED).splitlines()

    number = int(report.origins["proactive.licensing.decisions"].split()[1])
    assert lines[number - 1].startswith("行政许可 | 55")
    assert report.origins.keys() == report.values.keys()


def test_an_old_table_in_a_later_report_is_recognized() -> None:
    mixed = layouts(find_form("zfxxgk", "2021"))[1]
    report, findings = read(texts.report_text(filed("hongze_2023"), texts.bars))

    assert report.form is mixed
    assert "cells.mixed_layout" in rules(findings)


def test_an_old_form_for_a_later_year_is_read_and_told() -> None:
    old = filled(form=find_form("zfxxgk", "2019"), year=2022)
    report, findings = read(texts.report_text(old, texts.cell_lines))

    assert (report.form.edition, report.year) == ("2019", 2022)
    assert "published.edition" in rules(findings)


# --- what is not sure ------------------------------------------------------------------------------------------------


def test_blanks_that_were_lost_are_told_and_not_guessed() -> None:
    shuyang = filed("shuyang_fgj_2023")
    report, findings = read(texts.report_text(shuyang, texts.cell_lines))
    wanted = truth(shuyang)

    assert {cell: value for cell, value in report.values.items() if wanted[cell] != value} == {}
    assert "requests.received.natural_person" not in report.values
    told = {cell for finding in findings if finding.rule == "published.not_located" for cell in finding.place.cells}
    assert {cell for cell in wanted if cell not in report.values} <= told


def test_digits_run_together_are_cut_where_the_identities_leave_one_way() -> None:
    label = "一、本年新收政府信息公开申请数量"
    text = text_of(SEED, {f"{label} | 1 | 0 | 0 | 0 | 0 | 0 | 1 |": f"{label}587001066 |"})
    report, findings = read(text)

    row = [report.values[f"requests.received.{column.id}"] for column in FORM.table("requests").parts[0].columns]
    assert row == [58, 7, 0, 0, 1, 0, 66]
    assert [f.severity for f in findings if f.rule == "published.run_together"] == ["query"]


def test_digits_run_together_that_can_be_cut_in_several_ways_are_left() -> None:
    report, findings = read(text_of(SEED, {"行政规范性文件 | 3 | 0 | 37 |": "行政规范性文件3037 |"}))

    assert not [cell for cell in report.values if cell.startswith("proactive.normative_documents")]
    assert "published.not_located" in rules(findings)


def test_a_missing_row_is_told_and_not_taken_for_0() -> None:
    report, findings = read(text_of(SEED, {"规章 | 0 | 0 | 0 |\n": ""}))

    assert not [cell for cell in report.values if cell.startswith("proactive.government_rules")]
    assert "“二、主动公开”表“规章”行：原文的表里没有找到这一行，没有当作0。" in [f.message for f in findings]


def test_a_row_the_form_does_not_have_adds_nothing_to_its_neighbour() -> None:
    extra = "行政规范性文件 | 3 | 0 | 37 |\n其他主动公开文件 | 9 | 9 | 9 |"
    report, _ = read(text_of(SEED, {"行政规范性文件 | 3 | 0 | 37 |": extra}))

    assert report.values["proactive.normative_documents.in_force"] == 37
    assert 9 not in report.values.values()


def test_columns_in_another_order_are_read_by_their_names_and_told() -> None:
    city, names = filed("suqian_city_2024"), {"自然人": "总计", "总计": "自然人"}
    rows = rows_of(city, FORM.table("requests"))
    swapped = [[replace(cell, text=names.get(cell.text, cell.text)) for cell in row] for row in rows]
    page = pages.page(city, pages.spanned).decode().replace(pages.spanned(rows), pages.spanned(swapped))
    report, findings = read_published(page.encode())

    assert (report.values["requests.received.total"], report.values["requests.received.natural_person"]) == (3440, 3525)
    assert any("列的次序" in finding.message for finding in findings if finding.severity == "query")


def test_content_that_is_no_number_is_kept_as_it_is() -> None:
    report, _ = read(
        text_of(SEED, {"行政许可 | 55 |": "行政许可 | 55件（其中补录2件） |", "行政处罚 | 7 |": "行政处罚 | / |"})
    )

    assert report.values["proactive.licensing.decisions"] == "55件（其中补录2件）"
    assert report.values["proactive.penalties.decisions"] == "/"


def test_a_misprinted_heading_is_recognized_and_told() -> None:
    report, findings = read(text_of(SEED, {"现行有效件数": "先行有效件数"}))

    assert report.values["proactive.normative_documents.in_force"] == 37
    assert any("先行有效件数" in finding.message for finding in findings if finding.rule == "published.label")


@pytest.mark.parametrize(
    ("found", "wanted", "same"),
    [
        ("(一) 予以公开", "（一）予以公开", True),
        ("危及“三安全一稳定”", "3.危及“三安全一稳定”", True),
        ("其他法律、行政法规禁止公开", "2.其他法律行政法规禁止公开", True),
        ("現行有效件數", "现行有效件数", True),
        ("其他處理", "（六）其他处理", True),
        ("行政许可", "行政处罚", False),
        ("结果维持", "结果纠正", False),
        ("规章制度", "规章", False),
        ("本年制发件数", "本年废止件数", False),
    ],
)
def test_a_label_is_known_through_its_variants(found: str, wanted: str, *, same: bool) -> None:
    assert (likeness(found, wanted) > 0.5) is same


# --- whose, and of which year ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "示范区民政局2024年政府信息公开工作年度报告",
        "示范区民政局\n2024年政府信息公开工作年度报告",
        "2024年示范区民政局政府信息公开工作年度报告",
        "示范区民政局关于2024年度政府信息公开工作的年度报告",
        "# 示范区民政局 2024 年度政府信息公开年报",
    ],
)
def test_a_title_tells_unit_and_year(title: str) -> None:
    text = text_of(SEED, {TITLE: title})
    report, findings = read(text)

    assert (report.unit, report.year) == ("示范区民政局", 2024)
    assert "published.identity" not in rules(findings)


def test_without_a_title_period_and_signature_tell() -> None:
    text = text_of(SEED, {TITLE: "所列数据的统计期限为2024年1月1日至12月31日，欢迎查阅并提出意见。"})
    report, findings = read(f"{text}没有其他事项。\n示范区民政局\n2025年1月20日\n")

    assert (report.unit, report.year) == ("示范区民政局", 2024)
    assert rules(findings).count("published.identity") == 2


def test_a_report_of_no_year_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="看不出是哪一年度"):
        read(text_of(SEED, {TITLE: "民政局"}))


# --- what is no report -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "文件是空的"),
        ("<html><body><p>关于召开会议的通知</p></body></html>".encode(), "这个网页不是政府信息公开工作年度报告"),
        ("今天天气很好。".encode("gbk"), "这个文本文件不是政府信息公开工作年度报告"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Office 文件.*另存为 .docx"),
        (b"\x89PNG\r\n", "图片"),
        (b"%PDF-1.4 broken", "PDF 已损坏"),
        (b"PK\x03\x04 broken", "ZIP 压缩包.*请解压"),
        (b"<html>" + b" " * (31 * 2**20), "文件超过 30 MB，没有读"),
    ],
)
def test_what_is_no_report_is_named_in_one_sentence(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile, match=says):
        read_published(content)


def test_a_word_document_that_is_no_report_is_named() -> None:
    stream = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("会议通知")
    document.save(stream)

    with pytest.raises(UnreadableFile, match="这份 Word 文档不是"):
        read_published(stream.getvalue())


def test_two_reports_in_one_file_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="有 2 份年度报告"):
        read(text_of(SEED) + text_of(SEED))


def test_a_scanned_pdf_is_named() -> None:
    with pytest.raises(UnreadableFile, match="扫描件"):
        read_published(_empty_pdf())


def _empty_pdf() -> bytes:
    """A page without a letter on it."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ]
    body = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%sendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 4\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)
    )


def test_a_page_with_large_pictures_is_read() -> None:
    picture = f'<img src="data:image/png;base64,{"QUJD" * 3_000_000}">'.encode()
    page = pages.page(SEED, pages.spanned).replace(b"</body>", picture + b"</body>")

    assert dict(read_published(page)[0].values) == truth(SEED)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="这个系统不说明最多用了多少内存")
def test_a_page_that_never_ends_is_refused_without_being_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.html"
    with huge.open("wb") as file:
        file.write(b"<html><body><p>")
        file.truncate(100 * 2**20)
    command = [sys.executable, "-c", LARGEST_MEMORY, "check", str(huge)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 3
    assert "文件超过 30 MB，没有读。年度报告没有这么大，请核对是不是保存错了。" in done.stdout
    assert int(done.stdout.splitlines()[-1]) < 160 * 1024


LARGEST_MEMORY = """
import atexit, sys
atexit.register(lambda: print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]))
from toolkit.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""The program, with the most memory it took, in KiB, as the last line."""


def test_a_long_page_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="网页有 12 MB 文字，没有读。"):
        read_published(b"<html><body>" + b"<p>1</p>" * (12 * 2**17))


def test_half_a_report_is_read_and_what_is_missing_is_told() -> None:
    half = text_of(SEED).partition("四、政府信息公开行政复议")[0]
    report, findings = read(half)

    assert len(report.values) == 185
    assert rules(findings).count("published.missing_section") == 3


# --- the commands ----------------------------------------------------------------------------------------------------


def test_the_commands_take_published_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = next(item for item in plain_samples() if item.name == "html/ours/mzj")
    page, data, total = tmp_path / "民政局.html", tmp_path / "民政局.json", tmp_path / "汇总.json"
    page.write_bytes(sample.content)

    assert main(["check", str(page)]) == 0
    assert main(["read", str(page), "--out", str(data)]) == 0
    assert main(["total", str(page), "--out", str(total)]) == 0
    read_back = json.loads(data.read_text(encoding="utf-8"))
    assert read_back["values"]["proactive.licensing.decisions"] == 55
    assert read_back["origins"]["proactive.licensing.decisions"].startswith("表 1 ")
    capsys.readouterr()


def test_last_year_may_be_a_published_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    last, this = tmp_path / "上年.txt", tmp_path / "本年.txt"
    last.write_text(text_of(SEED), encoding="utf-8")
    this.write_text(text_of(SEED, {"2024年": "2025年"}), encoding="utf-8")

    main(["check", str(this), "--last-year", str(last), "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    assert found["summary"]["rules"]["years.carry_over"]["passed"] == 7
