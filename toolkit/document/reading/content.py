"""What was found in a document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph as it is shown; `tag` names the content control it stands in, `numbered` says that Word counts it."""

    text: str
    tag: str = ""
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table: (row, column, height, width) of every rectangle → its text."""

    cells: Mapping[tuple[int, int, int, int], str]


@dataclass(frozen=True, slots=True)
class Revision:
    """A tracked change nobody has accepted or rejected yet: what it does (插入, 删除 …), and to which words."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that is not marked as done."""

    author: str
    text: str


@dataclass(frozen=True)
class ReadDocument:
    """The body in order, tracked changes taken as accepted.

    `margins`: the lines over and under the pages, without page numbers; `properties`: the custom ones of the file.
    `strangers`: content that belongs to no report and that this program cannot carry over (图片, 文本框 …).
    `disguised`: how text looks that is read as any other, but is taken back or concealed by it (带删除线, 白色 …).
    """

    items: tuple[Line | ReadTable, ...]
    revisions: tuple[Revision, ...] = ()
    comments: tuple[Comment, ...] = ()
    strangers: tuple[str, ...] = ()
    disguised: tuple[str, ...] = ()
    margins: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All paragraphs outside tables that say something."""
        return tuple(item for item in self.items if isinstance(item, Line) and item.text.strip())

    @cached_property
    def tagged_lines(self) -> tuple[Line, ...]:
        """All paragraphs inside content controls, empty ones too."""
        return tuple(item for item in self.items if isinstance(item, Line) and item.tag)

    @cached_property
    def tables(self) -> tuple[ReadTable, ...]:
        return tuple(item for item in self.items if isinstance(item, ReadTable))
