"""Standard sentences as data: official prose that the cells of a form can prove, block by block.

``sentences.toml`` of an edition is a small closed language, so that the same sentence can be written by Python and by
a formula of a workbook:

* ``{requests.received.total}`` is a number, ``{a + b}`` a sum, ``{a … b}`` the sum of the cells from ``a`` to ``b``
  down a column or along a row;
* a clause may have conditions (``when``): a sum ``> 0`` or ``= 0``; all of them must hold;
* a list writes those of its items whose sum (``of``, in the item's text ``{}``) is above 0, joined by a separator.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from toolkit.errors import DefinitionError, Fault
from toolkit.forms.definition import Cell, Form
from toolkit.forms.library import find_form
from toolkit.forms.loading import read_definition
from toolkit.forms.rules import Sum, Term
from toolkit.forms.templates import edition_folder

_Raw = dict[str, Any]  # TOML as parsed; never leaves this module

_NAME = "sentences"
_FILE = f"{_NAME}.toml"
_CONDITION = re.compile(r"(?P<sum>.*\S)\s*(?P<sign>[>=])\s*0\s*", re.DOTALL)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the text: a cell or a sum of cells, every coefficient 1."""

    sum: Sum


@dataclass(frozen=True, slots=True)
class Condition:
    """`sum` is above 0 (`positive`), or is 0."""

    sum: Sum
    positive: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """Pieces written one after the other, where all conditions hold. A sentence is a clause."""

    when: tuple[Condition, ...]
    pieces: tuple["Piece", ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """Every cell it speaks of or depends on, each once."""
        return tuple(dict.fromkeys(_cells(self)))


@dataclass(frozen=True, slots=True)
class Listing:
    """The items that hold, joined by `separator`, between `open` and `close`; nothing where none holds.

    Each item has exactly one condition, and that is a sum above 0.
    """

    items: tuple[Clause, ...]
    separator: str
    open: str
    close: str


Piece = str | Quantity | Clause | Listing


@dataclass(frozen=True, slots=True)
class BlockSentences:
    """The sentences of a narrative block, in the order they are written."""

    block: str
    sentences: tuple[Clause, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """Every cell the block speaks of or depends on, each once."""
        return tuple(dict.fromkeys(cell for sentence in self.sentences for cell in sentence.cells))


@dataclass(frozen=True, slots=True)
class Sentences:
    """The standard sentences of an edition; empty where the edition has none."""

    blocks: tuple[BlockSentences, ...] = ()

    def block(self, block: str) -> BlockSentences | None:
        return next((item for item in self.blocks if item.block == block), None)


@cache
def find_sentences(form: Form) -> Sentences:
    """The standard sentences of an installed edition.

    A layout mixed from several has, block by block, those of its own edition, or of the one it borrowed from, that
    speak of nothing but its own cells. Raises :class:`DefinitionError` with every fault of the definition.
    """
    if form.borrowed:
        return _of_mixture(form)
    own = load_sentences(form.folder, form)
    return _joined(load_sentences(edition_folder(form.id, form.edition), form), own) if form.supplement else own


def _of_mixture(form: Form) -> Sentences:
    """Of each block the sentences of the first of its editions that speak only of cells it has."""
    found: dict[str, BlockSentences] = {}
    for edition in (form.edition, *(edition for _, edition in form.borrowed)):
        for block in find_sentences(find_form(form.id, edition)).blocks:
            if all(form.cell(cell) for cell in block.cells):
                found.setdefault(block.block, block)
    return Sentences(tuple(found.values()))


def _joined(first: Sentences, then: Sentences) -> Sentences:
    """Block by block the sentences of both."""
    names = dict.fromkeys(block.block for sentences in (first, then) for block in sentences.blocks)
    found = {name: [block for part in (first, then) if (block := part.block(name))] for name in names}
    return Sentences(
        tuple(
            BlockSentences(name, tuple(s for block in parts for s in block.sentences)) for name, parts in found.items()
        )
    )


def load_sentences(folder: Path, form: Form) -> Sentences:
    """Read ``sentences.toml`` in `folder`, which an edition need not have, and hold it against `form`.

    Raises :class:`DefinitionError` with every fault found: shape first, then meaning.
    """
    if not (folder / _FILE).is_file():
        return Sentences()
    faults: list[Fault] = []
    raw = read_definition(folder, _NAME, _NAME, faults)
    if raw is None:
        raise DefinitionError(tuple(faults))
    parser = _Parser(form, faults)
    blocks = tuple(parser.block(f"blocks[{number}]", block) for number, block in enumerate(raw["blocks"]))
    for name in _repeated(block.block for block in blocks):
        parser.fault("blocks", f"段落 {name} 写了不止一次")
    if faults:
        raise DefinitionError(tuple(faults))
    return Sentences(blocks)


def _cells(piece: Piece | Condition) -> Iterator[str]:
    match piece:
        case Quantity() | Condition():
            yield from (term.name for term in piece.sum)
        case Clause():
            for part in (*piece.when, *piece.pieces):
                yield from _cells(part)
        case Listing():
            for item in piece.items:
                yield from _cells(item)


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


@dataclass(frozen=True, slots=True)
class _Parser:
    """Raw TOML (of the right shape) → values. Faults are noted in `faults`; what they spoil is never used."""

    form: Form
    faults: list[Fault]

    def fault(self, key: str, problem: str) -> None:
        self.faults.append(Fault(_FILE, key, problem))

    def block(self, key: str, raw: _Raw) -> BlockSentences:
        if self.form.block(raw["id"]) is None:
            self.fault(f"{key}.id", f"没有文字段落 {raw['id']}")
        return BlockSentences(
            raw["id"],
            tuple(self._clause(f"{key}.sentences[{n}]", sentence, ()) for n, sentence in enumerate(raw["sentences"])),
        )

    def _clause(self, key: str, raw: _Raw, subject: Sum) -> Clause:
        conditions = raw.get("when", [])
        if isinstance(conditions, str):
            conditions = [conditions]
        when = tuple(self._condition(f"{key}.when", condition) for condition in conditions)
        return Clause(when, self._pieces(f"{key}.text", raw["text"], subject))

    def _condition(self, key: str, text: str) -> Condition:
        match = _CONDITION.fullmatch(text)
        if match is None:
            self.fault(key, f"“{text}”应当是“和数 > 0”或“和数 = 0”")
            return Condition((), positive=True)
        return Condition(self._sum(key, match["sum"]), positive=match["sign"] == ">")

    def _pieces(self, key: str, raw: str | list[str | _Raw], subject: Sum) -> tuple[Piece, ...]:
        """`subject` is what ``{}`` stands for; empty outside of a list."""
        if isinstance(raw, str):
            return tuple(self._words(key, raw, subject))
        pieces: list[Piece] = []
        for number, piece in enumerate(raw):
            inner = f"{key}[{number}]"
            if isinstance(piece, str):
                pieces.extend(self._words(inner, piece, subject))
            elif "list" in piece:
                pieces.append(self._listing(inner, piece))
            else:
                pieces.append(self._clause(inner, piece, subject))
        return tuple(pieces)

    def _listing(self, key: str, raw: _Raw) -> Listing:
        items = tuple(self._item(f"{key}.list[{number}]", item) for number, item in enumerate(raw["list"]))
        return Listing(items, raw["separator"], raw.get("open", ""), raw.get("close", ""))

    def _item(self, key: str, raw: _Raw) -> Clause:
        subject = self._sum(f"{key}.of", raw["of"])
        return Clause((Condition(subject, positive=True),), self._pieces(f"{key}.text", raw["text"], subject))

    def _words(self, key: str, text: str, subject: Sum) -> Iterator[Piece]:
        """Text and, at odd positions, what stood between braces."""
        for position, part in enumerate(_PLACEHOLDER.split(text)):
            if position % 2:
                yield Quantity(self._placeholder(key, part, subject))
            elif part:
                if "{" in part or "}" in part:
                    self.fault(key, f"“{part}”里的大括号不成对")
                yield part

    def _placeholder(self, key: str, text: str, subject: Sum) -> Sum:
        if text:
            return self._sum(key, text)
        if not subject:
            self.fault(key, "{} 只能用在并列的项（list）里")
        return subject

    def _sum(self, key: str, text: str) -> Sum:
        names = [name for part in text.split("+") for name in self._stretch(key, part.strip())]
        for name in _repeated(names):
            self.fault(key, f"“{text}”里 {name} 加了不止一次")
        return tuple(Term(1, name) for name in names)

    def _stretch(self, key: str, text: str) -> list[str]:
        """A cell, or ``a … b``: the cells from a to b."""
        names = [name.strip() for name in text.split("…")]
        cells = [cell for name in names if (cell := self._cell(key, name)) is not None]
        if len(cells) < len(names) or len(names) == 1:
            return [cell.id for cell in cells]
        stretch = _between(*cells) if len(cells) == 2 else []
        if not stretch:
            self.fault(key, f"“{text}”的两头应当是同一列（行）里先后两格")
        return stretch

    def _cell(self, key: str, name: str) -> Cell | None:
        cell = self.form.cell(name)
        if cell is None:
            self.fault(key, f"没有单元格 {name}" if name else "缺少单元格")
        return cell


def _between(first: Cell, last: Cell) -> list[str]:
    """The cells of one column (or row) of a table from `first` to `last`; none where they do not stand so."""
    if first.table is last.table and first.column.id == last.column.id:
        line = [cell.id for cell in first.table.cells if cell.column.id == first.column.id]
    elif first.table is last.table and first.row.id == last.row.id:
        line = [cell.id for cell in first.table.cells if cell.row.id == first.row.id]
    else:
        return []
    start, end = line.index(first.id), line.index(last.id)
    return line[start : end + 1] if start < end else []
