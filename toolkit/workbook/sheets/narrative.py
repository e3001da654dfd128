"""The narrative: one generous cell per block, what to write, and the numbers of the tables it speaks of."""

from toolkit.forms import Block, Form, Term, a1, find_sentences
from toolkit.model import Report, Value, plain_number, text_length
from toolkit.workbook.formulas import shown_sum
from toolkit.workbook.plan import Link, Live, SheetPlan, Spot, Validation, lines_needed, quoted
from toolkit.workbook.sentences import sentence_formula
from toolkit.workbook.sheets import names

_HEADINGS = ("段落", "正文", "字数", "写什么", "表内数字（对照用）", "参考语句（随表自动生成，可复制）")
_WIDTHS = (18.0, 76.0, 8.0, 30.0, 32.0, 46.0)
_TALLEST = 409.0  # points: the limit of a row
FIELD_PREFIX = "narrative:"


def narrative_sheet(report: Report) -> SheetPlan:
    first = names.FIRST_BLOCK_ROW
    blocks = list(enumerate(report.form.blocks, first))
    hint = "每段填在一个格里，段内换行按 Alt+Enter。可以从 Word 复制，双击格子后粘贴文字。"
    spots = [
        Spot(0, 0, "title", "文字部分", 1, len(_HEADINGS)),
        Spot(1, 0, "note", hint, 1, len(_HEADINGS)),
        *(Spot(first - 1, column, "heading", text) for column, text in enumerate(_HEADINGS)),
        *(spot for row, block in blocks for spot in _line(report, block, row)),
        Spot(first + len(blocks) + 1, 0, "link", Link(f"{quoted(names.COVER)}!A1", "返回封面")),
    ]
    return SheetPlan(
        name=report.form.narrative_sheet,
        spots=tuple(spots),
        widths=_WIDTHS,
        heights={row: _height(report, block) for row, block in blocks} | {0: 30.0, first - 1: 21.0},
        validations=tuple(
            Validation(a1(row, names.PROSE), None, block.title[:32], block.prompt) for row, block in blocks
        ),
        frozen=(first, 1),
        repeat_rows=first,
        landscape=True,
        heading="文字部分",
    )


def block_label(form: Form, block: Block) -> str:
    """What stands beside the text of a block."""
    section = next((item.heading for item in form.sections if item.id == block.section), "")
    heading = block.title if block.title in section else f"{section}\n{block.title}".strip()
    return heading + ("" if block.required else "\n（可不填）")


def _line(report: Report, block: Block, row: int) -> list[Spot]:
    text = report.narrative.get(block.id)
    prose = a1(row, names.PROSE)
    return [
        Spot(row, 0, "label", block_label(report.form, block)),
        Spot(row, names.PROSE, "prose", text, field=f"{FIELD_PREFIX}{block.id}"),
        Spot(row, 2, "centered", Live(f"=LEN({prose})", text_length(text or ""))),
        Spot(row, 3, "text", block.prompt),
        Spot(row, 4, "text", _numbers(report, block)),
        Spot(row, 5, "text", _standard_sentences(report, block)),
    ]


def _standard_sentences(report: Report, block: Block) -> Live | None:
    """What the tables prove, in official prose."""
    sentences = find_sentences(report.form).block(block.id)
    return sentence_formula(report, sentences) if sentences else None


def _numbers(report: Report, block: Block) -> Live | None:
    """``"一、本年新收·总计：" & …`` — one line per cell the block speaks of."""
    if not block.shows:
        return None
    parts, lines = [], []
    for cell_id in block.shows:
        cell = report.form.cell(cell_id)
        if cell is None:
            continue
        label = cell.row.short if cell.column.id == "total" else f"{cell.row.short}·{cell.column.short}"
        reference = f"{quoted(cell.table.sheet)}!{cell.address}"
        parts.append(f'"{label}："&IF({reference}="","未填",{reference}&"{cell.unit}")')
        value: Value = shown_sum(report, (Term(1, cell_id),)) if cell.derived else report.values.get(cell_id)
        lines.append(f"{label}：{'未填' if value is None else f'{_shown(value)}{cell.unit}'}")
    return Live("=" + "&CHAR(10)&".join(parts), "\n".join(lines))


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else plain_number(value or 0)


def _height(report: Report, block: Block) -> float:
    """Room for what is written and shown, and at least for a paragraph."""
    text = report.narrative.get(block.id, "")
    lines = max(lines_needed(text, _WIDTHS[1]), len(block.shows) * 2 + 1, lines_needed(block.prompt, _WIDTHS[3]) + 1)
    return min(_TALLEST, max(15.0 * lines, 150.0 if block.required else 75.0))
