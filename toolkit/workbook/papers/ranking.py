"""排名: units by what they received, settled, carried over, and how much they granted; equal ones share a rank."""

from collections.abc import Iterator

from toolkit.forms import a1, a1_range
from toolkit.model import Measure
from toolkit.workbook.papers.facts import Papers, Ranked, formula_shows
from toolkit.workbook.papers.wide import looked_up
from toolkit.workbook.plan import Live, SheetPlan, Spot, Style, column_range

RANKING = "排名"
NONE = "—"
UNIT_NAME, FIRST_MEASURE = 2, 3
FIRST = 2
_LABELS = ("序号", "单位编码", "单位名称")
_NOTE = (
    "名次按数从大到小，相同的并列，后面的名次顺延；没有数的、办结为0算不出比例的，写“—”，不排名次。"
    "予以公开率＝予以公开÷办理结果总计；含部分公开的，加上部分公开。可以按任一列筛选、排序。"
)


def ranking_sheet(papers: Papers) -> SheetPlan:
    headings = [*_LABELS, *(text for measure in papers.measures for text in (measure.title, "名次"))]
    return SheetPlan(
        name=RANKING,
        spots=(
            Spot(0, 0, "note", _NOTE, 1, len(headings)),
            *(Spot(FIRST - 1, column, "heading", text) for column, text in enumerate(headings)),
            *(spot for row, line in enumerate(papers.ranking, FIRST) for spot in _line(papers, line, row)),
        ),
        widths=(6.0, 14.0, 26.0, *(width for _ in papers.measures for width in (16.0, 8.0))),
        heights={0: 36.0, FIRST - 1: 36.0},
        frozen=(FIRST, UNIT_NAME + 1),
        repeat_rows=FIRST,
        landscape=True,
        heading=f"{papers.title}：{RANKING}",
        filtered=a1_range(FIRST - 1, 0, len(papers.ranking) + 1, len(headings)),
    )


def _line(papers: Papers, line: Ranked, row: int) -> Iterator[Spot]:
    yield Spot(row, 0, "centered", line.number)
    yield Spot(row, 1, "record", line.code)
    yield Spot(row, UNIT_NAME, "record", line.name)
    for place, (measure, value, rank) in enumerate(zip(papers.measures, line.values, line.ranks, strict=True)):
        column = FIRST_MEASURE + 2 * place
        said = NONE if value is None else formula_shows(value)
        look: Style = "share" if measure.under else "total"
        yield Spot(row, column, look, Live(_value(papers, measure, f"$A{row + 1}"), said))
        yield Spot(row, column + 1, "centered", Live(_rank(papers, row, column), NONE if rank is None else rank))


def _value(papers: Papers, measure: Measure, number: str) -> str:
    found = {
        name: looked_up(papers, cell, number) for name in measure.cells if (cell := papers.form.cell(name)) is not None
    }
    over = f"SUM({','.join(found[name] for name in measure.over)})"
    incomplete = f"COUNT({','.join(found.values())})<{len(found)}"
    if not measure.under:
        return f'=IF({incomplete},"{NONE}",{over})'
    whole = found[measure.under]
    return f'=IF({incomplete},"{NONE}",IF({whole}=0,"{NONE}",{over}/{whole}))'


def _rank(papers: Papers, row: int, column: int) -> str:
    value, values = a1(row, column), column_range(column, FIRST, FIRST + len(papers.ranking) - 1)
    return f'=IF(ISNUMBER({value}),RANK({value},{values}),"{NONE}")'
