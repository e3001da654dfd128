"""调整: entries that are added to cells of the total; 加数 adds whatever stands here."""

from collections.abc import Iterator

from toolkit.forms import a1
from toolkit.workbook.papers.facts import Papers, shown
from toolkit.workbook.plan import SheetPlan, Spot, column_range, lines_needed, quoted, text_style

ENTRIES = "调整"
_HEADINGS = ("序号", "类型", "工作表", "行", "列", "单元格", "数额", "理由", "涉及单位", "经手人")
_WIDTHS = (6.0, 12.0, 14.0, 24.0, 22.0, 44.0, 12.0, 44.0, 32.0, 14.0)
_CELL, _AMOUNT, _REASON, _UNITS = 5, 6, 7, 8
_FIRST = 2
_ROOM = 1000  # rows that 加数 looks at, so that a person may add entries
_NOTE = "各单位填报的数从不改动；更正、联合制发重复计算的扣减，都在这里写明，逐笔加到“加数”里对应单元格的汇总数上。"


def entries_sheet(papers: Papers) -> SheetPlan:
    return SheetPlan(
        name=ENTRIES,
        spots=(
            Spot(0, 0, "note", _NOTE, 1, len(_HEADINGS)),
            *(Spot(_FIRST - 1, column, "heading", text) for column, text in enumerate(_HEADINGS)),
            *_lines(papers),
        ),
        widths=_WIDTHS,
        heights={0: 30.0, _FIRST - 1: 21.0}
        | {
            row: max(18.0, 15.0 * max(lines_needed(entry.reason, _WIDTHS[_REASON]), lines_needed(entry.units, 32)) + 3)
            for row, entry in enumerate(papers.entries, _FIRST)
        },
        frozen=(_FIRST, 0),
        repeat_rows=_FIRST,
        landscape=True,
        heading=f"{papers.title}：{ENTRIES}",
        filtered=f"{a1(_FIRST - 1, 0)}:{a1(_FIRST - 1 + max(1, len(papers.entries)), len(_HEADINGS) - 1)}",
    )


def adjustment_of(cell: str) -> str:
    """All entries for the cell whose id stands at the address `cell`."""
    return f"SUMIF({_column(_CELL)},{cell},{_column(_AMOUNT)})"


def _lines(papers: Papers) -> Iterator[Spot]:
    for row, entry in enumerate(papers.entries, _FIRST):
        cell = papers.form.cell(entry.cell)
        labels = (cell.table.sheet, cell.row.short, cell.column.short) if cell else ("", "", "")
        texts = (entry.kind, *labels, entry.cell)
        yield Spot(row, 0, "centered", row - _FIRST + 1)
        for column, text in enumerate(texts, 1):
            yield Spot(row, column, "faint" if column == _CELL else "text", text)
        yield Spot(row, _AMOUNT, "amount", shown(entry.amount))
        for column, text in enumerate((entry.reason, entry.units, entry.name), _REASON):
            yield Spot(row, column, text_style(text), text)


def _column(column: int) -> str:
    return f"{quoted(ENTRIES)}!{column_range(column, _FIRST, _FIRST + _ROOM - 1)}"
