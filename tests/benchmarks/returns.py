"""Reports as the units of a large round return them: no two alike, most of them right, some half filled or wrong."""

import random
from collections.abc import Iterator
from dataclasses import replace

from benchmarks.suspects import FORM, realistic
from returned import report_of

from toolkit.forms import find_sentences
from toolkit.model import Report, Value, standard_text

_UNITS = ("czj", "jtj", "jyj", "mzj", "rsj", "scjgj", "sthjj", "wjw", "xzspj", "yjj", "zjj", "zrzyj")
_HALF_FILLED, _WRONG = 0.06, 0.06


def returns(count: int, seed: int = 20240101) -> Iterator[Report]:
    """`count` reports of as many units, with last year's values; in most blocks of text, standard sentences follow a
    paragraph of the unit's own.
    """
    rng = random.Random(seed)
    for number in range(count):
        yield _report(f"示范区第{number + 1}局", f"u{number:06}", rng)


def _report(unit: str, code: str, rng: random.Random) -> Report:
    values: dict[str, Value] = {cell.id: value for cell, value in zip(FORM.inputs, _inputs(rng), strict=True)}
    before = realistic(rng)
    report = Report(FORM, 2024, unit, code, values, last_year={cell: before[cell] for cell in FORM.last_cells})
    report = replace(report, narrative=_narrative(report, rng))
    spoilt = rng.random()
    if spoilt < _HALF_FILLED:
        return replace(report, values=values | dict.fromkeys(rng.sample(list(values), rng.randint(1, 60))))
    if spoilt < _HALF_FILLED + _WRONG:
        return replace(report, values=values | {rng.choice(list(values)): rng.randint(0, 30)})
    return report


def _inputs(rng: random.Random) -> list[int]:
    values = realistic(rng)
    return [values[cell.id] for cell in FORM.inputs]


def _narrative(report: Report, rng: random.Random) -> dict[str, str]:
    own = report_of(rng.choice(_UNITS))
    texts = {block: text.replace(own.unit, report.unit) for block, text in own.narrative.items()}
    sentences = find_sentences(FORM)
    told = standard_text(report, sentences) if sentences else {}
    return texts | {block: f"{told[block]}\n" for block in told if block not in texts or rng.random() < 0.8}
