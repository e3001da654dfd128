"""What official prose calls the numbers of the tables: the words, and the sum of cells they speak of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any, Literal

from toolkit.errors import DefinitionError, Fault
from toolkit.forms.definition import Form
from toolkit.forms.library import editions, find_form, layout_of_digest
from toolkit.forms.loading import read_definition
from toolkit.forms.rules import Sum, Term
from toolkit.forms.templates import edition_folder

Topic = Literal["request", "review", "suit", "any"]

_NAME = "lexicon"
_NEVER = re.compile("(?!)")
# Bands that the tables print without a number of their own, as prose counts them.
_BANDS = {
    "denied": "denied_",
    "unavailable": "unavailable_",
    "not_processed": "not_processed_",
    "otherwise": "otherwise_",
}
_ORGANIZATIONS = ("enterprise", "research_institute", "public_interest", "legal_service", "other_organization")
_SUITS = ("direct_suit", "suit_after_review")


@dataclass(frozen=True, slots=True)
class Quantity:
    """Words before a number, and the sums (any of them will do) that the number may be."""

    id: str
    label: str
    topic: Topic
    money: bool
    equals: tuple[Sum, ...]
    words: re.Pattern[str]
    forbids: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Zero:
    """A phrase that says there was none."""

    label: str
    equals: tuple[Sum, ...]
    phrase: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lexicon of a form.

    `forbidden` before a number says that it counts something else. `fillers` say nothing: only where nothing but them
    and the words of the quantity stand before a number is it sure what the number counts. `superseded` are documents
    that should no longer be cited.
    """

    forbidden: re.Pattern[str]
    fillers: re.Pattern[str]
    superseded: re.Pattern[str]
    quantities: tuple[Quantity, ...]
    zeros: tuple[Zero, ...]


def find_lexicon(form: Form) -> Lexicon | None:
    """The words for the cells of `form`, from its own lexicon or that of the newest edition; None without one.

    Prose outlives editions: what speaks of cells that `form` does not have is left out.
    Raises :class:`DefinitionError` with all faults.
    """
    return _installed(form.id, form.edition, form.digest)


@cache
def _installed(form_id: str, edition: str, digest: str) -> Lexicon | None:
    form = layout_of_digest(form_id, edition, digest)
    others = (name for kind, name in editions() if kind == form_id)
    for name in (edition, *others):
        folder = edition_folder(form_id, name)
        if (folder / f"{_NAME}.toml").is_file():
            return _restricted(load_lexicon(folder, find_form(form_id, name)), form)
    return None


def _restricted(lexicon: Lexicon, form: Form) -> Lexicon:
    """`lexicon` without what `form` has no cells for; what `form` itself is based on is not superseded for it."""

    def known(sums: tuple[Sum, ...]) -> tuple[Sum, ...]:
        return tuple(item for item in sums if all(form.cell(term.name) for term in item))

    quantities = (replace(item, equals=known(item.equals)) for item in lexicon.quantities)
    zeros = (replace(item, equals=known(item.equals)) for item in lexicon.zeros)
    return replace(
        lexicon,
        superseded=_NEVER if lexicon.superseded.search(form.basis) else lexicon.superseded,
        quantities=tuple(item for item in quantities if item.equals),
        zeros=tuple(item for item in zeros if item.equals),
    )


def load_lexicon(folder: Traversable, form: Form) -> Lexicon:
    """Read ``lexicon.toml`` of a definition. Raises :class:`DefinitionError` with all faults."""
    faults: list[Fault] = []
    raw = read_definition(folder, _NAME, _NAME, faults)
    if raw is None:
        raise DefinitionError(tuple(faults))
    forbidden = _pattern(raw["forbidden"], "forbidden", faults)
    fillers = _pattern(raw["fillers"], "fillers", faults)
    quantities = [_quantity(item, f"quantities[{n}]", form, faults) for n, item in enumerate(raw["quantities"])]
    zeros = [_zero(item, f"zeros[{n}]", form, faults) for n, item in enumerate(raw["zeros"])]
    superseded = _pattern(raw.get("superseded", "(?!)"), "superseded", faults)
    if faults:
        raise DefinitionError(tuple(faults))
    return Lexicon(forbidden, fillers, superseded, tuple(quantities), tuple(zeros))


def _quantity(raw: dict[str, Any], key: str, form: Form, faults: list[Fault]) -> Quantity:
    return Quantity(
        id=raw["id"],
        label=raw["label"],
        topic=raw["topic"],
        money=raw.get("units") == "money",
        equals=tuple(_sums(raw["equals"], key, form, faults)),
        words=_pattern(raw["words"], f"{key}.words", faults),
        forbids=_pattern(raw["forbids"], f"{key}.forbids", faults) if "forbids" in raw else None,
    )


def _zero(raw: dict[str, Any], key: str, form: Form, faults: list[Fault]) -> Zero:
    equals = tuple(_sums(raw["equals"], key, form, faults))
    return Zero(raw["label"], equals, _pattern(raw["phrase"], f"{key}.phrase", faults))


def _pattern(text: str, key: str, faults: list[Fault]) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        faults.append(Fault(f"{_NAME}.toml", key, f"不是合法的正则表达式（{error}）"))
        return _NEVER


def _sums(expressions: list[str], key: str, form: Form, faults: list[Fault]) -> Iterator[Sum]:
    for expression in expressions:
        cells = [cell for name in expression.split("+") for cell in _expand(name.strip(), form)]
        unknown = [cell for cell in cells if form.cell(cell) is None]
        faults.extend(Fault(f"{_NAME}.toml", f"{key}.equals", f"没有单元格 {cell}") for cell in unknown)
        yield tuple(Term(1, cell) for cell in cells)


def _expand(name: str, form: Form) -> list[str]:
    """A cell, or the cells of a band: ``requests.denied.total``, ``requests.received.organizations``."""
    table, row, column = name.split(".") if name.count(".") == 2 else (name, "", "")
    if row == "suits":
        return [f"{table}.{suit}.{column}" for suit in _SUITS]
    if column == "organizations":
        return [f"{table}.{row}.{organization}" for organization in _ORGANIZATIONS]
    if row in _BANDS:
        prefix = f"{table}.{_BANDS[row]}"
        return [cell.id for cell in form.cells if cell.id.startswith(prefix) and cell.column.id == column]
    return [name]
