"""Checked reports as text for people and as JSON for programs."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby

from toolkit.checks.outcome import Checked, Tally, Verdict
from toolkit.checks.problems import causes
from toolkit.checks.prose.statements import Statement
from toolkit.forms import Form, Severity
from toolkit.model import SEVERITY_NAMES, Finding, Place, Report, Value, json_value, plain_number

_HEADS: dict[Severity, str] = {"error": "必须改正", "query": "须作说明", "hint": "提示"}
_MARKS: dict[Severity, str] = {"error": "✗", "query": "？", "hint": "·"}
_SEVERITIES: tuple[Severity, ...] = ("error", "query", "hint")
_FIXES_AT_MOST = 3  # different remedies under the findings of one rule; more would drown them
_SHOWN_AT_MOST = 12  # findings of one severity on one sheet


# --- for people ------------------------------------------------------------------------------------------------------


def as_text(checked: Checked, *, verbose: bool = False) -> str:
    """What a person reads: one satisfying line, or the findings by severity and sheet, causes first.

    `verbose` adds what in the text was held against the tables and agrees.
    """
    return "\n".join([_told(checked), *(_comparisons(checked) if verbose else ())])


def _comparisons(checked: Checked) -> Iterator[str]:
    narrated = checked.narrated
    agreeing = [statement for statement in narrated.statements if statement.agrees]
    others = narrated.uncompared
    yield f"  【文字与表格相符】{len(agreeing)} 处；另有 {others} 个数说的是表外的事，没有核对"
    for item in agreeing:
        which = _which(checked.report.form, item)
        yield f"    ＝ “{item.text.strip()}” 对照 {item.label} {plain_number(item.value)}{which}"


def _which(form: Form, statement: Statement) -> str:
    """The rows a statement equals where it may mean several sums: 收到 with or without what was carried in."""
    if len(statement.equals) == 1:
        return ""
    held = {term.name for term in statement.held}
    rows = dict.fromkeys(cell.row.short for cell in form.cells if cell.id in held)
    return f"（{'＋'.join(rows)}）"


def _told(checked: Checked) -> str:
    report, verdict = checked.report, checked.verdict
    title = f"{report.unit or '（未写单位）'} {report.year}年（{checked.file}）"
    if not verdict.findings:
        return f"✓ {title}：通过。{_extent(report, verdict)}，没有发现问题。"
    counts = "，".join(f"{_HEADS[s]} {verdict.count(s)} 处" for s in _SEVERITIES if verdict.count(s))
    head = f"{'✗' if verdict.count('error') else '✓'} {title}：{counts or '疑点都已说明'}。{_extent(report, verdict)}。"
    return "\n".join([head, *_lines(verdict)])


def _extent(report: Report, verdict: Verdict) -> str:
    """What was verified."""
    rules = {rule.name for table in report.form.tables for rule in table.rules if rule.is_identity}
    identities = sum(tally.passed + tally.failed for rule, tally in verdict.tallies.items() if rule in rules)
    filled = sum(report.value(cell.id) is not None for cell in report.form.cells)
    compared = verdict.tallies.get("narrative.number", Tally())
    statements = f"（与表格对照 {compared.passed + compared.failed} 处）" if compared.passed + compared.failed else ""
    return f"核对了 {filled} 个数、{identities} 条勾稽关系、{len(report.narrative)} 段文字{statements}"


def _lines(verdict: Verdict) -> Iterator[str]:
    for severity in _SEVERITIES:
        chosen = [finding for finding in causes(verdict) if finding.severity == severity]
        ordered = sorted(chosen, key=lambda finding: finding.place.sheet or "")
        for sheet, found in groupby(ordered, key=lambda finding: finding.place.sheet or ""):
            lines = list(_sheet_lines(list(found)))
            yield f"  【{_HEADS[severity]}】{sheet}"
            yield from lines[:_SHOWN_AT_MOST]
            if len(lines) > _SHOWN_AT_MOST:
                yield f"    …… 另有 {len(lines) - _SHOWN_AT_MOST} 行没有列出，全部见 --format json。"


def _sheet_lines(found: Sequence[Finding]) -> Iterator[str]:
    """The findings of one rule together; what to do about them is said once, below them."""
    for rule, group in groupby(found, key=lambda finding: finding.rule):
        members = list(group)
        mark = _MARKS[members[0].severity]
        yield from (f"    {mark} {message}" for message in _messages(rule, members))
        fixes = tuple(dict.fromkeys(member.fix for member in members if member.fix))
        if len(fixes) <= _FIXES_AT_MOST:
            yield from (f"      → {fix}" for fix in fixes)


def _messages(rule: str, members: Sequence[Finding]) -> Iterator[str]:
    """One a finding; the blanks of a row, and missing paragraphs, in one."""
    if rule == "cells.blank":
        for row, group in groupby(members, key=lambda finding: finding.place.row_label):
            blanks = list(group)
            addresses = "、".join(blank.place.address or "" for blank in blanks)
            place = Place(sheet=blanks[0].place.sheet, row_label=row)
            yield blanks[0].message if len(blanks) == 1 else f"{place}有 {len(blanks)} 格未填（{addresses}）。"
    elif rule == "narrative.missing_block" and len(members) > 1:
        yield f"文字部分缺少 {len(members)} 段：{'、'.join(member.place.text or '' for member in members)}。"
    else:
        yield from (_message(member) for member in members)


def _message(finding: Finding) -> str:
    basis = f"（依据：{finding.basis}）" if finding.basis else ""
    settled = f"（已说明：{finding.explained_by}）" if finding.explained_by else ""
    return f"{finding.message}{basis}{settled}"


# --- as a table ------------------------------------------------------------------------------------------------------

FINDING_COLUMNS = (
    "文件",
    "单位",
    "年度",
    "类别",
    "规则",
    "工作表",
    "单元格",
    "问题",
    "怎么改",
    "依据",
    "填报值",
    "应为",
    "差额",
    "已说明",
)


def finding_rows(checked: Checked) -> Iterator[tuple[Value, ...]]:
    """A row of :data:`FINDING_COLUMNS` per finding."""
    for finding in checked.verdict.findings:
        place = finding.place
        yield (
            checked.file,
            checked.report.unit,
            checked.report.year,
            SEVERITY_NAMES[finding.severity],
            finding.rule,
            place.sheet,
            place.address,
            finding.message,
            finding.fix,
            finding.basis,
            finding.actual,
            finding.expected,
            finding.difference,
            finding.explained_by,
        )


# --- for programs ----------------------------------------------------------------------------------------------------


def as_json(checked: Checked) -> str:
    """One object on one line."""
    report, verdict = checked.report, checked.verdict
    return json.dumps(
        {
            "file": checked.file,
            "unit": report.unit,
            "year": report.year,
            "form": report.form.id,
            "edition": report.form.edition,
            **({"supplement": report.form.supplement.id} if report.form.supplement else {}),
            "findings": [_finding_as_object(finding) for finding in verdict.findings],
            "summary": _summary(verdict),
        },
        ensure_ascii=False,
    )


def refusal_as_json(file: str, reason: str) -> str:
    """The line of a file that could not be read."""
    return json.dumps({"file": file, "error": reason}, ensure_ascii=False)


def _finding_as_object(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "outcome": finding.outcome,
        "place": {name: value for name, value in asdict(finding.place).items() if value not in (None, ())},
        "actual": json_value(finding.actual),
        "expected": json_value(finding.expected),
        "difference": json_value(finding.difference),
        "message": finding.message,
        "fix": finding.fix,
        "basis": finding.basis,
        "suspects": [
            {"cell": suspect.cell, "actual": json_value(suspect.actual), "proposed": json_value(suspect.proposed)}
            for suspect in finding.suspects
        ],
        "explained_by": finding.explained_by,
    }


def _summary(verdict: Verdict) -> dict[str, object]:
    counts: dict[str, object] = {severity: verdict.count(severity) for severity in _SEVERITIES}
    return counts | {"rules": {rule: asdict(tally) for rule, tally in sorted(verdict.tallies.items())}}
