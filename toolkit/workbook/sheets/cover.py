"""封面: who reports what by when, how to fill, and one large live status."""

from collections.abc import Iterable, Iterator, Sequence

from toolkit.forms import KINDS, Cell, Column, Entry, Form, Part, Table, Term, a1
from toolkit.model import Report, chinese_date, declared_zero
from toolkit.workbook.cover_facts import Cover
from toolkit.workbook.entries import lowest, wrong_among
from toolkit.workbook.formulas import UNBALANCED, ZERO_RETURN_NO, ZERO_RETURN_YES, sheet_rectangles, shown_sum
from toolkit.workbook.plan import Highlight, Link, Live, SheetPlan, Spot, Validation, lines_needed, quoted
from toolkit.workbook.sheets import names
from toolkit.workbook.sheets.explanations import open_queries_formula
from toolkit.workbook.stamp import Stamp
from toolkit.workbook.status import (
    Status,
    explanation_status,
    narrative_status,
    table_status,
    zero_return,
)

ZERO_RETURN_FIELD = "zero_return"
_SWITCH = Entry(KINDS["choice"], "", choices=(ZERO_RETURN_NO, ZERO_RETURN_YES))
_WIDTHS = (16.0, 20.0, 14.0, 14.0, 18.0, 18.0)
_MARK_WIDTH = 70.0  # characters of the large mark in a line
_STATUS_ROW = names.STATUS_HEADER_ROW - 1
_READY, _NOT_READY = "可以报送", "暂不能报送"
_CONTRADICTION = "已选零报告，但表内有数字不为0：请把“零报告”改为“否”"
_ZERO_RETURN_NOTE = "选“是”，即声明本单位本年度各表数字全部为0，空格按0计。有一项不为0的，选“否”并逐格填写。"
_HOW_TO = (
    "一、先填各表有底色的格：没有发生的填0，不能留空；合计自动计算，不用填。",
    "二、鼠标点到格上，会显示这一项的填报说明；全部说明在“填报说明”表。",
    "三、格子变红是填写有误，整行整列变红是勾稽不平，差额在表边和“勾稽核对”表。",
    "四、再写“文字部分”，文中的件数要与表格一致；“情况说明”表里结论为“不符”的，写明原因。",
    "五、上面显示“可以报送”后，原样保存为 .xlsx 发回；不要改表名，不要增删行列。",
)


def cover_sheet(report: Report, cover: Cover, stamp: Stamp) -> SheetPlan:
    spots = (
        *fact_spots(report, cover, stamp),
        *_zero_return(report),
        *_status(report),
        *_how_to(report.form),
        *mark_spots(cover),
    )
    form = report.form
    first, last = names.STATUS_HEADER_ROW + 1, names.STATUS_HEADER_ROW + len(form.tables) + 2
    counts = f"{a1(first, names.BLANK)}:{a1(last, names.UNBALANCED)}"
    big = f"$A${_STATUS_ROW + 1}"
    return SheetPlan(
        name=names.COVER,
        spots=spots,
        widths=_WIDTHS,
        heights=_heights(form) | ({2: 20.0 * lines_needed(cover.mark, _MARK_WIDTH) + 8} if cover.mark else {}),
        validations=(
            Validation(
                a1(names.ZERO_RETURN_ROW, names.ZERO_RETURN_COLUMN),
                _SWITCH,
                names.ZERO_RETURN,
                _ZERO_RETURN_NOTE,
            ),
        ),
        highlights=(
            Highlight(
                (a1(_STATUS_ROW, 0),), f'=RIGHT({big},{len(_NOT_READY)})="{_NOT_READY}"', "unbalanced", stop=True
            ),
            Highlight((a1(_STATUS_ROW, 0),), f'=RIGHT({big},{len(_READY)})="{_READY}"', "balanced", stop=True),
            Highlight((a1(_STATUS_ROW, 0),), f"=LEN({big})>0", "unbalanced"),
            Highlight((counts,), f"={a1(first, names.BLANK)}>0", "unbalanced"),
        ),
        one_page=True,
    )


def _heights(form: Form) -> dict[int, float]:
    """In points: air for what is read, room for what is large."""
    last = names.STATUS_HEADER_ROW + len(form.tables) + 4 + len(_HOW_TO)
    return dict.fromkeys(range(3, last + 1), 24.0) | {0: 42.0, names.ZERO_RETURN_ROW: 38.0, _STATUS_ROW: 48.0}


