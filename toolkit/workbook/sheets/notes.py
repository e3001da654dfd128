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
_OF_KINDS = {
    "date": "日期写成 2024-03-05 的样子，年月日都要有。",
    "choice": "点到格上出现下拉箭头的，在列表里选择。",
    "text": "文字不超过规定的字数；没有的写“无”，注明“可不填”的可以留空。",
}
_OF_LISTS = "目录有几项填几行，填了的行要填全，多余的行留空。"


def notes_sheet(form: Form) -> SheetPlan:
    general = (*_GENERAL, *_further(form))
    spots = [Spot(0, 0, "title", "填报说明", 1, len(_HEADINGS))]
    heights = {0: 30.0}
    for row, text in enumerate(general, 1):
        spots.append(Spot(row, 0, "text", f"{row}. {text}", 1, len(_HEADINGS)))
        heights[row] = 15.0 * lines_needed(text, sum(_WIDTHS)) + 4
    header = len(general) + 2
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


def _further(form: Form) -> Iterator[str]:
    """What is to be said of cells that hold no numbers."""
    held = {cell.entry.kind.holds for cell in form.inputs}
    yield from (text for holds, text in _OF_KINDS.items() if holds in held)
    if any(part.listed for table in form.tables for part in table.parts):
        yield _OF_LISTS


def _lines(form: Form) -> Iterator[tuple[str, str, str, str]]:
    """What the 附表 is, rows, columns that have a note of their own, then what each block is about."""
    if form.supplement:
        told = "官方表式之外的补充统计，不在报告的六个部分之内，成文时作为附件。"
        yield "附表", form.supplement.title, told, form.supplement.basis
    for table in form.tables:
        for part in table.parts:
            for row in part.rows[:1] if part.listed else part.rows:
                label = "各行" if part.listed else "·".join((*row.under, row.label))
                yield table.sheet, label, row.note, row.basis
            for column in part.columns:
                if column.note:
                    yield table.sheet, f"“{column.label}”列", column.note, table.basis
    for block in form.blocks:
        yield form.narrative_sheet, block.title, block.prompt, block.basis or form.basis
