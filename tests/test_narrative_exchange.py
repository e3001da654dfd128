"""The text to Word and back: cleaned, sorted into blocks, and no number of the tables touched."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from lxml import etree
from office import libreoffice_saves
from word_files import W, edited, set_text

from toolkit.cli import main
from toolkit.demo import examples
from toolkit.document import cleaned, read_word, write_text_copy, write_word
from toolkit.errors import ToolkitError, UnreadableFile
from toolkit.model import read_data_file, write_data_file
from toolkit.stages.narrative_exchange import import_narrative

REPORT, _ = read_data_file((examples() / "demo" / "returns" / "mzj.json").read_bytes())


def word_of(lines: Sequence[str]) -> bytes:
    """A document as a department writes it: plain paragraphs, no styles."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


# --- our own copy ----------------------------------------------------------------------------------------------------


def test_what_was_exported_comes_back_unchanged() -> None:
    imported = import_narrative(write_text_copy(REPORT), REPORT)

    assert imported.report == REPORT
    assert not imported.changed
    assert not imported.notes


def test_two_people_edit_their_blocks_and_both_are_kept() -> None:
    copy = write_text_copy(REPORT)
    first = import_narrative(edited(copy, set_text("方便不使用智能手机的老年人查阅", "方便老年人查阅")), REPORT)
    second = import_narrative(edited(copy, set_text("并在局内通报", "并通报")), first.report)

    assert second.changed == ("overview.supervision",)
    assert not second.conflicts
    assert "方便老年人查阅" in second.report.narrative["overview.platform"]
    assert "限期改正并通报" in second.report.narrative["overview.supervision"]
    assert second.report.values == REPORT.values


def test_a_block_both_have_edited_is_named_and_not_overwritten() -> None:
    copy = write_text_copy(REPORT)
    first = import_narrative(edited(copy, set_text("并在局内通报", "并通报")), REPORT)
    second = import_narrative(edited(copy, set_text("并在局内通报", "并公开通报")), first.report)

    assert second.conflicts == ("overview.supervision",)
    assert second.report == first.report


def test_what_was_written_beside_the_controls_is_not_lost() -> None:
    def one_more(root: etree._Element) -> None:
        (control,) = [item for item in root.iter(f"{W}sdt") if "并在局内通报" in "".join(map(str, item.itertext()))]
        control.addnext(etree.fromstring(f'<w:p xmlns:w="{W[1:-1]}"><w:r><w:t>另外增设热线。</w:t></w:r></w:p>'))

    imported = import_narrative(edited(write_text_copy(REPORT), one_more), REPORT)

    assert imported.changed == ("overview.supervision",)
    assert imported.report.narrative["overview.supervision"].endswith("并在局内通报。\n另外增设热线。")


def test_numbers_that_changed_in_the_text_are_told() -> None:
    imported = import_narrative(edited(write_text_copy(REPORT), set_text("公开信息135条", "公开信息153条")), REPORT)

    assert "“（一）主动公开”里的数：135条 → 153条" in imported.notes
    assert imported.report.values == REPORT.values


@pytest.mark.libreoffice
def test_two_people_who_work_in_libreoffice_are_told_where_both_have_edited(tmp_path: Path) -> None:
    copy = write_text_copy(REPORT)
    first, second = (edited(copy, set_text("并在局内通报", words)) for words in ("并通报", "并公开通报"))
    second = edited(second, set_text("方便不使用智能手机的老年人查阅", "方便老年人查阅"))
    untouched, first, second = libreoffice_saves([copy, first, second], tmp_path, "docx")
    assert not read_word(first).tagged_lines  # the controls are gone

    assert import_narrative(untouched, REPORT).report == REPORT
    one = import_narrative(first, REPORT)
    both = import_narrative(second, one.report)
    assert one.changed == ("overview.supervision",)
    assert both.changed == ("overview.platform",)
    assert both.conflicts == ("overview.supervision",)
    assert "限期改正并通报" in both.report.narrative["overview.supervision"]
    assert import_narrative(untouched, both.report).report == both.report  # who changed nothing undoes nothing


# --- what a department wrote -----------------------------------------------------------------------------------------

DEPARTMENT = (
    "示范区民政局2024年",
    "政府信息公开工作年度报告",
    "根据《条例》要求，编制本报告。",
    "一、总体情况",
    "2024 年，我局认真落实(以下简称《条例》)各项要求。",
    "（一）主动公开情况",
    "全年公开信息 135 条.",
    "（二）依申请公开",
    "本年新收申请1件,予以公开。",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "• 一是解读形式单一。",
    "一、主动性不够",
    "六、其他需要报告的事项",
    "本年度未收取信息处理费。",
    "示范区民政局",
    "2025年1月20日",
)


