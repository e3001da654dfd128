"""Folder of TOML files → :class:`Form`. A faulty definition is refused with all its faults at once."""

import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from importlib.resources.abc import Traversable
from itertools import groupby
from typing import Any

from toolkit.errors import DefinitionError, Fault, ToolkitError
from toolkit.forms.definition import Block, Column, Form, Part, Row, Section, Supplement, Table
from toolkit.forms.rules import Rule, RuleSyntaxError, Term, parse_comparison
from toolkit.forms.shape import shape_faults

_Raw = dict[str, Any]  # TOML as parsed; never leaves this module

PROMPT_LIMIT = 255  # characters of an input prompt in a workbook
SUPPLEMENT = "supplement"  # the file of a definition that adds tables to an official form
# What a table may not be called: ids of cells start with the name of their table, those of rules with their family.
_TAKEN_NAMES = frozenset({"last", "years", "cells", "workbook", "narrative"})
SHEETS = frozenset(
    {"封面", "问题清单", "情况说明", "勾稽核对", "上年数", "填报说明", "汇总来源", "_nianbao", "History"}
)
"""Sheets of a workbook that are no table of a form (and the name that Excel keeps for itself)."""


def load_form(folder: Traversable) -> Form:
    """Read the definition in `folder`.

    Raises :class:`DefinitionError` with every fault found: syntax and shape first (by the schemas in
    ``templates/schema``), then meaning.
    """
    faults: list[Fault] = []
    raw = read_definition(folder, "form", "form", faults)
    if raw is None:
        raise DefinitionError(tuple(faults))
    tables = {name: read_definition(folder, name, "table", faults) for name in raw["tables"]}
    narrative = read_definition(folder, raw["narrative"], "narrative", faults)
    if faults or narrative is None:
        raise DefinitionError(tuple(faults))

    built = {name: _table(f"{name}.toml", table, faults) for name, table in tables.items() if table is not None}
    form = _form(folder, raw, tuple(table for table in built.values() if table), narrative)
    faults.extend(_faults_of_form(form, raw, built, f"{raw['narrative']}.toml"))
    if faults:
        raise DefinitionError(tuple(faults))
    return form


def load_supplement(folder: Traversable, base_of: Callable[[str, str], Form]) -> Form:
    """Read the 附表 defined in `folder` and add its tables to the official form it extends, which `base_of` gives for
    a form and an edition. Cells and rules of the official tables stay as they are.

    Raises :class:`DefinitionError` as :func:`load_form` does.
    """
    faults: list[Fault] = []
    raw = read_definition(folder, SUPPLEMENT, SUPPLEMENT, faults)
    if raw is None:
        raise DefinitionError(tuple(faults))
    tables = {name: read_definition(folder, name, "table", faults) for name in raw["tables"]}
    built = {name: _table(f"{name}.toml", table, faults) for name, table in tables.items() if table is not None}
    added = tuple(table for table in built.values() if table)
    try:
        base = base_of(raw["extends"], raw["edition"])
    except ToolkitError as error:
        faults.append(Fault(f"{SUPPLEMENT}.toml", "edition", str(error)))
        raise DefinitionError(tuple(faults)) from error
    faults.extend(_faults_of_supplement(base, raw, built))
    if faults:
        raise DefinitionError(tuple(faults))
    supplement = Supplement(raw["id"], raw["title"], raw["basis"], tuple(built))
    shape = [base.digest, raw["id"], raw["title"], *map(_shape, added)]
    digest = hashlib.sha256(json.dumps(shape, ensure_ascii=False).encode()).hexdigest()
    return replace(base, tables=base.tables + added, digest=digest, folder=folder, mixtures=(), supplement=supplement)


