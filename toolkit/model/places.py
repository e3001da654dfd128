"""Finding a text among very many, in eight bytes for each: by its hash. Whoever finds looks whether it is the one."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise

_PLACE_BITS = 28
_HASH_MASK = (1 << (64 - _PLACE_BITS)) - 1


class Places:
    """Where texts stand: numbers below 2²⁸, given with each."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        self._entries = array("Q", sorted(_entry(text, place) for text, place in pairs))

    def of(self, text: str) -> Iterator[int]:
        """The places where `text` stands, in order; very rarely, one where another text does."""
        first = _entry(text, 0)
        for number in range(bisect_left(self._entries, first), len(self._entries)):
            place = self._entries[number] - first
            if place >> _PLACE_BITS:
                return
            yield place


def repeated_hashes(texts: Iterable[str]) -> frozenset[int]:
    """The hashes of those that occur more than once; nothing is told of empty ones."""
    ordered = sorted(array("q", map(hash, filter(None, texts))))
    return frozenset(one for one, other in pairwise(ordered) if one == other)


def _entry(text: str, place: int) -> int:
    """One number for both: entries in order bring together what is the same text."""
    return (hash(text) & _HASH_MASK) << _PLACE_BITS | place
