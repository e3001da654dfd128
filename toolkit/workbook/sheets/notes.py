"""填报说明: how to fill the workbook, and the meaning and basis of every row."""

from collections.abc import Iterator

from toolkit.forms import Form
from toolkit.workbook.plan import SheetPlan, Spot, lines_needed
from toolkit.workbook.sheets import names

_HEADINGS = ("工作表", "项目", "填报说明", "依据")
_WIDTHS = (14.0, 40.0, 70.0, 34.0)

_GENERAL = (
    "统计期限为报告年度1月1日至12月31日。",
    "只填有底色的格。没有发生的填0，不能留空；数量填不带单位的整数，金额按表中单位填写，可带小数。",
    "合计由表格自动计算。各表右侧和下方、“勾稽核对”表随填随核：平，是相等；不平，是不等并标出差额；未填全，是数字还没有填齐。",
    "从别处复制数字时，请用“选择性粘贴—数值”，以免带入格式和公式。",
    "请不要插入、删除行列或改动工作表名称；需要修改已报的数字，改原表后重新报送即可。",
)


def notes_sheet(form: Form) -> SheetPlan:
    spots = [Spot(0, 0, "title", "填报说明", 1, len(_HEADINGS))]
    heights = {0: 30.0}
    for row, text in enumerate(_GENERAL, 1):
        spots.append(Spot(row, 0, "text", f"{row}. {text}", 1, len(_HEADINGS)))
        heights[row] = 15.0 * lines_needed(text, sum(_WIDTHS)) + 4
    header = len(_GENERAL) + 2
    spots += [Spot(header, column, "heading", text) for column, text in enumerate(_HEADINGS)]
    for row, texts in enumerate(_lines(form), header + 1):
        spots += [Spot(row, column, "text", text) for column, text in enumerate(texts)]
        heights[row] = 15.0 * max(lines_needed(text, width) for text, width in zip(texts, _WIDTHS, strict=True)) + 4
    return SheetPlan(
        name=names.NOTES,
        spots=tuple(spots),
        widths=_WIDTHS,
        heights=heights,
        landscape=True,
        heading="填报说明",
    )


def _lines(form: Form) -> Iterator[tuple[str, str, str, str]]:
    """Rows, then columns that have a note of their own, then what each block is about."""
    for table in form.tables:
        for part in table.parts:
            for row in part.rows:
                yield table.sheet, "·".join((*row.under, row.label)), row.note, row.basis
            for column in part.columns:
                if column.note:
                    yield table.sheet, f"“{column.label}”列", column.note, table.basis
    for block in form.blocks:
        yield form.narrative_sheet, block.title, block.prompt, block.basis or form.basis
