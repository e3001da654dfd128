"""From the events of a unit to how far it is."""

from datetime import UTC, date, datetime

import pytest
from rounds_sample import CHINA, MZJ, history, january

from toolkit.rounds import Event, UnitState, unidentified, unit_state

DEADLINE = date(2025, 1, 15)
SENT_BACK = "3日 issued; 6日 received a; 6日 checked a 2/0/0; 6日 returned a"
CONFIRMED = "3日 issued; 6日 received a; 6日 checked a 0/1/0; 7日 accepted a"


def state_after(told: str, today: int = 10, correction_days: int = 0) -> UnitState:
    return unit_state(MZJ, history(told), DEADLINE, january(today), correction_days)


@pytest.mark.parametrize(
    ("told", "state", "file"),
    [
        ("", "not_issued", None),
        ("3日 issued", "issued", None),
        ("3日 issued; 3日 sending; 3日 sent", "issued", None),
        ("3日 issued; 6日 received a", "received", "a"),
        ("3日 issued; 6日 received a; 6日 read a", "received", "a"),
        ("3日 issued; 6日 received a; 6日 checked a 0/0/0", "passed", "a"),
        ("3日 issued; 6日 received a; 6日 checked a 0/3/5", "passed", "a"),
        ("3日 issued; 6日 received a; 6日 checked a 1/0/0", "to_correct", "a"),
        (SENT_BACK, "to_correct", "a"),
        # a return asks for changes even where no rule was broken
        ("3日 issued; 6日 received a; 6日 checked a 0/2/0; 6日 returned a", "to_correct", "a"),
        # a second check of the same file counts
        (f"{SENT_BACK}; 7日 explained a; 7日 checked a 0/0/0", "passed", "a"),
        (CONFIRMED, "accepted", "a"),
        (f"{CONFIRMED}; 8日 checked a 1/0/0", "accepted", "a"),
        (f"{CONFIRMED}; 8日 reopened a", "passed", "a"),
        (f"{CONFIRMED}; 8日 checked a 1/0/0; 9日 reopened a", "to_correct", "a"),
        ("3日 issued; 6日 received a; 6日 accepted a; 7日 reopened a", "received", "a"),
        (f"{CONFIRMED}; 8日 returned a", "to_correct", "a"),
        # the latest valid submission counts, whatever the one before it was
        (f"{SENT_BACK}; 8日 received b", "received", "b"),
        (f"{SENT_BACK}; 8日 received b; 8日 superseded a; 8日 checked b 0/0/0", "passed", "b"),
        (f"{CONFIRMED}; 8日 received b; 8日 checked b 4/0/0", "to_correct", "b"),
        (f"{CONFIRMED}; 8日 received b; 8日 refused b", "accepted", "a"),
        (f"{CONFIRMED}; 8日 received b; 8日 superseded b", "accepted", "a"),
        (f"{CONFIRMED}; 8日 duplicate a", "accepted", "a"),
        ("6日 received a; 7日 received b; 8日 received a", "received", "a"),
        # what is told of a file that does not count changes nothing
        (f"{CONFIRMED}; 8日 received b; 8日 checked b 0/0/0; 9日 checked a 7/0/0", "passed", "b"),
        ("3日 issued; 6日 checked a 0/0/0", "issued", None),
        ("3日 issued; 6日 received a; 6日 refused a", "issued", None),
        # without a file it is about the one that counts
        ("3日 issued; 6日 received a; 6日 accepted", "accepted", "a"),
        ("3日 issued; 6日 returned", "issued", None),
        # nothing of this is progress
        ("3日 issued; 4日 reminded; 4日 auto_reply; 5日 bounced; 5日 mail_seen", "issued", None),
        ("6日 received a", "received", "a"),
    ],
)
def test_a_unit_is_as_far_as_its_events_tell(told: str, state: str, file: str | None) -> None:
    found = state_after(told)

    assert (found.state, found.submission) == (state, file and file * 64)


@pytest.mark.parametrize(
    ("told", "today", "correction_days", "overdue"),
    [
        ("3日 issued", 15, 0, False),
        ("3日 issued", 16, 0, True),
        ("3日 issued; 6日 received a; 6日 refused a", 16, 0, True),
        ("", 16, 0, False),  # it was never asked
        ("3日 issued; 15日 received a", 16, 0, False),  # it is our turn
        ("3日 issued; 15日 received a; 15日 checked a 0/0/0", 16, 0, False),
        (CONFIRMED, 16, 0, False),
        (SENT_BACK, 15, 0, False),
        (SENT_BACK, 16, 0, True),
        (SENT_BACK, 16, 3, True),  # three days after the 6th is before the deadline
        ("3日 issued; 15日 received a; 16日 checked a 1/0/0", 16, 3, True),
        ("3日 issued; 15日 received a; 16日 checked a 1/0/0; 16日 returned a", 19, 3, False),
        ("3日 issued; 15日 received a; 16日 checked a 1/0/0; 16日 returned a", 20, 3, True),
    ],
)
def test_overdue_is_whom_the_office_still_waits_for(told: str, today: int, correction_days: int, overdue: bool) -> None:
    assert state_after(told, today, correction_days).overdue is overdue


