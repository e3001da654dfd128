"""Folder of TOML files → :class:`Form`. A faulty definition is refused with all its faults at once."""

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Any

from toolkit.errors import DefinitionError, Fault
from toolkit.forms.definition import Block, Column, Form, Part, Row, Section, Table
from toolkit.forms.rules import Rule, RuleSyntaxError, parse_equation
from toolkit.forms.templates import read_template

_Raw = dict[str, Any]  # TOML as parsed; never leaves this module

PROMPT_LIMIT = 255  # characters of an input prompt in a workbook


def load_form(folder: Traversable) -> Form:
    """Read the definition in `folder`.

    Raises :class:`DefinitionError` with every fault found: syntax and shape first (by the schemas in
    ``templates/schema``), then meaning.
    """
    faults: list[Fault] = []
    raw = _read(folder, "form", "form", faults)
    if raw is None:
        raise DefinitionError(tuple(faults))
    tables = {name: _read(folder, name, "table", faults) for name in raw["tables"]}
    narrative = _read(folder, raw["narrative"], "narrative", faults)
    if faults or narrative is None:
        raise DefinitionError(tuple(faults))

    built = {name: _table(f"{name}.toml", table, faults) for name, table in tables.items() if table is not None}
    form = _form(raw, tuple(table for table in built.values() if table), narrative)
    faults.extend(_faults_of_form(form, raw, built, f"{raw['narrative']}.toml"))
    if faults:
        raise DefinitionError(tuple(faults))
    return form


def _read(folder: Traversable, name: str, schema: str, faults: list[Fault]) -> _Raw | None:
    """One file, parsed and held against its schema; None (and a fault) where that fails."""
    file = f"{name}.toml"
    try:
        raw = tomllib.loads((folder / file).read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.append(Fault(file, "", "没有这个文件"))
    except UnicodeDecodeError:
        faults.append(Fault(file, "", "不是 UTF-8 编码"))
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(file, "", f"不是合法的 TOML（{error}）"))
    else:
        found = [Fault(file, key, problem) for key, problem in _shape_faults(raw, schema)]
        faults.extend(found)
        return None if found else raw
    return None


def _shape_faults(raw: _Raw, schema: str) -> Iterator[tuple[str, str]]:
    """Violations of the schema: (key, what is wrong)."""
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(json.loads(read_template(f"schema/{schema}.schema.json")))
    for error in sorted(validator.iter_errors(raw), key=lambda error: [str(step) for step in error.absolute_path]):
        key = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
        yield key.lstrip("."), _in_words(error)


def _in_words(error: Any) -> str:
    """A schema violation as a Chinese sentence."""
    value = error.validator_value
    match error.validator:
        case "required":
            missing = [name for name in value if name not in error.instance]
            return f"缺少 {'、'.join(missing)}"
        case "additionalProperties":
            unknown = [name for name in error.instance if name not in error.schema["properties"]]
            return f"没有 {'、'.join(unknown)} 这样的项（是否拼错）"
        case "type":
            kinds = {"string": "文字", "integer": "整数", "array": "列表", "object": "一组键值", "boolean": "true 或 false"}
            return f"应当是{kinds.get(value, value)}"
        case "enum":
            return f"应当是 {'、'.join(value)} 之一"
        case "pattern":
            return f"“{error.instance}”不合规定的写法 {value}"
        case "maxLength":
            return f"长 {len(error.instance)} 字，超过 {value} 字"
        case "minLength" | "minItems":
            return "不能为空"
        case "oneOf":
            return "应当写 parts，或者写 columns 和 rows，不能都写或都不写"
        case _:
            return str(error.message)


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
    names = Counter(rule["id"] for rule in raw.get("rules", []))
    found.extend(Fault(file, "rules", f"代号 {name} 用了 {count} 次") for name, count in names.items() if count > 1)
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
        short=raw.get("short", raw["label"]),
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
        short=raw.get("short", raw["label"]),
        under=tuple(raw.get("under", ())),
        note=raw["note"],
        basis=raw["basis"],
    )


def _rule(raw: _Raw, table: str, parts: tuple[Part, ...]) -> Rule:
    """Read a rule against the one part that knows all its names; the fault is that of the likeliest part."""
    problems: list[RuleSyntaxError] = []
    for part in parts:
        names = [item.id for item in (part.columns if raw["each"] == "row" else part.rows)]
        try:
            left, right = parse_equation(raw["holds"], names)
        except RuleSyntaxError as error:
            problems.append(error)
            continue
        derives = raw.get("derives")
        if derives and (len(left) != 1 or left[0].sign < 0 or left[0].name != derives):
            raise RuleSyntaxError(f"derives 写了 {derives}，等式左边就应当只有 {derives}")
        return Rule(
            id=raw["id"],
            table=table,
            each=raw["each"],
            title=raw["title"],
            left=left,
            right=right,
            derives=derives,
            severity=raw.get("severity", "error"),
            says=raw["says"],
            basis=raw["basis"],
        )
    raise problems[0]


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
    """Faults that only show in the instances: a total computed from itself."""
    for cell in table.derivations:
        if _depends_on_itself(table, cell, cell, frozenset()):
            yield Fault(file, "rules", f"合计 {cell} 由它自己算出")


def _depends_on_itself(table: Table, cell: str, goal: str, seen: frozenset[str]) -> bool:
    operands = {term.name for term in table.derivations.get(cell, ())}
    if goal in operands:
        return True
    return any(_depends_on_itself(table, operand, goal, seen | operands) for operand in operands - seen)


def _note_faults(file: str, table: Table) -> Iterator[Fault]:
    for cell in table.cells:
        if len(cell.note) > PROMPT_LIMIT:
            yield Fault(file, f"rows.{cell.row.id}.note", f"与列说明合计 {len(cell.note)} 字，超过 {PROMPT_LIMIT} 字")


def _form(raw: _Raw, tables: tuple[Table, ...], narrative: _Raw) -> Form:
    return Form(
        id=raw["id"],
        edition=raw["edition"],
        title=raw["title"],
        basis=raw["basis"],
        law=raw["law"],
        first_year=raw["years"]["from"],
        last_year=raw["years"].get("to"),
        sections=tuple(
            Section(section["id"], section["heading"], section.get("table"), section["basis"])
            for section in raw["sections"]
        ),
        tables=tables,
        narrative_sheet=narrative["sheet"],
        blocks=tuple(_block(block) for block in narrative["blocks"]),
        digest=_digest(raw, tables, narrative),
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
    )


def _digest(raw: _Raw, tables: Iterable[Table], narrative: _Raw) -> str:
    """SHA-256 over what a filled copy depends on; notes and prompts may be reworded without a new digest."""
    shape = [
        [raw["id"], raw["edition"]],
        [
            [
                table.id,
                table.sheet,
                [(cell.range, cell.role.value, cell.text, cell.cell) for cell in table.grid.cells],
                [(cell.id, cell.column.kind) for cell in table.cells],
                [(i.rule.id, [(t.sign, t.name) for t in (*i.left, *i.right)]) for i in table.identities],
            ]
            for table in tables
        ],
        [narrative["sheet"], [[block["id"], block["title"]] for block in narrative["blocks"]]],
    ]
    return hashlib.sha256(json.dumps(shape, ensure_ascii=False).encode()).hexdigest()


def _faults_of_form(form: Form, raw: _Raw, tables: Mapping[str, Table | None], narrative: str) -> Iterator[Fault]:
    sections = {section.id for section in form.sections}
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
