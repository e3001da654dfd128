"""A report and the findings of its reader as bytes and back: what a reading process hands to the program.

JSON, not pickle: that process has opened a stranger's file, and nothing it says may run here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from toolkit.forms import Form, form_named, layout_of_digest
from toolkit.model import Finding, Member, Place, Report, Suspect, Value

_VALUES = ("actual", "expected", "difference")


def to_bytes(report: Report, findings: Sequence[Finding]) -> bytes:
    """Both, as one JSON object."""
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
    return json.dumps({"report": said, "findings": [_finding_out(finding) for finding in findings]}).encode()


def from_bytes(content: bytes, own: Form | None = None) -> tuple[Report, tuple[Finding, ...]]:
    """The exact inverse of :func:`to_bytes`; `own` is the form that the office defined."""
    raw = json.loads(content)
    return _report_in(raw["report"], own), tuple(_finding_in(item) for item in raw["findings"])


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


def _finding_out(finding: Finding) -> dict[str, Any]:
    fields = asdict(finding)
    for name in _VALUES:
        fields[name] = _value_out(fields[name])
    fields["suspects"] = [[s.cell, _value_out(s.actual), _value_out(s.proposed)] for s in finding.suspects]
    return fields


def _finding_in(fields: dict[str, Any]) -> Finding:
    place = {**fields["place"], "cells": tuple(fields["place"]["cells"])}
    suspects = tuple(Suspect(cell, _value_in(a), _value_in(p)) for cell, a, p in fields["suspects"])
    values = {name: _value_in(fields[name]) for name in _VALUES}
    return Finding(**{**fields, **values, "place": Place(**place), "suspects": suspects})


def _values_out(values: Mapping[str, Value]) -> dict[str, object]:
    return {cell: _value_out(value) for cell, value in values.items()}


def _values_in(values: Mapping[str, Any]) -> dict[str, Any]:
    return {cell: _value_in(value) for cell, value in values.items()}


def _value_out(value: Value) -> int | str | list[str] | None:
    """A decimal as a list of its digits, so that it comes back as one, and no text does."""
    return [str(value)] if isinstance(value, Decimal) else value


def _value_in(value: Any) -> Any:  # noqa: ANN401  # JSON as it comes, into a field that may be narrower
    return Decimal(value[0]) if isinstance(value, list) else value
