"""Text as it really comes in from Word: encrypted, damaged, pasted together, odd, enormous.

Each is refused in words, or becomes a clean document: valid for Word, and equal to the data when it is read back.
"""

import io
import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from lxml import etree
from msoffcrypto.format.ooxml import OOXMLFile
from test_document_schema import faults
from test_narrative_exchange import DEPARTMENT, REPORT, word_of
from word_files import NAMESPACE, W, edited, with_parts

from toolkit.document import read_word, verify, write_text_copy, write_word
from toolkit.errors import ToolkitError, UnreadableFile
from toolkit.model import Report
from toolkit.stages.narrative_exchange import Imported, import_narrative

DAY = date(2025, 1, 20)


def whole(report: Report, folder: Path) -> str:
    """The text of the document of `report`, once it is found to be valid and equal to the data."""
    content = write_word(report, signed_on=DAY)
    assert not faults(content, folder)
    assert verify(read_word(content), report, DAY).equal
    return "\n".join(line.text for line in read_word(content).lines)


def imported(*proactive: str, report: Report = REPORT) -> Imported:
    """What becomes of a department's document with these paragraphs under 主动公开."""
    lines = [*DEPARTMENT]
    place = lines.index("全年公开信息 135 条.")
    return import_narrative(word_of([*lines[:place], *proactive, *lines[place + 1 :]]), report)


# --- what cannot be read ---------------------------------------------------------------------------------------------


def encrypted(content: bytes) -> bytes:
    """As Word writes a file that has a password to open it."""
    result = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt("密码123", result)
    return result.getvalue()


def truncated(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def broken(content: bytes) -> bytes:
    """The zip is whole, the XML is not."""
    return with_parts(content, {"word/document.xml": b"<w:document><w:body>"})


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (encrypted, "文件已加密，要密码才能打开"),
        (truncated, "损坏|不完整"),
        (broken, "文件已损坏或不完整"),
        (lambda _: b"", "不是 Word 文档"),
        (lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "不是 Word 文档"),
        (lambda _: "一、总体情况\n今年工作很好。".encode(), "不是 Word 文档"),
    ],
    ids=["encrypted", "truncated", "broken", "empty", "old .doc", "text"],
)
def test_what_cannot_be_read_is_refused_in_words(damage: object, told: str) -> None:
    assert callable(damage)
    with pytest.raises(UnreadableFile, match=told) as refusal:
        import_narrative(damage(word_of(DEPARTMENT)), REPORT)

    assert refusal.value.remedy


def test_without_headings_nothing_is_guessed() -> None:
    lines = [line for line in DEPARTMENT if not line.startswith(("一、", "二、", "三、", "四、", "五、", "六、"))]

    with pytest.raises(ToolkitError, match="没有找到“一、总体情况”这样的标题"):
        import_narrative(word_of(lines), REPORT)


# --- what becomes clean ----------------------------------------------------------------------------------------------


def test_control_characters_emoji_and_direction_marks_do_not_reach_the_document(tmp_path: Path) -> None:
    found = imported("\u202e全年公开\u200f信息\u200b135条\ufeff😀。\u2066重点🏛️工作\u2069")

    assert found.report.narrative["overview.proactive"] == "全年公开信息135条。重点工作"
    assert {cleaning.what for _, cleaning in found.cleanings} >= {"看不见的字符", "表情符号"}
    assert "全年公开信息135条。重点工作" in whole(found.report, tmp_path)


def test_characters_that_xml_cannot_hold_do_not_reach_the_document(tmp_path: Path) -> None:
    report = replace(REPORT, narrative={"overview.proactive": "全年公开\x00信息\x0b\x1f135条。\ud800\ufffe"})
    text = whole(report, tmp_path)

    assert "全年公开信息135条。" in text.replace("\ufffd", "")


def test_fields_keep_what_they_show_and_lose_their_codes(tmp_path: Path) -> None:
    """A cross reference and a nested one, as Word writes them."""
    kinds = ("begin", "separate", "end")
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in kinds)
    code = "<w:r><w:instrText> {} </w:instrText></w:r>"
    nested = begin + code.format("PAGEREF _Toc1") + separate + "<w:r><w:t>9</w:t></w:r>" + end
    field = begin + code.format("IF") + nested + code.format("> 1") + separate + "<w:r><w:t>135</w:t></w:r>" + end
    simple = '<w:fldSimple w:instr=" DATE "><w:r><w:t>2024年</w:t></w:r></w:fldSimple>'

    def with_fields(root: etree._Element) -> None:
        (paragraph,) = [item for item in root.iter(f"{W}p") if "135 条" in "".join(map(str, item.itertext()))]
        for run in paragraph.findall(f"{W}r"):
            paragraph.remove(run)
        parts = f'<w:p xmlns:w="{NAMESPACE}">{simple}<w:r><w:t>公开</w:t></w:r>{field}<w:r><w:t>条。</w:t></w:r></w:p>'
        paragraph.extend(etree.fromstring(parts))

    found = import_narrative(edited(word_of(DEPARTMENT), with_fields), REPORT)

    assert found.report.narrative["overview.proactive"] == "2024年公开135条。"
    assert "PAGEREF" not in whole(found.report, tmp_path)


def test_tables_inside_tables_and_between_the_text_stay_outside(tmp_path: Path) -> None:
    document = docx.Document(io.BytesIO(word_of(DEPARTMENT)))
    outer = document.add_table(1, 1).cell(0, 0)
    outer.text = "888"
    outer.add_table(1, 1).cell(0, 0).text = "999"
    paragraph = next(item for item in document.paragraphs if "135" in item.text)
    paragraph._p.addnext(document.tables[0]._tbl)
    content = io.BytesIO()
    document.save(content)
    found = import_narrative(content.getvalue(), REPORT)
    text = whole(found.report, tmp_path)

    assert any("张表格没有采用" in note for note in found.notes)
    assert "888" not in text
    assert "999" not in text


# --- what is large ---------------------------------------------------------------------------------------------------


def test_a_name_of_two_hundred_characters_is_printed_whole(tmp_path: Path) -> None:
    unit = "示范区经济技术开发区高新技术产业园区管理委员会行政审批和政务服务局综合行政执法大队"
    unit = (unit * 5)[:200]

    assert unit in whole(replace(REPORT, unit=unit), tmp_path).replace("\n", "")


def test_sixty_thousand_characters_come_in_and_go_out(tmp_path: Path) -> None:
    random_ = random.Random(1)
    words = "政务公开信息社会救助养老服务殡葬管理基层治理，。；"
    text = "\n".join("".join(random_.choices(words, k=300)).strip("，。；") + "。" for _ in range(200))
    found = imported(*text.split("\n"))

    assert len(found.report.narrative["overview.proactive"]) >= 60_000
    assert found.report.narrative["overview.proactive"] == text
    assert len(whole(found.report, tmp_path)) >= 60_000
    assert import_narrative(write_text_copy(found.report), found.report).report == found.report
