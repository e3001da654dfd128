"""汇总底稿: recomputed by the real LibreOffice, followed from a number to its total, and safe whatever a unit wrote."""

import io
import random
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from office import libreoffice_saves
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from reports import FORM, filled

from toolkit.aggregation import Missing, Source, Total, add_up, make_adjustment
from toolkit.cli import main
from toolkit.errors import ToolkitError
from toolkit.forms import find_form
from toolkit.model import Report, Value, is_number, read_data_file, write_data_file
from toolkit.stages.papers import Earlier, last_year_of_units, papers_of, total_as_papers
from toolkit.workbook import resave
from toolkit.workbook.papers import Papers
from toolkit.workbook.papers.build import papers_sheets
from toolkit.workbook.plan import Live

NAMES = (
    "示范区民政局",
    '=HYPERLINK("http://x","点")局',
    "@示范区教育局",
    "-清河镇人民政府",
    "+1局",
    "\t财政局",
    "*局",
    "?局~",
    '"',
)
SAID: tuple[Value, ...] = ("=1+1", "@SUM(A1)", "-1件", "12件", "/", None, None)
FEES = "proactive.administrative_fees.amount_wan_yuan"
RECEIVED = "requests.received.natural_person"
SHEETS = ["说明", "加数", *(table.sheet for table in FORM.tables), "调整", "长表", "未计入", "空白与疑义"]
SHEETS += ["排名", "同比", "同比（各单位）", "图表"]
FUNCTIONS = {"SUM", "COUNT", "COUNTIF", "SUMIF", "IF", "AND", "ABS", "ISNUMBER", "INDEX", "MATCH", "RANK", "HYPERLINK"}


@dataclass(frozen=True)
class Made:
    """A total, its papers as values, and the workbook."""

    total: Total
    papers: Papers
    content: bytes


def random_reports(rng: random.Random, year: int, units: int) -> list[Report]:
    """With blanks, texts, amounts, claimed totals that are wrong, and a unit in which everything is 0."""
    found = []
    for number in range(units):
        values: dict[str, Value] = {cell.id: rng.choice([0, 0, 1, 2, 17]) for cell in FORM.inputs}
        values["proactive.normative_documents.issued"] = 1
        values[FEES] = rng.choice([Decimal("18651.064104"), Decimal("0.1"), Decimal("0.000001")])
        if number == 1:
            values = dict.fromkeys(values, 0)
        elif rng.random() < 0.6:
            values |= {rng.choice(FORM.inputs).id: rng.choice(SAID) for _ in range(3)}
            values["requests.received.total"] = 99
        code = rng.choice(["", f"=u{number}"])
        found.append(Report(FORM, year, f"{NAMES[number % len(NAMES)]}{number // len(NAMES) or ''}", code, values))
    return found


def made(seed: int, units: int = 9) -> Made:
    rng = random.Random(seed)
    reports = random_reports(rng, 2024, units)
    both = [reports[0].unit, reports[-1].unit]
    adjustments = [
        make_adjustment(FORM, "proactive.penalties.decisions", "更正", "-2", "=重复登记", "王某某"),
        make_adjustment(FORM, RECEIVED, "更正", "+3", "漏计", "王某某", both[:1]),
        make_adjustment(FORM, "proactive.normative_documents.issued", "联合制发", "", "两家联合制发", "李某某", both),
        make_adjustment(FORM, FEES, "更正", "0.5", "小数", "李某某"),
    ]
    sources = [Source(f"收件/{number}.xlsx", report) for number, report in enumerate(reports)]
    total = add_up(sources, "示范区", [Missing("=卫健局", "已下发，逾期未报")], adjustments)
    before = random_reports(rng, 2023, units - 1)
    last_year = Earlier(units=last_year_of_units(total, [*before, filled(year=2023, unit="旧局")]))
    digests = {"收件/0.xlsx": "ab" * 32}
    return Made(total, papers_of(total, last_year, digests), total_as_papers(total, last_year, digests))


@pytest.fixture(scope="module")
def one() -> Made:
    return made(1)


@pytest.fixture(scope="module")
def book(one: Made) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(one.content), data_only=True)


def lines(book: Workbook, sheet: str, first: str) -> list[dict[str, object]]:
    """The lines of a sheet under the headings that begin with `first`."""
    rows = list(book[sheet].iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if row[0] == first)
    headings = [str(heading) for heading in rows[start]]
    return [dict(zip(headings, row, strict=True)) for row in rows[start + 1 :] if any(row)]


def addends(book: Workbook) -> dict[str, dict[str, object]]:
    """Cell → its line on 加数."""
    return {str(line["单元格"]): line for line in lines(book, "加数", "工作表")}


