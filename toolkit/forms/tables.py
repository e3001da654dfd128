"""One table of a definition: raw TOML of the right shape → :class:`Table`, or what is wrong with it."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from toolkit.errors import Fault
from toolkit.forms.definition import Cell, Column, Part, Row, Table
from toolkit.forms.kinds import DEFAULT_LENGTH, KINDS, NO, YES, Entry
from toolkit.forms.rules import LAST, Rule, RuleSyntaxError, Term, parse_comparison

_Raw = dict[str, Any]  # TOML as parsed; never leaves this module

PROMPT_LIMIT = 255  # characters of an input prompt in a workbook
CHOICES_LIMIT = 250  # characters of all choices with the commas between them: a list of a workbook holds 255
RENAME = "每一个代号只用一次，给其余的另起代号"
_ENTRY = ("kind", "unit", "decimals", "choices", "length", "optional")
_HOLDS = "写行（列）的代号，用 + - = <= >= 连接；a … b 是从 a 到 b 各项之和，… 是一个字符"


def read_table(file: str, raw: _Raw, faults: list[Fault]) -> Table | None:
    """The table, or None (and faults) where its rules do not fit its rows and columns."""
    stretches = raw.get("parts", [raw | {"title": ""}])
    parts = tuple(_part(part, raw["unit"]) for part in stretches)
    found = [*_duplicates(file, parts), *_across_faults(file, raw, parts), *_entry_faults(file, raw)]
    rules: list[Rule] = []
    for number, rule in enumerate(raw.get("rules", [])):
        try:
            rules.append(_rule(rule, raw["id"], parts))
        except RuleSyntaxError as error:
            known = "、".join(_names_for(rule, parts))
            found.append(Fault(file, f"rules[{number}].holds", str(error), f"{_HOLDS}；这里的代号有 {known}"))
    names = Counter(f"{rule.get('family', raw['id'])}.{rule['id']}" for rule in raw.get("rules", []))
    found.extend(
        Fault(file, "rules", f"规则 {name} 写了 {count} 次", "给其中一条另起一个 id")
        for name, count in names.items()
        if count > 1
    )
    table = Table(
        id=raw["id"],
        sheet=raw["sheet"],
        title=raw["title"],
        unit=raw["unit"],
        basis=raw["basis"],
        layout=raw.get("layout", "matrix"),
        parts=parts,
        rules=tuple(rules),
        codes=raw.get("codes", ""),
        units=raw.get("units", ""),
    )
    if not found:
        found.extend(_rule_faults(file, table))
        found.extend(_note_faults(file, table))
    faults.extend(found)
    return None if found else table


def _part(raw: _Raw, unit: str) -> Part:
    return Part(
        title=raw["title"],
        corner=raw.get("corner", "序号" if "lines" in raw else ""),
        columns=tuple(_column(column, unit) for column in raw["columns"]),
        rows=_lines(raw["lines"]) if "lines" in raw else tuple(_row(row, unit) for row in raw["rows"]),
    )


def _column(raw: _Raw, unit: str) -> Column:
    return Column(
        id=raw["id"],
        label=raw["label"],
        short=raw.get("short") or raw["label"],
        under=tuple(raw.get("under", ())),
        entry=_entry(raw, unit),
        note=raw.get("note", ""),
    )


def _row(raw: _Raw, unit: str) -> Row:
    return Row(
        id=raw["id"],
        label=raw["label"],
        short=raw.get("short") or raw["label"],
        under=tuple(raw.get("under", ())),
        note=raw["note"],
        basis=raw["basis"],
        entry=_entry(raw, unit),
        code=raw.get("code", ""),
    )


def _lines(raw: _Raw) -> tuple[Row, ...]:
    """The lines of a list: 1, 2, 3 …, all alike."""
    return tuple(
        Row(f"line_{number}", str(number), f"第{number}行", (), raw["note"], raw["basis"], line=True)
        for number in range(1, raw["most"] + 1)
    )


def _entry(raw: _Raw, unit: str) -> Entry | None:
    """What a column (row) says its cells hold; None where it says nothing."""
    if not any(name in raw for name in _ENTRY):
        return None
    kind = KINDS[raw.get("kind", "count")]
    return Entry(
        kind=kind,
        unit=raw.get("unit", unit),
        decimals=raw.get("decimals", 0),
        choices=(YES, NO) if kind.id == "yes_no" else tuple(raw.get("choices", ())),
        length=raw.get("length", DEFAULT_LENGTH),
        optional=raw.get("optional", False),
    )


def _entry_faults(file: str, raw: _Raw) -> Iterator[Fault]:
    """Keys that do not go with the kind, and what a row says in vain."""
    for number, part in enumerate(raw.get("parts", [raw])):
        start = f"parts[{number}]." if "parts" in raw else ""
        for name in ("columns", "rows"):
            for place, item in enumerate(part.get(name, [])):
                yield from _kind_faults(file, f"{start}{name}[{place}]", item)
        told = all(any(name in column for name in _ENTRY) for column in part["columns"])
        rows = list(enumerate(part.get("rows", [])))
        for place, row in rows if told else []:
            for name in (name for name in _ENTRY if name in row):
                remedy = "删去这一项，或者删去列里的 kind、unit 等（列里写了就按列）"
                yield Fault(file, f"{start}rows[{place}].{name}", "各列都写了自己填什么，这里写的不起作用", remedy)
        coded = [place for place, row in rows if "code" in row]
        if coded and "codes" not in raw:
            remedy = '在表的开头写 codes = "行次"，就多出行次一栏'
            yield Fault(file, f"{start}rows[{coded[0]}].code", "表里没有 codes，行次无处显示", remedy)


_GOES_WITH = {"decimals": "amount", "choices": "choice", "length": "text"}


def _kind_faults(file: str, key: str, item: _Raw) -> Iterator[Fault]:
    kind = item.get("kind", "count")
    for name, wanted in _GOES_WITH.items():
        if name in item and kind != wanted:
            yield Fault(
                file, f"{key}.{name}", f"只用于 {wanted}，这里是 {kind}", f'写上 kind = "{wanted}"，或者删去 {name}'
            )
    choices = item.get("choices", [])
    if kind == "choice" and not choices:
        yield Fault(file, f"{key}.choices", "choice 缺少 choices", '写上供选择的各项，如 choices = ["甲", "乙"]')
    if (length := len(",".join(choices))) > CHOICES_LIMIT:
        yield Fault(file, f"{key}.choices", f"各项加起来 {length} 字，超过 {CHOICES_LIMIT} 字", "改短或减少各项")


def _rule(raw: _Raw, table: str, parts: tuple[Part, ...]) -> Rule:
    names = _names_for(raw, parts)
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


def _names_for(raw: _Raw, parts: tuple[Part, ...]) -> list[str]:
    """What a rule may speak of: the columns (rows) of the part that knows most of its names."""
    words = set(re.findall(r"[a-z]\w*", f"{raw['holds']} {raw.get('when', '')}"))
    candidates = (_columns(part) if raw["each"] == "row" else _rows(part) for part in parts)
    return max(candidates, key=lambda names: len(words.intersection(names)))


def _columns(part: Part) -> list[str]:
    return [column.id for column in part.columns]


def _rows(part: Part) -> list[str]:
    return [row.id for row in part.rows]


def _duplicates(file: str, parts: tuple[Part, ...]) -> Iterator[Fault]:
    if sum(part.listed for part in parts) > 1:
        yield Fault(file, "parts", "一张表只能有一处目录（lines）", "分成几张表")
        return
    rows = Counter(row.id for part in parts for row in part.rows)
    yield from (Fault(file, "rows", f"代号 {row} 用了 {n} 次", RENAME) for row, n in rows.items() if n > 1)
    for part in parts:
        columns = Counter(column.id for column in part.columns)
        yield from (Fault(file, "columns", f"代号 {name} 用了 {n} 次", RENAME) for name, n in columns.items() if n > 1)


def _across_faults(file: str, raw: _Raw, parts: tuple[Part, ...]) -> Iterator[Fault]:
    if raw.get("layout") == "across":
        if len(parts) > 1:
            yield Fault(file, "layout", "并排（across）的表只能有一段", "删去 layout，或者只留一段")
        if any(column.under for column in parts[0].columns):
            yield Fault(file, "columns", "并排（across）的表，列不能再归类（under）", "删去列的 under")
        if parts[0].listed:
            yield Fault(file, "lines", "并排（across）的表不能是目录", "删去 layout")
        for name in ("codes", "units"):
            if name in raw:
                yield Fault(file, name, "并排（across）的表没有这一栏", f"删去 {name}，或者删去 layout")


def _rule_faults(file: str, table: Table) -> Iterator[Fault]:
    """Faults that only show in the instances: a total computed from itself, a row (column) that is not there."""
    for rule in table.rules:
        known = {name for part in table.parts for name in (_rows(part) if rule.each == "row" else _columns(part))}
        unknown = [name for name in rule.only if name not in known]
        mend = f"可以写的有 {'、'.join(sorted(known))}"
        yield from (Fault(file, f"rules.{rule.id}.only", f"没有代号为 {name} 的项", mend) for name in unknown)
        yield from _operand_faults(file, table, rule)
    for cell in table.derivations:
        if _depends_on_itself(table, cell, cell, frozenset()):
            yield Fault(file, "rules", f"合计 {cell} 由它自己算出", "等式右边不要写合计自己")


def _operand_faults(file: str, table: Table, rule: Rule) -> Iterator[Fault]:
    """A rule is about numbers that are always there: a blank is never taken for 0."""
    relations = [relation for relation in table.relations if relation.rule is rule]
    if not relations:
        remedy = "这些行（列）不在同一段里；分开写，或者核对代号和 each"
        yield Fault(file, f"rules.{rule.id}.holds", "没有一行（列）用得上这条规则", remedy)
    for relation in relations:
        when = relation.when.terms if relation.when else ()
        terms = (*relation.holds.terms, *when)
        for name in dict.fromkeys(term.name.removeprefix(LAST) for term in terms if term.name):
            cell = table.cell(name)
            if why := _why_no_operand(cell):
                each = "行" if rule.each == "row" else "列"
                remedy = f"用 only 写明核对哪几{each}，或者改 {name} 的 kind、optional"
                yield Fault(file, f"rules.{rule.id}.holds", f"用到的 {name} {why}", remedy)
                return


def _why_no_operand(cell: Cell) -> str:
    if not cell.numeric:
        return f"不是数（kind 是 {cell.entry.kind.id}）"
    if cell.row.line:
        return "是目录里的一行，可能不填"
    return "可以不填（optional）" if cell.entry.optional else ""


def _depends_on_itself(table: Table, cell: str, goal: str, seen: frozenset[str]) -> bool:
    operands = {term.name for term in table.derivations.get(cell, ())}
    if goal in operands:
        return True
    return any(_depends_on_itself(table, operand, goal, seen | operands) for operand in operands - seen)


def _note_faults(file: str, table: Table) -> Iterator[Fault]:
    for row, cells in groupby(table.cells, key=lambda cell: cell.row):
        longest = max(len(cell.note) for cell in cells)
        if longest > PROMPT_LIMIT:
            yield Fault(file, f"rows.{row.id}.note", f"与列说明合计 {longest} 字，超过 {PROMPT_LIMIT} 字", "写短一些")
