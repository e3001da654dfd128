"""Twelve documents in styles that the reader was not built against: written first, then measured, then mended."""

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape

import docx
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.table import Table
from lxml import etree

from published.drawing import Drawn, Rows, relabelled, rows_of, shown
from published.measure import Sample
from toolkit.forms import form_for_year
from toolkit.model import Report, Value

_TEXT = {
    "overview.intro": "2023年，我局认真落实《中华人民共和国政府信息公开条例》，各项工作平稳推进。",
    "overview.proactive": "全年在门户网站发布信息1,206条，其中政策解读18条。\n回应群众关切42次。",
    "overview.on_request": "依法办理公开申请，全部按期答复。",
    "overview.information_management": "一是健全制度。二是规范文件管理，做到应公开尽公开。",
    "overview.platform": "优化门户网站栏目3个，开设政务新媒体账号2个。",
    "overview.supervision": "组织培训2次，开展自查4次。",
    "problems": "一是公开不够及时。二是解读形式单一。\n下一步，将加强培训，丰富解读形式。",
    "other_matters": "本年度未收取信息处理费。",
}

Writer = Callable[[Rows], str]


def sparse(seed: int, year: int = 2023, unit: str = "示范区住房和城乡建设局") -> Report:
    """An invented report of a middling unit: mostly 0, some numbers, a few large ones."""
    form = form_for_year("zfxxgk", year)
    rng = random.Random(seed)
    values: dict[str, Value] = {cell.id: rng.choice([0, 0, 0, 0, 1, 2, 7, 12, 38, 1520]) for cell in form.inputs}
    if form.cell("proactive.administrative_fees.amount_wan_yuan"):
        values["proactive.administrative_fees.amount_wan_yuan"] = "12.035"
    report = Report(form, year, unit, "zjj", values, _TEXT)
    return replace(report, values={cell.id: report.computed(cell.id) for cell in form.cells})


# --- web pages -------------------------------------------------------------------------------------------------------


def page(report: Report, table: Writer, *, heading: str, paragraph: str, encoding: str = "utf-8") -> bytes:
    """A page whose headings and paragraphs look like `heading` and `paragraph`."""
    form, parts = report.form, []
    for block in form.blocks_of(None):
        parts += [paragraph.format(line) for line in report.narrative.get(block.id, "").split("\n") if line]
    for section in form.sections:
        parts.append(heading.format(section.heading))
        if section.table:
            parts.append(table(rows_of(report, form.table(section.table))))
        for block in form.blocks_of(section.id):
            if block.title.startswith("（"):
                parts.append(heading.format(f"{block.title}情况"))
            parts += [paragraph.format(line) for line in report.narrative[block.id].split("\n")]
    title = f"{report.unit}{report.year}年政府信息公开工作年度报告"
    body = f"<div class=main><div class=tit>{title}</div><div class=con>{''.join(parts)}</div></div>"
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode(encoding)


def spans(cell: Drawn) -> str:
    return f' rowspan="{cell.height}" colspan="{cell.width}"'


def inner_tables(rows: Rows) -> str:
    """Every cell of the table holds a little table that centers its text."""
    lines = []
    for row in rows:
        line = ""
        for cell in row:
            inner = f"<table width=100%><tr><td align=center>{escape(cell.text)}</td></tr></table>"
            line += f"<td{spans(cell)}>{inner}</td>"
        lines.append(f"<tr>{line}</tr>")
    return f"<table border=1>{''.join(lines)}</table>"


def filtered_word(rows: Rows) -> str:
    """What Word saves as filtered HTML: the headings set a character a line, numbers broken over spans."""
    lines = []
    for row in rows:
        line = ""
        for cell in row:
            if cell.value:
                text = "".join(f"<span lang=EN-US>{letter}</span>" for letter in cell.text)
            elif len(cell.text) <= 4:
                text = "<br>\n".join(escape(letter) for letter in cell.text)
            else:
                text = escape(cell.text).replace("（", "<span\nlang=EN-US>(</span>").replace("）", ")")
            style = "style='width:48.2pt;border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt'"
            line += f"<td width=64{spans(cell)} {style}>\n<p class=MsoNormal align=center>{text}</p>\n</td>\n"
        lines.append(f"<tr style='height:14.2pt'>{line}</tr>")
    return f"<div align=center><table class=MsoNormalTable border=0 cellspacing=0>{''.join(lines)}</table></div>"


def div_grid(rows: Rows) -> str:
    """No table element: divisions laid out by CSS."""
    lines = (
        "".join(
            f'<div class="cell" style="grid-column: span {cell.width}; grid-row: span {cell.height}">'
            f"{escape(cell.text)}</div>"
            for cell in row
        )
        for row in rows
    )
    return f'<div class="grid">{"".join(f"<div class=row>{line}</div>" for line in lines)}</div>'


