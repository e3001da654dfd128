"""How often the wrong cell is named first: errors planted one at a time in realistic reports.

``python tests/benchmarks/suspects.py [planted per kind]``

An error is *identifiable* when exactly one slip from a closed list undoes every failed identity: any one cell changed
to any valid value; where no such cell exists, two cells of a row or column exchanged (one may be 0: a value in the
wrong place), or a stretch of a row or column, with its （七）总计 or without, moved back by one place. That is decided
here by trying them all on the plain terms of the identities, without the code under test. Named first means: the best
diagnosis changes exactly the cells that were spoilt, to exactly the values they had.

Single cells are identifiable by construction where no other cell fits, so the columns over *all* planted errors say
more about the ranking: there the marks of a slip have to decide.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from toolkit.checks.suspects import Diagnosis, diagnose
from toolkit.forms import find_form
from toolkit.model import Report

FORM = find_form("zfxxgk", "2021")
REQUESTS = FORM.table("requests")
COLUMNS = [column.id for column in REQUESTS.parts[0].columns]
ROWS = [row.id for row in REQUESTS.parts[0].rows]
APPLICANTS = COLUMNS[:-1]
RESULTS = ROWS[2:-2]
INPUT_ROWS = [row for row in ROWS if row != "results_total"]
GROUPS = ("review", "direct_suit", "suit_after_review")
OUTCOMES = ("upheld", "corrected", "other_outcome", "pending")

# How published reports of cities, districts and offices spread their results over the 21 rows, in percent.
_SPREAD = dict.fromkeys(RESULTS, 1) | {
    "granted": 42,
    "partly_granted": 14,
    "unavailable_not_held": 24,
    "denied_query_matter": 3,
    "not_processed_petition": 3,
    "otherwise_not_corrected": 3,
    "otherwise_other": 5,
    "denied_state_secret": 0.3,
    "not_processed_publication": 0.1,
    "not_processed_excessive": 0.1,
}
_APPLICANT_SHARE = {"natural_person": 1.0, "enterprise": 0.6, "other_organization": 0.25}

Values = dict[str, int]
Spoil = Callable[[Values, random.Random], None]


def cell(row: str, column: str) -> str:
    return f"requests.{row}.{column}"


# --- realistic reports ------------------------------------------------------------------------------------------------


def realistic(rng: random.Random) -> Values:
    """All 200 cells of a correct report: a small office, a district or a city."""
    size = rng.choice([6, 15, 40, 150, 600, 3000])
    values = {item.id: 0 for item in FORM.cells}
    for column in APPLICANTS:
        if rng.random() < _APPLICANT_SHARE.get(column, 0.15):
            _fill_column(values, column, max(1, round(size * _weight(column, rng))), rng)
    for group in GROUPS:
        for outcome in OUTCOMES:
            values[f"proceedings.{group}.{outcome}"] = rng.choice([0, 0, 0, rng.randint(1, 3 + size // 20)])
    return with_totals(values)


def _weight(column: str, rng: random.Random) -> float:
    return rng.uniform(0.5, 1.2) if column == "natural_person" else rng.uniform(0.01, 0.12)


def _fill_column(values: Values, column: str, received: int, rng: random.Random) -> None:
    carried_in, carried_out = (rng.choice([0, rng.randint(0, 1 + received // 12)]) for _ in range(2))
    carried_out = min(carried_out, received + carried_in)
    values[cell("received", column)] = received
    values[cell("carried_in", column)] = carried_in
    values[cell("carried_out", column)] = carried_out
    rows = rng.choices(RESULTS, [_SPREAD[row] for row in RESULTS], k=received + carried_in - carried_out)
    for row, count in Counter(rows).items():
        values[cell(row, column)] = count


def with_totals(values: Values) -> Values:
    inputs = {item.id: values[item.id] for item in FORM.inputs}
    computed = Report(FORM, 2024, "示范区", values=inputs).totals
    return {item.id: inputs[item.id] if item.id in inputs else int(computed[item.id] or 0) for item in FORM.cells}


# --- errors -----------------------------------------------------------------------------------------------------------


def _any(values: Values, rng: random.Random, least: int, *, totals: bool | None = None) -> str:
    """A random cell that holds at least so much."""
    wanted = [
        item.id
        for item in (*REQUESTS.cells, *FORM.table("proceedings").cells)
        if values[item.id] >= least and totals in (None, item.derived)
    ]
    return rng.choice(wanted) if wanted else ""


def _off_by_little(values: Values, rng: random.Random) -> None:
    if spot := _any(values, rng, rng.choice([0, 1, 1, 1]), totals=False):
        values[spot] = max(0, values[spot] + rng.choice([-3, -2, -1, 1, 2, 3]))


def _transposed(values: Values, rng: random.Random) -> None:
    if spot := _any(values, rng, 12):
        digits = list(str(values[spot]))
        place = rng.randrange(len(digits) - 1)
        digits[place : place + 2] = digits[place + 1], digits[place]
        values[spot] = int("".join(digits))


def _lost_digit(values: Values, rng: random.Random) -> None:
    if spot := _any(values, rng, 10):
        digits = str(values[spot])
        place = rng.randrange(len(digits))
        values[spot] = int(digits[:place] + digits[place + 1 :])


def _extra_digit(values: Values, rng: random.Random) -> None:
    if spot := _any(values, rng, 1):
        digits = str(values[spot])
        place = rng.randrange(len(digits) + 1)
        values[spot] = int(digits[:place] + rng.choice("0123456789") + digits[place:])


def _moved(line: list[str], values: Values, rng: random.Random) -> None:
    """A value typed into the neighbouring cell of the line, which should be 0."""
    both_ways = [*pairwise(line), *pairwise(line[::-1])]
    candidates = [(source, target) for source, target in both_ways if values[source] and not values[target]]
    if candidates:
        source, target = rng.choice(candidates)
        values[source], values[target] = 0, values[source]


def _neighbour_row(values: Values, rng: random.Random) -> None:
    column = rng.choice([c for c in APPLICANTS if values[cell("received", c)]] or APPLICANTS)
    _moved([cell(row, column) for row in INPUT_ROWS], values, rng)


def _neighbour_column(values: Values, rng: random.Random) -> None:
    rows = [row for row in INPUT_ROWS if values[cell(row, "total")]]
    if rows:
        row = rng.choice(rows)
        _moved([cell(row, column) for column in APPLICANTS], values, rng)


def _total_left_at_zero(values: Values, rng: random.Random) -> None:
    if spot := _any(values, rng, 1, totals=True):
        values[spot] = 0


def _wrong_total(values: Values, rng: random.Random) -> None:
    if spot := _any(values, rng, 0, totals=True):
        values[spot] = max(0, values[spot] + rng.choice([-1, 1]) * rng.randint(1, 20))


def _slide(line: list[str], values: Values, rng: random.Random) -> None:
    """Everything one place on, or back; at least two numbers stand somewhere else afterwards."""
    content = [values[item] for item in line]
    content = [0, *content[:-1]] if rng.random() < 0.7 else [*content[1:], 0]
    if sum(1 for number in content if number) >= 2:
        values.update(zip(line, content, strict=True))


def _column_shifted(values: Values, rng: random.Random) -> None:
    column = rng.choice([c for c in APPLICANTS if values[cell("received", c)]] or APPLICANTS)
    rows = rng.choice([RESULTS, ROWS, INPUT_ROWS])
    _slide([cell(row, column) for row in rows], values, rng)


def _row_shifted(values: Values, rng: random.Random) -> None:
    rows = [row for row in ROWS if sum(1 for column in APPLICANTS if values[cell(row, column)]) >= 2]
    if rows:
        row = rng.choice(rows)
        _slide([cell(row, column) for column in rng.choice([APPLICANTS, COLUMNS])], values, rng)


KINDS: dict[str, Spoil] = {
    "相差不多（±1…3）": _off_by_little,
    "数字颠倒": _transposed,
    "漏一位数字": _lost_digit,
    "多一位数字": _extra_digit,
    "填到相邻一行": _neighbour_row,
    "填到相邻一列": _neighbour_column,
    "合计仍为0": _total_left_at_zero,
    "合计填错": _wrong_total,
    "整列移一行": _column_shifted,
    "整行移一列": _row_shifted,
}


# --- identifiable or not: every slip of the list tried ----------------------------------------------------------------


@cache
def _terms() -> Mapping[str, list[tuple[int, int]]]:
    """Cell → the identities it is in, with its weight."""
    found: dict[str, list[tuple[int, int]]] = {item.id: [] for item in FORM.cells}
    for index, identity in enumerate(FORM.identities):
        for sign, side in ((1, identity.left), (-1, identity.right)):
            for term in side:
                found[term.name].append((index, sign * term.coefficient))
    return found


def gaps(values: Values) -> dict[int, int]:
    found = [0] * len(FORM.identities)
    for item, number in values.items():
        for index, weight in _terms()[item]:
            found[index] += weight * number
    return {index: gap for index, gap in enumerate(found) if gap}


def _settles(failed: Mapping[int, int], values: Values, change: Mapping[str, int]) -> bool:
    left = dict(failed)
    for item, number in change.items():
        for index, weight in _terms()[item]:
            left[index] = left.get(index, 0) + weight * (number - values[item])
    return not any(left.values())


def _one_cell(failed: Mapping[int, int], values: Values) -> Iterator[dict[str, int]]:
    for item, number in values.items():
        for index, weight in _terms()[item][:1]:
            proposed = number - failed.get(index, 0) // weight
            if proposed >= 0 and proposed != number and _settles(failed, values, {item: proposed}):
                yield {item: proposed}


def _lines() -> Iterator[list[str]]:
    yield from ([cell(row, column) for column in COLUMNS] for row in ROWS)
    yield from ([cell(row, column) for row in ROWS] for column in COLUMNS)


def _exchanged(failed: Mapping[int, int], values: Values) -> Iterator[dict[str, int]]:
    for line in _lines():
        # A changed cell that is in no failed identity would break one, unless the other cell is in the same ones.
        wrong = [item for item in line if any(index in failed for index, _ in _terms()[item])]
        for place, one in enumerate(wrong):
            for two in wrong[place + 1 :]:
                change = {one: values[two], two: values[one]}
                if values[one] != values[two] and _settles(failed, values, change):
                    yield change


def _put_back(failed: Mapping[int, int], values: Values) -> Iterator[dict[str, int]]:
    columns_of_inputs = ([cell(row, column) for row in INPUT_ROWS] for column in COLUMNS)
    for line in (*_lines(), *columns_of_inputs):
        across = [_across(line, item, failed) for item in line]
        if sum(across) >= 2:
            first, last = across.index(True), len(line) - across[::-1].index(True)
            for run in (line[first:last], line[first:last][::-1]):
                moved = {item: values[there] for item, there in pairwise(run)}
                yield from _with_end(failed, values, moved, run[-1])


def _across(line: list[str], item: str, failed: Mapping[int, int]) -> bool:
    """Whether an identity fails that has this one cell in common with the line."""
    others = {index for other in line if other != item for index, _ in _terms()[other]}
    return any(index in failed and index not in others for index, _ in _terms()[item])


def _with_end(failed: Mapping[int, int], values: Values, moved: dict[str, int], end: str) -> Iterator[dict[str, int]]:
    """The value that fell off at the end is whatever the identities say."""
    spoilt = {**values, **moved}
    left = gaps(spoilt)
    for index, weight in _terms()[end][:1]:
        change = {**moved, end: values[end] - left.get(index, 0) // weight}
        if change[end] >= 0 and _settles(failed, values, change):
            yield {item: number for item, number in change.items() if number != values[item]}


def slips(values: Values) -> list[dict[str, int]]:
    """Every slip of the list that undoes all failed identities, each change once."""
    failed = gaps(values)
    found = list(_one_cell(failed, values)) or [*_exchanged(failed, values), *_put_back(failed, values)]
    return [change for index, change in enumerate(found) if change not in found[:index]]


# --- the measurement --------------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """Of one kind of error: how often planted, identifiable, and named first."""

    planted: int = 0
    identifiable: int = 0
    identifiable_first: int = 0
    first: int = 0
    among_three: int = 0
    certainty: Counter[str] = field(default_factory=Counter)
    certainty_true: Counter[str] = field(default_factory=Counter)

    def note(self, diagnoses: tuple[Diagnosis, ...], wrong: Mapping[str, int], *, identifiable: bool) -> None:
        ranks = [{change.cell: change.proposed for change in item.changes} == wrong for item in diagnoses[:3]]
        first = ranks[:1] == [True]
        certainty = diagnoses[0].certainty if diagnoses else "none"
        self.planted += 1
        self.identifiable += identifiable
        self.identifiable_first += identifiable and first
        self.first += first
        self.among_three += any(ranks)
        self.certainty[certainty] += 1
        self.certainty_true[certainty] += first


def planted(kind: str, rng: random.Random, *, totals: bool) -> tuple[Values, dict[str, int]]:
    """A spoilt report, and what the spoilt cells held; an error that no identity shows is planted again."""
    while True:
        true = realistic(rng)
        spoilt = dict(true)
        KINDS[kind](spoilt, rng)
        if not totals:
            spoilt = with_totals(spoilt)
        wrong = {item: true[item] for item in true if spoilt[item] != true[item]}
        if wrong and gaps(spoilt):
            return spoilt, wrong


def measure(per_kind: int, seed: int = 1, *, totals: bool = True) -> dict[str, Tally]:
    """`totals`: the report claims its own totals, independent of its inputs; else they were computed from these."""
    unseen_without_totals = {_total_left_at_zero, _wrong_total, _neighbour_row}
    kinds = [kind for kind, spoil in KINDS.items() if totals or spoil not in unseen_without_totals]
    return {kind: measure_kind(kind, per_kind, seed, totals=totals) for kind in kinds}


def measure_kind(kind: str, count: int, seed: int = 1, *, totals: bool = True) -> Tally:
    rng = random.Random(f"{seed} {kind}")
    tally = Tally()
    stated = {item.id for item in (FORM.cells if totals else FORM.inputs)}
    for _ in range(count):
        values, wrong = planted(kind, rng, totals=totals)
        said = {item: number for item, number in values.items() if item in stated}
        diagnoses = diagnose(Report(FORM, 2024, "示范区", values=said))
        changed = {item: number for item, number in wrong.items() if item in stated}
        tally.note(diagnoses, changed, identifiable=totals and len(slips(values)) == 1)
    return tally


def summed(tallies: Mapping[str, Tally]) -> Tally:
    total = Tally()
    for tally in tallies.values():
        for name in ("planted", "identifiable", "identifiable_first", "first", "among_three"):
            setattr(total, name, getattr(total, name) + getattr(tally, name))
        total.certainty += tally.certainty
        total.certainty_true += tally.certainty_true
    return total


# --- the tables -------------------------------------------------------------------------------------------------------


def table(tallies: Mapping[str, Tally]) -> Iterator[str]:
    yield "| 错误种类 | 植入 | 可辨认 | 其中首位即真 | 比例 | 全部：首位即真 | 全部：前三有真 |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for kind, tally in (*tallies.items(), ("合计", summed(tallies))):
        share = _percent(tally.identifiable_first, tally.identifiable)
        every = f"{_percent(tally.first, tally.planted)} | {_percent(tally.among_three, tally.planted)}"
        yield f"| {kind} | {tally.planted} | {tally.identifiable} | {tally.identifiable_first} | {share} | {every} |"


def calibration(tallies: Mapping[str, Tally]) -> Iterator[str]:
    """How often the first diagnosis is true, by how certain it says it is."""
    total = summed(tallies)
    for name, count in total.certainty.most_common():
        yield f"- {name}: {count}, 首位即真 {_percent(total.certainty_true[name], count)}"


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "—"


def main() -> None:
    per_kind = int(sys.argv[1]) if len(sys.argv) > 1 else 250
    for title, totals in (
        ("自称合计的报告（已发布的、抄录的）", True),
        ("只有填报数的工作簿（合计由表格算出）", False),
    ):
        started = time.perf_counter()
        tallies = measure(per_kind, totals=totals)
        sys.stdout.write("\n".join([f"\n{title}", "", *table(tallies), "", *calibration(tallies), ""]))
        sys.stdout.write(f"{time.perf_counter() - started:.1f} s\n")


if __name__ == "__main__":
    main()