def test_nobody_is_overdue_without_a_deadline() -> None:
    assert not unit_state(MZJ, history("3日 issued"), None, january(31)).overdue


def test_days_are_those_of_the_reader_and_not_of_utc() -> None:
    late_evening = datetime(2025, 1, 15, 23, 59, tzinfo=CHINA)
    after_midnight = datetime(2025, 1, 16, 0, 1, tzinfo=CHINA)
    received = [Event(1, after_midnight.astimezone(UTC), "received", "mzj", "a" * 64)]

    assert not unit_state(MZJ, history("3日 issued"), DEADLINE, late_evening).overdue
    assert unit_state(MZJ, history("3日 issued"), DEADLINE, after_midnight).overdue
    assert unit_state(MZJ, received, DEADLINE, after_midnight).late


@pytest.mark.parametrize(
    ("told", "late"),
    [
        ("15日 received a", False),
        ("16日 received a", True),
        ("15日 received a; 15日 refused a; 16日 received b", True),
        ("15日 received a; 18日 received b", False),  # it reported in time, and corrected later
        ("3日 issued", False),
    ],
)
def test_late_is_whose_first_valid_file_came_after_the_deadline(told: str, late: bool) -> None:
    assert state_after(told, 20).late is late


def test_what_was_not_checked_has_no_counts_rather_than_zero() -> None:
    assert state_after("6日 received a").counts is None
    assert state_after("6日 received a; 6日 checked a 2/3/4").counts == (2, 3, 4)
    assert state_after(f"{SENT_BACK}; 8日 received b").counts is None


@pytest.mark.parametrize(
    ("told", "passed"),
    [
        (CONFIRMED, 6),
        (f"{SENT_BACK}; 9日 accepted a", 9),
        (f"{SENT_BACK}; 8日 checked a 0/0/0; 9日 checked a 0/0/0", 8),
        (f"{CONFIRMED}; 8日 received b; 9日 checked b 0/0/0", 9),
        (f"{CONFIRMED}; 8日 received b", None),
        (SENT_BACK, None),
    ],
)
def test_it_is_known_since_when_a_unit_is_through(told: str, passed: int | None) -> None:
    assert state_after(told).passed == (january(passed) if passed else None)


def test_what_happened_often_is_counted() -> None:
    found = state_after(f"{SENT_BACK}; 7日 duplicate a; 7日 duplicate a; 8日 reminded; 9日 returned a")

    assert (found.duplicates, found.reminded, found.returned) == (2, 1, 2)
    assert found.last is not None
    assert found.last.kind == "returned"


@pytest.mark.parametrize(
    ("told", "sent", "bounced"),
    [
        ("3日 issued", False, False),
        ("3日 issued; 3日 sending", False, False),
        ("3日 issued; 3日 sent", True, False),
        ("3日 issued; 3日 sent; 3日 bounced", False, True),
        ("3日 issued; 3日 sent; 3日 bounced; 4日 sent", True, False),
    ],
)
def test_a_letter_is_sent_until_it_comes_back(told: str, sent: bool, bounced: bool) -> None:
    found = state_after(told)

    assert (found.sent, found.bounced) == (sent, bounced)


def test_only_the_mail_with_the_workbook_makes_it_sent() -> None:
    letters = [
        Event(number, january(3), "sent", "mzj", detail={"letter": letter})
        for number, letter in enumerate(("return", "remind", "issue"), 1)
    ]

    assert not unit_state(MZJ, letters[:2], DEADLINE, january(4)).sent
    assert unit_state(MZJ, letters, DEADLINE, january(4)).sent


@pytest.mark.parametrize(
    ("told", "files"),
    [
        ("6日 unrecognized a", "a"),
        ("6日 unrecognized a; 7日 unrecognized b", "ab"),
        ("6日 unrecognized a; 7日 unrecognized a", "a"),
        ("6日 unrecognized a; 7日 received a", ""),
        ("6日 unrecognized a; 7日 refused a", ""),
        ("6日 refused a", ""),
    ],
)
def test_a_file_is_unidentified_until_somebody_says_whose_it_is(told: str, files: str) -> None:
    assert "".join(event.digest[0] for event in unidentified(history(told))) == files
