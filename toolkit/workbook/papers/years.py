"""同比: this year against last year, of the whole for every cell and of each unit for the cells that matter most."""

from collections.abc import Iterator

from toolkit.forms import a1, a1_range
from toolkit.model import is_number
from toolkit.workbook.papers.addends import own_sum
from toolkit.workbook.papers.facts import Compared, Papers, Shown, formula_shows, shown
from toolkit.workbook.papers.ranking import NONE
from toolkit.workbook.papers.wide import looked_up
from toolkit.workbook.plan import Live, SheetPlan, Spot, text_style

YEARS, UNIT_YEARS = "同比", "同比（各单位）"
FIRST = 2
THIS = 5
_NUMBERS = ("本年", "上年", "增减", "增减率")
_HEADINGS = ("工作表", "行", "列", "单元格", "计量单位", *_NUMBERS, "备注")
_WIDTHS = (14.0, 24.0, 24.0, 44.0, 10.0, 14.0, 14.0, 14.0, 12.0, 40.0)
_UNIT_HEADINGS = ("序号", "单位编码", "单位名称", "项目", "计量单位", *_NUMBERS)
_UNIT_WIDTHS = (6.0, 14.0, 26.0, 34.0, 10.0, 12.0, 12.0, 12.0, 12.0)
_NOTE = "增减率＝（本年－上年）÷上年；上年没有数或为0的，写“—”。"


def years_sheet(papers: Papers) -> SheetPlan:
    spots = [spot for row, line in enumerate(papers.years, FIRST) for spot in _line(papers, line, row)]
    return _sheet(papers, YEARS, _HEADINGS, _WIDTHS, spots, len(papers.years))


def unit_years_sheet(papers: Papers) -> SheetPlan:
    names = {unit.number: (unit.code, unit.name) for unit in papers.units}
    spots = [
        spot
        for row, line in enumerate(papers.unit_years, FIRST)
        for spot in _unit_line(papers, line, row, *names[line.number])
    ]
    return _sheet(papers, UNIT_YEARS, _UNIT_HEADINGS, _UNIT_WIDTHS, spots, len(papers.unit_years))


def difference(line: Compared) -> Shown:
    if not (is_number(line.this) and is_number(line.last)):
        return NONE
    return shown(line.this - line.last)


def rate(line: Compared) -> Shown:
    if not (is_number(line.this) and is_number(line.last)) or line.last == 0:
        return NONE
    return float(line.this - line.last) / float(line.last)


def _sheet(  # noqa: PLR0913, PLR0917 -- two sheets that differ in all of it
    papers: Papers, name: str, headings: tuple[str, ...], widths: tuple[float, ...], spots: list[Spot], lines: int
) -> SheetPlan:
    return SheetPlan(
        name=name,
        spots=(
            Spot(0, 0, "note", _NOTE + papers.years_note, 1, len(headings)),
            *(Spot(FIRST - 1, column, "heading", text) for column, text in enumerate(headings)),
            *spots,
        ),
        widths=widths,
        heights={0: 48.0, FIRST - 1: 21.0},
        frozen=(FIRST, 0),
        repeat_rows=FIRST,
        landscape=True,
        heading=f"{papers.title}：{name}",
        filtered=a1_range(FIRST - 1, 0, lines + 1, len(headings)),
    )


def _line(papers: Papers, line: Compared, row: int) -> Iterator[Spot]:
    cell = papers.form.cell(line.cell)
    assert cell is not None, line.cell  # noqa: S101  # the lines are the cells of the form
    for column, text in enumerate((cell.table.sheet, cell.row.short, cell.column.short)):
        yield Spot(row, column, "text", text)
    yield Spot(row, 3, "faint", cell.id)
    yield Spot(row, 4, "centered", cell.unit)
    yield from _numbers(line, row, own_sum(papers, line.cell))
    yield Spot(row, len(_HEADINGS) - 1, text_style(line.note), line.note)


def _unit_line(papers: Papers, line: Compared, row: int, code: str, name: str) -> Iterator[Spot]:
    cell = papers.form.cell(line.cell)
    assert cell is not None, line.cell  # noqa: S101  # the lines are cells of the form
    yield Spot(row, 0, "centered", line.number)
    yield Spot(row, 1, "record", code)
    yield Spot(row, 2, "record", name)
    yield Spot(row, 3, "text", f"{cell.row.short}·{cell.column.short}")
    yield Spot(row, 4, "centered", cell.unit)
    found = looked_up(papers, cell, f"$A{row + 1}")
    yield from _numbers(line, row, Live(f'=IF({found}="","",{found})', formula_shows(line.this)))


def _numbers(line: Compared, row: int, this: Live) -> Iterator[Spot]:
    years, last, change = a1_range(row, THIS, 1, 2), a1(row, THIS + 1), a1(row, THIS + 2)
    known = is_number(line.last)
    yield Spot(row, THIS, "total", this)
    yield Spot(row, THIS + 1, "centered", shown(line.last) if known else NONE)
    formula = f'=IF(COUNT({years})<2,"{NONE}",{a1(row, THIS)}-{last})'
    yield Spot(row, THIS + 2, "total", Live(formula, difference(line)))
    formula = f'=IF(ISNUMBER({change}),IF({last}=0,"{NONE}",{change}/{last}),"{NONE}")'
    yield Spot(row, THIS + 3, "share", Live(formula, rate(line)))
