"""What an office may want otherwise: a table across, fonts, its own letterhead, 版头 and 版记."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from lxml import etree
from office import convert, pdf_pages
from word_files import W, edited, part, set_text

from toolkit.cli import main
from toolkit.demo import examples
from toolkit.document import Layout, read_layout, read_word, verify, write_word
from toolkit.document.layout import Attachment, Dispatch
from toolkit.document.typography import Preferences
from toolkit.errors import ToolkitError, UnreadableFile
from toolkit.model import read_data_file, write_data_file

REPORT, _ = read_data_file((examples() / "demo" / "returns" / "mzj.json").read_bytes())
DAY = date(2025, 1, 20)
ACROSS = Layout(Preferences(landscape=("requests",)))
DISPATCH = Dispatch(
    issuer="示范区民政局文件",
    number="示民〔2025〕1号",
    to="区政府办公室",
    copies="区司法局",
    printed_by="示范区民政局办公室",
    printed_on=date(2025, 1, 21),
    attachments=(Attachment("公开事项清单", "一、低保标准\n二、高龄津贴"), Attachment("联系方式", "电话0000-0000101")),
)


def letterhead(*lines: str) -> bytes:
    """A 红头 as an office makes it: its own styles, a line of its own."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line, style="Heading 1")
    document.sections[0].header.paragraphs[0].text = "机密等级：公开"
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def text(content: bytes) -> list[str]:
    return [line.text for line in read_word(content).lines]


# --- across ----------------------------------------------------------------------------------------------------------


def test_the_table_that_lies_across_has_a_section_of_its_own() -> None:
    body = part(write_word(REPORT, signed_on=DAY, layout=ACROSS))
    sizes = [section.find(f"{W}pgSz") for section in body.iter(f"{W}sectPr")]
    shapes = [(size.get(f"{W}w"), size.get(f"{W}h")) for size in sizes if size is not None]

    assert shapes == [("11906", "16838"), ("16838", "11906"), ("11906", "16838")]
    assert verify(read_word(write_word(REPORT, signed_on=DAY, layout=ACROSS)), REPORT, DAY).equal