def dressed(rows: Rows) -> str:
    """Zeros as dashes, thousands with separators, some in full-width digits; heads in th."""
    digits = str.maketrans("0123456789,", "０１２３４５６７８９，")
    lines = []
    for row in rows:
        line = ""
        for cell in row:
            text = cell.text
            if cell.value and text.isdigit():
                text = f"{int(text):,}"
                text = text.translate(digits) if cell.column % 2 else text
            tag = "td" if cell.value else "th"
            line += f"<{tag}{spans(cell)}>&ensp;{escape(text)}&ensp;</{tag}>"
        lines.append(f"<tr>{line}</tr>")
    return f"<table><thead>{lines[0]}</thead><tbody>{''.join(lines[1:])}</tbody></table>"


def parts_apart(rows: Rows) -> str:
    """Each 项 of part two a table of its own with its heading outside; long tables cut every nine rows, heads again."""
    groups: list[Rows] = []
    for row in rows:
        if (len(row) == 1 and row[0].text.startswith("第二十条")) or not groups:
            groups.append([])
        groups[-1].append(row)
    out = []
    for group in groups:
        if len(group) > 12:
            head = group[:3]
            out += [plain_table([*head, *group[at : at + 9]]) for at in range(3, len(group), 9)]
        elif len(group[0]) == 1 and not group[0][0].value:
            out.append(f"<p style='text-align:center'>{group[0][0].text}</p>{plain_table(group[1:])}")
        else:
            out.append(plain_table(group))
    return "<p>&nbsp;</p>".join(out)


def variants(rows: Rows) -> str:
    """Other wording: 合计 for 总计, misprints, no row for 规章, the last labels slid to the left."""
    words = {
        "总计": "合 计",
        "（七）总计": "（七）合计",
        "现行有效件数": "先行有效件数",
        "行政规范性文件": "规范性文件",
        "结果维持": "维持",
        "结果纠正": "纠正",
        "一、本年新收政府信息公开申请数量": "一、本年度新收政府信息公开申请数量",
        "四、结转下年度继续办理": "四、结转下年继续办理",
        "本年收费金额（单位：万元）": "本年收费金额(万元)",
        "1.信访举报投诉类申请": "1、信访、举报、投诉类申请",
        "2.没有现成信息需要另行制作": "②没有现成信息，需要另行制作",
    }
    changed = relabelled(rows, words)
    kept = [row for row in changed if not any(cell.row_id == "government_rules" for cell in row)]
    return plain_table([_slid(row) if row[0].text in ("3.其他", "（七）合计") else row for row in kept])


def _slid(row: list[Drawn]) -> list[Drawn]:
    label, *values = row
    return [replace(label, column=0, width=3), *values]


def plain_table(rows: Rows) -> str:
    lines = ("".join(f"<td{spans(cell)}>{escape(cell.text)}</td>" for cell in row) for row in rows)
    return f"<table border=1>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


# --- text ------------------------------------------------------------------------------------------------------------


def text(report: Report, table: Writer, *, head: str = "", foot: str = "") -> str:
    """A text with what stood around it on the page."""
    form = report.form
    lines = [head, f"{report.unit}", f"{report.year}年政府信息公开工作年度报告", ""]
    for section in form.sections:
        lines.append(f"　　{section.heading}")
        if section.table:
            lines.append(table(rows_of(report, form.table(section.table))))
        for block in form.blocks_of(section.id):
            if block.title.startswith("（"):
                lines.append(f"　　{block.title}情况。")
            lines += [f"　　{line}" for line in report.narrative[block.id].split("\n")]
    return "\n".join([*lines, foot])


def copied(rows: Rows) -> str:
    """Marked in a browser and pasted: tabs between the cells that begin in a row, nothing where merged ones reach."""
    return "\n".join(" \t".join(cell.text for cell in row) for row in rows)


def box_drawn(rows: Rows) -> str:
    """Lines drawn with characters; long labels broken over several lines within their box."""
    out = []
    for row in rows:
        texts = [_broken(cell) for cell in row]
        height = max(len(lines) for lines in texts)
        out.append("├" + "┼".join("─" * 8 for _ in row) + "┤")
        filled = [[*lines, *["　"] * (height - len(lines))] for lines in texts]
        out += [f"│{'│'.join(line)}│" for line in zip(*filled, strict=True)]
    return "\n".join(out)


def _broken(cell: Drawn) -> list[str]:
    return [cell.text[at : at + 8] for at in range(0, len(cell.text), 8)] or [""]


def laid_out(rows: Rows) -> str:
    """As ``pdftotext -layout`` prints it: columns at fixed places, a page break with its number and the heads again."""
    out: list[str] = []
    for number, row in enumerate(rows):
        line = ""
        for cell in row:
            start = 6 * cell.column if len(rows) < 5 else 12 * min(cell.column, 3) + 7 * max(cell.column - 3, 0)
            line = line.ljust(start) if len(line) < start else f"{line}  "
            line += cell.text
        out.append(line)
        if number == 15:
            out += ["", "                                   — 3 —", "\f"]
    return "\n".join(out)


