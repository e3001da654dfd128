"""The total as a data file, with where every number comes from: made piece by piece, however many units there are."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from itertools import chain
from json import JSONEncoder

from toolkit.aggregation import Total
from toolkit.model import json_value, write_data_file

Facts = Mapping[str, object]  # of one thing: texts, numbers, nothing deeper
_END = "\n}\n"


def total_as_data(result: Total) -> bytes:
    """The total as a data file, with its sources, what each adds to each cell, and what could not be added."""
    return b"".join(total_data(result))


def total_data(result: Total) -> Iterator[bytes]:
    """The same in pieces."""
    report = write_data_file(replace(result.report, members=()))
    members = ({"unit": m.unit, "unit_code": m.unit_code, "within": m.within} for m in result.report.members)
    sources = (
        {"file": s.file, "unit": s.unit, "unit_code": s.unit_code, "standing": s.standing} for s in result.labels
    )
    gaps = ({"unit": g.unit, "file": g.file, "cell": g.cell, "value": json_value(g.value)} for g in result.gaps)
    disputed = (
        {**asdict(item), "claimed": json_value(item.claimed), "computed": json_value(item.computed)}
        for item in result.disputed
    )
    pieces = chain(
        [report.removesuffix(_END)],
        _list("members", members) if result.report.members else (),
        _plain("scope", result.scope),
        _plain("complete", result.complete),
        _plain("standing", result.standing),
        _plain("confirmed", asdict(result.confirmed) if result.confirmed else None),
        _list("sources", sources),
        _lists("contributions", _contributions(result)),
        _lists("statements", _statements(result)),
        _plain("adjustments", [{**asdict(item), "amount": json_value(item.amount)} for item in result.adjustments]),
        _list("disputed", disputed),
        _list("gaps", gaps),
        _list("missing", map(asdict, result.missing)),
        _list("contained", map(asdict, result.contained)),
        _plain("doubts", list(result.doubts)),
        _plain("remarks", list(result.remarks)),
        [_END],
    )
    return (piece.encode() for piece in pieces)


def _contributions(result: Total) -> Iterator[tuple[str, Iterable[Facts]]]:
    """Units that add 0 are not named."""
    for cell, found in result.contributions.items():
        yield cell, ({"unit": c.unit, "file": c.file, "value": json_value(c.value)} for c in found if c.value)


def _statements(result: Total) -> Iterator[tuple[str, Iterable[Facts]]]:
    for cell, found in result.statements.items():
        if found:
            yield cell, ({"unit": s.unit, "file": s.file, "value": json_value(s.value)} for s in found)


# --- JSON as ``json.dumps(…, ensure_ascii=False, indent=1)`` writes it, an entry at a time -------------------------


def _plain(name: str, value: object) -> Iterator[str]:
    text = json.dumps(value, ensure_ascii=False, indent=1).replace("\n", "\n ")
    yield f",\n {json.dumps(name)}: {text}"


def _list(name: str, items: Iterable[Facts]) -> Iterator[str]:
    yield f",\n {json.dumps(name)}: "
    yield from _listed(items, 1)


def _lists(name: str, found: Iterable[tuple[str, Iterable[Facts]]]) -> Iterator[str]:
    """An object of lists."""
    start = "{\n  "
    yield f",\n {json.dumps(name)}: "
    for key, items in found:
        yield f"{start}{json.dumps(key, ensure_ascii=False)}: "
        yield from _listed(items, 2)
        start = ",\n  "
    yield "\n }" if start.startswith(",") else "{}"


def _listed(items: Iterable[Facts], depth: int) -> Iterator[str]:
    pad = " " * (depth + 1)
    encode = JSONEncoder(ensure_ascii=False, separators=(f",\n{pad} ", ": ")).encode
    start = f"[\n{pad}"
    for item in items:
        yield f"{start}{{\n{pad} {encode(item)[1:-1]}\n{pad}}}"
        start = f",\n{pad}"
    yield f"\n{' ' * depth}]" if start.startswith(",") else "[]"
