"""Outline → one self-contained web page: real tables, no script, everything escaped."""

from collections.abc import Iterable, Iterator
from datetime import date
from html import escape

from toolkit.document.items import (
    AttachmentHead,
    AttachmentNote,
    Draft,
    Heading,
    Item,
    Paragraph,
    Run,
    Signature,
    TableItem,
    Title,
)
from toolkit.document.outline import outline_of
from toolkit.forms import GridCell, Role
from toolkit.model import Report

_STYLE = """
body { font: 18px/1.8 FangSong, "仿宋_GB2312", STFangsong, serif; color: #111; background: #fff; max-width: 46em;
       margin: 2em auto; padding: 0 1em }
h1 { font-family: SimSun, serif; font-size: 1.6em; text-align: center }
h2 { font-family: SimHei, sans-serif; font-size: 1em } h3 { font-family: KaiTi, serif; font-size: 1em }
h4, h5 { font-size: 1em; font-weight: normal } p { text-indent: 2em; margin: .3em 0; text-align: justify }
.signature { text-align: right; margin: 2em 4em 0 0 }
.attachment { font-family: SimHei, sans-serif; text-indent: 0; margin-top: 3em } .attached { text-align: center }
.draft { color: #c00000; text-align: center; text-indent: 0 }
table { border-collapse: collapse; width: 100%; font: 15px/1.4 SimSun, serif; margin: .5em 0 }
caption { text-align: left; padding: .3em 0 } th, td { border: 1px solid #333; padding: .25em .4em }
th { font-weight: normal; text-align: center } th[scope=row] { text-align: left } td { text-align: center }
@page { size: A4; margin: 22mm 20mm }
@media print {
  body { margin: 0; padding: 0; max-width: none; font-size: 12pt; orphans: 2; widows: 2 }
  table { font-size: 9.5pt; break-inside: avoid } thead { display: table-header-group } tr { break-inside: avoid }
  h1, h2, h3, h4, h5, caption { break-after: avoid } .signature { break-before: avoid; break-inside: avoid }
  mark { border: 1px solid #333; print-color-adjust: exact }
}
"""


def write_html(report: Report, *, signed_on: date | None, draft: Draft | None = None) -> str:
    """The same document as :func:`toolkit.document.write_word` makes, as a page."""
    outline = outline_of(report, signed_on=signed_on, draft=draft)
    mark = f'<p class="draft">{escape(draft.mark)}</p>\n' if draft else ""
    body = "\n".join(part for item in outline.items for part in _item(item))
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(outline.title)}</title><style>{_STYLE}</style></head>\n<body>\n<main>\n{mark}{body}\n"
        "</main>\n</body></html>\n"
    )


def _item(item: Item) -> Iterator[str]:
    match item:
        case Title():
            yield f"<h1>{escape(item.text)}</h1>"
        case Heading():
            yield f"<h{item.level + 1}>{_runs(item.runs)}</h{item.level + 1}>"
        case Paragraph():
            yield f"<p>{_runs(item.runs)}</p>"
        case TableItem():
            yield from _table(item)
        case Signature():
            day = f"<br>{escape(item.date)}" if item.date else ""
            yield f'<p class="signature">{escape(item.unit)}{day}</p>'
        case AttachmentNote():
            yield from (f"<p>{escape(line)}</p>" for line in item.lines)
        case AttachmentHead():
            yield f'<p class="attachment">{escape(item.label)}</p>\n<h2 class="attached">{escape(item.title)}</h2>'


def _runs(runs: Iterable[Run]) -> str:
    return "".join(f"<mark>{escape(run.text)}</mark>" if run.marked else escape(run.text) for run in runs)


def _table(item: TableItem) -> Iterator[str]:
    grid = item.table.grid
    yield f"<table><caption>{escape(item.table.title)}（单位：{escape(item.table.unit)}）</caption>"
    for first, last, tag in ((0, grid.heading_rows, "thead"), (grid.heading_rows, grid.height, "tbody")):
        if last > first:
            yield f"<{tag}>"
            for row in range(first, last):
                cells = "".join(_cell(item, cell) for cell in grid.cells if cell.row == row)
                yield f"<tr>{cells}</tr>"
            yield f"</{tag}>"
    yield "</table>"


def _cell(item: TableItem, cell: GridCell) -> str:
    spans = (f' rowspan="{cell.height}"' if cell.height > 1 else "") + (
        f' colspan="{cell.width}"' if cell.width > 1 else ""
    )
    if cell.cell is not None:
        words = ' style="text-align: left"' if item.table.cell(cell.cell).entry.kind.holds == "text" else ""
        return f"<td{words}{spans}>{escape(item.numbers[cell.cell])}</td>"
    if cell.role is Role.CODE:
        return f"<td{spans}>{escape(cell.text)}</td>"
    scope = "row" if cell.role is Role.LABEL else "col"
    covered = cell.height if scope == "row" else cell.width
    group = "group" if covered > 1 else ""
    return f'<th scope="{scope}{group}"{spans}>{escape(cell.text)}</th>'
