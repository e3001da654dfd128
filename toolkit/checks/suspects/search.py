"""Which changes make failed identities hold: of one cell, of two, of several; every claimed total recomputed.

Nothing here asks whether a change is likely; it only has to balance, and to leave no cell negative or broken.
"""

from collections.abc import Collection, Iterator

from toolkit.checks.suspects.system import Exact, Repair, Residual, System, exact, quotient, whole

_STARTS = 4  # failed identities a pair is searched from: two wrong cells are never both in all of them
_PEELS = 4  # cells of a repair of several
_STEPS = 400  # of the search for several cells


def connected(system: System, residual: Residual) -> tuple[Residual, ...]:
    """`residual` split into groups that no single cell joins."""
    groups: list[set[int]] = []
    for index in residual:
        near = {other for cell in system.equations[index].weights for other in system.weights[cell]} & residual.keys()
        joined = [group for group in groups if group & near]
        groups = [group for group in groups if not group & near]
        groups.append({index, *near}.union(*joined))
    return tuple({index: residual[index] for index in sorted(group)} for group in groups)


def single_repairs(system: System, residual: Residual) -> Iterator[Repair]:
    """Every change of one cell after which nothing of `residual` is left, and nothing new fails."""
    if not residual or len(residual) > system.widest:
        return
    for cell in system.equations[_pivot(system, residual)].weights:
        delta = single_change(system, residual, cell)
        if delta is not None:
            yield ((cell, delta),)


def single_change(system: System, residual: Residual, cell: str) -> Exact | None:
    """By how much `cell` alone has to change for nothing of `residual` to be left; None where that cannot be."""
    weights = system.weights.get(cell, {})
    if not residual or residual.keys() != weights.keys():
        return None
    delta = _delta(system, residual, cell, next(iter(residual)))
    if any(residual[index] + weight * delta for index, weight in weights.items()):
        return None
    return delta if system.allows(cell, delta) else None


def pair_repairs(system: System, residual: Residual) -> Iterator[Repair]:
    """Every change of two cells after which nothing of `residual` is left, each once."""
    if len(residual) > 2 * system.widest:
        return
    seen: set[frozenset[tuple[str, Exact]]] = set()
    for start in sorted(residual, key=lambda index: len(system.equations[index].weights))[:_STARTS]:
        for repair in _pairs_from(system, residual, start):
            if (found := frozenset(repair)) not in seen:
                seen.add(found)
                yield repair


def several_repairs(system: System, residual: Residual) -> Iterator[Repair]:
    """Changes of three cells or more, each of them clearing all the identities it is in; the search is capped."""
    budget = [_STEPS]

    def peel(left: Residual, made: Repair) -> Iterator[Repair]:
        if not left:
            yield made
        elif len(made) < _PEELS and len(left) <= (_PEELS - len(made)) * system.widest:
            for step in _clearing(system, left):
                budget[0] -= 1
                if budget[0] < 0:
                    return
                yield from peel(system.after(left, (step,)), (*made, step))

    yield from peel(residual, ())


def recomputed_totals(system: System, residual: Residual) -> Repair | None:
    """All claimed totals that differ from their inputs, set to what these make; None where that is not enough."""
    repair = []
    for cell, computed in system.report.totals.items():
        weights = system.weights.get(cell)
        number = exact(computed)
        if weights is None or number is None or not weights.keys() & residual.keys():
            continue
        if number != system.values[cell]:
            repair.append((cell, whole(number - system.values[cell])))
    done = tuple(repair)
    return done if done and not system.after(residual, done) and _allowed(system, done) else None


def _allowed(system: System, repair: Repair) -> bool:
    return all(system.allows(cell, delta) for cell, delta in repair)


def _pivot(system: System, residual: Collection[int]) -> int:
    """The failed identity with the fewest cells: one of them must change."""
    return min(residual, key=lambda index: len(system.equations[index].weights))


def _delta(system: System, residual: Residual, cell: str, index: int) -> Exact:
    return quotient(-residual[index], system.weights[cell][index])


def _pairs_from(system: System, residual: Residual, start: int) -> Iterator[Repair]:
    """Pairs whose first cell settles the identity `start` alone."""
    for cell in system.equations[start].weights:
        delta = _delta(system, residual, cell, start)
        if not system.allows(cell, delta):
            continue
        left = system.after(residual, ((cell, delta),))
        for second in single_repairs(system, left):
            if second[0][0] != cell:
                yield ((cell, delta), *second)


def _clearing(system: System, residual: Residual) -> Iterator[tuple[str, Exact]]:
    """Changes of a cell in the pivot that clear every identity it is in."""
    pivot = _pivot(system, residual)
    for cell in system.equations[pivot].weights:
        weights = system.weights[cell]
        if weights.keys() <= residual.keys():
            delta = _delta(system, residual, cell, pivot)
            clears = not any(residual[index] + weight * delta for index, weight in weights.items())
            if clears and system.allows(cell, delta):
                yield cell, delta
