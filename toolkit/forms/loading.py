"""Folder of TOML files → :class:`Form`. A faulty definition is refused with all its faults at once."""

import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from toolkit.errors import DefinitionError, Fault
from toolkit.forms.definition import Block, Form, Section, Table
from toolkit.forms.shape import shape_faults
from toolkit.forms.tables import RENAME, read_table
from toolkit.forms.templates import is_shipped

_Raw = dict[str, Any]  # TOML as parsed; never leaves this module


def load_form(folder: Path) -> Form:
    """Read the definition in `folder`.

    Raises :class:`DefinitionError` with every fault found: syntax and shape first (by the schemas in
    ``templates/schema``), then meaning.
    """
    faults: list[Fault] = []
    raw = parse_definition(folder, "form", faults)
    if raw is None:
        raise DefinitionError(tuple(faults))
    if not is_shipped(folder):
        faults.extend(shape_faults_of("form", raw, "form"))
    tables = {name: read_definition(folder, name, "table", faults) for name in names_in(raw.get("tables"))}
    narrative = next(
        (read_definition(folder, name, "narrative", faults) for name in names_in([raw.get("narrative")])), None
    )
    misshapen = bool(faults)
    built = {name: read_table(f"{name}.toml", table, faults) for name, table in tables.items() if table is not None}
    if misshapen or narrative is None:
        raise DefinitionError(tuple(faults))

    form = _form(folder, raw, tuple(table for table in built.values() if table), narrative)
    faults.extend(_faults_of_form(form, raw, built, f"{raw['narrative']}.toml"))
    if faults:
        raise DefinitionError(tuple(faults))
    return form


def names_in(listed: object) -> list[str]:
    """The names of files in what a definition says, be it wrong in other ways."""
    return [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []


def read_definition(folder: Path, name: str, schema: str, faults: list[Fault]) -> _Raw | None:
    """One file, parsed and held against its schema; None (and a fault) where that fails.

    What the program came with was held against the schemas when it was tested.
    """
    raw = parse_definition(folder, name, faults)
    found = [] if raw is None or is_shipped(folder) else shape_faults_of(name, raw, schema)
    faults.extend(found)
    return None if found else raw


def shape_faults_of(name: str, raw: _Raw, schema: str) -> list[Fault]:
    return [Fault(f"{name}.toml", *fault) for fault in shape_faults(raw, schema)]


def parse_definition(folder: Path, name: str, faults: list[Fault]) -> _Raw | None:
    """One file as TOML; None (and a fault) where it is none."""
    file = f"{name}.toml"
    try:
        return tomllib.loads((folder / file).read_text(encoding="utf-8-sig"))  # the mark is Notepad's
    except FileNotFoundError:
        faults.append(Fault(file, "", "没有这个文件", "补上这个文件，或改正写它名字的地方"))
    except UnicodeDecodeError:
        faults.append(Fault(file, "", "不是 UTF-8 编码", "在记事本里“另存为”，编码选 UTF-8"))
    except tomllib.TOMLDecodeError as error:
        where, remedy = _toml_trouble(str(error))
        faults.append(Fault(file, "", f"不是合法的 TOML（{where}）", remedy))
    return None


_TOML_REMEDIES = (
    ("quote", "文字两头要有成对的半角双引号，文字里的引号用“”"),
    ("Unclosed array", "列表要以 ] 结束，各项之间用半角逗号"),
    ("Unclosed inline table", "一组键值要以 } 结束，各项之间用半角逗号"),
    ("inline table", "{ } 里面的各项写成 名字 = 内容，之间用半角逗号，整组写在一行里"),
    ("overwrite", "同一个名字在同一处只能写一次"),
    ("Expected '='", "每一行写成 名字 = 内容，等号是半角的"),
    ("Invalid statement", "每一行写成 名字 = 内容；注解以 # 开头；标点用半角"),
    ("Invalid value", "文字要加半角双引号；true、false 和数字不加"),
    ("Expected ']'", "表头要成对：[[rows]] 两边各两个方括号"),
)


def _toml_trouble(message: str) -> tuple[str, str]:
    """Where the parser stopped, and what is mostly wrong there."""
    found = re.search(r"at line (\d+), column (\d+)", message)
    where = f"第 {found[1]} 行第 {found[2]} 列" if found else "文件末尾"
    return where, next((remedy for words, remedy in _TOML_REMEDIES if words in message), "核对这一处和上一行的写法")


def _form(folder: Path, raw: _Raw, tables: tuple[Table, ...], narrative: _Raw) -> Form:
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
        [shape_of(table) for table in tables],
        [narrative["sheet"], [[block["id"], block["title"]] for block in narrative["blocks"]]],
    ]
    return hashlib.sha256(json.dumps(shape, ensure_ascii=False).encode()).hexdigest()