# --- recalculated ----------------------------------------------------------------------------------------------------


@pytest.mark.libreoffice
def test_libreoffice_computes_what_the_program_computed(tmp_path: Path) -> None:
    papers = [made(1), made(2, units=2)]
    # Without cached values LibreOffice has to compute every formula.
    contents = [resave(item.content) for item in papers]

    for item, content in zip(papers, libreoffice_saves(contents, tmp_path), strict=True):
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        assert list(differences(item.papers, book)) == []
        for cell, line in addends(book).items():
            official = item.total.report.computed(cell)
            assert line["汇总数"] == (pytest.approx(float(official)) if is_number(official) else None), cell


def differences(papers: Papers, book: Workbook) -> Iterator[str]:
    """Formula cells in which a program shows something else than the value cached in our file."""
    for sheet in papers_sheets(papers):
        for spot in sheet.spots:
            if isinstance(spot.content, Live):
                shown, cached = book[sheet.name][spot.address].value, spot.content.value
                shown = "" if shown is None else shown
                same = shown == cached if isinstance(cached, str) else shown == pytest.approx(cached)
                if not same:
                    yield f"{sheet.name}!{spot.address}: {shown!r}, cached {cached!r}, {spot.content.formula}"


@pytest.mark.libreoffice
def test_a_number_changed_or_a_line_moved_is_followed(one: Made, tmp_path: Path) -> None:
    """In the wide sheets: one more is typed over a number, a blank is filled, and the lines are sorted upside down."""
    changed = openpyxl.load_workbook(io.BytesIO(one.content))
    typed = place(changed, RECEIVED, unit=2)
    typed.value = 1000
    upside_down = openpyxl.load_workbook(io.BytesIO(one.content))
    sort_upside_down(upside_down, "二、主动公开", last_column=3 + 10)
    assert isinstance(upside_down["二、主动公开"]["C4"].value, str)
    assert upside_down["二、主动公开"]["A4"].value == 9
    adjusted = openpyxl.load_workbook(io.BytesIO(one.content))
    adjusted["调整"].cell(8, 6, RECEIVED)
    adjusted["调整"].cell(8, 7, -5)

    contents = [written(item) for item in (changed, upside_down, adjusted)]
    after = [shown(content) for content in libreoffice_saves(contents, tmp_path)]

    before, (grown, sorted_, less) = addends(shown(one.content)), map(addends, after)
    for cell in (RECEIVED, "requests.received.total"):
        assert grown[cell]["汇总数"] == pytest.approx(before[cell]["汇总数"] + 1000)  # type: ignore[operator]
        assert (grown[cell]["差额"], grown[cell]["核对"]) == (1000, "不平")
        assert less[cell]["汇总数"] == pytest.approx(before[cell]["汇总数"] - 5)  # type: ignore[operator]
    ranked = {line["序号"]: line for line in lines(after[0], "排名", "序号")}
    assert ranked[2]["本年新收"] == 1000
    assert list(unlike(sorted_, before)) == [], "a line is found by its 序号, wherever it stands"


def unlike(found: dict[str, dict[str, object]], expected: dict[str, dict[str, object]]) -> Iterator[str]:
    """Where two sheets of addends differ."""
    for cell, line in expected.items():
        for heading, value in line.items():
            other = found[cell][heading]
            same = other == pytest.approx(value) if isinstance(value, int | float) else other == value
            if not same:
                yield f"{cell} {heading}: {other!r}, not {value!r}"


def place(book: Workbook, cell: str, unit: int) -> Cell:
    """Where the number of a unit stands on its wide sheet."""
    found = FORM.cell(cell)
    assert found is not None
    sheet = book[found.table.sheet]
    column = next(item.column for item in sheet[1] if item.value == cell)
    target = sheet.cell(3 + unit, int(column or 0))
    assert isinstance(target, Cell)
    return target


def sort_upside_down(book: Workbook, sheet: str, last_column: int) -> None:
    cells = book[sheet].iter_rows(min_row=4, max_col=last_column)
    values = [[cell.value for cell in row] for row in cells]
    for row, line in enumerate(reversed(values), 4):
        for column, value in enumerate(line, 1):
            cell = book[sheet].cell(row, column)
            cell.value = value
            cell.data_type = "s" if isinstance(value, str) else "n"


