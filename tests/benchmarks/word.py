"""The Word report against docxtpl, which fills an equal template: ``python tests/benchmarks/word.py [reports]``.

docxtpl is needed only here: ``pip install 'nianbao[bench]'``.
"""

import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.returns import returns
from benchmarks.side_by_side import per_item, table

from toolkit.document import Outline, load_typography, outline_of, write_word
from toolkit.document.assembly import Sheet, assemble
from toolkit.document.body import body_of
from toolkit.document.items import Item, Paragraph, Run, Signature, TableItem, Title
from toolkit.model import Report

DAY = date(2025, 1, 20)
REPORTS, SLOW = 100, 10


def alike(count: int) -> list[Report]:
    """Reports that all have the same blocks of text, one paragraph each: a template has one shape."""
    reports = []
    for report in returns(count):
        narrative = {block: text.replace("\n", "") for block, text in sorted(report.narrative.items())}
        reports.append(replace(report, narrative=dict.fromkeys(BLOCKS, "无。") | narrative))
    return reports


BLOCKS = tuple(sorted({block for report in returns(50) for block in report.narrative}))


def tagged(outline: Outline) -> Outline:
    """The outline with a tag in the place of everything that differs from report to report."""
    return replace(outline, items=tuple(_tagged(number, item) for number, item in enumerate(outline.items)))


def _tagged(number: int, item: Item) -> Item:
    tag = f"{{{{ t{number} }}}}"
    match item:
        case Title():
            return replace(item, text=tag)
        case Paragraph():
            return replace(item, runs=(Run(tag),))
        case Signature():
            return replace(item, unit=tag)
        case TableItem():
            cells = {cell: f"{{{{ n{number}_{place} }}}}" for place, cell in enumerate(item.numbers)}
            return replace(item, numbers=cells)
        case _:
            return item


def context(outline: Outline) -> dict[str, str]:
    """Tag → what stands there."""
    return dict(pair for number, item in enumerate(outline.items) for pair in _content(number, item))


def _content(number: int, item: Item) -> Iterator[tuple[str, str]]:
    match item:
        case Title():
            yield f"t{number}", item.text
        case Paragraph():
            yield f"t{number}", "".join(run.text for run in item.runs)
        case Signature():
            yield f"t{number}", item.unit
        case TableItem():
            yield from ((f"n{number}_{place}", text) for place, text in enumerate(item.numbers.values()))


def texts(content: bytes) -> list[str]:
    """The texts of all paragraphs and cells; the title breaks where a template cannot tell."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for grid in document.tables for row in grid.rows for cell in row.cells]
    return ["".join(text.split()) for text in (*(paragraph.text for paragraph in document.paragraphs), *cells)]


def main() -> None:
    try:
        from docxtpl import DocxTemplate
    except ImportError:
        sys.exit("没有 docxtpl，请先 pip install 'nianbao[bench]'。")
    reports = alike(int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS)
    typography = load_typography()
    outline = tagged(outline_of(reports[0], signed_on=DAY))
    template = assemble(body_of(outline, typography), Sheet(outline.title), typography)

    def by_docxtpl(some: Sequence[Report]) -> list[bytes]:
        written = []
        for report in some:
            document, buffer = DocxTemplate(io.BytesIO(template)), io.BytesIO()
            document.render(context(outline_of(report, signed_on=DAY)), autoescape=True)
            document.save(buffer)
            written.append(buffer.getvalue())
        return written

    def by_us(some: Sequence[Report]) -> list[bytes]:
        return [write_word(report, signed_on=DAY) for report in some]

    few = reports[:SLOW]
    assert list(map(texts, by_us(few))) == list(map(texts, by_docxtpl(few)))
    measured = per_item(
        {
            "Word report": (lambda: by_us(reports), len(reports)),
            "docxtpl, an equal template": (lambda: by_docxtpl(few), len(few)),
        }
    )
    print(f"{len(reports)} reports\n")
    print(table(measured, "Word report", (("docxtpl, an equal template", "≥ 3×, aim 50×; ≤ 30 ms"),)))


if __name__ == "__main__":
    main()
