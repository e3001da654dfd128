"""Whether the ledger tells something of a file."""

from datetime import UTC, datetime
from pathlib import Path

from toolkit.rounds import LEDGER_FILE, Ledger, NewEvent, Recorded
from toolkit.rounds.ledger import create_ledger

NOW = datetime(2025, 1, 6, tzinfo=UTC)


def test_a_file_is_known_by_what_was_recorded_of_it(tmp_path: Path) -> None:
    create_ledger(tmp_path / LEDGER_FILE)
    with Ledger(tmp_path / LEDGER_FILE) as ledger:
        ledger.record([NewEvent("issued", "mzj", "aa"), NewEvent("received", "mzj", "bb")], NOW)
        issued = Recorded(ledger, "issued")

        assert "aa" in issued
        assert "bb" not in issued
        assert "" not in issued
        ledger.record([NewEvent("issued", "jyj", "cc")], NOW)
        assert "cc" not in issued  # as it was when asked
        assert "cc" in Recorded(ledger, "issued")
