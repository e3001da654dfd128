"""The official document: content, typography, tables, and that it opens everywhere."""

import io
import json
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from golden_file import golden
from lxml import etree
from office import convert, poppler
from schema_order import ORDERS, rank

from toolkit.demo import examples
from toolkit.document import Draft, Layout, outline_of, word_to_pdf, write_html, write_word
from toolkit.document.fonts import font_names
from toolkit.document.lines import balanced
from toolkit.errors import ToolkitError
from toolkit.forms import Role, find_form
from toolkit.model import Report, clean_text, read_data_file

FORM = find_form("zfxxgk", "2021")
SIGNED_ON = date(2025, 1, 20)
REPORT, _ = read_data_file((examples() / "demo" / "returns" / "mzj.json").read_bytes())
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def word(report: Report = REPORT, **options: Draft | bool) -> Document:
    draft = options.get("draft")
    return docx.Document(
        io.BytesIO(
            write_word(
                report,
                signed_on=SIGNED_ON,
                draft=draft if isinstance(draft, Draft) else None,
                layout=Layout(sealed=options.get("sealed") is True),
            )
        )
    )


def paragraphs(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


# --- content ---------------------------------------------------------------------------------------------------------


def test_the_document_is_this_one() -> None:
    golden("document/mzj.txt", "\n".join(dump(word())) + "\n")


def dump(document: Document) -> Iterator[str]:
    """The body as a person reviews it: style and text of paragraphs, tables row by row with their spans."""
    for element in document.element.body:
        match etree.QName(element).localname:
            case "p":
                style = element.find(f"{W}pPr/{W}pStyle").get(f"{W}val")
                direct = [etree.QName(item).localname for item in element.find(f"{W}pPr") if "pStyle" not in item.tag]
                text = "".join(
                    item.text or "" if item.tag == f"{W}t" else "⏎" for item in element.iter(f"{W}t", f"{W}br")
                )
                yield f"[{style}{' ' + ' '.join(direct) if direct else ''}] {text}".rstrip()
            case "tbl":
                yield from dump_table(element)
            case "sectPr":
                yield " ".join(f"{etree.QName(item).localname}{dict(attributes(item))}" for item in element)


def dump_table(table: etree._Element) -> Iterator[str]:
    yield "表 列宽 " + " ".join(str(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol"))
    for row in table.iter(f"{W}tr"):
        yield (
            "  "
            + ("表头 " if row.find(f"{W}trPr/{W}tblHeader") is not None else "")
            + "｜".join(map(cell_text, row.iter(f"{W}tc")))
        )


def cell_text(cell: etree._Element) -> str:
    span, merge = cell.find(f"{W}tcPr/{W}gridSpan"), cell.find(f"{W}tcPr/{W}vMerge")
    text = "".join(item.text or "" for item in cell.iter(f"{W}t"))
    marks = (f"→{span.get(f'{W}val')}" if span is not None else "") + ("↓" if merge is not None else "")
    return f"{text}{marks}"


def attributes(element: etree._Element) -> Iterator[tuple[str, str]]:
    return (
        (etree.QName(name).localname, str(value)) for name, value in element.attrib.items() if "rel" not in str(name)
    )


def test_the_six_sections_come_in_order_with_their_levels() -> None:
    document = word()
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    second = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 2"]

    assert headings == [section.heading for section in FORM.sections]
    assert second == [
        "（一）主动公开",
        "（二）依申请公开",
        "（三）政府信息管理",
        "（四）政府信息公开平台建设",
        "（五）监督保障",
    ]


def test_all_two_hundred_numbers_are_in_the_tables() -> None:
    tables = word().tables
    printed = [text for table in tables for row in table._tbl.tr_lst for text in map(cell_text, row.tc_lst)]
    numbers = [text.partition("→")[0] for text in printed if re.fullmatch(r"[0-9.]+(→\d+)?", text)]

    assert numbers == [json_number(cell.cell) for table in FORM.tables for cell in table.grid.numbers]
    assert len(numbers) == 200


def json_number(cell: str | None) -> str:
    return str(REPORT.computed(cell or ""))


def test_merges_are_those_of_the_grid() -> None:
    for table, drawn in zip(FORM.tables, word().tables, strict=True):
        expected = {(cell.row, cell.column, cell.height, cell.width) for cell in table.grid.cells if cell.merged}
        assert set(drawn_merges(drawn._tbl)) == expected


def drawn_merges(table: etree._Element) -> Iterator[tuple[int, int, int, int]]:
    """(row, column, height, width) of every merged rectangle, as gridSpan and vMerge say."""
    heights: dict[tuple[int, int], list[int]] = {}
    open_at: dict[int, tuple[int, int]] = {}
    for row, tr in enumerate(table.iter(f"{W}tr")):
        column = 0
        for cell in tr.iter(f"{W}tc"):
            span, merge = cell.find(f"{W}tcPr/{W}gridSpan"), cell.find(f"{W}tcPr/{W}vMerge")
            width = int(span.get(f"{W}val", "1")) if span is not None else 1
            if merge is not None and merge.get(f"{W}val") is None:
                heights[open_at[column]][0] += 1
            else:
                heights[row, column] = [1, width]
                open_at[column] = (row, column)
            column += width
    return ((row, column, height, width) for (row, column), (height, width) in heights.items() if height * width > 1)


def test_a_missing_block_leaves_no_heading_and_no_invented_text() -> None:
    bare = replace(REPORT, narrative={})
    texts = paragraphs(word(bare))

    assert [text for text in texts if text] == [
        "示范区民政局2024年\n政府信息公开工作年度报告",
        *(section.heading for section in FORM.sections),
        "示范区民政局",
        "2025年1月20日",
    ]


def test_numbered_lines_of_the_text_become_headings_of_their_level() -> None:
    text = (
        "（一）第一个问题\n1.细目\n　　这是一段正文，说的是（一）里的事。\n\n（二）这一行太长，又以句号结尾，只是正文。"
    )
    items = outline_of(replace(REPORT, narrative={"problems": text}), signed_on=None).items
    found = [(type(item).__name__, getattr(item, "level", 0), getattr(item, "text", "")) for item in items]

    assert ("Heading", 2, "（一）第一个问题") in found
    assert ("Heading", 3, "1.细目") in found
    assert ("Paragraph", 0, "这是一段正文，说的是（一）里的事。") in found
    assert len([kind for kind, _, text in found if kind == "Paragraph"]) == 2


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("示范区民政局2024年政府信息公开工作年度报告", ("示范区民政局2024年", "政府信息公开工作年度报告")),
        ("某局2024年政府信息公开年度报告", ("某局2024年政府信息公开年度报告",)),
    ],
)
def test_a_title_breaks_into_balanced_lines_without_splitting_words(title: str, lines: tuple[str, ...]) -> None:
    assert balanced(title, 20, ("政府信息公开", "年度报告")) == lines


@pytest.mark.parametrize(("day", "shown"), [(date(2025, 1, 5), ["2025年1月5日"]), (None, [])])
def test_the_date_is_arabic_without_leading_zeros_and_left_out_until_signed(day: date | None, shown: list[str]) -> None:
    document = docx.Document(io.BytesIO(write_word(REPORT, signed_on=day)))

    assert [text for text in paragraphs(document) if text.startswith("2025年1月")] == shown


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_a_draft_says_so_on_every_page_and_marks_what_is_unfilled() -> None:
    report = replace(REPORT, narrative={"problems": "全年公开信息xxx条。"})
    document = word(report, draft=Draft(1, {"problems": ((6, 9),)}))
    section = document.sections[0]
    marked = [
        run.text for p in document.paragraphs for run in p.runs if run._r.find(f"{W}rPr/{W}highlight") is not None
    ]

    for header in (section.header, section.even_page_header):
        assert header.paragraphs[0].text == "草稿 · 尚有必须改正的问题 1 处（其中未填写 1 处） · 不得签发"
    assert marked == ["xxx"]


def test_a_final_document_has_no_header() -> None:
    assert word().sections[0].header.is_linked_to_previous


# --- typography ------------------------------------------------------------------------------------------------------


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_same_input_gives_the_same_bytes() -> None:
    assert write_word(REPORT, signed_on=SIGNED_ON) == write_word(REPORT, signed_on=SIGNED_ON)


def test_the_package_does_not_tell_on_which_system_it_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    here = write_word(REPORT, signed_on=SIGNED_ON)
    monkeypatch.setattr("sys.platform", "win32")  # what zipfile looks at

    assert write_word(REPORT, signed_on=SIGNED_ON) == here


def test_every_style_sets_all_four_font_slots_and_no_theme() -> None:
    styles = etree.fromstring(parts(write_word(REPORT, signed_on=SIGNED_ON))["word/styles.xml"])
    fonts = list(styles.iter(f"{W}rFonts"))

    assert fonts
    for font in fonts:
        names = {etree.QName(name).localname for name in font.attrib}
        assert {"ascii", "hAnsi", "eastAsia", "cs"} <= names
        assert not [name for name in names if "Theme" in name or "theme" in name]
    assert {style.get(f"{W}styleId") for style in styles.iter(f"{W}style")} >= {"Title", "BodyText", "Heading1"}


def test_page_and_line_grid_are_those_of_the_standard() -> None:
    section = word().sections[0]
    grid = section._sectPr.find(qn("w:docGrid"))

    assert [round(x.mm) for x in (section.page_width, section.page_height) if x] == [210, 297]
    assert [
        round(x.mm) for x in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin) if x
    ] == [37, 35, 28, 26]
    assert grid is not None
    assert (grid.get(f"{W}type"), grid.get(f"{W}linePitch")) == ("lines", "579")