def fact_spots(report: Report, cover: Cover, stamp: Stamp) -> Iterator[Spot]:
    """Who reports what by when: all that differs from unit to unit."""
    deadline = chinese_date(cover.deadline) if cover.deadline else ""
    yield Spot(0, 0, "title", f"{report.year}年{report.form.title}填报表", 1, 6)
    yield Spot(1, 0, "subtitle", stamp.visible_line, 1, 6)
    yield from _pair(3, 0, "填报单位", report.unit, 5)
    yield from _pair(4, 0, "报告年度", f"{report.year}年（1月1日至12月31日）", 2)
    yield from _pair(4, 3, "单位编码", report.unit_code, 2)
    yield from _pair(5, 0, "组织单位", cover.office, 2)
    yield from _pair(5, 3, "报送截止", deadline, 2)
    yield Spot(6, 0, "label", "填报人")
    yield Spot(6, 1, "entry", cover.contact or None, field="contact")
    yield Spot(6, 3, "label", "联系电话")
    yield Spot(6, 4, "entry", cover.phone or None, field="phone")
    yield from _pair(7, 0, "业务咨询", cover.office_contact, 5)


def mark_spots(cover: Cover) -> Iterator[Spot]:
    """The large warning, where there is one."""
    if cover.mark:
        yield Spot(2, 0, "mark", cover.mark, 1, 6)


def _pair(row: int, column: int, label: str, value: str, width: int) -> Iterator[Spot]:
    yield Spot(row, column, "label", label)
    yield Spot(row, column + 1, "fact", value, 1, width)


def _zero_return(report: Report) -> Iterator[Spot]:
    row = names.ZERO_RETURN_ROW
    yield Spot(row, 0, "label", names.ZERO_RETURN)
    yield Spot(row, names.ZERO_RETURN_COLUMN, "entry", zero_return(report), field=ZERO_RETURN_FIELD)
    yield Spot(row, 2, "note", _ZERO_RETURN_NOTE, 1, 4)


def _status(report: Report) -> Iterator[Spot]:
    """The large line, and a line per sheet: 未填, 填写有误, 不平."""
    form = report.form
    header = names.STATUS_HEADER_ROW
    lines = [(table.sheet, table_status(report, table), _table_counts(form, table)) for table in form.tables]
    lines.append((form.narrative_sheet, narrative_status(report), _narrative_counts(form)))
    lines.append((names.EXPLANATIONS, explanation_status(report), (open_queries_formula(report), "=0", "=0")))
    first, last = header + 1, header + len(lines)
    yield Spot(_STATUS_ROW, 0, "status", _overall(report, [status for _, status, _ in lines], first, last), 1, 6)
    for column, text in enumerate(("工作表", "未填", "填写有误", "勾稽不平", "状态", "打开")):
        yield Spot(header, column, "heading", text)
    for row, (sheet, status, (blank, wrong, unbalanced)) in enumerate(lines, first):
        done = status.blank + status.wrong + status.unbalanced == 0
        yield Spot(row, 0, "text", sheet)
        yield Spot(row, names.BLANK, "total", Live(blank, status.blank))
        yield Spot(row, names.WRONG, "total", Live(wrong, status.wrong, array=wrong != "=0"))
        yield Spot(row, names.UNBALANCED, "total", Live(unbalanced, status.unbalanced))
        open_cells = f"SUM({a1(row, names.BLANK)}:{a1(row, names.UNBALANCED)})"
        yield Spot(row, 4, "centered", Live(f'=IF({open_cells}=0,"已填妥","待完善")', "已填妥" if done else "待完善"))
        yield Spot(row, 5, "link", Link(f"{quoted(sheet)}!A1", "点此打开"))


def _overall(report: Report, lines: list[Status], first: int, last: int) -> Live:
    blank, wrong, unbalanced = (
        f"SUM({a1(first, column)}:{a1(last, column)})" for column in (names.BLANK, names.WRONG, names.UNBALANCED)
    )
    everything = f"SUM({a1(first, names.BLANK)}:{a1(last, names.UNBALANCED)})"
    inputs = ",".join(area for table in report.form.tables for area in _areas(report.form, _zeros(table)))
    contradiction = f'AND({a1(names.ZERO_RETURN_ROW, names.ZERO_RETURN_COLUMN)}="{ZERO_RETURN_YES}",SUM({inputs})<>0)'
    contradiction = contradiction if inputs else "FALSE"
    verdict = f'IF({everything}=0,"{_READY}","{_NOT_READY}")'
    text = f'"未填 "&{blank}&" 格 · 有误 "&{wrong}&" 格 · 不平 "&{unbalanced}&" 处 · "&{verdict}'
    return Live(f'=IF({contradiction},"{_CONTRADICTION}",{text})', _overall_text(report, lines))