def _faults_of_supplement(base: Form, raw: _Raw, built: Mapping[str, Table | None]) -> Iterator[Fault]:
    head = f"{SUPPLEMENT}.toml"
    listed: Counter[str] = Counter(raw["tables"])
    yield from (Fault(head, "tables", f"表 {name} 列了 {n} 次") for name, n in listed.items() if n > 1)
    official = {table.id: table for table in base.tables}
    sheets = {name.casefold() for name in (base.narrative_sheet, *SHEETS, *(table.sheet for table in base.tables))}
    rules = {rule.name for table in base.tables for rule in table.rules}
    for name, table in built.items():
        file = f"{name}.toml"
        if name in official:
            yield Fault(head, "tables", f"{name} 是官方表式里的表，附表请另起代号；官方的表不能改动")
        if name in _TAKEN_NAMES:
            yield Fault(head, "tables", f"{name} 另有用处，请换一个代号")
        if table is None:
            continue
        if table.id != name:
            yield Fault(file, "id", f"应当与文件名相同，是 {name}")
        if table.sheet.casefold() in sheets:
            yield Fault(file, "sheet", f"工作簿里已经有“{table.sheet}”这张工作表，请换一个名称")
        sheets.add(table.sheet.casefold())
        for rule in table.rules:
            if rule.name in rules:
                yield Fault(file, f"rules.{rule.id}", f"已经有叫 {rule.name} 的规则，请换一个代号")
            rules.add(rule.name)


def read_definition(folder: Traversable, name: str, schema: str, faults: list[Fault]) -> _Raw | None:
    """One file, parsed and held against its schema; None (and a fault) where that fails."""
    file = f"{name}.toml"
    try:
        raw = tomllib.loads((folder / file).read_text(encoding="utf-8-sig"))  # the mark is Notepad's
    except FileNotFoundError:
        faults.append(Fault(file, "", "没有这个文件"))
    except UnicodeDecodeError:
        faults.append(Fault(file, "", "不是 UTF-8 编码"))
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(file, "", f"不是合法的 TOML（{error}）"))
    else:
        found = [Fault(file, key, problem) for key, problem in shape_faults(raw, schema)]
        faults.extend(found)
        return None if found else raw
    return None


def _table(file: str, raw: _Raw, faults: list[Fault]) -> Table | None:
    """The table, or None (and faults) where its rules do not fit its rows and columns."""
    parts = tuple(_part(part, raw["unit"]) for part in raw.get("parts", [raw | {"title": ""}]))
    found = [*_duplicates(file, parts), *_across_faults(file, raw, parts)]
    rules: list[Rule] = []
    for number, rule in enumerate(raw.get("rules", [])):
        try:
            rules.append(_rule(rule, raw["id"], parts))
        except RuleSyntaxError as error:
            found.append(Fault(file, f"rules[{number}].holds", str(error)))
    names = Counter(f"{rule.get('family', raw['id'])}.{rule['id']}" for rule in raw.get("rules", []))
    found.extend(Fault(file, "rules", f"规则 {name} 写了 {count} 次") for name, count in names.items() if count > 1)
    table = Table(
        id=raw["id"],
        sheet=raw["sheet"],
        title=raw["title"],
        unit=raw["unit"],
        basis=raw["basis"],
        layout=raw.get("layout", "matrix"),
        parts=parts,
        rules=tuple(rules),
    )
    if not found:
        found.extend(_rule_faults(file, table))
        found.extend(_note_faults(file, table))
    faults.extend(found)
    return None if found else table


def _part(raw: _Raw, unit: str) -> Part:
    return Part(
        title=raw["title"],
        corner=raw.get("corner", ""),
        columns=tuple(_column(column, unit) for column in raw["columns"]),
        rows=tuple(_row(row) for row in raw["rows"]),
    )


def _column(raw: _Raw, unit: str) -> Column:
    return Column(
        id=raw["id"],
        label=raw["label"],
        short=raw.get("short") or raw["label"],
        under=tuple(raw.get("under", ())),
        kind=raw.get("kind", "count"),
        unit=raw.get("unit", unit),
        decimals=raw.get("decimals", 0),
        note=raw.get("note", ""),
    )