@pytest.mark.parametrize("draft", [None, Draft(1)], ids=["final", "draft"])
def test_elements_stand_in_the_order_of_the_schema(draft: Draft | None) -> None:
    content = parts(write_word(REPORT, signed_on=SIGNED_ON, draft=draft))
    for name, part in content.items():
        if name.startswith("word/") and name.endswith(".xml"):
            for element in etree.fromstring(part).iter(etree.Element):
                parent = etree.QName(element).localname
                names = [etree.QName(child) for child in element if parent in ORDERS]
                ranks = [rank(parent, child.localname) for child in names if child.namespace in (W[1:-1], MATH)]
                assert ranks == sorted(ranks), (name, etree.tostring(element)[:300])


def test_fields_never_ask_to_be_updated_and_nothing_names_an_author() -> None:
    content = parts(write_word(REPORT, signed_on=SIGNED_ON))

    assert b"updateFields" not in content["word/settings.xml"]
    assert b"python-docx" not in content["docProps/core.xml"]
    assert not [name for name in content if "thumbnail" in name]


def test_nothing_is_left_of_the_template_but_styles_and_settings() -> None:
    content = parts(write_word(REPORT, signed_on=SIGNED_ON))

    assert {name for name in content if name.startswith("word/") and "_rels" not in name} == {
        f"word/{part}.xml" for part in ("document", "styles", "settings", "fontTable", "footer1", "footer2")
    }
    assert not [name for name, part in content.items() if re.search(rb"(ascii|hAnsi|eastAsia|cs)Theme=", part)]
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in content["word/fontTable.xml"].decode()