def written(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def shown(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)


# --- what stands where -----------------------------------------------------------------------------------------------


def test_sheets_stand_in_order_and_only_the_addends_are_locked(book: Workbook) -> None:
    assert book.sheetnames == SHEETS
    assert [sheet.title for sheet in book.worksheets if sheet.protection.sheet] == ["加数"]
    assert not book["加数"].protection.autoFilter, "filtering is allowed"
    filtered = [sheet.title for sheet in book.worksheets if sheet.auto_filter.ref]
    assert filtered == [name for name in SHEETS if name not in ("说明", "图表")]


def test_every_cell_shows_its_addends_its_adjustments_and_its_balance(one: Made, book: Workbook) -> None:
    found = addends(book)

    assert list(found) == [cell.id for cell in FORM.cells]
    for cell in FORM.inputs:
        line = found[cell.id]
        said = [line[NAMES[number]] for number in range(9)]
        assert said == [shown_as(source.report.values[cell.id]) for source in one.total.sources]
    assert {line["核对"] for line in found.values()} == {"平"}
    assert found[RECEIVED]["调整"] == found["requests.received.total"]["调整"] == 3
    assert found[FEES]["调整"] == 0.5


def shown_as(value: Value) -> object:
    return float(value) if isinstance(value, Decimal) else value


def test_a_number_leads_to_the_line_of_its_unit(one: Made) -> None:
    typed = openpyxl.load_workbook(io.BytesIO(one.content))
    sheet = typed["加数"]
    row = next(cell.row for cell in sheet["D"] if cell.value == RECEIVED)
    letter = get_column_letter(12)
    column = place(typed, RECEIVED, 1).column_letter

    found = f"INDEX('三、申请办理'!${column}$1:${column}$12,{letter}$4)"
    link = f"HYPERLINK(\"#'三、申请办理'!{column}\"&{letter}$4,{found})"
    assert sheet[f"{letter}{row}"].value == f'=IF({found}="","",{link})'
    assert sheet[f"{letter}4"].value == f"=MATCH({letter}2,'三、申请办理'!$A$1:$A$12,0)"


def test_a_total_that_says_something_else_does_not_balance(one: Made) -> None:
    values = {**one.total.report.values, RECEIVED: 1}
    wrong = replace(one.total, report=replace(one.total.report, values=values))
    found = addends(shown(total_as_papers(wrong, Earlier(), {})))

    assert found[RECEIVED]["核对"] == found["requests.received.total"]["核对"] == "不平"
    assert found["requests.carried_in.natural_person"]["核对"] == "平"


def test_a_cell_nobody_has_a_number_for_is_blank_and_no_zero() -> None:
    report = filled("proactive | decisions\nlicensing | ·")
    total = add_up([Source("a.json", report)], "示范区")
    content = total_as_papers(total, Earlier(), {})
    line = addends(shown(content))["proactive.licensing.decisions"]

    assert [line[name] for name in ("各单位合计", "汇总数", "正式汇总", "核对")] == [None, None, None, "未填全"]
    assert "同比" not in shown(content).sheetnames


def test_the_long_table_holds_every_number_with_its_file(one: Made, book: Workbook) -> None:
    found = lines(book, "长表", "序号")

    assert len(found) == 9 * len(FORM.inputs)
    first = found[0]
    assert (first["单位名称"], first["来源文件"], first["SHA-256"]) == ("示范区民政局", "收件/0.xlsx", "ab" * 32)
    said = one.total.sources[0].report.values
    assert {str(line["单元格"]): line["数值"] for line in found[: len(FORM.inputs)]} == {
        cell.id: float(value) if isinstance(value := said[cell.id], Decimal) else value for cell in FORM.inputs
    }


def test_who_is_missing_what_was_adjusted_and_what_is_in_doubt(one: Made, book: Workbook) -> None:
    assert lines(book, "未计入", "单位") == [{"单位": "=卫健局", "情况": "已下发，逾期未报", "文件": None}]
    kinds = [(line["类型"], line["数额"], line["理由"], line["经手人"]) for line in lines(book, "调整", "序号")]
    assert kinds == [
        ("更正", -2, "=重复登记", "王某某"),
        ("更正", 3, "漏计", "王某某"),
        ("联合制发", -1, "两家联合制发", "李某某"),
        ("更正", 0.5, "小数", "李某某"),
    ]
    doubts = lines(book, "空白与疑义", "类别")
    assert len(doubts) == len(one.total.gaps) + len(one.total.disputed)
    assert {line["类别"] for line in doubts} == {"空白", "不是数", "合计不符"}
    wrong = next(line for line in doubts if line["类别"] == "合计不符")
    assert (wrong["填报的"], wrong["单元格"]) == (99, "requests.received.total")


def unit(name: str, received: int, granted: int | None, year: int = 2024) -> Source:
    text = "requests | natural_person\nreceived | {}\ngranted | {}"
    report = filled(text.format(received, "·" if granted is None else granted), unit=name, year=year)
    return Source(f"{name}.json", replace(report, unit_code=""))


def test_ranks_are_shared_by_equals_and_denied_where_there_is_no_number() -> None:
    sources = [unit("甲", 3, 3), unit("乙", 5, 0), unit("丙", 3, 1), unit("丁", 0, 0), unit("戊", 9, None)]
    found = shown(total_as_papers(add_up(sources, "示范区"), Earlier(), {}))["排名"]
    rows = [row[2:11] for row in found.iter_rows(min_row=3, values_only=True)]

    assert rows == [
        # 单位, 新收, 名次, 办结, 名次, 结转, 名次, 予以公开率, 名次
        ("戊", 9, 1, "—", "—", 0, 1, "—", "—"),
        ("乙", 5, 2, 0, 3, 0, 1, "—", "—"),
        ("甲", 3, 3, 3, 1, 0, 1, 1, 1),
        ("丙", 3, 3, 1, 2, 0, 1, 1, 1),
        ("丁", 0, 5, 0, 3, 0, 1, "—", "—"),
    ]


def test_last_year_beside_this_year() -> None:
    total = add_up([unit("甲", 3, 3), unit("乙", 5, 0)], "示范区")
    before = [unit("甲", 4, 0, 2023).report, unit("已撤销", 8, 0, 2023).report]
    book = shown(total_as_papers(total, Earlier(units=last_year_of_units(total, before)), {}))

    whole = {line["单元格"]: line for line in lines(book, "同比", "工作表")}
    numbers = ("本年", "上年", "增减", "增减率")
    assert [whole[RECEIVED][name] for name in numbers] == [8, 12, -4, pytest.approx(-1 / 3)]
    assert [whole["requests.granted.total"][name] for name in numbers] == [3, 0, 3, "—"]
    units = [line for line in lines(book, "同比（各单位）", "序号") if line["项目"] == "一、本年新收·总计"]
    assert [[line[name] for name in ("单位名称", *numbers)] for line in units] == [
        ["甲", 3, 4, -1, -0.25],
        ["乙", 5, "—", "—", "—"],
    ]
    told = "上年全部的数是 2 个单位之和。只有上年、没有本年的：已撤销。只有本年、没有上年报告的：乙。"
    assert str(book["同比"]["A1"].value).endswith(told)


def test_last_year_is_compared_without_units_that_are_missing_this_year() -> None:
    total = add_up([unit("甲", 3, 3)], "示范区", [Missing("乙", "已下发")])
    before = [unit("甲", 4, 0, 2023).report, unit("乙", 8, 0, 2023).report]
    book = shown(total_as_papers(total, Earlier(units=last_year_of_units(total, before)), {}))

    assert next(line for line in lines(book, "同比", "工作表") if line["单元格"] == RECEIVED)["上年"] == 4
    assert "本年还没有计入、上年的数也没有加的：乙。" in str(book["同比"]["A1"].value)


def test_last_year_on_another_edition_is_compared_where_it_means_the_same() -> None:
    older = find_form("zfxxgk", "2019")
    report = filled("proactive | issued\nnormative_documents | 3", unit="甲", year=2021)
    before = filled("requests | natural_person\nreceived | 4", unit="甲", year=2020, form=older)
    total = add_up([Source("a.json", report)], "示范区")
    book = shown(total_as_papers(total, Earlier(units=last_year_of_units(total, [before])), {}))

    found = {line["单元格"]: line for line in lines(book, "同比", "工作表")}
    assert (found[RECEIVED]["上年"], found[RECEIVED]["备注"]) == (4, None)
    assert found["proactive.normative_documents.issued"]["上年"] == "—"
    assert {line["核对"] for line in addends(book).values()} == {"平"}


def test_papers_of_an_older_edition() -> None:
    older = find_form("zfxxgk", "2019")
    report = filled("requests | natural_person\nreceived | 4", unit="甲", year=2020, form=older)
    book = shown(total_as_papers(add_up([Source("a.json", report)], "示范区"), Earlier(), {}))

    found = {str(line["单元格"]): line for line in lines(book, "加数", "工作表")}
    assert list(found) == [cell.id for cell in older.cells]
    assert {line["核对"] for line in found.values()} == {"平"}
    assert found["requests.received.total"]["汇总数"] == 4


def test_the_total_of_last_year_goes_before_the_sum_of_its_units() -> None:
    total = add_up([unit("甲", 3, 3)], "示范区")
    last_year = Earlier(unit("示范区", 20, 0, 2023).report, {"甲": unit("甲", 4, 0, 2023).report})
    book = shown(total_as_papers(total, last_year, {}))

    assert next(line for line in lines(book, "同比", "工作表") if line["单元格"] == RECEIVED)["上年"] == 20
    assert "取自示范区上年的汇总" in str(book["同比"]["A1"].value)


def test_there_are_four_native_charts(one: Made) -> None:
    with zipfile.ZipFile(io.BytesIO(one.content)) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]
    titles = ["本年新收申请来源", "本年度办理结果", "各单位本年新收", "申请办理与上年相比"]

    assert len(charts) == 4
    for title in titles:
        assert any(title in chart for chart in charts), title
    assert all("<c:v>" in chart for chart in charts), "the numbers are in the chart, too"


