"""More documents as sites and clerks make them, each with a fault of its own."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from html import escape

from published.drawing import Drawn, Rows, relabelled
from published.measure import Sample
from published.strangers import page, plain_table, spans, sparse, text
from toolkit.model import Report, Value


def rows_as_paragraphs(rows: Rows) -> str:
    """No table: a paragraph a row, cells apart by blanks that do not break."""
    return "".join(
        f"<p>{'&nbsp;&nbsp;&nbsp;'.join(escape(cell.text) for cell in row if cell.text)}</p>" for row in rows
    )


def numbered_rows(rows: Rows) -> str:
    """A column of running numbers at the left."""
    counted = [[Drawn(str(n) if n else "序号", 1, 1), *row] for n, row in enumerate(rows)]
    return plain_table(counted)


def with_units(rows: Rows) -> str:
    """The unit behind every number."""
    return plain_table(
        [[replace(c, text=f"{c.text}件") if c.value and c.text.isdigit() else c for c in row] for row in rows]
    )


def empty_for_nothing(rows: Rows) -> str:
    """无 and / for nothing, in turns."""
    words = ("无", "/", "／", "－", "--", "")
    return plain_table(
        [[replace(c, text=words[c.column % 6]) if c.value and c.text == "0" else c for c in row] for row in rows]
    )


def continued(rows: Rows) -> str:
    """Cut over pages: the heads again, and 续表 above."""
    if len(rows) < 20:
        return plain_table(rows)
    head = rows[:3]
    return "".join(
        f"{'<p>（续表）</p>' if at > 3 else ''}{plain_table([*head, *rows[at : at + 7]])}"
        for at in range(3, len(rows), 7)
    )


def upright(rows: Rows) -> str:
    """Bands and heads written from top to bottom, a character a line."""

    def cell_text(cell: Drawn) -> str:
        tall = not cell.value and len(cell.text) <= 12 and (cell.height > 2 or cell.width == 1)
        return "<br/>".join(map(escape, cell.text)) if tall else escape(cell.text)

    lines = ("".join(f"<td{spans(cell)}><p>{cell_text(cell)}</p></td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def sloppy(rows: Rows) -> str:
    """Wording of people who typed the form themselves."""
    words = {
        "一、本年新收政府信息公开申请数量": "一、本年新收政府信息公开申请数",
        "二、上年结转政府信息公开申请数量": "二、上年结转政府信息公开申请数",
        "三、本年度办理结果": "三、本年度办理结果情况",
        "（一）予以公开": "1.予以公开",
        "（三）不予公开": "(三)不予 公开",
        "1.属于国家秘密": "（1）属于国家秘密",
        "2.其他法律行政法规禁止公开": "（2）其他法律、行政法规禁止公开",
        "5.属于三类内部事务信息": "（5）属于“三类内部事务信息”",
        "6.属于四类过程性信息": "（6）属于“四类过程性信息”",
        "1.本机关不掌握相关政府信息": "（1）本机关不掌握相关政府信息",
        "（五）不予处理": "（五）不予处理的",
        "5.要求行政机关确认或重新出具已获取信息": "5.要求行政机关确认或重新出具已获取的信息",
        "自然人": "自 然 人",
        "科研机构": "科研院所",
        "其他": "其它",
        "总计": "总计（件）",
        "本年处理决定数量": "本年处理决定数",
        "行政事业性收费": "行政事业性收费（万元）",
        "未经复议直接起诉": "未经复议 直接起诉",
        "尚未审结": "尚未审结（件）",
    }
    return plain_table(relabelled(rows, words))


def comma_separated(rows: Rows) -> str:
    """As a spreadsheet exports it."""
    out = io.StringIO()
    width = max(cell.column + cell.width for row in rows for cell in row)
    for row in rows:
        line = [""] * width
        for cell in row:
            line[cell.column] = cell.text
        csv.writer(out, lineterminator="\n").writerow(line)
    return out.getvalue().rstrip("\n")


def cells_and_tabs(rows: Rows) -> str:
    """Pasted from a browser: a cell a line, a line with nothing but a tab between them."""
    return "\n".join("\n\t\n".join(cell.text for cell in row) for row in rows)


def carelessly_copied(rows: Rows) -> str:
    """Tabs that lost a column where a label is wide; 总计 printed a row too high, the last labels slid to the left."""
    width = max(cell.column + cell.width for row in rows for cell in row)
    lines = [[""] * width for _ in rows]
    high = width == 10 and len(rows) > 20
    for number, row in enumerate(rows):
        wide = high and not any(not cell.value and cell.column == 2 and cell.width == 1 for cell in row)
        for cell in row:
            at = cell.column - 1 if wide and cell.column > 2 else cell.column
            slid = cell.text.startswith(("3.其他", "（七）"))
            line = lines[0] if high and cell.text == "总计" else lines[number]
            line[0 if slid else at] = (
                cell.text.replace("（", "(").replace("）", ") ").replace(".", ". ", not cell.value)
            )
    return "\n".join("\t".join(line) for line in lines)


def ideographic(rows: Rows) -> str:
    """Cells apart by wide blanks."""
    return "\n".join("　　".join(cell.text for cell in row if cell.text) for row in rows)


def rest_table(rows: Rows) -> str:
    """A grid of plus signs and bars, each cell padded."""
    width = max(len(row) for row in rows)
    rule = "+" + "------+" * width
    return "\n".join(f"{rule}\n|{'|'.join(f' {cell.text}  ' for cell in row)}|" for row in rows) + f"\n{rule}"


def oddities() -> Iterator[Sample]:
    """The documents."""
    paragraph, strong = "<p>{}</p>", "<p><strong>{}</strong></p>"
    report, old = sparse(11), sparse(12, 2020)
    for writer in (rows_as_paragraphs, numbered_rows, continued, upright, sloppy):
        for given in (report, old):
            made = page(given, writer, heading=strong, paragraph=paragraph)
            yield Sample(f"html/{writer.__name__}/{given.year}", given, made)
    units = replace(report, values={c: f"{v}件" if str(v).isdigit() else v for c, v in report.values.items()})
    yield Sample("html/with_units", units, page(report, with_units, heading=strong, paragraph=paragraph))
    made = page(report, empty_for_nothing, heading=strong, paragraph=paragraph)
    yield Sample("html/empty_for_nothing", emptied(report), made)
    for form in (comma_separated, cells_and_tabs, carelessly_copied, ideographic, rest_table):
        for given in (report, old):
            yield Sample(f"text/{form.__name__}/{given.year}", given, text(given, form).encode())


def emptied(report: Report) -> Report:
    """With what :func:`empty_for_nothing` prints."""
    words = ("无", "/", "／", "－", "--", "")
    columns = {n.cell: n.column for table in report.form.tables for n in table.grid.numbers if n.cell}
    values: dict[str, Value] = {
        cell: words[columns[cell] % 6] if str(value) == "0" else value for cell, value in report.values.items()
    }
    return replace(report, values=values)
