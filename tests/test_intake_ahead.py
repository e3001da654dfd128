"""Work done ahead: the results come in order, what fails fails for itself alone, and nobody works for nothing."""

import threading
from collections.abc import Iterator

import pytest

from toolkit.intake import ahead


def test_results_come_in_order_and_the_next_is_on_its_way() -> None:
    begun: list[int] = []
    second = threading.Event()

    def work(number: int) -> int:
        begun.append(number)
        if number == 1:
            second.set()
        return number * 10

    pairs = ahead(range(8), work)
    item, result = next(pairs)
    assert (item, result()) == (0, 0)
    assert second.wait(5)  # while we deal with the first
    assert [(item, result()) for item, result in pairs] == [(number, number * 10) for number in range(1, 8)]
    assert begun == list(range(8))


def test_one_that_fails_does_not_stop_the_others() -> None:
    def work(number: int) -> int:
        return 12 // number

    results = dict(ahead([3, 0, 4], work))
    with pytest.raises(ZeroDivisionError):
        results[0]()
    assert (results[3](), results[4]()) == (4, 3)


def test_whoever_stops_early_does_not_wait_for_all() -> None:
    begun: list[int] = []
    for number, _ in ahead(range(1000), begun.append):
        if number == 1:
            break
    assert len(begun) < 10


def test_items_are_taken_only_as_they_are_needed() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    pairs = ahead(items(), str)
    next(pairs)
    assert len(taken) < 10
    pairs.close()  # type: ignore[attr-defined]


def test_nothing_to_do() -> None:
    assert list(ahead([], str)) == []