def _overall_text(report: Report, lines: list[Status]) -> str:
    everything = tuple(Term(1, cell.id) for cell in report.form.inputs if declared_zero(cell))
    if report.zero_return and shown_sum(report, everything) != 0:
        return _CONTRADICTION
    blank, wrong, unbalanced = (
        sum(counts) for counts in zip(*((line.blank, line.wrong, line.unbalanced) for line in lines), strict=True)
    )
    verdict = _READY if blank + wrong + unbalanced == 0 else _NOT_READY
    return f"未填 {blank} 格 · 有误 {wrong} 格 · 不平 {unbalanced} 处 · {verdict}"


def _areas(form: Form, cells: Sequence[Cell]) -> list[str]:
    return sheet_rectangles(form, [cell.id for cell in cells]) if cells else []


def _zeros(table: Table) -> list[Cell]:
    """The cells whose blanks are 0 where 零报告 is declared."""
    return [cell for cell in table.inputs if declared_zero(cell)]


def _table_counts(form: Form, table: Table) -> tuple[str, str, str]:
    """Formulas of 未填, 填写有误, 不平."""
    wrong = "+".join(wrong_among(entry, area) for entry, area in _areas_alike(form, table))
    states = [names.identity_cell(form, identity, names.STATE) for identity in table.identities]
    unbalanced = f'COUNTIF({states[0]}:{states[-1].partition("!")[2]},"{UNBALANCED}")' if states else "0"
    return f"={_blanks(form, table)}", f"={wrong}", f"={unbalanced}"


def _blanks(form: Form, table: Table) -> str:
    """Numbers, unless 零报告 is declared; what is no number always; in lists, what a line lacks that is begun."""
    switch = a1(names.ZERO_RETURN_ROW, names.ZERO_RETURN_COLUMN)
    others = [cell for cell in table.inputs if cell.required and not cell.numeric]
    zeros, always = (
        "+".join(f"COUNTBLANK({area})" for area in _areas(form, cells)) for cells in (_zeros(table), others)
    )
    lists = "+".join(_blanks_of_list(form, table, part) for part in table.parts if part.listed)
    return (
        "+".join(filter(None, [f'IF({switch}="{ZERO_RETURN_YES}",0,{zeros})' if zeros else "", always, lists])) or "0"
    )


def _blanks_of_list(form: Form, table: Table, part: Part) -> str:
    """In lines where any cell is filled, the blanks of those that must be."""

    def areas(columns: Iterable[Column]) -> list[str]:
        ids = [[f"{table.id}.{row.id}.{column.id}" for row in part.rows] for column in columns]
        return [area for column in ids for area in sheet_rectangles(form, column)]

    begun = f'({"&".join(areas(part.columns))}<>"")'
    needed = areas(column for column in part.columns if not (column.entry and column.entry.optional))
    return "+".join(f'SUMPRODUCT({begun}*({area}=""))' for area in needed) or "0"


def _areas_alike(form: Form, table: Table) -> Iterator[tuple[Entry, str]]:
    """The areas of cells that may hold the same, numbers first."""

    def bounds(cell: Cell) -> tuple[bool, int, int]:
        return not cell.numeric, cell.entry.decimals, lowest(cell.entry)

    alike: dict[str, list[Cell]] = {}
    for cell in sorted(table.inputs, key=bounds):
        alike.setdefault(wrong_among(cell.entry, ""), []).append(cell)
    for cells in alike.values():
        yield from ((cells[0].entry, area) for area in _areas(form, cells))


def _narrative_counts(form: Form) -> tuple[str, str, str]:
    required = [row for row, block in enumerate(form.blocks, names.FIRST_BLOCK_ROW) if block.required]
    sheet = quoted(form.narrative_sheet)
    blank = "+".join(f"COUNTBLANK({sheet}!{a1(row, names.PROSE)})" for row in required)
    return f"={blank or 0}", "=0", "=0"


def _how_to(form: Form) -> Iterator[Spot]:
    first = names.STATUS_HEADER_ROW + len(form.tables) + 4
    yield Spot(first, 0, "band", "怎么填", 1, 6)
    for row, text in enumerate(_HOW_TO, first + 1):
        yield Spot(row, 0, "text", text, 1, 6)
