"""One year's work on disk: a folder with settings, originals and a ledger; how far its units are; the status board.

Entries: :func:`create_round`, :func:`find_round`, :class:`Ledger`, :func:`survey_of`, :func:`board_of`. The only room
that knows SQLite. May import: ``toolkit.model``, ``toolkit.forms``, ``toolkit.intake``, ``toolkit.disk``,
``toolkit.errors``.
"""

from toolkit.disk import KEY_FILE
from toolkit.rounds.board import (
    BOARD_COLUMNS,
    Board,
    Day,
    board_of,
    board_rows,
    deadline_in_words,
    last_in_words,
    remarks,
    told_by_name,
)
from toolkit.rounds.board_chart import chart
from toolkit.rounds.board_page import as_page
from toolkit.rounds.board_text import as_json, as_text
from toolkit.rounds.events import EVENT_NAMES, Counts, Event, EventKind, NewEvent, counts_of
from toolkit.rounds.folder import (
    FOLDERS,
    ISSUED,
    LAST_YEAR,
    LETTERS,
    RECEIVED,
    RESULTS,
    RETURNED,
    Round,
    create_round,
    find_root,
    find_round,
)
from toolkit.rounds.ledger import LEDGER_FILE, Ledger, create_ledger
from toolkit.rounds.log import LOG_COLUMNS, log_line, log_row
from toolkit.rounds.originals import Original, find_original, keep, read_original
from toolkit.rounds.recorded import Recorded
from toolkit.rounds.settings import SETTINGS_FILE, MailSettings, Settings, read_settings
from toolkit.rounds.settings_text import settings_as_text
from toolkit.rounds.states import ISSUE_LETTER, STATE_NAMES, State, UnitState, unit_state
from toolkit.rounds.survey import Survey, survey_of, unidentified

__all__ = [
    "BOARD_COLUMNS",
    "EVENT_NAMES",
    "FOLDERS",
    "ISSUED",
    "ISSUE_LETTER",
    "KEY_FILE",
    "LAST_YEAR",
    "LEDGER_FILE",
    "LETTERS",
    "LOG_COLUMNS",
    "RECEIVED",
    "RESULTS",
    "RETURNED",
    "SETTINGS_FILE",
    "STATE_NAMES",
    "Board",
    "Counts",
    "Day",
    "Event",
    "EventKind",
    "Ledger",
    "MailSettings",
    "NewEvent",
    "Original",
    "Recorded",
    "Round",
    "Settings",
    "State",
    "Survey",
    "UnitState",
    "as_json",
    "as_page",
    "as_text",
    "board_of",
    "board_rows",
    "chart",
    "counts_of",
    "create_ledger",
    "create_round",
    "deadline_in_words",
    "find_original",
    "find_root",
    "find_round",
    "keep",
    "last_in_words",
    "log_line",
    "log_row",
    "read_original",
    "read_settings",
    "remarks",
    "settings_as_text",
    "survey_of",
    "told_by_name",
    "unidentified",
    "unit_state",
]
