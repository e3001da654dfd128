"""The printed page measured against GB/T 9704—2012: rendered by LibreOffice, every place in millimetres."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest
from office import convert
from test_document_layout import DISPATCH

from toolkit.demo import examples
from toolkit.document import Layout, outline_of, write_word
from toolkit.document.assembly import Sheet, assemble
from toolkit.document.body import body_of
from toolkit.document.items import Outline, Paragraph, Run
from toolkit.document.typography import Preferences, load_typography
from toolkit.model import Report, read_data_file

pytestmark = pytest.mark.libreoffice

REPORT, _ = read_data_file((examples() / "demo" / "returns" / "mzj.json").read_bytes())
DAY = date(2025, 1, 20)
CHAR = 16 / 72 * 25.4  # 3 号
FOURTH = 14 / 72 * 25.4  # 4 号
LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0  # 版心
DATE_WIDTH = 6.5 * CHAR  # of 2025年1月20日; LibreOffice adds a gap beside every digit, Word and WPS do not
SENTENCE = "政府信息公开工作情况说明。"


@dataclass(frozen=True)
class Line:
    """Characters on one line of a page, with its edges in mm from the upper left corner of the page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Page:
    number: int
    lines: Sequence[Line]
    width: float
    height: float

    def line(self, start: str) -> Line:
        return next(line for line in self.lines if line.text.startswith(start))


@pytest.fixture(autouse=True)
def stand_in_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", str(Path(__file__).parent / "fonts.conf"))


def printed(documents: Mapping[str, bytes], folder: Path) -> dict[str, Path]:
    """Name → PDF."""
    for name, content in documents.items():
        (folder / f"{name}.docx").write_bytes(content)
    files = convert([folder / f"{name}.docx" for name in documents], "pdf", folder)
    return {file.stem: file for file in files}


def pages(pdf: Path) -> list[Page]:
    with pdfplumber.open(pdf) as opened:
        return [
            Page(number, tuple(_lines(page.chars)), mm(page.width), mm(page.height))
            for number, page in enumerate(opened.pages, 1)
        ]


def _lines(chars: Sequence[Mapping[str, float]]) -> list[Line]:
    """Upright characters, joined where they stand at one height."""
    upright = [char for char in chars if char["upright"] and str(char["text"]).strip()]
    by_height = sorted(upright, key=lambda char: (round(char["bottom"] / 4), char["x0"]))
    found = []
    for _, group in groupby(by_height, key=lambda char: round(char["bottom"] / 4)):
        line = list(group)
        found.append(
            Line(
                "".join(str(char["text"]) for char in line),
                mm(line[0]["x0"]),
                mm(line[-1]["x1"]),
                mm(min(char["top"] for char in line)),
                mm(max(char["bottom"] for char in line)),
            )
        )
    return found


def mm(points: float) -> float:
    return float(points) / 72 * 25.4


Box = tuple[float, float, float, float]  # left, top, right, bottom


def ink(pdf: Path, page: int, box: Box) -> Box:
    """The box of everything drawn inside a rectangle of a page, in mm."""
    left, top, right, bottom = box
    scale = 12  # pixels a mm
    with pypdfium2.PdfDocument(pdf) as document:
        bitmap = document[page - 1].render(scale=scale * 25.4 / 72, grayscale=True)
        picture = bitmap.to_numpy().reshape(bitmap.height, bitmap.width)
    part = picture[int(top * scale) : int(bottom * scale), int(left * scale) : int(right * scale)] < 128
    rows, columns = part.any(axis=1).nonzero()[0], part.any(axis=0).nonzero()[0]
    return (
        left + columns[0] / scale,
        top + rows[0] / scale,
        left + (columns[-1] + 1) / scale,
        top + (rows[-1] + 1) / scale,
    )


def long_report(characters: int = 4000) -> Report:
    return replace(REPORT, narrative={"overview.intro": (SENTENCE * characters)[:characters]})


# --- the text area ---------------------------------------------------------------------------------------------------


def test_a_full_page_has_22_lines_of_28_characters_inside_the_text_area(tmp_path: Path) -> None:
    pdf = printed({"long": write_word(long_report(), signed_on=DAY)}, tmp_path)["long"]
    page = pages(pdf)[1]
    lines = [line for line in page.lines if "—" not in line.text]

    assert (round(page.width), round(page.height)) == (210, 297)
    assert len(lines) == 22
    assert sum(len(line.text) == 28 for line in lines) >= 20  # a line with punctuation at its end may hold one less
    assert min(line.left for line in lines) == pytest.approx(LEFT, abs=0.5)
    assert max(line.right for line in lines) == pytest.approx(RIGHT, abs=0.7)
    assert lines[0].top >= TOP - 0.5
    assert BOTTOM - 5 < lines[-1].bottom < BOTTOM + 0.5


