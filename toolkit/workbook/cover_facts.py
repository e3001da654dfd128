"""What the office adds to a report form when it issues it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Cover:
    """Facts on the cover: who collects, by when, whom to call, and whom the roster names at the unit.

    `last_year_from`: the files that last year's values were taken from. `sequence` counts the workbooks issued to the
    unit; `key` signs the stamp (empty: unsigned). `mark` is a warning in large letters that goes on the cover and to
    the foot of every page (不完整).
    """

    office: str = ""
    deadline: date | None = None
    office_contact: str = ""
    contact: str = ""
    phone: str = ""
    last_year_from: str = ""
    sequence: int = 1
    key: bytes = b""
    mark: str = ""
