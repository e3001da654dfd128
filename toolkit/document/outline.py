"""Report → outline: what the document says, in order, before anything is known of Word or HTML. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Literal

from toolkit.forms import Block, Section, Table
from toolkit.model import Report, Value, clean_text, plain_number

Change = Literal["", "inserted", "deleted"]
Spans = tuple[tuple[int, int], ...]

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_HEADING_LIMIT = 30  # characters; what is longer, or ends like a sentence, is text that merely begins with a number
_SENTENCE_END = re.compile(r"。|[；;！!？?，,：:、…]$")
_LEVELS = (
    (2, re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")),
    (3, re.compile(r"[0-9]{1,2}[.．、](?![0-9])")),
    (4, re.compile(r"[（(][0-9]{1,2}[）)]")),
)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; `marked` where the draft highlights it (a placeholder), `change` where versions differ."""

    text: str
    marked: bool = False
    change: Change = ""


@dataclass(frozen=True, slots=True)
class Title:
    """The title, and what stood there `before` where versions differ."""

    text: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 （一、） to 4 （（1））, clause 7.3.3. `change`: the whole of it came or went."""

    level: int
    runs: tuple[Run, ...]
    change: Change = ""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of text. `change`: the whole of it came or went."""

    runs: tuple[Run, ...]
    change: Change = ""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class TableItem:
    """A table and what is printed in its cells: cell id → text, for every cell of the table.

    `before`: what stood in the cells that differ from another version.
    """

    table: Table
    numbers: Mapping[str, str]
    before: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signature:
    """署名 and 成文日期; `date` is None as long as the report has not been signed off."""

    unit: str
    date: str | None


@dataclass(frozen=True, slots=True)
class Banner:
    """版头: 发文机关标志 and 发文字号 over a red line (clause 7.2)."""

    issuer: str
    number: str

    @property
    def lines(self) -> tuple[str, ...]:
        return (self.issuer, self.number)


@dataclass(frozen=True, slots=True)
class Addressee:
    """主送机关 (clause 7.3.2)."""

    text: str

    @property
    def lines(self) -> tuple[str, ...]:
        return (self.text,)


@dataclass(frozen=True, slots=True)
class AttachmentNote:
    """附件说明 under the text: the lines of it (clause 7.3.4)."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AttachmentHead:
    """附件1 and the title of what follows, on a page of its own (clause 7.3.7)."""

    label: str
    title: str

    @property
    def lines(self) -> tuple[str, ...]:
        return (self.label, self.title)


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记 at the foot of the last page: 抄送, 印发机关 and 印发日期 (clause 7.4); '' where there is none."""

    copies: str
    printed_by: str
    printed_on: str

    @property
    def lines(self) -> tuple[str, ...]:
        last = f"{self.printed_by}\t{self.printed_on}"
        return (self.copies, last) if self.copies else (last,)


Item = (
    Title | Heading | Paragraph | TableItem | Signature | Banner | Addressee | AttachmentNote | AttachmentHead | Imprint
)


@dataclass(frozen=True, slots=True)
class Outline:
    """The document, item by item."""

    items: tuple[Item, ...]

    @property
    def title(self) -> str:
        return next(item.text for item in self.items if isinstance(item, Title))


@dataclass(frozen=True, slots=True)
class Draft:
    """What forbids to sign: the number of 必须通过 findings, and where the narrative has placeholders.

    `placeholders`: block id → spans of its text; a placeholder is one of the `errors`.
    """

    errors: int
    placeholders: Mapping[str, Spans] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """The line that stands over every page."""
        unfilled = sum(map(len, self.placeholders.values()))
        of_them = f"（其中未填写 {unfilled} 处）" if unfilled else ""
        problems = (f"尚有必须改正的问题 {self.errors} 处{of_them}",) if self.errors else ()
        return " · ".join(("草稿", *problems, "不得签发"))


def outline_of(report: Report, *, signed_on: date | None, draft: Draft | None = None) -> Outline:
    """The outline of `report`. Blocks without text are left out; nothing is invented in their place."""
    marks = draft.placeholders if draft else {}
    items: list[Item] = [Title(title_of(report))]
    for block in report.form.blocks_of(None):
        items.extend(_paragraphs(report, block, marks))
    for section in report.form.sections:
        items.append(Heading(1, (Run(section.heading),)))
        items.extend(_section(report, section, marks))
    items.append(Signature(clean_text(report.unit), chinese_date(signed_on) if signed_on else None))
    return Outline(tuple(items))


def title_of(report: Report) -> str:
    """示范区民政局2024年政府信息公开工作年度报告."""
    return clean_text(f"{report.unit}{report.year}年{report.form.title}")


def chinese_date(day: date) -> str:
    """Arabic digits, no leading zero (clause 7.3.5.4): 2025年1月20日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _section(report: Report, section: Section, marks: Mapping[str, Spans]) -> Iterator[Item]:
    if section.table:
        yield _table(report, report.form.table(section.table))
    for block in report.form.blocks_of(section.id):
        paragraphs = tuple(_paragraphs(report, block, marks, section.heading))
        if paragraphs and (level := level_of(block.title)):
            yield Heading(level, (Run(block.title),))
        yield from paragraphs


def _table(report: Report, table: Table) -> TableItem:
    return TableItem(table, {cell.id: _printed(report.computed(cell.id)) for cell in table.cells})


def _printed(value: Value) -> str:
    """Blank stays blank; content that is no number is printed as it was filed, for the eye that must mend it."""
    if value is None:
        return ""
    return clean_text(value) if isinstance(value, str) else plain_number(value)


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