def _row(raw: _Raw) -> Row:
    return Row(
        id=raw["id"],
        label=raw["label"],
        short=raw.get("short") or raw["label"],
        under=tuple(raw.get("under", ())),
        note=raw["note"],
        basis=raw["basis"],
    )


def _rule(raw: _Raw, table: str, parts: tuple[Part, ...]) -> Rule:
    """Read a rule against the part that knows most of its names."""
    words = set(re.findall(r"[a-z]\w*", f"{raw['holds']} {raw.get('when', '')}"))
    candidates = (_columns(part) if raw["each"] == "row" else _rows(part) for part in parts)
    names = max(candidates, key=lambda names: len(words.intersection(names)))
    holds = parse_comparison(raw["holds"], names)
    rule = Rule(
        id=raw["id"],
        table=table,
        family=raw.get("family", table),
        each=raw["each"],
        title=raw["title"],
        holds=holds,
        when=parse_comparison(raw["when"], names) if "when" in raw else None,
        only=tuple(raw.get("only", ())),
        derives=raw.get("derives"),
        severity=raw.get("severity", "error"),
        trial=raw.get("trial", False),
        says=raw["says"],
        fix=raw.get("fix", ""),
        basis=raw["basis"],
    )
    if rule.derives and not (rule.is_identity and holds.left == (Term(1, rule.derives),)):
        raise RuleSyntaxError(f"derives 写了 {rule.derives}，等式左边就应当只有 {rule.derives}")
    return rule


def _columns(part: Part) -> list[str]:
    return [column.id for column in part.columns]


def _rows(part: Part) -> list[str]:
    return [row.id for row in part.rows]


def _duplicates(file: str, parts: tuple[Part, ...]) -> Iterator[Fault]:
    rows = Counter(row.id for part in parts for row in part.rows)
    yield from (Fault(file, "rows", f"代号 {row} 用了 {count} 次") for row, count in rows.items() if count > 1)
    for part in parts:
        columns = Counter(column.id for column in part.columns)
        yield from (Fault(file, "columns", f"代号 {name} 用了 {n} 次") for name, n in columns.items() if n > 1)


def _across_faults(file: str, raw: _Raw, parts: tuple[Part, ...]) -> Iterator[Fault]:
    if raw.get("layout") == "across":
        if len(parts) > 1:
            yield Fault(file, "layout", "并排（across）的表只能有一段")
        if any(column.under for column in parts[0].columns):
            yield Fault(file, "columns", "并排（across）的表，列不能再归类（under）")


def _rule_faults(file: str, table: Table) -> Iterator[Fault]:
    """Faults that only show in the instances: a total computed from itself, a row (column) that is not there."""
    for rule in table.rules:
        known = {name for part in table.parts for name in (_rows(part) if rule.each == "row" else _columns(part))}
        unknown = [name for name in rule.only if name not in known]
        yield from (Fault(file, f"rules.{rule.id}.only", f"没有代号为 {name} 的项") for name in unknown)
    for cell in table.derivations:
        if _depends_on_itself(table, cell, cell, frozenset()):
            yield Fault(file, "rules", f"合计 {cell} 由它自己算出")


def _depends_on_itself(table: Table, cell: str, goal: str, seen: frozenset[str]) -> bool:
    operands = {term.name for term in table.derivations.get(cell, ())}
    if goal in operands:
        return True
    return any(_depends_on_itself(table, operand, goal, seen | operands) for operand in operands - seen)


def _note_faults(file: str, table: Table) -> Iterator[Fault]:
    for row, cells in groupby(table.cells, key=lambda cell: cell.row):
        longest = max(len(cell.note) for cell in cells)
        if longest > PROMPT_LIMIT:
            yield Fault(file, f"rows.{row.id}.note", f"与列说明合计 {longest} 字，超过 {PROMPT_LIMIT} 字")