def test_parts_are_known_by_their_headings_not_by_styles() -> None:
    imported = import_narrative(word_of(DEPARTMENT), REPORT)
    narrative = imported.report.narrative

    assert narrative["preface"] == "根据《条例》要求，编制本报告。"
    assert narrative["overview.intro"] == "2024年，我局认真落实（以下简称《条例》）各项要求。"
    assert narrative["overview.proactive"] == "全年公开信息135条。"
    assert narrative["overview.on_request"] == "本年新收申请1件，予以公开。"
    assert narrative["problems"] == "一是解读形式单一。\n一、主动性不够"
    assert narrative["other_matters"] == "本年度未收取信息处理费。"
    assert narrative["overview.platform"] == REPORT.narrative["overview.platform"]
    assert any("数据里原有的文字不动" in note for note in imported.notes)


def test_every_cleaning_is_listed() -> None:
    told = [f"{title} {cleaning}" for title, cleaning in import_narrative(word_of(DEPARTMENT), REPORT).cleanings]

    assert "总述 数字旁的空格：“2024 年，我局认真落实”改为“2024年，我局认真落实”" in told
    assert any("半角括号" in line for line in told)
    assert any("项目符号" in line for line in told)


def test_headings_may_be_numbered_in_other_words() -> None:
    renamed = [
        line.replace("一、总体情况", "一、总体工作").replace("五、存在的主要问题及改进情况", "五、问题和打算")
        for line in DEPARTMENT
    ]
    narrative = import_narrative(word_of(renamed), REPORT).report.narrative

    assert narrative["overview.proactive"] == "全年公开信息135条。"
    assert narrative["problems"].startswith("一是解读形式单一。")


def test_pasted_tables_and_pictures_are_told_and_left_out() -> None:
    document = docx.Document(io.BytesIO(word_of(DEPARTMENT)))
    document.add_table(2, 2).cell(0, 0).text = "999"
    content = io.BytesIO()
    document.save(content)
    imported = import_narrative(content.getvalue(), REPORT)

    assert any("1 张表格没有采用" in note for note in imported.notes)
    assert not any("999" in text for text in imported.report.narrative.values())


def test_field_codes_are_no_text() -> None:
    def with_field(root: etree._Element) -> None:
        (run,) = [run for run in root.iter(f"{W}r") if "根据《条例》" in (run.findtext(f"{W}t") or "")]
        run.addprevious(etree.fromstring(f'<w:r xmlns:w="{W[1:-1]}"><w:instrText> REF _Toc1 \\h </w:instrText></w:r>'))

    narrative = import_narrative(edited(word_of(DEPARTMENT), with_field), REPORT).report.narrative
    assert narrative["preface"] == "根据《条例》要求，编制本报告。"


def test_a_whole_report_of_ours_can_be_imported() -> None:
    empty = replace(REPORT, narrative={})
    imported = import_narrative(write_word(REPORT, signed_on=date(2025, 1, 20)), empty)

    assert imported.report.narrative == REPORT.narrative


def test_a_document_without_headings_is_refused_in_words() -> None:
    with pytest.raises(ToolkitError, match="没有找到“一、总体情况”这样的标题"):
        import_narrative(word_of(["今年工作很好。"]), REPORT)
    with pytest.raises(UnreadableFile):
        import_narrative(b"not a document", REPORT)


# --- cleaning --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2024 年 公开 135 条", "2024年公开135条"),
        ("公开1,234条，占比 3:1，2.5 %", "公开1,234条，占比3:1，2.5%"),
        ("（一）、主动公开", "（一）主动公开"),
        ("1、.加强培训", "1.加强培训"),
        ("(一)主动公开", "（一）主动公开"),
        ("### 三、收到和处理", "三、收到和处理"),
        ("**重点**工作", "重点工作"),
        ("\u200b公开\ufeff信息\u202e", "公开信息"),
        ("很好😀", "很好"),
        ('落实"放管服"要求', "落实“放管服”要求"),
        ("—— 以上", "以上"),
        ("电话 0000-0000101", "电话0000-0000101"),
        ("Word 2016 版", "Word 2016版"),
        ("网址 www.example.cn/a_b(c)", "网址 www.example.cn/a_b(c)"),
        ("{{ 数量 }}条", "{{ 数量 }}条"),
    ],
)
def test_what_word_processors_leave_behind_is_cleaned_and_numbers_are_not(before: str, after: str) -> None:
    assert cleaned(before)[0] == after
    assert cleaned(after) == (after, ())


# --- the command -----------------------------------------------------------------------------------------------------


def test_narrative_export_and_import(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, copy, new = tmp_path / "民政局.json", tmp_path / "文字.docx", tmp_path / "新.json"
    data.write_text(write_data_file(REPORT), "utf-8")

    assert main(["narrative", "export", str(data), "--out", str(copy)]) == 0
    copy.write_bytes(edited(copy.read_bytes(), set_text("并在局内通报", "并通报")))
    words = ["narrative", "import", str(copy), "--data", str(data), "--out"]
    assert main([*words, str(new), "--dry-run"]) == 0
    assert not new.exists()
    assert main([*words, str(new)]) == 0
    assert "改了 1 段：（五）监督保障" in capsys.readouterr().out
    assert main([*words, str(tmp_path / "新.xlsx")]) == 0
    assert read_data_file(new.read_bytes())[0].narrative["overview.supervision"].endswith("并通报。")
    assert main(["narrative", "import", str(copy), "--out", str(new)]) == 2
