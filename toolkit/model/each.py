"""A sequence whose items are made when somebody asks for them, and let go again."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeVar, overload

T_co = TypeVar("T_co", covariant=True)


class Each(Sequence[T_co]):
    """The `count` items that `make` yields, made anew every time. Equal to any sequence of equal items.

    `item` gives the one at a place, where that takes less than making all before it.
    """

    __slots__ = ("_count", "_item", "_make")

    def __init__(
        self, count: int, make: Callable[[], Iterator[T_co]], item: Callable[[int], T_co] | None = None
    ) -> None:
        self._count, self._make = count, make
        self._item = item or (lambda place: next(islice(make(), place, None)))

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T_co]:
        return self._make()

    @overload
    def __getitem__(self, index: int) -> T_co: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[T_co, ...]: ...

    def __getitem__(self, index: int | slice) -> T_co | tuple[T_co, ...]:
        if isinstance(index, slice):
            places = range(self._count)[index]
            return tuple(islice(self, *index.indices(self._count))) if places.step > 0 else tuple(self)[index]
        return self._item(range(self._count)[index])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(one == another for one, another in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))