# --- Word ------------------------------------------------------------------------------------------------------------


def one_big_table(report: Report) -> bytes:
    """The whole report in one table, a row a paragraph, the three tables inside it."""
    document = docx.Document()
    document.add_paragraph(f"{report.unit}{report.year}年政府信息公开工作年度报告")
    frame = document.add_table(0, 1)
    for section in report.form.sections:
        frame.add_row().cells[0].text = section.heading
        if section.table:
            rows = rows_of(report, report.form.table(section.table))
            _fill(frame.add_row().cells[0].add_table(len(rows), _width(rows)), rows)
        for block in report.form.blocks_of(section.id):
            if block.title.startswith("（"):
                frame.add_row().cells[0].text = f"{block.title}情况"
            for line in report.narrative[block.id].split("\n"):
                frame.add_row().cells[0].text = line
    return _saved(document)


def controlled(report: Report) -> bytes:
    """Content controls around headings and numbers, heads turned upright, sections numbered 1. to 6."""
    document = docx.Document()
    document.add_paragraph(f"{report.unit}政府信息公开工作年度报告（{report.year}年）")
    for number, section in enumerate(report.form.sections, 1):
        paragraph = document.add_paragraph(f"{number}.{section.heading.partition('、')[2]}")
        if section.table:
            rows = rows_of(report, report.form.table(section.table))
            table = document.add_table(len(rows), _width(rows))
            _fill(table, rows)
            _control(table._tbl)
        for block in report.form.blocks_of(section.id):
            if block.title.startswith("（"):
                document.add_paragraph(f"{block.title}情况")
            for line in report.narrative[block.id].split("\n"):
                document.add_paragraph(line)
        _wrap(paragraph._p)
    return _saved(document)


def _control(table: etree._Element) -> None:
    for cell in list(table.iter(qn("w:tc"))):
        written = "".join(item.text or "" for item in cell.iter(qn("w:t")))
        if written.isdigit():
            _wrap(cell)
        elif len(written) == 4:
            cell[0].append(parse_xml(f'<w:textDirection {nsdecls("w")} w:val="tbRlV"/>'))


def _wrap(element: etree._Element) -> None:
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    element.addprevious(control)
    control.append(content)
    content.append(element)


def _fill(table: Table, rows: Rows) -> None:
    cells, width = table._cells, _width(rows)
    for number, row in enumerate(rows):
        for cell in row:
            first = cells[number * width + cell.column]
            last = cells[min(number + cell.height, len(rows)) * width - width + cell.column + cell.width - 1]
            (first.merge(last) if first is not last else first).text = cell.text


def _width(rows: Rows) -> int:
    return max(cell.column + cell.width for row in rows for cell in row)


def _saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


# --- the set ---------------------------------------------------------------------------------------------------------


def strangers() -> Iterator[Sample]:
    """All but the one that is to be printed."""
    paragraph, strong = "<p style='text-indent:2em'>{}</p>", "<p style='text-indent:2em'><b>{}</b></p>"
    divisions, breaks = "<div>　　{}</div>", "　　{}<br>"
    a, b, c = sparse(1), sparse(2), sparse(3)
    dashes = replace(b, values={cell: _dash(value) for cell, value in b.values.items()})
    filtered = page(b, filtered_word, heading=strong, paragraph=paragraph, encoding="gbk")
    yield Sample("html/inner_tables", a, page(a, inner_tables, heading=strong, paragraph=paragraph))
    yield Sample("html/filtered_word", b, filtered)
    yield Sample("html/div_grid", c, page(c, div_grid, heading=divisions, paragraph=divisions))
    yield Sample("html/dressed", dashes, page(dashes, dressed, heading=breaks, paragraph=breaks))
    yield Sample("html/parts_apart", a, page(a, parts_apart, heading="<h3>{}</h3>", paragraph=paragraph))
    yield Sample("html/variants", b, page(b, variants, heading=strong, paragraph=paragraph), ("government_rules",))
    yield Sample("text/copied", c, text(c, copied, head="首页 > 政务公开 > 年报", foot="打印 关闭").encode("gb18030"))
    yield Sample("text/box_drawn", a, text(a, box_drawn).encode("utf-16"))
    yield Sample("text/laid_out", b, text(b, laid_out).encode())
    yield Sample("word/one_big_table", c, one_big_table(c))
    yield Sample("word/controlled", a, controlled(a))


def to_be_printed() -> Sample:
    """The page that becomes a PDF without lines."""
    report = sparse(2)
    return Sample("borderless", report, page(report, _bare, heading="<h2>{}</h2>", paragraph="<p>{}</p>"))


def _bare(rows: Rows) -> str:
    return plain_table(rows).replace("<table border=1>", "<table border=0 style='font-size:8pt'>")


def _dash(value: Value) -> Value:
    return "—" if value == 0 else shown(value)
