"""A document read back and held against the data: all equal, or every difference named."""

import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from office import libreoffice_saves
from reports import FORM, NARRATIVE, filled
from word_files import W, edited, set_text, wrap

from toolkit.cli import main
from toolkit.demo import examples
from toolkit.document import Verification, read_page, read_word, verify, write_html, write_review_copy, write_word
from toolkit.errors import UnreadableFile
from toolkit.forms import find_form
from toolkit.model import Report, read_data_file, write_data_file
from toolkit.stages.verification import told as as_told

SIGNED_ON = date(2025, 1, 20)
REPORT, _ = read_data_file((examples() / "demo" / "returns" / "mzj.json").read_bytes())

GOOD = write_word(REPORT, signed_on=SIGNED_ON)

counts = st.one_of(st.just(0), st.integers(0, 99), st.integers(0, 10**9))
amounts = st.one_of(st.integers(0, 10**6), st.decimals(0, 10**7, places=6, allow_nan=False))
sentences = st.lists(
    st.tuples(st.sampled_from(["全年公开信息", "新收申请", "占比", "收费", "电话"]), counts).map(
        lambda pair: f"{pair[0]}{pair[1]}{'%' if pair[0] == '占比' else '万元' if pair[0] == '收费' else '件'}"
    ),
    min_size=1,
    max_size=6,
).map(lambda parts: "，".join(parts) + "。")


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Any report whose cells are all filled."""
    values = {cell.id: draw(amounts if cell.entry.kind.id == "amount" else counts) for cell in FORM.inputs}
    narrative = {block: draw(sentences) for block in NARRATIVE}
    return Report(
        FORM, draw(st.integers(2021, 2030)), draw(st.sampled_from(["示范区民政局", "某某"])), "x", values, narrative
    )


@given(st.text(max_size=60), st.text(max_size=20))
def test_whatever_a_unit_writes_comes_back_equal(text: str, unit: str) -> None:
    report = replace(REPORT, unit=unit, narrative={"problems": text, "overview.intro": text})
    for read in (
        read_word(write_word(report, signed_on=SIGNED_ON)),
        read_page(write_html(report, signed_on=SIGNED_ON).encode()),
    ):
        result = verify(read, report, SIGNED_ON)
        assert result.equal, result.differences
        assert not result.edited


def test_the_edition_of_2019_comes_back_too() -> None:
    form = find_form("zfxxgk", "2019")
    report = Report(form, 2020, "示范区民政局", "x", {cell.id: 7 for cell in form.inputs})
    result = verify(read_word(write_word(report, signed_on=None)), report)

    assert result.equal, result.differences
    assert result.cells_equal == len(form.cells)


def day_of(report: Report) -> date:
    return date(report.year + 1, 1, 20)


# --- the round trip --------------------------------------------------------------------------------------------------


@given(reports())
def test_every_number_comes_back_as_it_was(report: Report) -> None:
    day = day_of(report)
    for read in (
        read_word(write_word(report, signed_on=day)),
        read_page(write_html(report, signed_on=day).encode()),
    ):
        result = verify(read, report, day)
        assert result.equal, result.differences
        assert (result.cells, result.cells_equal) == (200, 200)
        assert result.numbers == result.numbers_equal > 0


@given(reports(), st.randoms(use_true_random=False))
def test_one_digit_changed_anywhere_is_named(report: Report, chance: random.Random) -> None:
    day = day_of(report)
    for content, read, change in (
        (write_word(report, signed_on=day), read_word, in_word),
        (write_html(report, signed_on=day).encode(), read_page, in_page),
    ):
        changed, before, after = change(content, chance)
        differences = verify(read(changed), report, day).differences
        assert differences, (before, after)
        shown = "".join(f"{item.printed}{item.expected}" for item in differences)
        assert any(number in shown for number in re.findall(r"[0-9]+", after)), (before, after, differences)


def in_word(content: bytes, chance: random.Random) -> tuple[bytes, str, str]:
    def change(root: etree._Element) -> None:
        texts = [item for item in root.iter(f"{W}t") if re.search("[0-9]", item.text or "")]
        chosen = chance.choice(texts)
        told.append(chosen.text or "")
        chosen.text = one_digit_other(chosen.text or "", chance)
        told.append(chosen.text)

    told: list[str] = []
    return edited(content, change), *told  # type: ignore[return-value]


def in_page(content: bytes, chance: random.Random) -> tuple[bytes, str, str]:
    page = content.decode()
    start = page.index("<main>")
    places = (match.start() for match in re.finditer(r"[0-9](?![^<]*>)", page))
    digits = [place for place in places if place > start and "&" not in page[place - 3 : place]]
    place = chance.choice(digits)
    after = page[:place] + one_digit_other(page[place], chance) + page[place + 1 :]
    return after.encode(), page[place - 5 : place + 5], whole_number(after, place)


def whole_number(text: str, place: int) -> str:
    return next(m[0] for m in re.finditer("[0-9]+", text) if m.start() <= place < m.end())


def one_digit_other(text: str, chance: random.Random) -> str:
    place = chance.choice([m.start() for m in re.finditer("[0-9]", text)])
    other = chance.choice([digit for digit in "0123456789" if digit != text[place]])
    return text[:place] + other + text[place + 1 :]


# --- what other programs make of a file ------------------------------------------------------------------------------


@pytest.mark.libreoffice
def test_after_libreoffice_has_saved_it(tmp_path: Path) -> None:
    for content in libreoffice_saves([GOOD, write_review_copy(REPORT)], tmp_path, "docx"):
        result = verify(read_word(content), REPORT)

        assert result.equal, result.differences
        assert result.cells_equal == 200
        assert not result.edited


def held(change: Callable[[etree._Element], None], report: Report = REPORT) -> Verification:
    return verify(read_word(edited(write_word(report, signed_on=SIGNED_ON), change)), report, SIGNED_ON)


def as_word_saves(root: etree._Element) -> None:
    """Runs torn apart, revision marks, spelling marks, bookmarks; every other paragraph in a content control."""
    for number, paragraph in enumerate(list(root.iter(f"{W}p"))):
        paragraph.set(f"{W}rsidR", "00A77B3E")
        for run in list(paragraph.iter(f"{W}r")):
            text = run.find(f"{W}t")
            if text is not None and text.text and len(run.findall(f"{W}t")) == 1:
                second = etree.fromstring(etree.tostring(run))
                half = len(text.text) // 2
                second_text = second.find(f"{W}t")
                assert second_text is not None
                second_text.text = text.text[half:]
                text.text = text.text[:half]
                run.addnext(second)
                run.addnext(etree.Element(f"{W}proofErr", {f"{W}type": "spellStart"}))
        if number % 2:
            wrap(paragraph, "w:sdt/w:sdtContent")


def in_insertions_and_links(root: etree._Element) -> None:
    for number, run in enumerate(list(root.iter(f"{W}r"))):
        wrap(run, ("w:ins", "w:hyperlink", "w:smartTag", "w:sdt/w:sdtContent")[number % 4])


def tables_in_controls(root: etree._Element) -> None:
    for table in list(root.iter(f"{W}tbl")):
        wrap(table, "w:sdt/w:sdtContent")
    for kind in ("tr", "tc"):
        for element in list(root.iter(f"{W}{kind}"))[::5]:
            wrap(element, "w:sdt/w:sdtContent")


@pytest.mark.parametrize("change", [as_word_saves, in_insertions_and_links, tables_in_controls])
def test_content_controls_torn_runs_and_insertions_are_read(change: Callable[[etree._Element], None]) -> None:
    result = held(change)

    assert result.equal, result.differences
    assert not result.edited


# --- what must never pass --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("公开信息135条", "公开信息153条", "文档是“153条”，应为“135条”"),
        ("公开信息135条", "公开信息135万条", "文档是“135万条”，应为“135条”"),
        ("公开信息135条", "公开信息１36条", "文档是“１36条”，应为“135条”"),
        ("公开信息135条", "公开信息若干条", "应为“135条”，文档里没有"),
        ("公开信息135条", "公开信息135条，较上年多12条", "多出“12条”，数据里没有"),
        ("工作中还有三点不足", "工作中还有两点不足", "文档是“两点”，应为“三点”"),
        ("3.危及“三安全一稳定”", "3.危及“三安全”", "官方格式的栏目"),
        ("三、收到和处理", "三、处理", "各部分标题"),
        ("2025年1月20日", "2025年1月21日", "文档是“21日”，应为“20日”"),
    ],
)
def test_what_was_edited_by_hand_is_named(old: str, new: str, told: str) -> None:
    result = held(set_text(old, new))

    assert not result.equal
    assert any(told in str(difference) for difference in result.differences), result.differences


def test_words_may_be_edited() -> None:
    result = held(set_text("在法定期限内公示", "均在法定期限内公示"))

    assert result.equal
    ((before, after),) = result.edited
    assert "；" in before
    assert "均在法定期限内公示" in after


def number_cell(root: etree._Element, text: str) -> etree._Element:
    return next(cell for cell in root.iter(f"{W}tc") if "".join(t.text or "" for t in cell.iter(f"{W}t")) == text)


def blanked(root: etree._Element) -> None:
    for text in number_cell(root, "55").iter(f"{W}t"):
        text.text = ""


def deleted_by_a_revision(root: etree._Element) -> None:
    run = number_cell(root, "55").find(f".//{W}r")
    assert run is not None
    wrap(run, "w:del")


def hidden(root: etree._Element) -> None:
    properties = number_cell(root, "55").find(f".//{W}r/{W}rPr")
    assert properties is not None
    properties.append(etree.Element(f"{W}vanish"))


def a_row_less(root: etree._Element) -> None:
    row = number_cell(root, "55").getparent()
    assert row is not None
    table = row.getparent()
    assert table is not None
    table.remove(row)


def a_table_more(root: etree._Element) -> None:
    body = root.find(f"{W}body")
    assert body is not None
    body.insert(
        3,
        etree.fromstring(
            f'<w:tbl xmlns:w="{W[1:-1]}"><w:tr><w:tc><w:p><w:r><w:t>另计 9 件</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'
        ),
    )


def no_tables(root: etree._Element) -> None:
    for table in list(root.iter(f"{W}tbl")):
        parent = table.getparent()
        assert parent is not None
        parent.remove(table)


def a_text_box(root: etree._Element) -> None:
    paragraph = next(root.iter(f"{W}p"))
    paragraph.append(
        etree.fromstring(
            f'<w:r xmlns:w="{W[1:-1]}"><w:pict><w:txbxContent><w:p><w:r><w:t>另计9件</w:t></w:r></w:p></w:txbxContent>'
            "</w:pict></w:r>"
        )
    )


@pytest.mark.parametrize(
    "change", [blanked, deleted_by_a_revision, hidden, a_row_less, a_table_more, no_tables, a_text_box]
)
def test_what_cannot_be_seen_or_does_not_belong_there_never_passes(change: Callable[[etree._Element], None]) -> None:
    assert not held(change).equal


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</h1>", "</h1>另有9件"),
        ("</h1>", "</h1><div>另有<b>9件</b></div>"),
        ("</main>", "<ul><li>另有九件</li></ul></main>"),
        (">55</td>", '><span style="display: none">55</span></td>'),
        (">55</td>", "><span hidden>5</span>5</td>"),
        ("<h1>", '<h1 style="visibility:hidden">'),
        ("135条", "<del>135条</del><ins>136条</ins>"),
    ],
)
def test_what_a_page_shows_and_the_data_has_not_never_passes(old: str, new: str) -> None:
    page = write_html(REPORT, signed_on=SIGNED_ON)
    assert old in page

    assert not verify(read_page(page.replace(old, new, 1).encode()), REPORT, SIGNED_ON).equal


def test_an_open_revision_is_told_although_its_numbers_are_equal() -> None:
    def insertion(root: etree._Element) -> None:
        wrap(number_cell(root, "55").find(f".//{W}r"), "w:ins")  # type: ignore[arg-type]

    result = held(insertion)

    assert result.equal
    assert "还有 1 处修订没有处理，按接受以后的样子核对" in as_told("稿.docx", result)


def test_automatic_numbers_do_not_pass() -> None:
    def count(root: etree._Element) -> None:
        properties = next(p for p in root.iter(f"{W}p") if "135条" in "".join(map(str, p.itertext()))).find(f"{W}pPr")
        assert properties is not None
        number = f'<w:numPr xmlns:w="{W[1:-1]}"><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        properties.append(etree.fromstring(number))

    assert any("自动编号" in str(difference) for difference in held(count).differences)


def test_a_number_over_the_pages_does_not_pass() -> None:
    document = docx.Document(io.BytesIO(GOOD))
    document.sections[0].header.paragraphs[0].text = "本年新收9件"
    content = io.BytesIO()
    document.save(content)
    (difference,) = verify(read_word(content.getvalue()), REPORT, SIGNED_ON).differences

    assert str(difference) == "页眉页脚：多出“本年新收9件”，数据里没有。"


def test_the_report_of_another_unit_or_year_never_passes() -> None:
    zero = filled()
    content = read_word(write_word(zero, signed_on=SIGNED_ON))

    assert not verify(content, replace(zero, unit="示范区教育局")).equal
    assert not verify(content, replace(zero, year=2023)).equal


def test_a_blank_is_no_zero() -> None:
    report = filled("requests | natural_person\nreceived | ·")
    shown = read_word(write_word(report, signed_on=SIGNED_ON))

    assert verify(shown, report).equal
    assert not verify(shown, filled()).equal


def test_decimals_are_held_as_filed() -> None:
    def charging(amount: str) -> Report:
        return replace(filled(), values={**filled().values, fees: Decimal(amount)})

    fees = "proactive.administrative_fees.amount_wan_yuan"
    report = charging("18651.064104")
    shown = read_word(write_word(report, signed_on=SIGNED_ON))

    assert verify(shown, report).equal
    assert not verify(shown, charging("18651.0641")).equal


# --- files that are none ---------------------------------------------------------------------------------------------


def bomb() -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (65 * 2**20))
    return result.getvalue()


def with_doctype(content: bytes) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(result, "w") as after:
        for name in before.namelist():
            start = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' if name == "word/document.xml" else b""
            after.writestr(name, before.read(name).replace(b"<w:document", start + b"<w:document"))
    return result.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "空文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "不是 Word"),
        (b"%PDF-1.7", "PDF"),
        (b"hello", "不是 Word 文档"),
        (GOOD[: len(GOOD) // 2], "已损坏"),
        (GOOD[:3000] + b"\xff" + GOOD[3001:], "损坏|不是 Word"),
        (bomb(), "过大"),
        (with_doctype(GOOD), "DOCTYPE"),
    ],
    ids=["empty", "encrypted", "pdf", "text", "cut off", "flipped", "bomb", "doctype"],
)
def test_a_file_that_is_no_word_document_is_refused_in_words(content: bytes, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told):
        read_word(content)


def test_no_damage_makes_anything_but_a_refusal_or_a_verdict() -> None:
    chance = random.Random(7)
    for _ in range(200):
        content = bytearray(GOOD)
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            result = verify(read_word(bytes(content)), REPORT, SIGNED_ON)
        except UnreadableFile:
            continue
        assert result.cells == 200


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_says_200_of_200_or_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, good, bad = tmp_path / "民政局.json", tmp_path / "好.docx", tmp_path / "改过.docx"
    data.write_text(write_data_file(REPORT), "utf-8")
    good.write_bytes(GOOD)
    bad.write_bytes(edited(GOOD, set_text("行政许可决定55件", "行政许可决定56件")))

    assert main(["verify", str(good), "--data", str(data)]) == 0
    assert "表内 200/200 个数相等，文字 29/29 个数相等" in capsys.readouterr().out
    assert main(["verify", str(bad), "--data", str(data)]) == 1
    assert "文档是“56件”" in capsys.readouterr().out
    (tmp_path / "坏.docx").write_bytes(b"PK")
    assert main(["verify", str(tmp_path / "坏.docx"), "--data", str(data)]) == 3