def test_the_first_line_of_a_paragraph_begins_two_characters_in(tmp_path: Path) -> None:
    pdf = printed({"long": write_word(long_report(), signed_on=DAY)}, tmp_path)["long"]
    first = pages(pdf)[0].line("政府信息公开工作情况说明。")

    assert first.left == pytest.approx(LEFT + 2 * CHAR, abs=0.5)


def test_the_lines_of_the_title_are_centred_over_the_text(tmp_path: Path) -> None:
    pdf = printed({"report": write_word(REPORT, signed_on=DAY)}, tmp_path)["report"]
    title = pages(pdf)[0].lines[:2]

    assert [line.text for line in title] == ["示范区民政局2024年", "政府信息公开工作年度报告"]
    for line in title:
        assert (line.left + line.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.7)


# --- the page number -------------------------------------------------------------------------------------------------


def test_the_page_number_stands_outside_seven_millimetres_below_the_text(tmp_path: Path) -> None:
    pdf = printed({"long": write_word(long_report(), signed_on=DAY)}, tmp_path)["long"]
    # The dash is drawn at the middle of the line; the number beside it is taller, so only the dash is looked at.
    odd = ink(pdf, 1, (150, BOTTOM + 1, 200, 290))
    even = ink(pdf, 2, (10, BOTTOM + 1, 60, 290))
    dash = ink(pdf, 2, (LEFT + FOURTH, BOTTOM + 1, LEFT + 1.8 * FOURTH, 290))

    assert odd[2] == pytest.approx(RIGHT - FOURTH, abs=1)
    assert even[0] == pytest.approx(LEFT + FOURTH, abs=1)
    assert dash[1] == pytest.approx(BOTTOM + 7, abs=0.6)


def test_across_the_page_number_stands_where_it_does_upright(tmp_path: Path) -> None:
    layout = Layout(Preferences(landscape=("requests",)))
    pdf = printed({"across": write_word(REPORT, signed_on=DAY, layout=layout)}, tmp_path)["across"]
    (number,) = [page.number for page in pages(pdf) if page.width > page.height]
    left, top, right, bottom = ink(pdf, number, (10, 10, 33, 200))

    assert number % 2 == 0
    assert top == pytest.approx(LEFT + FOURTH, abs=1)  # an even page: at the left of the upright page, here the top
    assert right < 35 - 4
    assert left > 35 - 7 - FOURTH
    assert bottom < 60


# --- tables ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("across", [(), ("requests",)], ids=["upright", "across"])
def test_table_three_stays_whole_inside_the_text_area(across: tuple[str, ...], tmp_path: Path) -> None:
    layout = Layout(Preferences(landscape=across))
    pdf = printed({"report": write_word(REPORT, signed_on=DAY, layout=layout)}, tmp_path)["report"]
    with pdfplumber.open(pdf) as opened:
        (page,) = [
            page for page in opened.pages if "收到和处理政府信息公开申请情况" in (page.extract_text() or "")[:40]
        ]
        edges = [mm(edge["bottom"]) for edge in page.horizontal_edges]
        text = page.extract_text()

    assert "四、结转下年度继续办理" in text
    assert max(edges) < (BOTTOM if not across else 210 - 26)


# --- the imprint -----------------------------------------------------------------------------------------------------


def ending(lines: int) -> Report:
    """The report with so many lines at its end."""
    return replace(
        REPORT, narrative={**REPORT.narrative, "other_matters": "\n".join(["本年度未收取信息处理费。"] * lines)}
    )


