"""No text from a submission becomes a formula, a link, markup or a command in anything that is written."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html import escape
from html.parser import HTMLParser

import openpyxl
import pytest
from lxml import etree
from reports import FORM, NARRATIVE, filled
from returned import KEY, Parts, parts_of, repacked, report_of, returned

from toolkit.aggregation import Source, add_up
from toolkit.checks import Checked, as_page, as_text, check_report, list_problems
from toolkit.document import write_html, write_text_copy, write_word
from toolkit.model import Report, csv_file, finding_key, read_data_file, write_data_file
from toolkit.stages.papers import Earlier, total_as_papers
from toolkit.stages.publication import data_files, infographic_files
from toolkit.workbook import Appendix, Cover, read_workbook, write_tables, write_workbook
from toolkit.workflow import findings_as_workbook

HOSTILE = [
    '=HYPERLINK("http://example.invalid/","点此")',
    "=cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "+1+2",
    "-1+2",
    "＝1+1",
    "{=1+1}",
    "\t=1+1",
    "http://example.invalid/",
    "mailto:a@example.invalid",
    "file:///C:/Windows/",
    "internal:'封面'!A1",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style><b>",
    "]]><x/>",
    "&lt;b&gt;&amp;#60;",
    "<w:p/><w:r>",
    "{{ 7*7 }}",
    "${7*7}",
    "{0.__class__}",
    "&G&P&A",
    "_x0041_",
    "%s%n",
    "'); DROP TABLE events;--",
    "\x1b[31m红\x07\x08",
    "\u202egnp.xlsx",
    "a\u200eb\u2066c\u2069",
    "\x00\ufffe",
]
USUAL = "平常的\t文字"
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def hostile_report(text: str) -> Report:
    """The text everywhere a unit can write, as it comes in: by a data file."""
    queries = [finding_key(FORM, relation.rule.name, relation.cells) for relation in FORM.queries]
    report = filled(
        unit=f"民政局{text}",
        narrative=dict.fromkeys(NARRATIVE, text + "。\n" + text),
        explanations=dict.fromkeys(queries[:2], text),
    )
    values = {**report.values, "requests.received.natural_person": text, "proactive.penalties.decisions": text}
    said = Report(FORM, 2024, report.unit, "mzj", values, report.narrative, report.explanations)
    return read_data_file(write_data_file(said).encode())[0]


def checked(report: Report) -> Checked:
    return Checked(f"{report.unit}.xlsx", report, check_report(report))


hostile = pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))


# --- workbooks -------------------------------------------------------------------------------------------------------


def active_in(content: bytes) -> tuple[set[str], set[str]]:
    """Where formulas stand, and where links lead."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [(sheet, cell) for sheet in book for row in sheet.iter_rows() for cell in row]
    formulas = {f"{sheet.title}!{cell.coordinate}" for sheet, cell in cells if cell.data_type == "f"}
    links = {str(cell.hyperlink.target) for _, cell in cells if cell.hyperlink and cell.hyperlink.target}
    return formulas, links


BOOKS: dict[str, Callable[[Report], bytes]] = {
    "blank": lambda report: write_workbook(report, Cover(office=report.unit, office_contact=report.unit, key=KEY)),
    "sent back": lambda report: write_workbook(report, Cover(key=KEY), problems=list_problems(check_report(report))),
    "appendix": lambda report: write_workbook(report, appendices=[Appendix("附", (report.unit,), [(report.unit,)])]),
    "table": lambda report: write_tables([Appendix("表", (report.unit, "x"), [(report.unit, 1)])]),
    "findings": lambda report: findings_as_workbook([checked(report)]),
    "data": lambda report: data_files(report)["数据.xlsx"],
}


@hostile
@pytest.mark.parametrize("kind", BOOKS)
def test_nothing_in_a_workbook_becomes_a_formula_or_a_link(text: str, kind: str) -> None:
    content = BOOKS[kind](hostile_report(text))
    formulas, links = active_in(content)
    usual, _ = active_in(BOOKS[kind](hostile_report(USUAL)))

    assert formulas == usual
    assert links == set()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            assert not _HIDDEN.search(archive.read(name).decode()), name
            assert b"<!ENTITY" not in archive.read(name)


def test_nothing_in_working_papers_becomes_a_formula_or_a_link() -> None:
    def papers(texts: list[str]) -> bytes:
        reports = [replace(hostile_report(text), unit_code=f"{number}{text}") for number, text in enumerate(texts)]
        reports = [read_data_file(write_data_file(report).encode())[0] for report in reports]
        return total_as_papers(add_up([Source(item.unit, item) for item in reports], texts[0]), Earlier(), {})

    content = papers(HOSTILE)
    formulas, links = active_in(content)
    usual, _ = active_in(papers([f"{USUAL}{number}" for number in range(len(HOSTILE))]))

    assert (formulas, links) == (usual, set())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            assert not _HIDDEN.search(archive.read(name).decode()), name