def test_signature_and_text_before_it_stay_together() -> None:
    last = word().paragraphs[-3:]

    assert [bool(p._p.find(f"{W}pPr/{W}keepNext") is not None) for p in last] == [True, True, False]


@pytest.mark.parametrize("unit", ["某局", "示范区民政局", "示范区住房和城乡建设与综合行政执法管理委员会"])
def test_under_a_seal_the_name_is_centred_over_the_date_however_long_it_is(unit: str) -> None:
    name, day = word(replace(REPORT, unit=unit), sealed=True).paragraphs[-2:]

    assert middle(name, len(unit)) == middle(day, 6.5)  # 2025年1月20日: seven digits half as wide as three 汉字
    assert right_chars(day) >= 4


def middle(line: Paragraph, width: float) -> float:
    return right_chars(line) + width / 2


def right_chars(line: Paragraph) -> float:
    indent = line._p.find(f"{W}pPr/{W}ind")
    assert indent is not None
    return int(indent.get(f"{W}rightChars", "")) / 100


# --- what users write ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "控制字符\x00\x08\x0b在这里",
        "表情😀与生僻字𠮷",
        "从右到左\u202eabc\u202c",
        "<w:t>标签</w:t> & {{ 模板 }}",
        "字" * 60_000,
        "一行\r\n又一行\u2028再一行",
    ],
    ids=["control", "emoji", "right to left", "markup", "60,000 characters", "line ends"],
)
def test_whatever_users_write_is_text(text: str) -> None:
    report = replace(REPORT, narrative={"problems": text}, unit="示范区<b>民政局" + "长" * 180)
    document = word(report)
    shown = "".join(paragraphs(document))

    assert "\x00" not in shown
    assert clean_text(text).replace("\n", "").replace("\u2028", "") in shown
    assert "<b>" in write_html(report, signed_on=None).replace("&lt;", "<").replace("&gt;", ">")
    assert "<b>民政局" not in write_html(report, signed_on=None)