# --- safe and the same everywhere ------------------------------------------------------------------------------------


def test_formulas_are_old_ones_and_none_holds_what_a_unit_wrote(one: Made) -> None:
    typed = openpyxl.load_workbook(io.BytesIO(one.content))
    formulas = {
        str(cell.value) for sheet in typed for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    }
    links = [cell.hyperlink for sheet in typed for row in sheet.iter_rows() for cell in row if cell.hyperlink]

    assert {name for text in formulas for name in re.findall(r"([A-Z.]+)\(", text)} == FUNCTIONS
    assert not [text for text in formulas if any(name in text for name in (*NAMES[1:4], "=u", "=1+1", "重复登记"))]
    assert not [link for link in links if link.target], "links lead to sheets of this workbook only"
    planned = {
        (sheet.name, spot.address)
        for sheet in papers_sheets(one.papers)
        for spot in sheet.spots
        if isinstance(spot.content, Live)
    }
    found = {
        (sheet.title, cell.coordinate)
        for sheet in typed
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert found == planned


def test_what_looks_like_a_formula_is_marked_as_text(one: Made) -> None:
    typed = openpyxl.load_workbook(io.BytesIO(one.content))
    texts = [
        cell
        for sheet in typed
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "s" and str(cell.value).startswith(("=", "+", "@", "\t"))
    ]

    assert {"二、主动公开", "长表", "未计入", "调整", "排名"} <= {cell.parent.title for cell in texts}
    assert all(cell.quotePrefix for cell in texts)


def test_the_same_input_gives_the_same_bytes(one: Made) -> None:
    assert made(1).content == one.content


# --- asked for -------------------------------------------------------------------------------------------------------


def write(path: Path, source: Source) -> None:
    path.write_text(write_data_file(source.report), encoding="utf-8")


def test_papers_are_written_beside_the_total_or_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("a.json"), unit("甲", 3, 3))
    write(Path("old.json"), unit("甲", 4, 4, 2023))
    words = ["total", "a.json", "--name", "示范区", "--last-year-units", "old.json"]

    assert main([*words, "--out", "sum.json", "--papers", "底稿.xlsx"]) == 0
    assert main([*words, "--papers", "单独.xlsx"]) == 0
    assert Path("底稿.xlsx").read_bytes() == Path("单独.xlsx").read_bytes()
    book = shown(Path("底稿.xlsx").read_bytes())
    total, _ = read_data_file(Path("sum.json").read_bytes())
    assert addends(book)[RECEIVED]["汇总数"] == total.values[RECEIVED] == 3
    assert len(str(lines(book, "长表", "序号")[0]["SHA-256"])) == 64


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "没有写明汇总写到哪里"),
        (["--papers", "底稿.json"], "汇总底稿不能写成 底稿.json"),
        (["--out", "a.xlsx", "--papers", "a.xlsx"], "汇总底稿不能写成 a.xlsx"),
        (
            ["--papers", "底稿.xlsx", "--last-year-units", "a.json"],
            "上年报告应当是 2023 年度的，给的是 2024 年度的（甲）",
        ),
        (["--papers", "底稿.xlsx", "--last-year-units", "没有.json"], "没有文件“没有.json”"),
    ],
)
def test_what_cannot_be_asked_for(
    words: list[str],
    complaint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("a.json"), unit("甲", 3, 3))

    assert main(["total", "a.json", *words]) in (2, 3)
    assert complaint in capsys.readouterr().err
    assert not Path("底稿.xlsx").exists()


def test_more_units_than_a_sheet_has_columns_are_refused() -> None:
    one = unit("甲", 3, 3)
    total = add_up([one], "示范区")
    papers = papers_of(total, Earlier(), {})

    with pytest.raises(ToolkitError, match="最多列 1000 个单位，这里有 1001 个"):
        papers_sheets(replace(papers, units=papers.units * 1001))
