"""附表: a folder of TOML files that adds tables to an official form."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolkit.errors import DefinitionError, Fault, ToolkitError
from toolkit.forms.definition import Form, Supplement, Table
from toolkit.forms.loading import RESERVED_SHEETS, names_in, parse_definition, read_definition, shape_faults_of
from toolkit.forms.tables import read_table

_Raw = dict[str, Any]  # TOML as parsed; never leaves this module

SUPPLEMENT = "supplement"
"""The file, without its ending, that makes a folder the definition of a 附表."""

_HEAD = f"{SUPPLEMENT}.toml"
# What a table may not be called: ids of cells begin with the name of their table, those of rules with their family.
_TAKEN = frozenset({"last", "years", "cells", "workbook", "narrative"})
_EXCELS_OWN = "History"  # no sheet may be called so


def load_supplement(folder: Path, base_of: Callable[[str, str], Form]) -> Form:
    """Read the 附表 defined in `folder` and add its tables to the official form it extends, which `base_of` gives for
    a form and an edition. Cells and rules of the official tables stay as they are.

    Raises :class:`DefinitionError` with every fault found, as :func:`toolkit.forms.load_form` does.
    """
    faults: list[Fault] = []
    raw = parse_definition(folder, SUPPLEMENT, faults)
    if raw is None:
        raise DefinitionError(tuple(faults))
    faults.extend(shape_faults_of(SUPPLEMENT, raw, SUPPLEMENT))
    tables = {name: read_definition(folder, name, "table", faults) for name in names_in(raw.get("tables"))}
    spoken = (folder / "sentences.toml").is_file()
    sentences = read_definition(folder, "sentences", "sentences", faults) if spoken else None
    built = {name: read_table(f"{name}.toml", table, faults) for name, table in tables.items() if table is not None}
    if faults:
        raise DefinitionError(tuple(faults))
    base = _base(raw, base_of)
    added = {name: table for name, table in built.items() if table}
    faults.extend(_faults(base, raw, added))
    if faults:
        raise DefinitionError(tuple(faults))
    blocks = tuple(
        replace(block, shows=(*block.shows, *raw.get("shows", {}).get(block.id, ()))) for block in base.blocks
    )
    supplement = Supplement(raw["id"], raw["title"], raw["basis"], tuple(added))
    return replace(
        base,
        tables=(*base.tables, *added.values()),
        blocks=blocks,
        digest=_digest(base, raw, tables, sentences),
        folder=folder,
        mixtures=(),
        supplement=supplement,
    )


def _digest(base: Form, raw: _Raw, tables: Mapping[str, _Raw | None], sentences: _Raw | None) -> str:
    """SHA-256 over everything that stands in a workbook, notes and sentences too: a workbook is held against the very
    definition it was made on.
    """
    whole = json.dumps([base.digest, raw, tables, sentences], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def _base(raw: _Raw, base_of: Callable[[str, str], Form]) -> Form:
    try:
        return base_of(raw["extends"], raw["edition"])
    except ToolkitError as error:
        raise DefinitionError((Fault(_HEAD, "extends", error.problem, error.remedy),)) from error


def _faults(base: Form, raw: _Raw, added: Mapping[str, Table]) -> Iterator[Fault]:
    """What does not go together with the official form, or among the tables."""
    listed: Counter[str] = Counter(raw["tables"])
    yield from (Fault(_HEAD, "tables", f"表 {name} 列了 {n} 次", "只列一次") for name, n in listed.items() if n > 1)
    official = {table.id for table in base.tables}
    sheets = {name.casefold() for name in (base.narrative_sheet, *RESERVED_SHEETS, _EXCELS_OWN)}
    sheets |= {table.sheet.casefold() for table in base.tables}
    rules = {rule.name for table in base.tables for rule in table.rules}
    cells = {cell.id for table in (*base.tables, *added.values()) for cell in table.cells}
    for block, shown in raw.get("shows", {}).items():
        if base.block(block) is None:
            yield Fault(_HEAD, f"shows.{block}", f"没有文字段落 {block}", "段落如 overview.proactive")
        unknown = (cell for cell in shown if cell not in cells)
        yield from (Fault(_HEAD, f"shows.{block}", f"没有单元格 {cell}", "单元格写作 表.行.列") for cell in unknown)
    for name, table in added.items():
        if name in official:
            yield Fault(_HEAD, "tables", f"{name} 是官方表式里的表，不能改动", "给附表的表另起代号")
        if name in _TAKEN:
            yield Fault(_HEAD, "tables", f"{name} 另有用处", "给这张表另起代号")
        if table.id != name:
            yield Fault(f"{name}.toml", "id", f"应当与文件名相同，是 {name}", f'写成 id = "{name}"')
        if table.sheet.casefold() in sheets:
            yield Fault(f"{name}.toml", "sheet", f"工作簿里已经有“{table.sheet}”这张工作表", "换一个名称")
        sheets.add(table.sheet.casefold())
        yield from (
            Fault(f"{name}.toml", f"rules.{rule.id}", f"已经有叫 {rule.name} 的规则", "换一个代号")
            for rule in table.rules
            if rule.name in rules
        )
        rules |= {rule.name for rule in table.rules}