@pytest.mark.libreoffice
@pytest.mark.poppler
def test_the_table_that_lies_across_stays_whole_on_its_page(tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_bytes(write_word(REPORT, signed_on=DAY, layout=ACROSS))
    (pdf,) = convert([tmp_path / "report.docx"], "pdf", tmp_path)
    pages = pdf_pages(pdf)
    (whole,) = [page for page in pages if "三、收到和处理" in page and "申请人情况" in page]

    assert len(pages) == 5
    assert "四、结转下年度继续办理" in whole


def test_a_long_number_is_drawn_narrower_rather_than_broken() -> None:
    values = {**REPORT.values, "requests.received.natural_person": 12_345_678}
    content = write_word(replace(REPORT, values=values), signed_on=DAY)
    runs = [run for run in part(content).iter(f"{W}r") if run.findtext(f"{W}t") == "12345678"]
    scales = [run.find(f"{W}rPr/{W}w") for run in runs]

    assert scales
    assert all(scale is not None and int(scale.get(f"{W}val", "")) <= 70 for scale in scales)


# --- preferences -----------------------------------------------------------------------------------------------------


def test_title_font_and_bold_of_level_three_can_be_chosen() -> None:
    layout = Layout(Preferences(title_font="华文中宋", bold_level_3=True))
    styles = part(write_word(REPORT, signed_on=DAY, layout=layout), "word/styles.xml")

    def style(name: str) -> etree._Element:
        return next(item for item in styles.iter(f"{W}style") if item.get(f"{W}styleId") == name)

    fonts, bold = style("Title").find(f"{W}rPr/{W}rFonts"), style("Heading3").find(f"{W}rPr/{W}b")
    assert fonts is not None
    assert fonts.get(f"{W}eastAsia") == "华文中宋"
    assert bold is not None
    assert bold.get(f"{W}val") == "1"


# --- letterhead ------------------------------------------------------------------------------------------------------


def test_a_letterhead_keeps_its_own_content_around_the_report() -> None:
    layout = Layout(letterhead=letterhead("示范区民政局文件", "示民〔2025〕1号", "{{正文}}", "共印5份"))
    content = write_word(REPORT, signed_on=DAY, layout=layout)
    lines = text(content)

    assert lines[:2] == ["示范区民政局文件", "示民〔2025〕1号"]
    assert lines[2].startswith("示范区民政局2024年")
    assert lines[-1] == "共印5份"
    assert "{{正文}}" not in "".join(lines)
    assert docx.Document(io.BytesIO(content)).sections[0].header.paragraphs[0].text == "机密等级：公开"
    assert verify(read_word(content), REPORT, DAY, layout).equal


def test_a_number_of_the_letterhead_that_was_changed_is_named() -> None:
    layout = Layout(letterhead=letterhead("示民〔2025〕1号"))
    content = edited(write_word(REPORT, signed_on=DAY, layout=layout), set_text("示民〔2025〕1号", "示民〔2025〕2号"))

    assert not verify(read_word(content), REPORT, DAY, layout).equal


def test_styles_of_a_letterhead_and_ours_do_not_mix() -> None:
    content = write_word(REPORT, signed_on=DAY, layout=Layout(letterhead=letterhead("示范区民政局文件")))
    styles = part(content, "word/styles.xml")
    names = [item.get(f"{W}val") for item in styles.iter(f"{W}name")]

    assert len(names) == len(set(names))
    used = {item.get(f"{W}val") for item in part(content).iter(f"{W}pStyle")}
    assert used <= {item.get(f"{W}styleId") for item in styles.iter(f"{W}style")}


def test_what_stands_over_the_letterhead_stands_over_every_page_but_that_of_the_imprint() -> None:
    layout = Layout(letterhead=letterhead("示范区民政局文件", "{{正文}}"), dispatch=DISPATCH)
    text_pages, imprint_page = docx.Document(io.BytesIO(write_word(REPORT, signed_on=DAY, layout=layout))).sections

    for header in (text_pages.header, text_pages.even_page_header):
        assert header.paragraphs[0].text == "机密等级：公开"
    assert imprint_page.different_first_page_header_footer
    assert not "".join(line.text for line in imprint_page.first_page_header.paragraphs)


def test_a_letterhead_that_is_no_word_file_is_refused_in_words() -> None:
    with pytest.raises(UnreadableFile, match="红头文件不能用"):
        write_word(REPORT, signed_on=DAY, layout=Layout(letterhead=b"PK\x03\x04 not a file"))


# --- sent as a 公文 --------------------------------------------------------------------------------------------------


def test_what_is_sent_carries_banner_addressee_attachments_and_imprint() -> None:
    layout = Layout(dispatch=DISPATCH)
    content = write_word(REPORT, signed_on=DAY, layout=layout)
    lines = text(content)

    assert lines[:2] == ["示范区民政局文件", "示民〔2025〕1号"]
    assert lines[3] == "区政府办公室："
    note = lines.index("附件：1.公开事项清单")
    assert lines[note + 1 : note + 4] == ["2.联系方式", "示范区民政局", "2025年1月20日"]
    assert lines[note + 4 : note + 6] == ["附件1", "公开事项清单"]
    assert list(read_word(content).tables[-1].cells.values()) == [
        "抄送：区司法局。",
        "示范区民政局办公室\t2025年1月21日印发",
    ]
    assert verify(read_word(content), REPORT, DAY, layout).equal
    assert not verify(read_word(content), REPORT, DAY).equal


@pytest.mark.libreoffice
@pytest.mark.poppler
def test_the_imprint_stands_on_a_page_after_the_attachments(tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_bytes(write_word(REPORT, signed_on=DAY, layout=Layout(dispatch=DISPATCH)))
    (pdf,) = convert([tmp_path / "report.docx"], "pdf", tmp_path)
    *before, last = pdf_pages(pdf)

    assert "联系方式" in "".join(before[-2:])
    assert last.index("抄送：区司法局。") < last.index("印发")


# --- the file --------------------------------------------------------------------------------------------------------

FILE = """
landscape = ["requests"]
sealed = true
letterhead = "红头.docx"

[dispatch]
issuer = "示范区民政局文件"
number = "示民〔2025〕1号"
printed_by = "示范区民政局办公室"
printed_on = 2025-01-21
attachments = [{ title = "清单", text = "一\\n二" }]
"""


def test_the_layout_is_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "版式.toml").write_text(FILE, "utf-8")
    (tmp_path / "红头.docx").write_bytes(letterhead("文件"))
    layout = read_layout(tmp_path / "版式.toml")

    assert layout.preferences.landscape == ("requests",)
    assert layout.sealed
    assert layout.dispatch is not None
    assert layout.dispatch.printed_on == date(2025, 1, 21)
    assert verify(read_word(write_word(REPORT, signed_on=DAY, layout=layout)), REPORT, DAY, layout).equal


@pytest.mark.parametrize(
    ("content", "told"),
    [("title = 3", "没有 title 这样的项"), ("sealed = '是'", "应当是true 或 false"), ("a b", "写法不对")],
)
def test_faults_of_the_file_are_told(content: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "版式.toml").write_text(content, "utf-8")

    with pytest.raises(ToolkitError, match=told):
        read_layout(tmp_path / "版式.toml")


def test_report_takes_a_layout(tmp_path: Path) -> None:
    (tmp_path / "版式.toml").write_text('landscape = ["requests"]', "utf-8")
    (tmp_path / "a.json").write_text(write_data_file(REPORT), "utf-8")
    words = ["report", str(tmp_path / "a.json"), "--out", str(tmp_path / "a.docx"), "--date", "2025-01-20"]

    assert main([*words, "--layout", str(tmp_path / "版式.toml")]) == 0
    assert len(list(part((tmp_path / "a.docx").read_bytes()).iter(f"{W}sectPr"))) == 3
