"""Issuing many workbooks: every file that is there is in the ledger, wherever a run ends."""

from contextlib import closing
from pathlib import Path

import pytest
from office_rounds import NOW, start

from toolkit.errors import ToolkitError
from toolkit.rounds import ISSUED, Round
from toolkit.stages.issuing import assignment_of
from toolkit.workflow import LastYear, issue, issue_round, ledger_of, plan_round

UNITS = 200


def many(folder: Path, faulty: int | None = None) -> Round:
    """A round of so many units that they are written in several batches; the code of one may be too long."""
    codes = [f"u{number:03}" + "长" * (30 if number == faulty else 0) for number in range(UNITS)]
    return start(folder, roster="单位编码,单位名称\n" + "".join(f"{code},第{code[:4]}单位\n" for code in codes))


def recorded(round_: Round) -> list[str]:
    with ledger_of(round_) as ledger:
        return [event.detail["file"] for event in ledger.events(kinds={"issued"})]


def written(round_: Round) -> dict[str, bytes]:
    folder = round_.root / ISSUED
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())} if folder.is_dir() else {}


def test_whatever_is_told_is_written_and_recorded(tmp_path: Path) -> None:
    round_ = many(tmp_path / "round")
    planned = plan_round(round_)
    told = []
    with ledger_of(round_) as ledger:
        for item in issue_round(round_, ledger, planned, LastYear(), NOW):
            told.append(item)
            assert item.path.is_file()
            assert item.path.name in recorded(round_)[len(told) - 1 :]

    assert told == list(planned)
    assert recorded(round_) == [item.path.name for item in planned] == list(written(round_))


def test_who_stops_it_finds_all_that_is_written_recorded(tmp_path: Path) -> None:
    round_ = many(tmp_path / "round")
    with ledger_of(round_) as ledger, closing(issue_round(round_, ledger, plan_round(round_), LastYear(), NOW)) as run:
        next(run)

    assert 0 < len(written(round_)) < UNITS
    assert recorded(round_) == list(written(round_))


def test_what_was_written_and_not_recorded_is_recorded_the_next_time(tmp_path: Path) -> None:
    """As a run leaves it that is killed between the two."""
    round_ = many(tmp_path / "round")
    planned = plan_round(round_)
    list(issue(planned, assignment_of(round_), round_.key))
    before = written(round_)
    assert not recorded(round_)

    for _ in range(2):  # and once only
        with ledger_of(round_) as ledger:
            list(issue_round(round_, ledger, planned, LastYear(), NOW))

    assert recorded(round_) == [item.path.name for item in planned]
    assert written(round_) == before


def test_filled_before_it_was_recorded_it_is_kept(tmp_path: Path) -> None:
    round_ = many(tmp_path / "round")
    planned = plan_round(round_)
    list(issue(planned, assignment_of(round_), round_.key))
    planned[100].path.write_bytes(b"filled")

    with (
        ledger_of(round_) as ledger,
        pytest.raises(ToolkitError, match=f"1 份不是下发时的样子.*{planned[100].path.name}"),
    ):
        list(issue_round(round_, ledger, planned, LastYear(), NOW))

    assert planned[100].path.read_bytes() == b"filled"
    assert recorded(round_) == [item.path.name for item in planned if item != planned[100]]


def test_a_unit_that_cannot_get_one_stops_those_after_it_only(tmp_path: Path) -> None:
    round_ = many(tmp_path / "round", faulty=150)

    with ledger_of(round_) as ledger, pytest.raises(ToolkitError, match="太长"):
        list(issue_round(round_, ledger, plan_round(round_), LastYear(), NOW))

    assert recorded(round_) == list(written(round_)) == [item.path.name for item in plan_round(round_)[:150]]
