"""The data file of a report (UTF-8 JSON): bytes → (Report, findings), and back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from typing import Any

from toolkit.errors import UnreadableFile
from toolkit.forms import Form, form_for_year, form_named, layout_with
from toolkit.model.finding import Finding, Place, mixed_layout, place_of_cells
from toolkit.model.hidden import told_hidden
from toolkit.model.report import Member, Report, declared_zero
from toolkit.model.text import clean_text
from toolkit.model.values import Number, Value, is_number, plain_number, read_value, show

_EXAMPLE = '应当是 {"form": "zfxxgk", "edition": "2021", "year": 2024, "unit": "…", "values": {…}} 这样的内容。'


def read_data_file(content: bytes, own: Form | None = None) -> tuple[Report, tuple[Finding, ...]]:
    """Read a data file; `own` is the form that the office defined. Findings: cells the form does not have, numbers
    written as text.

    Raises :class:`UnreadableFile` where it is no JSON, or does not say what report it is, or is on a form or a 附表
    that is not at hand.
    """
    raw = _parse(content)
    form, year = _form_and_year(raw, own)
    values: dict[str, Value] = {}
    findings: list[Finding] = []
    zero_return = raw.get("zero_return") is True
    contents = _mapping(raw, "values")
    form = layout_with(form, contents.keys())
    findings.extend(mixed_layout(form))
    for cell, content_of_cell in contents.items():
        definition = form.cell(cell)
        if definition is None:
            findings.append(_unknown_cell(cell, form))
            continue
        value, note = read_value(content_of_cell, definition.entry.kind)
        values[cell] = 0 if value is None and zero_return and declared_zero(definition) else value
        if note and definition.entry.kind.id != "amount":
            findings.append(number_as_text(form, cell, values[cell], note))
    findings += _hidden(raw)
    report = Report(
        form=form,
        year=year,
        unit=clean_text(str(raw.get("unit") or "")).strip(),
        unit_code=clean_text(str(raw.get("unit_code") or "")).strip(),
        values=values,
        narrative=dict(_texts(raw, "narrative")),
        explanations=dict(_texts(raw, "explanations")),
        zero_return=zero_return,
        last_year=dict(_last_year(raw, form)) or None,
        origins=dict(_texts(raw, "origins")),
        members=tuple(_members(raw)),
    )
    return report, tuple(findings)


def write_data_file(report: Report, extra: Mapping[str, object] | None = None) -> str:
    """The data file of `report`, with its totals recomputed; `extra` are further keys (provenance of a total)."""
    content: dict[str, object] = {
        "form": report.form.id,
        "edition": report.form.edition,
        "year": report.year,
        "unit": report.unit,
        "unit_code": report.unit_code,
    }
    if report.form.supplement:
        content["supplement"] = report.form.supplement.id
    if report.zero_return:
        content["zero_return"] = True
    content["values"] = {
        cell.id: json_value(report.computed(cell.id))
        for cell in report.form.cells
        if (report.totals[cell.id] is not None if cell.derived else cell.id in report.values)
    }
    content["narrative"] = dict(report.narrative)
    if report.explanations:
        content["explanations"] = dict(report.explanations)
    if report.last_year:
        content["last_year"] = {cell: json_value(value) for cell, value in report.last_year.items()}
    if report.origins:
        content["origins"] = dict(report.origins)
    if report.members:
        content["members"] = [asdict(member) for member in report.members]
    return json.dumps(content | dict(extra or {}), ensure_ascii=False, indent=1) + "\n"


def json_value(value: Value) -> int | float | str | None:
    """A decimal as a JSON number where a reader gets the same digits back, else as a string."""
    if not isinstance(value, Decimal):
        return value
    if value == int(value):
        return int(value)
    digits = plain_number(value)
    return float(value) if repr(float(value)) == digits else digits


def number_as_text(form: Form, cell: str, value: Value, note: str) -> Finding:
    """The hint that a number (or a date) was accepted although it was not written as one."""
    place = place_of_cells(form, (cell,))
    if is_number(value):
        rule, taken, fix = "cells.number_as_text", show(value), "请核对；今后直接输入半角数字。"
    else:
        rule, taken, fix = "cells.date_as_text", str(value), "请核对；今后写成 2024-03-05 的样子。"
    return Finding(
        rule=rule,
        severity="hint",
        outcome="failed",
        place=place,
        message=f"{place}：{note}，已按 {taken} 读取。",
        fix=fix,
        actual=value,
        expected=value,
    )


def _hidden(raw: dict[str, Any]) -> Iterator[Finding]:
    """Control characters in the texts of a unit: they are taken out."""
    yield from told_hidden(str(raw.get("unit") or ""), "单位名称", Place())
    for name, text in _texts_as_they_are(raw, "narrative"):
        yield from told_hidden(text, f"“{clean_text(name)}”段", Place(block=clean_text(name)))
    for name, text in _texts_as_they_are(raw, "explanations"):
        yield from told_hidden(text, f"“{clean_text(name)}”的情况说明", Place())


def _unknown_cell(cell: str, form: Form) -> Finding:
    return Finding(
        rule="cells.unknown",
        severity="query",
        outcome="failed",
        place=Place(cells=(cell,)),
        message=f"{form.edition}版表式里没有单元格 {cell}，这一数值没有采用。",
        fix="请核对单元格名称和格式版本。",
    )


def _parse(content: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(content.decode("utf-8-sig"), parse_float=_parse_float, parse_int=_parse_int)
    except UnicodeDecodeError as error:
        raise UnreadableFile("不是 UTF-8 编码的数据文件。", "请另存为 UTF-8 编码。") from error
    except (json.JSONDecodeError, RecursionError) as error:
        where = f"第 {error.lineno} 行第 {error.colno} 列" if isinstance(error, json.JSONDecodeError) else "嵌套过深"
        raise UnreadableFile(f"不是合法的 JSON 数据文件（{where}）。", _EXAMPLE) from error
    if not isinstance(raw, dict):
        raise UnreadableFile("数据文件的内容不是一份报告。", _EXAMPLE)
    return raw


def _parse_int(digits: str) -> int | str:
    return int(digits) if len(digits) <= 40 else digits


def _parse_float(digits: str) -> Decimal | str:
    """Exact; the text itself where the exponent is beyond all bounds."""
    try:
        return Decimal(digits)
    except InvalidOperation:
        return digits


def _form_and_year(raw: dict[str, Any], own: Form | None) -> tuple[Form, int]:
    year, form, edition = raw.get("year"), raw.get("form", "zfxxgk"), raw.get("edition")
    if not isinstance(year, int) or not 2008 <= year <= 2100:
        raise UnreadableFile("数据文件没有写明报告年度（year）。", _EXAMPLE)
    if edition is None:
        edition = form_for_year(str(form), year, own).edition
    return form_named(str(form), str(edition), str(raw.get("supplement") or ""), own), year


def _mapping(raw: dict[str, Any], key: str) -> dict[str, Any]:
    found = raw.get(key) or {}
    if not isinstance(found, dict):
        raise UnreadableFile(f"数据文件的 {key} 不是一组“名称: 内容”。", _EXAMPLE)
    return found


def _last_year(raw: dict[str, Any], form: Form) -> Iterator[tuple[str, Number]]:
    """Last year's values that rules need and that are numbers."""
    given = _mapping(raw, "last_year")
    for cell in form.last_cells:
        value, _ = read_value(given.get(cell))
        if is_number(value):
            yield cell, value


def _members(raw: dict[str, Any]) -> Iterator[Member]:
    """The units in a total."""
    given = raw.get("members")
    for item in given if isinstance(given, list) else ():
        if isinstance(item, dict):
            texts = (clean_text(str(item.get(key) or "")).strip() for key in ("unit", "unit_code", "within"))
            yield Member(*texts)


def _texts(raw: dict[str, Any], key: str) -> Iterator[tuple[str, str]]:
    """Only blocks that say something."""
    yield from ((clean_text(name), clean_text(text)) for name, text in _texts_as_they_are(raw, key))


def _texts_as_they_are(raw: dict[str, Any], key: str) -> Iterator[tuple[str, str]]:
    return ((name, text) for name, text in _mapping(raw, key).items() if isinstance(text, str) and text.strip())