# --- rendered --------------------------------------------------------------------------------------------------------


def pages(pdf: Path) -> list[str]:
    done = subprocess.run([poppler("pdftotext"), "-layout", str(pdf), "-"], check=True, capture_output=True, text=True)
    return done.stdout.split("\f")[:-1]


@pytest.mark.libreoffice
@pytest.mark.poppler
def test_it_prints_on_five_pages_with_table_three_whole_on_one(tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_bytes(write_word(REPORT, signed_on=SIGNED_ON))
    (pdf,) = convert([tmp_path / "report.docx"], "pdf", tmp_path)
    shown = pages(pdf)

    assert len(shown) == 5
    assert [f"—{number}—" in page.replace(" ", "") for number, page in enumerate(shown, 1)] == [True] * 5
    (whole,) = [page for page in shown if "三、收到和处理" in page and "申请人情况" in page]
    assert "四、结转下年度继续办理" in whole
    assert "2025 年 1 月 20 日".replace(" ", "") in shown[-1].replace(" ", "")


@pytest.mark.libreoffice
@pytest.mark.poppler
def test_a_full_page_of_text_has_22_lines(tmp_path: Path) -> None:
    report = replace(REPORT, narrative={"overview.intro": "政府信息公开工作" * 400})
    (tmp_path / "long.docx").write_bytes(write_word(report, signed_on=SIGNED_ON))
    (pdf,) = convert([tmp_path / "long.docx"], "pdf", tmp_path)
    lines = [line for line in pages(pdf)[1].splitlines() if "政府信息公开" in line]

    assert len(lines) == 22
    assert {len(line.strip()) for line in lines} == {28}


@pytest.mark.libreoffice
def test_word_to_pdf_gives_a_pdf() -> None:
    assert word_to_pdf(write_word(REPORT, signed_on=SIGNED_ON)).startswith(b"%PDF")


def test_without_libreoffice_the_clerk_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(ToolkitError, match="没有安装 LibreOffice"):
        word_to_pdf(b"")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for LibreOffice")
def test_a_hanging_libreoffice_is_stopped_with_all_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, child = tmp_path / "soffice", tmp_path / "child"
    program.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {child}\nwait\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr("toolkit.document.pdf._TIMEOUT_SECONDS", 1)

    with pytest.raises(ToolkitError, match="转换 PDF 失败"):
        word_to_pdf(b"")
    with pytest.raises(ProcessLookupError):
        wait_until_gone(int(child.read_text()))


def wait_until_gone(process: int) -> None:
    """A killed process is there until its new parent has taken note."""
    for _ in range(100):
        os.kill(process, 0)
        time.sleep(0.02)


# --- speed ------------------------------------------------------------------------------------------------------------


def test_a_report_takes_little_longer_than_python_docx_needs_to_open_and_save_nothing() -> None:
    def fastest(work: Callable[[], object]) -> float:
        times = []
        for _ in range(7):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
        return min(times)

    ours = fastest(lambda: write_word(REPORT, signed_on=SIGNED_ON))
    empty = fastest(lambda: docx.Document().save(io.BytesIO()))
    assert ours < 4 * empty  # about 2: 19 ms against 10


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_page_has_the_same_tables_with_spans_and_scopes() -> None:
    page = write_html(REPORT, signed_on=SIGNED_ON)
    headings = sum(cell.role in (Role.HEADING, Role.CORNER, Role.TITLE) for t in FORM.tables for cell in t.grid.cells)

    assert page.count("<td") == 200
    assert page.count('scope="col') == headings
    assert 'rowspan="22"' in page
    assert "<script" not in page
    assert not re.search(r"https?://|src=|@import", page)


def test_the_data_of_the_example_is_that_of_the_demo() -> None:
    example = json.loads((Path(__file__).parent.parent / "examples" / "one_report" / "data.json").read_text("utf-8"))

    assert example["unit"] == REPORT.unit


# --- fonts -----------------------------------------------------------------------------------------------------------


def test_a_font_whose_name_only_contains_another_is_not_that_font() -> None:
    listing = "华文宋体\nSimHei (TrueType)\nSimSun-ExtB (TrueType)\nNoto Sans CJK SC,Noto Sans CJK SC Bold"

    assert font_names(listing) == {"华文宋体", "SimHei", "SimSun-ExtB", "Noto Sans CJK SC", "Noto Sans CJK SC Bold"}
