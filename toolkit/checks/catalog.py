"""Every rule there is, for the manual: those of the form's definition, and those that are code."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from toolkit.checks.relations import check_relations
from toolkit.forms import LAST, Form, Relation, Severity, read_template
from toolkit.model import Report, Value


@dataclass(frozen=True, slots=True)
class RuleNote:
    """A line of the manual. `scope`: what it is held against; `example`: what it says when it fails."""

    name: str
    severity: Severity
    trial: bool
    title: str
    scope: str
    says: str
    basis: str
    example: str


def rules_of(form: Form) -> tuple[RuleNote, ...]:
    """All rules held against a report on `form`, in the order they are checked."""
    return (*_form_rules(form), *_code_rules(form))


def coverage(form: Form) -> Mapping[str, tuple[str, ...]]:
    """Which rules of the definition look at a cell: cell id → rule names (cell rules look at every one)."""
    seen: dict[str, dict[str, None]] = {cell.id: {} for cell in form.cells}
    for relation in form.relations:
        for cell in (*form.inputs_of(relation), *relation.cells):
            seen[cell][relation.rule.name] = None
    return {cell: tuple(rules) for cell, rules in seen.items()}


def _form_rules(form: Form) -> Iterator[RuleNote]:
    for table in form.tables:
        for rule in table.rules:
            instances = [relation for relation in table.relations if relation.rule is rule]
            subjects = "、".join(relation.subject for relation in instances[:3]) + ("等" if len(instances) > 3 else "")
            yield RuleNote(
                name=rule.name,
                severity=rule.reported_as,
                trial=rule.trial,
                title=rule.title,
                scope=f"“{table.sheet}”表的 {len(instances)} {'行' if rule.each == 'row' else '列'}（{subjects}）",
                says=rule.says,
                basis=rule.basis,
                example=_example(form, instances[0]),
            )


def _code_rules(form: Form) -> Iterator[RuleNote]:
    """Rules that are code are described in ``templates/checks.toml``; some are only for kinds of cells."""
    holds = {cell.entry.kind.holds for cell in form.cells}
    for rule in tomllib.loads(read_template("checks.toml"))["rules"]:
        if rule.pop("only_for", None) in (None, *holds):
            yield RuleNote(**rule, trial=False)


def _example(form: Form, relation: Relation) -> str:
    """What the rule says of an invented report that breaks it: all zero, with one number set too high."""
    zeros: dict[str, Value] = dict.fromkeys((cell.id for cell in form.inputs), 0)
    report = Report(form, 2024, "", values=zeros, last_year=dict.fromkeys(form.last_cells, 0))
    for term in relation.holds.terms:
        for amount in (3, 10**6):
            for outcome in check_relations(_with(report, term.name, amount)):
                finding = outcome.finding
                if finding and finding.rule == relation.rule.name and relation.cells[0] in finding.place.cells:
                    return finding.message
    return ""


def _with(report: Report, name: str, amount: int) -> Report:
    if name.startswith(LAST):
        return replace(report, last_year={**(report.last_year or {}), name.removeprefix(LAST): amount})
    return replace(report, values={**report.values, name: amount})
