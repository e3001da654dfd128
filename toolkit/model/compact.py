"""Many things of one kind in little memory: the units of a province, and how each stands."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Generic, TypeVar

from toolkit.model.each import Each

T = TypeVar("T")

_BLOCK = 256  # things packed together, to a tenth of their size; one that is asked for is there in a millisecond
_FAST = 1  # of zlib: higher levels save little


def compact(items: Iterable[T]) -> Each[T]:
    """The `items` as a sequence that holds them packed, block by block; the few that fill no block, as they are.

    They must be what :mod:`pickle` can write, and be known by their values: each that is given is a new one.
    """
    import pickle
    import zlib

    packed: list[bytes] = []
    remaining = iter(items)
    while len(block := list(islice(remaining, _BLOCK))) == _BLOCK:
        packed.append(zlib.compress(pickle.dumps(block), _FAST))
    held = _Blocks(packed, block)
    return Each(len(packed) * _BLOCK + len(block), held.items, held.item)


class _Blocks(Generic[T]):
    """Packed blocks, the last one as it is, and that which was opened last."""

    def __init__(self, packed: Sequence[bytes], rest: Sequence[T]) -> None:
        self._packed, self._rest = packed, rest
        self._opened: tuple[int, Sequence[T]] = len(packed), rest

    def items(self) -> Iterator[T]:
        for number in range(len(self._packed)):
            yield from self._unpacked(number)
        yield from self._rest

    def item(self, place: int) -> T:
        number, offset = divmod(place, _BLOCK)
        opened = self._opened  # once: several threads may be asking
        if opened[0] != number:
            self._opened = opened = number, self._unpacked(number)
        return opened[1][offset]

    def _unpacked(self, number: int) -> Sequence[T]:
        if number == len(self._packed):
            return self._rest
        import pickle
        import zlib

        block: list[T] = pickle.loads(zlib.decompress(self._packed[number]))  # noqa: S301 -- of our own making
        return block