def test_the_imprint_stands_at_the_foot_of_an_even_last_page_whatever_the_length_of_the_text(tmp_path: Path) -> None:
    documents = {
        f"{lines}": write_word(ending(lines), signed_on=DAY, layout=Layout(dispatch=replace(DISPATCH, attachments=())))
        for lines in (2, 9, 17, 26)
    }
    blanks = set()
    for name, pdf in printed(documents, tmp_path).items():
        *before, last = pages(pdf)
        blank = not before[-1].lines
        text = before[:-1] if blank else before
        blanks.add(blank)

        assert last.number % 2 == 0, name
        assert [line.text for line in last.lines] == ["抄送：区司法局。", "示范区民政局办公室2025年1月21日印发"]
        assert last.lines[0].left == pytest.approx(LEFT + FOURTH, abs=0.5)
        assert last.lines[1].right == pytest.approx(RIGHT - FOURTH, abs=0.7)
        assert foot(pdf, last) == pytest.approx(BOTTOM, abs=0.5), name
        assert [page.lines[-1].text for page in text] == [f"—{number}—" for number in range(1, len(text) + 1)]
    assert blanks == {True, False}


def test_the_imprint_may_stand_under_the_text_and_never_over_it(tmp_path: Path) -> None:
    dispatch = replace(DISPATCH, attachments=(), imprint_below_text=True)
    documents = {
        f"{lines}": write_word(ending(lines), signed_on=DAY, layout=Layout(dispatch=dispatch))
        for lines in (20, 22, 23, 24, 26)
    }
    for name, pdf in printed(documents, tmp_path).items():
        last = pages(pdf)[-1]
        *text, copies, _, number = last.lines

        assert copies.text == "抄送：区司法局。"
        assert foot(pdf, last) == pytest.approx(BOTTOM, abs=0.5), name
        assert all(line.bottom < copies.top for line in text), name
        assert number.text == f"—{last.number}—"


def foot(pdf: Path, page: Page) -> float:
    """Where the lowest rule of a page is drawn, in mm."""
    with pdfplumber.open(pdf) as opened:
        return max(mm(edge["bottom"]) for edge in opened.pages[page.number - 1].horizontal_edges)


# --- the signature ---------------------------------------------------------------------------------------------------


def test_without_a_seal_the_name_is_two_characters_in_and_the_date_two_further(tmp_path: Path) -> None:
    pdf = printed({"report": write_word(REPORT, signed_on=DAY)}, tmp_path)["report"]
    last = pages(pdf)[-1]
    day = last.line("2025年1月20日")
    name = next(line for line in last.lines if line.text == "示范区民政局")

    # The date is longer than the name: it stands two characters from the edge, the name begins two before it.
    assert day.right == pytest.approx(RIGHT - 2 * CHAR, abs=1)
    assert day.right - DATE_WIDTH - name.left == pytest.approx(2 * CHAR, abs=1)


def test_with_a_seal_the_date_is_four_characters_in_and_the_name_centred_over_it(tmp_path: Path) -> None:
    pdf = printed({"report": write_word(REPORT, signed_on=DAY, layout=Layout(sealed=True))}, tmp_path)["report"]
    last = pages(pdf)[-1]
    day = last.line("2025年1月20日")
    name = next(line for line in last.lines if line.text == "示范区民政局")

    assert day.right == pytest.approx(RIGHT - 4 * CHAR, abs=1)
    assert (name.left + name.right) / 2 == pytest.approx(day.right - DATE_WIDTH / 2, abs=1)


def test_the_signature_never_stands_alone_on_a_page(tmp_path: Path) -> None:
    documents = {
        f"{lines}-{sealed}": write_word(ending(lines), signed_on=DAY, layout=Layout(sealed=sealed))
        for lines in range(2, 14)
        for sealed in (False, True)
    }
    for name, pdf in printed(documents, tmp_path).items():
        last = pages(pdf)[-1]
        assert last.line("2025年1月20日")
        assert any(line.text.startswith("本年度未收取") for line in last.lines), name


def test_the_signature_stays_with_the_table_where_nothing_follows_it(tmp_path: Path) -> None:
    outline = outline_of(replace(REPORT, narrative={"overview.intro": SENTENCE * 10}), signed_on=DAY)
    *before, heading, table, _, _, signature = outline.items
    typography = load_typography()
    documents = {}
    for lines in (0, 15, 17):
        filling = [Paragraph((Run("行政复议情况。"),))] * lines
        shifted = Outline((*before, *filling, heading, table, signature))
        for sealed in (False, True):
            body = body_of(shifted, typography, sealed=sealed)
            documents[f"{lines}-{sealed}"] = assemble(body, Sheet(outline.title), typography)
    for name, pdf in printed(documents, tmp_path).items():
        last = pages(pdf)[-1]
        assert last.line("2025年1月20日")
        assert last.line("四、政府信息公开行政复议"), name
