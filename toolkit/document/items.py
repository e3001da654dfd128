"""What a document consists of, item by item, before anything is known of Word or HTML."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from toolkit.forms import Table

Change = Literal["", "inserted", "deleted"]
DRAFT_MARK = "草稿"
Spans = tuple[tuple[int, int], ...]


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
    """版记 at the foot of the last page: 抄送, 印发机关 and 印发日期 (clause 7.4); '' where there is none.

    On a page of its own, an even one; not `own_page`: on the page where the text ends.
    """

    copies: str
    printed_by: str
    printed_on: str
    own_page: bool

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
        return " · ".join((DRAFT_MARK, *problems, "不得签发"))