def _form(folder: Traversable, raw: _Raw, tables: tuple[Table, ...], narrative: _Raw) -> Form:
    return Form(
        id=raw["id"],
        edition=raw["edition"],
        title=raw["title"],
        basis=raw["basis"],
        law=raw["law"],
        first_year=raw["years"]["from"],
        last_year=raw["years"].get("to"),
        sections=tuple(
            Section(item["id"], item["heading"], item.get("table"), item["basis"], tuple(item.get("aliases", ())))
            for item in raw["sections"]
        ),
        tables=tables,
        narrative_sheet=narrative["sheet"],
        blocks=tuple(_block(block) for block in narrative["blocks"]),
        digest=_digest(raw, tables, narrative),
        folder=folder,
        mixtures=tuple(tuple(mixture["tables"].items()) for mixture in raw.get("mixtures", [])),
    )


def _block(raw: _Raw) -> Block:
    return Block(
        id=raw["id"],
        section=raw.get("section"),
        title=raw["title"],
        required=raw.get("required", False),
        prompt=raw["prompt"],
        basis=raw.get("basis", ""),
        shows=tuple(raw.get("shows", ())),
        known_by=raw.get("known_by", ""),
    )


def _digest(raw: _Raw, tables: Iterable[Table], narrative: _Raw) -> str:
    """SHA-256 over what a filled copy depends on; notes and prompts may be reworded without a new digest."""
    shape = [
        [raw["id"], raw["edition"]],
        [_shape(table) for table in tables],
        [narrative["sheet"], [[block["id"], block["title"]] for block in narrative["blocks"]]],
    ]
    return hashlib.sha256(json.dumps(shape, ensure_ascii=False).encode()).hexdigest()


def _shape(table: Table) -> list[object]:
    return [
        table.id,
        table.sheet,
        [(cell.range, cell.role.value, cell.text, cell.cell) for cell in table.grid.cells],
        [(cell.id, cell.column.kind) for cell in table.cells],
        [(i.rule.id, [(t.coefficient, t.name) for t in i.holds.terms]) for i in table.identities],
    ]


def _faults_of_form(form: Form, raw: _Raw, tables: Mapping[str, Table | None], narrative: str) -> Iterator[Fault]:
    sections = Counter(section.id for section in form.sections)
    yield from (Fault("form.toml", "sections", f"代号 {name} 用了 {n} 次") for name, n in sections.items() if n > 1)
    listed: Counter[str] = Counter(raw["tables"])
    yield from (Fault("form.toml", "tables", f"表 {name} 列了 {n} 次") for name, n in listed.items() if n > 1)
    if form.last_year is not None and form.last_year < form.first_year:
        yield Fault("form.toml", "years", "to 早于 from")
    shown = Counter(section.table for section in form.sections if section.table)
    for number, section in enumerate(form.sections):
        if section.table and section.table not in tables:
            yield Fault("form.toml", f"sections[{number}].table", f"tables 里没有 {section.table}")
    for name in tables:
        if shown[name] != 1:
            yield Fault("form.toml", "sections", f"表 {name} 应当恰好属于一个部分，现在是 {shown[name]} 个")
    sheets = Counter([form.narrative_sheet, *(table.sheet for table in form.tables)])
    yield from (Fault("form.toml", "tables", f"工作表名 {s} 用了 {n} 次") for s, n in sheets.items() if n > 1)
    for name, table in tables.items():
        if table and table.id != name:
            yield Fault(f"{name}.toml", "id", f"应当与文件名相同，是 {name}")
    blocks = Counter(block.id for block in form.blocks)
    yield from (Fault(narrative, "blocks", f"代号 {name} 用了 {n} 次") for name, n in blocks.items() if n > 1)
    complete = all(tables.values())
    for number, block in enumerate(form.blocks):
        if block.section is not None and block.section not in sections:
            yield Fault(narrative, f"blocks[{number}].section", f"没有 {block.section} 这一部分")
        unknown = [cell for cell in block.shows if form.cell(cell) is None] if complete else []
        yield from (Fault(narrative, f"blocks[{number}].shows", f"没有单元格 {cell}") for cell in unknown)
