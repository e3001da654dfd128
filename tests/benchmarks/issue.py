"""Issuing against XlsxWriter, openpyxl and plain copying: ``python tests/benchmarks/issue.py``."""

import io
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from openpyxl import Workbook, load_workbook

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.openpyxl_writer import written_anew
from benchmarks.side_by_side import per_item, table
from openpyxl_sheets import sheets_by_openpyxl

from toolkit.disk import write_each
from toolkit.forms import find_form
from toolkit.model import Report, Roster, Unit, with_last_year
from toolkit.rounds import Settings
from toolkit.stages.issuing import cover_for
from toolkit.stages.last_year import Past, match_last_year
from toolkit.workbook import blank_report, write_workbook
from toolkit.workbook.sheet import Sheet
from toolkit.workflow import Assignment, Round, issue, issue_round, ledger_of, new, plan_issue, plan_round

UNITS, SLOW = 1000, 10
FORM = find_form("zfxxgk", "2021")
ASSIGNMENT = Assignment(2024, "示范区政务公开办公室", date(2025, 1, 15), "010-1234")
ROSTER = Roster(
    tuple(
        Unit(f"u{number:04}", f"示范区第{number}局", contact=f"甲{number}", phone=f"138{number:08}")
        for number in range(UNITS)
    )
)
KEY = b"k"


def last_report(number: int, unit: Unit) -> Past:
    values = {cell.id: (number * 7 + place) % 90 for place, cell in enumerate(FORM.inputs)}
    report = Report(FORM, 2023, unit.name, unit.code, values=dict(values))
    return Past(f"{unit.code}.json", lambda child: report)  # noqa: ARG005


LAST_YEAR = match_last_year(ROSTER, [last_report(*item) for item in enumerate(ROSTER.units)], 2024)


def by_xlsxwriter(unit: Unit) -> bytes:
    report = with_last_year(blank_report(FORM, 2024, unit.name, unit.code), LAST_YEAR.reports[unit.code])
    return write_workbook(report, replace(cover_for(unit, ASSIGNMENT, KEY), last_year_from=LAST_YEAR.files[unit.code]))


def parts(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as book:
        return {name: book.read(name) for name in book.namelist()}


def as_written(path: Path) -> list[Sheet]:
    """As openpyxl reads it, without what formulas showed: it writes none of that."""
    return [replace(sheet, shown={}) for sheet in sheets_by_openpyxl(path.read_bytes())]


class Ways:
    """What is compared; each run writes into a folder of its own, so that none overwrites."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._numbers = count()
        self.planned = plan_issue(ROSTER, 2024, place / "issued")
        list(issue(self.planned, ASSIGNMENT, KEY, LAST_YEAR))
        self.issued = [item.path for item in self.planned]
        self._loaded = [load_workbook(path) for path in self.issued[:SLOW]]

    def _fresh(self, paths: list[Path]) -> Iterator[Path]:
        folder = self._place / f"{next(self._numbers)}"
        folder.mkdir()
        return (folder / path.name for path in paths)

    def ours(self) -> None:
        folder = self._place / f"{next(self._numbers)}"
        for _ in issue([replace(item, folder=folder) for item in self.planned], ASSIGNMENT, KEY, LAST_YEAR):
            pass

    def in_round(self) -> None:
        """Into a new round, with every workbook recorded in the ledger."""
        folder = self._place / f"{next(self._numbers)}"
        roster = self._place / "roster.csv"
        lines = (f"{unit.code},{unit.name},{unit.contact},{unit.phone}\n" for unit in ROSTER.units)
        roster.write_text("单位编码,单位名称,联系人,电话\n" + "".join(lines), encoding="utf-8")
        settings = Settings(2024, ASSIGNMENT.office, ASSIGNMENT.office_contact, ASSIGNMENT.deadline)
        round_: Round = new(folder, settings, roster)
        with ledger_of(round_) as ledger:
            for _ in issue_round(round_, ledger, plan_round(round_), LAST_YEAR, datetime(2025, 1, 2, tzinfo=UTC)):
                pass

    def xlsxwriter(self) -> list[Path]:
        paths = list(self._fresh(self.issued[:SLOW]))
        for item, path in zip(self.planned, paths, strict=False):
            path.write_bytes(by_xlsxwriter(item.unit))
        return paths

    def openpyxl(self) -> list[Path]:
        """From nothing; what is to be written was read before."""
        paths = list(self._fresh(self.issued[:SLOW]))
        for book, path in zip(self._loaded, paths, strict=True):
            written_anew(book).save(path)
        return paths

    def openpyxl_template(self) -> None:
        """A template loaded, one cell set, saved."""
        for path in self._fresh(self.issued[:SLOW]):
            book: Workbook = load_workbook(self.issued[0])
            book.worksheets[0]["B4"] = path.name
            book.save(path)

    def _copied(self) -> Iterator[tuple[Path, Path]]:
        return zip(self.issued, self._fresh(self.issued), strict=True)

    def copies(self) -> None:
        for path, copy in self._copied():
            shutil.copyfile(path, copy)

    def safe_copies(self) -> None:
        """As safely as ours: whole or not at all, and on the disk."""
        for _ in write_each((copy, copy, path.read_bytes()) for path, copy in self._copied()):
            pass


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        ways = Ways(Path(place))
        for ours, theirs in zip(ways.issued, ways.xlsxwriter(), strict=False):
            assert parts(ours.read_bytes()) == parts(theirs.read_bytes())
        for ours, theirs in zip(ways.issued, ways.openpyxl(), strict=False):
            assert as_written(ours) == as_written(theirs)
        measured = per_item(
            {
                "issued": (ways.ours, UNITS),
                "copied": (ways.copies, UNITS),
                "copied, and waited for the disk": (ways.safe_copies, UNITS),
                "issued in a round": (ways.in_round, UNITS),
                "XlsxWriter, each": (ways.xlsxwriter, SLOW),
                "openpyxl, each from nothing": (ways.openpyxl, SLOW),
                "openpyxl, template loaded, set, saved": (ways.openpyxl_template, SLOW),
            }
        )
    print(f"{UNITS} workbooks, each with its own stamp, names and last year's values; equal part for part\n")
    goals = (
        ("XlsxWriter, each", "≥ 50×"),
        ("openpyxl, each from nothing", "≥ 200×"),
        ("openpyxl, template loaded, set, saved", ""),
        ("copied", "≤ 3×"),
        ("copied, and waited for the disk", ""),
        ("issued in a round", ""),
    )
    print(table(measured, "issued", goals))


if __name__ == "__main__":
    main()