def shape_of(table: Table) -> list[object]:
    """What a filled copy of a table depends on."""
    return [
        table.id,
        table.sheet,
        [(cell.range, cell.role.value, cell.text, cell.cell) for cell in table.grid.cells],
        [(cell.id, cell.entry.kind.id, *cell.entry.traits) for cell in table.cells],
        [(i.rule.id, [(t.coefficient, t.name) for t in i.holds.terms]) for i in table.identities],
    ]


def _listed(names: Iterable[str]) -> str:
    return "、".join(names)


RESERVED_SHEETS = (
    "封面",
    "勾稽核对",
    "情况说明",
    "上年数",
    "填报说明",
    "问题清单",
    "汇总单位",
    "汇总说明",
    "汇总来源",
    "_nianbao",
)
"""Sheets that every workbook has or may have beside those of the form."""


def _faults_of_form(form: Form, raw: _Raw, tables: Mapping[str, Table | None], narrative: str) -> Iterator[Fault]:
    sections = Counter(section.id for section in form.sections)
    yield from (
        Fault("form.toml", "sections", f"代号 {name} 用了 {n} 次", RENAME) for name, n in sections.items() if n > 1
    )
    listed: Counter[str] = Counter(raw["tables"])
    yield from (
        Fault("form.toml", "tables", f"表 {name} 列了 {n} 次", "只列一次") for name, n in listed.items() if n > 1
    )
    if form.last_year is not None and form.last_year < form.first_year:
        yield Fault("form.toml", "years", "to 早于 from", "to 是适用的最后一个年度，仍在使用的不写")
    shown = Counter(section.table for section in form.sections if section.table)
    for number, section in enumerate(form.sections):
        if section.table and section.table not in tables:
            yield Fault(
                "form.toml",
                f"sections[{number}].table",
                f"tables 里没有 {section.table}",
                f"tables 里有 {_listed(tables)}",
            )
    for name in tables:
        if shown[name] != 1:
            yield Fault(
                "form.toml",
                "sections",
                f"表 {name} 应当恰好属于一个部分，现在是 {shown[name]} 个",
                f'在一个部分里写 table = "{name}"',
            )
    sheets = Counter([form.narrative_sheet, *(table.sheet for table in form.tables)])
    yield from (
        Fault("form.toml", "tables", f"工作表名 {s} 用了 {n} 次", "给其中一张另起 sheet")
        for s, n in sheets.items()
        if n > 1
    )
    for sheet in filter(RESERVED_SHEETS.__contains__, sheets):
        yield Fault(
            "form.toml", "tables", f"工作表名 {sheet} 是工作簿自己用的", f"换一个；{_listed(RESERVED_SHEETS)} 都不能用"
        )
    for name, table in tables.items():
        if table and table.id != name:
            yield Fault(f"{name}.toml", "id", f"应当与文件名相同，是 {name}", f'写成 id = "{name}"')
    yield from _narrative_faults(form, narrative, complete=all(tables.values()))


def _narrative_faults(form: Form, file: str, *, complete: bool) -> Iterator[Fault]:
    """`complete`: all tables could be read, so that it is known which cells there are."""
    sections = [section.id for section in form.sections]
    blocks = Counter(block.id for block in form.blocks)
    yield from (Fault(file, "blocks", f"代号 {name} 用了 {n} 次", RENAME) for name, n in blocks.items() if n > 1)
    for number, block in enumerate(form.blocks):
        if block.section is not None and block.section not in sections:
            yield Fault(
                file,
                f"blocks[{number}].section",
                f"没有 {block.section} 这一部分",
                f"form.toml 里有 {_listed(sections)}",
            )
        unknown = [cell for cell in block.shows if form.cell(cell) is None] if complete else []
        yield from (
            Fault(file, f"blocks[{number}].shows", f"没有单元格 {cell}", "单元格写作 表.行.列") for cell in unknown
        )