@hostile
def test_what_was_written_is_read_back_without_hidden_characters(text: str) -> None:
    report = hostile_report(text)
    again, _ = read_workbook(write_workbook(report, Cover(key=KEY)), key=KEY)

    inputs = {cell.id: report.values[cell.id] for cell in FORM.inputs}
    assert (again.unit, again.values, again.narrative) == (report.unit, inputs, report.narrative)
    assert not _HIDDEN.search(again.unit + "".join(again.narrative.values()))


@pytest.mark.parametrize("text", ["&G&P&A", '&"宋体"&20', "A&B"])
def test_a_name_in_a_footer_commands_nothing(text: str) -> None:
    sheet = parts_of(write_workbook(hostile_report(text)))["xl/worksheets/sheet1.xml"].decode()
    footer = sheet.partition("<oddFooter>")[2].partition("</oddFooter>")[0]

    assert escape(f"民政局{text}".replace("&", "＆"), quote=False) in footer


def test_control_characters_in_a_returned_text_are_taken_out_and_told() -> None:
    def change(parts: Parts) -> None:
        intro = report_of().narrative["problems"].encode()
        hidden = "_x0008_\u202e".encode()
        parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(intro[:9], intro[:9] + hidden)

    report, findings = read_workbook(repacked(returned(), change), key=KEY)

    assert report.narrative == report_of().narrative
    finding = findings[0]
    assert (finding.rule, finding.severity) == ("narrative.hidden_characters", "hint")
    assert (finding.place.sheet, finding.place.address) == ("文字部分", "B11")
    assert finding.message == "“文字部分”表 B11 的文字里有看不见的控制字符（U+0008、U+202E），已去掉。"


def test_control_characters_in_a_data_file_are_taken_out_and_told() -> None:
    said = write_data_file(filled(narrative=NARRATIVE | {"problems": "问题\x08\u202e一"}))
    report, findings = read_data_file(said.encode())

    assert report.narrative["problems"] == "问题一"
    assert [finding.rule for finding in findings] == ["narrative.hidden_characters"]
    assert "U+0008、U+202E" in findings[0].message


# --- pages -----------------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Tags, attributes and text of a page, as a browser takes them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


PAGES: dict[str, Callable[[Report], str]] = {
    "document": lambda report: write_html(report, signed_on=None),
    "findings": lambda report: as_page([checked(report)]),
    "infographic": lambda report: infographic_files(report)["图解.html"].decode(),
}


@hostile
@pytest.mark.parametrize("kind", PAGES)
def test_nothing_on_a_page_becomes_markup(text: str, kind: str) -> None:
    page = Page(PAGES[kind](hostile_report(text)))
    usual = Page(PAGES[kind](hostile_report(USUAL)))

    assert set(page.tags) <= set(usual.tags)
    assert {"script", "img", "a", "iframe", "b"}.isdisjoint(page.tags)
    assert not [name for name, value in page.attributes if name.startswith("on") or "javascript" in (value or "")]
    assert not _HIDDEN.search(page.text)


# --- documents -------------------------------------------------------------------------------------------------------

DOCUMENTS: dict[str, Callable[[Report], bytes]] = {
    "report": lambda report: write_word(report, signed_on=None),
    "text copy": write_text_copy,
}


@hostile
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_nothing_in_a_document_becomes_markup_or_a_link(text: str, kind: str) -> None:
    names, targets = parts_in(DOCUMENTS[kind](hostile_report(text)))
    usual, usual_targets = parts_in(DOCUMENTS[kind](hostile_report(USUAL)))

    assert names <= usual
    assert targets == usual_targets


def parts_in(content: bytes) -> tuple[set[str], set[str]]:
    """The kinds of elements (with what fields say) and where relations lead; every part is well-formed."""
    names: set[str] = set()
    targets: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            assert not _HIDDEN.search(archive.read(name).decode())
            for element in etree.fromstring(archive.read(name)).iter():
                names.add(f"{element.tag}{element.text if str(element.tag).endswith('instrText') else ''}")
                targets.add(element.get("Target", ""))
    return names, targets


# --- tables and screens ----------------------------------------------------------------------------------------------


@hostile
def test_nothing_in_a_csv_file_begins_like_a_formula(text: str) -> None:
    for content in (csv_file([text, "x"], [(text, 1)]), data_files(hostile_report(text))["数据.csv"]):
        for cell in re.split(r'[,\r\n]+"?', content.decode("utf-8-sig")):
            assert not re.match(r"[=+@＝＋－＠\t]|-(?![0-9.]+$)", cell.strip('"') if cell != '"' else ""), cell
        assert not _HIDDEN.search(content.decode())


@hostile
def test_nothing_on_a_screen_commands_the_terminal(text: str) -> None:
    assert not _HIDDEN.search(as_text(checked(hostile_report(text)), verbose=True))
