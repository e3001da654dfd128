"""问题清单: what a unit has to put right, a line each, with a link to the cell; and the remarks on the cells."""

from collections.abc import Iterator, Mapping, Sequence

from toolkit.forms import Form, a1
from toolkit.model import SEVERITY_NAMES, Place, Problem, Value
from toolkit.workbook.plan import Link, SheetPlan, Spot, lines_needed, quoted
from toolkit.workbook.sheets import names

_HEADINGS = ("序号", "与上次相比", "类别", "表", "单元格", "填报值", "应为", "差额", "问题", "怎么改", "依据")
_WIDTHS = (6.0, 11.0, 11.0, 16.0, 9.0, 12.0, 12.0, 10.0, 60.0, 40.0, 26.0)
_LINK, _FIRST_ROW = 4, 3
_TALLEST = 400.0  # points
_REMARK_AT_MOST = 800  # characters; more does not fit on a screen, the list has the rest

Remarks = Mapping[tuple[str, str], str]  # (sheet, address) → all that is wrong there


def problems_sheet(form: Form, problems: Sequence[Problem]) -> SheetPlan:
    rows = list(enumerate(problems, _FIRST_ROW))
    hint = "点“单元格”一列可以跳到要改的地方；表里标了橙色的格带有批注，写着原因。改好后请把整个文件发回。"
    return SheetPlan(
        name=names.PROBLEMS,
        spots=(
            Spot(0, 0, "title", names.PROBLEMS, 1, len(_HEADINGS)),
            Spot(1, 0, "note", hint, 1, len(_HEADINGS)),
            *(Spot(_FIRST_ROW - 1, column, "heading", text) for column, text in enumerate(_HEADINGS)),
            *(spot for row, problem in rows for spot in _line(form, problem, row)),
            Spot(_FIRST_ROW + len(rows) + 1, 0, "link", Link(f"{quoted(names.COVER)}!A1", "返回封面"), 1, 2),
        ),
        widths=_WIDTHS,
        heights={0: 30.0} | {row: _height(problem) for row, problem in rows},
        frozen=(_FIRST_ROW, 0),
        repeat_rows=_FIRST_ROW,
        landscape=True,
        heading=names.PROBLEMS,
    )


def _line(form: Form, problem: Problem, row: int) -> Iterator[Spot]:
    sheet, address = _spot_of(form, problem.place)
    values: tuple[Value, ...] = (
        row - _FIRST_ROW + 1,
        problem.change,
        SEVERITY_NAMES[problem.severity],
        sheet,
        address,
        problem.actual,
        problem.expected,
        problem.difference,
        problem.says,
        problem.fix if problem.change != "已改正" else "",
        problem.basis,
    )
    for column, value in enumerate(values):
        if column == _LINK and address:
            yield Spot(row, column, "reference", Link(f"{quoted(sheet)}!{address}", address))
        else:
            yield Spot(row, column, "text" if isinstance(value, str) else "centered", value)


def _height(problem: Problem) -> float:
    texts = ((problem.says, _WIDTHS[8]), (problem.fix, _WIDTHS[9]), (problem.basis, _WIDTHS[10]))
    return min(_TALLEST, 15.0 * max(lines_needed(text, width) for text, width in texts) + 6)


def remarks_on(form: Form, problems: Sequence[Problem]) -> Remarks:
    """Every cell that is wrong with all its reasons in one text, for a cell holds but one 批注."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for number, problem in enumerate(problems, 1):
        if problem.change != "已改正":
            for spot in _marked(form, problem):
                reasons.setdefault(spot, []).append(f"{number}. {problem.says}{problem.fix}")
    return {spot: "\n".join(texts)[:_REMARK_AT_MOST] for spot, texts in reasons.items()}


def _marked(form: Form, problem: Problem) -> Iterator[tuple[str, str]]:
    for cell_id in problem.cells:
        cell = form.cell(cell_id)
        if cell is not None:
            yield cell.table.sheet, cell.address
    if problem.place.block:
        yield _spot_of(form, problem.place)


def _spot_of(form: Form, place: Place) -> tuple[str, str]:
    """Sheet and address in our workbook; an empty address where there is none to go to."""
    rows = [row for row, block in enumerate(form.blocks, names.FIRST_BLOCK_ROW) if block.id == place.block]
    if rows:
        return form.narrative_sheet, a1(rows[0], names.PROSE)
    known = place.sheet in {table.sheet for table in form.tables} | {names.COVER, names.EXPLANATIONS}
    return place.sheet or "", (place.address or "") if known else ""
