"""Digits that lost the gaps between them: the one way to cut them that the 勾稽关系 allow."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from math import prod

from toolkit.forms import Relation, Table
from toolkit.model import compare, evaluate

_LONGEST = 7  # digits of a count
_WAYS_AT_MOST = 3000
_TOGETHER_AT_MOST = 200_000


def cut(table: Table, known: Mapping[str, int], digits: Mapping[str, tuple[tuple[str, ...], str]]) -> dict[str, int]:
    """Cell → number, for the rows in `digits` (row → its cells and their digits) of which one reading alone fits.

    `known` are the numbers of the table that are sure.
    """
    ways = {row: list(islice(_ways(table, cells, text), _WAYS_AT_MOST + 1)) for row, (cells, text) in digits.items()}
    sure = dict(known)
    for row in [row for row, found in ways.items() if len(found) == 1]:
        sure |= dict(zip(digits[row][0], ways.pop(row)[0], strict=True))
    open_rows = [row for row, found in ways.items() if 1 < len(found) <= _WAYS_AT_MOST]
    if open_rows and prod(len(ways[row]) for row in open_rows) <= _TOGETHER_AT_MOST:
        sure |= _only_joint_reading(table, sure, [(digits[row][0], ways[row]) for row in open_rows])
    return {cell: number for cell, number in sure.items() if cell not in known}


def _ways(table: Table, cells: Sequence[str], text: str) -> Iterator[tuple[int, ...]]:
    """Every way to cut `text` into a number a cell that keeps the identities among these cells."""
    inside = [identity for identity in table.identities if set(identity.cells) <= set(cells)]
    last = [max(cells.index(cell) for cell in identity.cells) for identity in inside]

    def further(position: int, done: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(done) == len(cells):
            if position == len(text):
                yield done
            return
        left = len(cells) - len(done)
        longest = 1 if text[position : position + 1] == "0" else min(_LONGEST, len(text) - position - left + 1)
        for length in range(1, longest + 1):
            longer = (*done, int(text[position : position + length]))
            values = dict(zip(cells, longer, strict=False))
            checks = (one for one, at in zip(inside, last, strict=True) if at == len(longer) - 1)
            if all(_holds(identity, values) for identity in checks):
                yield from further(position + length, longer)

    return further(0, ())


def _only_joint_reading(
    table: Table, known: Mapping[str, int], rows: Sequence[tuple[tuple[str, ...], list[tuple[int, ...]]]]
) -> dict[str, int]:
    """The readings of several rows that together keep every identity; nothing where more than one does."""
    cells = [cell for names, _ in rows for cell in names]
    touched = [one for one in table.identities if set(one.cells) & set(cells) and set(one.cells) <= {*known, *cells}]
    if not touched:
        return {}
    found: list[dict[str, int]] = []
    for choice in product(*(ways for _, ways in rows)):
        values = {**known, **dict(zip(cells, (number for way in choice for number in way), strict=True))}
        if all(_holds(identity, values) for identity in touched):
            found.append({cell: values[cell] for cell in cells})
            if len(found) > 1:
                return {}
    return found[0] if found else {}


def _holds(identity: Relation, values: Mapping[str, int]) -> bool:
    left, right = (evaluate(side, values.get) for side in (identity.left, identity.right))
    return left is not None and right is not None and compare(left, identity.holds.comparator, right)
