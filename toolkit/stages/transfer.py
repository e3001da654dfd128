"""A report and the findings of its reader as bytes and back: what a reading process hands to the program.

JSON, not pickle: that process has opened a stranger's file, and nothing it says may run here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from operator import attrgetter
from typing import Any

from toolkit.forms import Form, form_named, layout_of_digest
from toolkit.model import Finding, Member, Place, Report, Suspect, Value

PUBLISHED, JUDGE, REPEATED, ASKED = "published", "judge", "repeated", "asked"
"""What is to be done with a file, in words."""

Times = tuple[int, int, int]

_place_of = attrgetter(*(field.name for field in fields(Place)))
_fields_of = attrgetter(*(field.name for field in fields(Finding) if field.name != "place"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What was read in a file: the report, and the findings of its reader.

    Where the rules were held against it: the report as it was judged, all findings, and `tallies`, for each rule how
    often it passed, failed, could not be evaluated.
    """

    report: Report
    findings: tuple[Finding, ...]
    tallies: Mapping[str, Times] | None = None


def to_bytes(report: Report, findings: Sequence[Finding], tallies: Mapping[str, Times] | None = None) -> bytes:
    """All of it as one JSON object, in one line."""
    said = {
        "form": report.form.id,
        "edition": report.form.edition,
        "supplement": report.form.supplement.id if report.form.supplement else "",
        "layout": report.form.digest,
        "year": report.year,
        "unit": report.unit,
        "unit_code": report.unit_code,
        "values": _values_out(report.values),
        "narrative": dict(report.narrative),
        "explanations": dict(report.explanations),
        "zero_return": report.zero_return,
        "origins": dict(report.origins),
        "members": [[member.unit, member.unit_code, member.within] for member in report.members],
        "last_year": None if report.last_year is None else _values_out(report.last_year),
    }
    found = [_finding_out(finding) for finding in findings]
    return json.dumps({"report": said, "findings": found, "tallies": tallies}).encode()


def from_bytes(content: bytes, own: Form | None = None) -> Answer:
    """The exact inverse of :func:`to_bytes`; `own` is the form that the office defined."""
    raw = json.loads(content)
    counts = raw["tallies"]
    tallies = None if counts is None else {rule: tuple(times) for rule, times in counts.items()}
    return Answer(_report_in(raw["report"], own), tuple(map(_finding_in, raw["findings"])), tallies)


def _report_in(said: dict[str, Any], own: Form | None) -> Report:
    return Report(
        form=layout_of_digest(form_named(said["form"], said["edition"], said["supplement"], own), said["layout"]),
        year=said["year"],
        unit=said["unit"],
        unit_code=said["unit_code"],
        values=_values_in(said["values"]),
        narrative=said["narrative"],
        explanations=said["explanations"],
        zero_return=said["zero_return"],
        origins=said["origins"],
        members=tuple(Member(*member) for member in said["members"]),
        last_year=None if said["last_year"] is None else _values_in(said["last_year"]),
    )


def _finding_out(finding: Finding) -> list[Any]:
    """Its fields in their order: there are many findings, and names would take most of the room."""
    *said, actual, expected, difference, suspects, explained_by = _fields_of(finding)
    numbers = map(_value_out, (actual, expected, difference))
    named = [[item.cell, _value_out(item.actual), _value_out(item.proposed)] for item in suspects]
    return [_place_of(finding.place), *said, *numbers, named, explained_by]


def _finding_in(said: list[Any]) -> Finding:
    (table, cells, *spot), rule, severity, outcome, message, fix, basis, *numbers, named, explained_by = said
    actual, expected, difference = map(_value_in, numbers)
    return Finding(
        rule=rule,
        severity=severity,
        outcome=outcome,
        place=Place(table, tuple(cells), *spot),
        message=message,
        fix=fix,
        basis=basis,
        actual=actual,
        expected=expected,
        difference=difference,
        suspects=tuple(Suspect(cell, _value_in(there), _value_in(proposed)) for cell, there, proposed in named),
        explained_by=explained_by,
    )


def _values_out(values: Mapping[str, Value]) -> dict[str, object]:
    return {cell: _value_out(value) for cell, value in values.items()}


def _values_in(values: Mapping[str, Any]) -> dict[str, Any]:
    return {cell: _value_in(value) for cell, value in values.items()}


def _value_out(value: Value) -> int | str | list[str] | None:
    """A decimal as a list of its digits, so that it comes back as one, and no text does."""
    return [str(value)] if isinstance(value, Decimal) else value


def _value_in(value: Any) -> Any:  # noqa: ANN401  # JSON as it comes, into a field that may be narrower
    return Decimal(value[0]) if isinstance(value, list) else value
