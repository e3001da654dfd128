"""Report → outline: what the document says, in order, before anything is known of Word or HTML. Pure."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from toolkit.document.attachments import attachment_head, attachment_note, supplement_titles
from toolkit.document.items import Draft, Heading, Item, Outline, Paragraph, Run, Signature, Spans, TableItem, Title
from toolkit.forms import Block, Section, Table
from toolkit.model import Report, chinese_date, clean_text, printed

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_HEADING_LIMIT = 30  # characters; what is longer, or ends like a sentence, is text that merely begins with a number
_SENTENCE_END = re.compile(r"。|[；;！!？?，,：:、…]$")
_LEVELS = (
    (2, re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")),
    (3, re.compile(r"[0-9]{1,2}[.．、](?![0-9])")),
    (4, re.compile(r"[（(][0-9]{1,2}[）)]")),
)


def outline_of(report: Report, *, signed_on: date | None, draft: Draft | None = None) -> Outline:
    """The outline of `report`. Blocks without text are left out; nothing is invented in their place. The statutory
    parts are as the law has them; the tables of a 附表 follow the signature as attachments.
    """
    marks = draft.placeholders if draft else {}
    items: list[Item] = [Title(title_of(report))]
    for block in report.form.blocks_of(None):
        items.extend(_paragraphs(report, block, marks))
    for section in report.form.sections:
        items.append(Heading(1, (Run(section.heading),)))
        items.extend(_section(report, section, marks))
    titles = supplement_titles(report.form)
    if titles:
        items.append(attachment_note(titles))
    items.append(Signature(clean_text(report.unit), chinese_date(signed_on) if signed_on else None))
    for place, table in enumerate(report.form.supplement_tables):
        items += [attachment_head(titles, place), _table(report, table)]
    return Outline(tuple(items))


def title_of(report: Report) -> str:
    """示范区民政局2024年政府信息公开工作年度报告."""
    return clean_text(f"{report.unit}{report.year}年{report.form.title}")


def _section(report: Report, section: Section, marks: Mapping[str, Spans]) -> Iterator[Item]:
    if section.table:
        yield _table(report, report.form.table(section.table))
    for block in report.form.blocks_of(section.id):
        paragraphs = tuple(_paragraphs(report, block, marks, section.heading))
        if paragraphs and (level := level_of(block.title)):
            yield Heading(level, (Run(block.title),))
        yield from paragraphs


def _table(report: Report, table: Table) -> TableItem:
    filled = {cell.row.id for cell in table.cells if report.values.get(cell.id) is not None}
    table = table.with_lines(lambda row: row.id in filled)
    return TableItem(table, {cell.id: printed(report.computed(cell.id), cell.entry.kind) for cell in table.cells})


def _paragraphs(
    report: Report, block: Block, marks: Mapping[str, Spans], heading: str = ""
) -> Iterator[Heading | Paragraph]:
    """One item a line; a first line that only repeats the heading printed above it is dropped."""
    text = report.narrative.get(block.id, "")
    spans = marks.get(block.id, ())
    first = True
    for match in _LINE.finditer(text):
        runs = _runs(text, *_without_blanks(match), spans)
        line = "".join(run.text for run in runs)
        if not line or (first and line in (block.title, heading)):
            continue
        first = False
        level = level_of(line)
        yield Heading(level, runs) if level else Paragraph(runs)


def _without_blanks(match: re.Match[str]) -> tuple[int, int]:
    """Start and end of a line in its text, without the blanks (also U+3000) around it."""
    line = match[0]
    return match.start() + len(line) - len(line.lstrip()), match.start() + len(line.rstrip())


def _runs(text: str, start: int, end: int, spans: Spans) -> tuple[Run, ...]:
    """``text[start:end]``, cut where a span begins or ends."""
    edges = {start, end, *(edge for span in spans for edge in span if start < edge < end)}
    cuts = sorted(edges)
    pieces = (
        Run(clean_text(text[left:right]), any(first <= left < last for first, last in spans))
        for left, right in pairwise(cuts)
    )
    return tuple(run for run in pieces if run.text)


def level_of(line: str) -> int | None:
    """The level of a heading, by its number: （一） 2, 1. 3, （1） 4; None where the line is text."""
    if len(line) > _HEADING_LIMIT or _SENTENCE_END.search(line):
        return None
    return next((level for level, number in _LEVELS if number.match(line)), None)
