"""A report and the findings of its reader as bytes and back: what passes between the program and its reading child.

JSON, not pickle: the child has opened a stranger's file, and nothing it says may run here.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from toolkit.model import Finding, Place, Report, Suspect, Value, read_data_file, write_data_file

_VALUES = ("actual", "expected", "difference")


def to_bytes(report: Report, findings: Sequence[Finding]) -> bytes:
    """Both, in one JSON object."""
    return json.dumps(
        {"report": json.loads(write_data_file(report)), "findings": [_finding_out(finding) for finding in findings]},
        ensure_ascii=False,
    ).encode()


def from_bytes(content: bytes) -> tuple[Report, tuple[Finding, ...]]:
    """The exact inverse of :func:`to_bytes`."""
    raw = json.loads(content)
    report, _ = read_data_file(json.dumps(raw["report"]).encode())
    return report, tuple(_finding_in(item) for item in raw["findings"])


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


def _value_out(value: Value) -> int | str | list[str] | None:
    return [str(value)] if isinstance(value, Decimal) else value


def _value_in(value: Any) -> Any:  # noqa: ANN401  # JSON as it comes, into a field that may be narrower
    return Decimal(value[0]) if isinstance(value, list) else value
