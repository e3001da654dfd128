"""Reports as web pages of government sites, each with the faults of its own generator."""

from collections.abc import Callable, Sequence
from html import escape

from published.drawing import Drawn, Rows, rows_of
from toolkit.model import Report

TableWriter = Callable[[Rows], str]

_NAVIGATION = (
    '<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li>'
    "<li>政府信息公开年报</li></ul></div>"
    '<div class="location">当前位置：首页 &gt; 政务公开 &gt; 政府信息公开年报</div>'
)
_FOOTER = (
    '<div class="tools">【打印本页】</div><div>【关闭窗口】</div><p>上一篇：关于召开座谈会的通知</p>'
    '<div class="footer"><p>主办：示范区管委会办公室</p><p>版权所有 示范区管委会</p><p>网站标识码：0000000001</p></div>'
)


def page(report: Report, table: TableWriter, *, without: Sequence[str] = (), encoding: str = "utf-8") -> bytes:
    """A plain page: headings, paragraphs, tables."""
    body = "\n".join(_body(report, table, without))
    return _wrapped(report, f"{_NAVIGATION}{body}{_FOOTER}", encoding)


def layout_page(report: Report, table: TableWriter, *, encoding: str = "utf-8") -> bytes:
    """All of it inside nested tables that only arrange it, as sites were built twenty years ago."""
    body = "\n".join(_body(report, table, ()))
    inner = f'<table width="100%"><tr><td class="content"><div id="zoom">{body}</div></td></tr></table>'
    head = "<table><tr><td>索引号：000000-2025-1</td><td>发布机构：示范区管委会</td></tr></table>"
    outer = f'<table width="1000"><tr><td width="200">栏目导航<br>年度报告</td><td>{head}{inner}</td></tr></table>'
    return _wrapped(report, f"{_NAVIGATION}{outer}{_FOOTER}", encoding)


def _wrapped(report: Report, body: str, encoding: str) -> bytes:
    title = f"{report.unit}{report.year}年政府信息公开工作年度报告"
    head = (
        f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}"><title>{title}_示范区门户网站</title>'
    )
    script = "<script>var x = '一、总体情况 <p>0</p>';</script><style>p { margin: 0 }</style>"
    return f"<!DOCTYPE html>\n<html><head>{head}{script}</head><body>{body}</body></html>".encode(encoding)


def _body(report: Report, table: TableWriter, without: Sequence[str]) -> list[str]:
    form = report.form
    parts = [
        f"<h1>{escape(report.unit)}{report.year}年政府信息公开工作年度报告</h1>",
        "<p>发布时间：2025-01-20 10:00 来源：示范区 浏览次数：12 字体：[大 中 小]</p>",
    ]
    parts += [_paragraphs(report.narrative[block.id]) for block in form.blocks_of(None) if block.id in report.narrative]
    for section in form.sections:
        parts.append(f"<p><strong>{escape(section.heading)}</strong></p>")
        if section.table:
            parts.append(table(rows_of(report, form.table(section.table), without=without)))
        for block in form.blocks_of(section.id):
            if block.id in report.narrative:
                if block.title.startswith("（"):
                    parts.append(f"<p><span>{escape(block.title)}</span>情况</p>")
                parts.append(_paragraphs(report.narrative[block.id]))
    return parts


def _paragraphs(text: str) -> str:
    return "".join(f"<p>&nbsp;&nbsp;&nbsp;&nbsp;{escape(line)}</p>" for line in text.split("\n"))


# --- tables ----------------------------------------------------------------------------------------------------------


def spanned(rows: Rows) -> str:
    """As it should be: rowspan and colspan."""
    return _table(rows, lambda cell: f"<p>{escape(cell.text) or '&nbsp;'}</p>", spans=True)


def from_word(rows: Rows) -> str:
    """Saved from Word: spans inside numbers, office tags, blanks around everything."""

    def text(cell: Drawn) -> str:
        head, tail = cell.text[:1], cell.text[1:]
        inner = f"<span lang=EN-US style='font-family:仿宋'>{escape(head)}</span><span>{escape(tail)}<o:p></o:p></span>"
        return f"<p class=MsoNormal align=center>\n  {inner}\n</p>"

    return _table(rows, text, spans=True)


def upper_case(rows: Rows) -> str:
    """Old tags, nothing closed."""
    lines = ("<TR>" + "".join(f"<TD{_spans(cell)}>{escape(cell.text)}" for cell in row) for row in rows)
    return "\n".join(["<TABLE BORDER=1>", *lines, "</TABLE>"])


def unmerged(rows: Rows) -> str:
    """No spans at all: empty cells where the merged ones reach."""
    width = max(cell.column + cell.width for row in rows for cell in row)
    lines = []
    for row in rows:
        texts = [""] * width
        for cell in row:
            texts[cell.column] = cell.text
        lines.append("<tr>" + "".join(f"<td>{escape(text) or '&nbsp;'}</td>" for text in texts) + "</tr>")
    return f"<table><tbody>{''.join(lines)}</tbody></table>"


def wrong_spans(rows: Rows) -> str:
    """The headings have spans that do not add up."""
    changed = [[_narrower(cell) for cell in row] for row in rows]
    return _table(changed, lambda cell: escape(cell.text), spans=True)


def broken_labels(rows: Rows) -> str:
    """Line breaks within labels and headings."""

    def text(cell: Drawn) -> str:
        half = len(cell.text) // 2
        return escape(cell.text) if cell.value else f"{escape(cell.text[:half])}<br>{escape(cell.text[half:])}"

    return _table(rows, text, spans=True)


def full_width(rows: Rows) -> str:
    """Numbers in full-width digits."""
    digits = str.maketrans("0123456789", "０１２３４５６７８９")
    return _table(rows, lambda cell: escape(cell.text.translate(digits) if cell.value else cell.text), spans=True)


def paragraphs(rows: Rows) -> str:
    """The table was lost: a paragraph a cell."""
    return "".join(f"<p>{escape(cell.text)}</p>" for row in rows for cell in row if cell.text)


def in_two_tables(rows: Rows) -> str:
    """Cut in two, as pasted from two pages."""
    half = len(rows) // 2
    first, second = rows[:half], rows[half:]
    return _table(first, lambda cell: escape(cell.text), spans=True) + _table(
        second, lambda cell: escape(cell.text), spans=True
    )


def with_empty_columns(rows: Rows) -> str:
    """An empty column at the right end."""
    lines = "".join(f"<tr>{''.join(_cell(cell, escape(cell.text)) for cell in row)}<td></td></tr>" for row in rows)
    return f"<table>{lines}</table>"


def _table(rows: Rows, text: Callable[[Drawn], str], *, spans: bool) -> str:
    lines = ("".join(_cell(cell, text(cell), spans=spans) for cell in row) for row in rows)
    return f"<table border='1'><tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"


def _cell(cell: Drawn, text: str, *, spans: bool = True) -> str:
    return f"<td{_spans(cell) if spans else ''}>{text}</td>"


def _spans(cell: Drawn) -> str:
    return (f' rowspan="{cell.height}"' if cell.height > 1 else "") + (
        f' colspan="{cell.width}"' if cell.width > 1 else ""
    )


def _narrower(cell: Drawn) -> Drawn:
    if cell.heading and cell.width > 3:
        return Drawn(cell.text, cell.width - 1, cell.height, cell.value, cell.column)
    return cell
