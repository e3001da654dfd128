"""Hostile and damaged files: every one gets a reason or findings; none a traceback, a hang, or a wrong number."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hostile import KINDS, Specimen
from outcomes import outcome_of

from toolkit.intake import Isolated
from toolkit.stages.apart import reader


@pytest.fixture(scope="module")
def child() -> Iterator[Isolated]:
    with reader() as process:
        yield process


def test_there_are_enough_of_them() -> None:
    assert Counter(kind.name for kind in KINDS).most_common(1)[0][1] == 1
    assert len(KINDS) >= 150


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_hostile_file_gets_its_answer(kind: Specimen, child: Isolated) -> None:
    for variation in range(kind.variations):
        content = kind.made(variation)
        outcome = outcome_of(content, kind.file_name, child)

        assert outcome.satisfies(kind), (variation, outcome)
        assert kind.made(variation) == content  # the same seed makes the same file
