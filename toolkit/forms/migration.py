"""How the cells of an edition go over into those of the next, as data: what is a sum of what, and what is 不可比.

Cells of the same id mean the same in every edition; ``migration.toml`` of the later edition says the rest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from toolkit.errors import DefinitionError, Fault
from toolkit.forms.definition import Form
from toolkit.forms.library import editions, find_form
from toolkit.forms.loading import read_definition
from toolkit.forms.templates import edition_folder

_Raw = dict[str, Any]  # TOML as parsed; never leaves this module

_NAME = "migration"
_FILE = f"{_NAME}.toml"


@dataclass(frozen=True, slots=True)
class Merger:
    """Cells of the later edition (`parts`) whose sum is the cell `whole` of the earlier; the reverse is not known."""

    whole: str
    parts: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Migration:
    """From one edition to the next. `incomparable`: cell of either edition → why it has no counterpart."""

    older: str
    newer: str
    mergers: tuple[Merger, ...]
    incomparable: Mapping[str, str]


@cache
def migrations(form: str) -> tuple[Migration, ...]:
    """All migrations between the installed editions of a form.

    Raises :class:`DefinitionError` with every fault of a definition.
    """
    folders = ((edition, edition_folder(form, edition)) for kind, edition in editions() if kind == form)
    return tuple(
        load_migration(folder, find_form(form, edition)) for edition, folder in folders if (folder / _FILE).is_file()
    )


def load_migration(folder: Path, newer: Form) -> Migration:
    """Read ``migration.toml`` in `folder`, the definition of `newer`.

    Every cell that only one of the two editions has must be in it. Raises :class:`DefinitionError` with all faults.
    """
    faults: list[Fault] = []
    raw = read_definition(folder, _NAME, _NAME, faults)
    if raw is None:
        raise DefinitionError(tuple(faults))
    older = find_form(newer.id, raw["from"])
    mergers = tuple(merger for item in raw.get("sums", []) for merger in _mergers(item, older))
    incomparable = dict(_incomparable(raw, older, newer, faults))
    migration = Migration(older.edition, newer.edition, mergers, incomparable)
    faults.extend(_faults(migration, older, newer))
    if faults:
        raise DefinitionError(tuple(faults))
    return migration


def _mergers(raw: _Raw, older: Form) -> Iterator[Merger]:
    prefix = f"{raw['table']}.{raw['old']}."
    for cell in older.cells:
        if cell.id.startswith(prefix):
            parts = tuple(f"{raw['table']}.{row}.{cell.column.id}" for row in raw["new"])
            yield Merger(cell.id, parts, raw["why"])


def _incomparable(raw: _Raw, older: Form, newer: Form, faults: list[Fault]) -> Iterator[tuple[str, str]]:
    cells = [cell.id for form in (older, newer) for cell in form.cells]
    for number, item in enumerate(raw.get("incomparable", [])):
        for pattern in item["cells"]:
            matching = [cell for cell in cells if fnmatchcase(cell, pattern)]
            yield from ((cell, item["why"]) for cell in matching)
            if not matching:
                faults.append(Fault(_FILE, f"incomparable[{number}].cells", f"两版都没有单元格 {pattern}"))


def _faults(migration: Migration, older: Form, newer: Form) -> Iterator[Fault]:
    merged = {cell for merger in migration.mergers for cell in (merger.whole, *merger.parts)}
    unknown = (name for name in merged if older.cell(name) is None and newer.cell(name) is None)
    yield from (Fault(_FILE, "sums", f"两版都没有单元格 {name}") for name in sorted(unknown))
    for form, other in ((older, newer), (newer, older)):
        for cell in form.cells:
            told = cell.id in merged or cell.id in migration.incomparable
            if other.cell(cell.id) is None and not told:
                yield Fault(_FILE, "", f"没有写明 {form.edition}版的 {cell.id} 在{other.edition}版里对应什么")
            if other.cell(cell.id) is not None and told:
                yield Fault(_FILE, "", f"两版都有 {cell.id}，不应再写")
