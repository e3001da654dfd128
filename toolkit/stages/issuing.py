"""Issuing: one locked workbook per unit, with last year's values; and the key that signs them."""

import secrets
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.disk import KEY_FILE, read_bytes, sha256, sweep, write_each, write_whole
from toolkit.errors import ToolkitError
from toolkit.forms import Form, form_for_year, own_form
from toolkit.model import Each, Roster, Unit, compact, csv_rows, distinct_stems, roster_from_rows, with_last_year
from toolkit.rounds import ISSUED, Ledger, NewEvent, Recorded, Round
from toolkit.stages.last_year import FORM, LastYear
from toolkit.stages.posting import Facts, Mailing, write_letter

if TYPE_CHECKING:
    from toolkit.workbook import Cover


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the office asks for: the report of which year, by when, and whom to call; `own` is the folder of the
    definition that the office owns, if it asks by one.
    """

    year: int
    office: str
    deadline: date | None = None
    office_contact: str = ""
    own: Path | None = None

    @property
    def form(self) -> Form:
        """The form it asks for. Raises :class:`ToolkitError` where the definition is faulty or not for that year."""
        own = own_form(self.own)
        return form_for_year(own.id if own else FORM, self.year, own)


@dataclass(frozen=True, slots=True)
class Issued:
    """A workbook for a unit, and where it lies: `name` in `folder`, which is the same for all."""

    unit: Unit
    folder: Path
    name: str

    @property
    def path(self) -> Path:
        return self.folder / self.name


def read_roster(path: Path) -> Roster:
    """The roster in a CSV or XLSX file. Raises :class:`ToolkitError` that names every faulty row."""
    content = read_bytes(path)
    if not content.startswith(b"PK"):
        return roster_from_rows(csv_rows(content))
    from toolkit.workbook import sheet_rows

    return roster_from_rows(sheet_rows(content))


def plan_issue(roster: Roster, year: int, folder: Path) -> Sequence[Issued]:
    """Which file each unit gets; writes nothing."""
    stems = distinct_stems(f"{unit.file_label}_{year}年报" for unit in roster.units)
    names = compact(f"{stem}.xlsx" for stem in stems)

    def planned(unit: Unit, name: str) -> Issued:
        return Issued(unit, folder, name)

    return Each(len(names), lambda: map(planned, roster.units, names))


def issue(
    planned: Sequence[Issued], assignment: Assignment, key: bytes, last_year: LastYear | None = None
) -> Iterator[Issued]:
    """Write one locked workbook per unit; yields each when it is on disk. Can be repeated: same input, same bytes.

    `last_year` is locked into the workbooks as 上年数.
    """
    made = _workbooks(planned, assignment, key, last_year or LastYear())
    for written in write_each((item, item.path, content) for item, content in made):
        yield from written


def _workbooks(
    planned: Sequence[Issued], assignment: Assignment, key: bytes, last_year: LastYear
) -> Iterator[tuple[Issued, bytes]]:
    from toolkit.workbook import Stencils, blank_report

    for item in planned[:1]:
        sweep(item.folder)
    stencils = Stencils()
    blank = blank_report(assignment.form, assignment.year, "")
    for item in planned:
        unit = item.unit
        report = replace(blank, unit=unit.name, unit_code=unit.code)
        last = last_year.reports.get(unit.code)
        cover = replace(cover_for(unit, assignment, key), last_year_from=last_year.files.get(unit.code, ""))
        yield item, stencils.write(with_last_year(report, last) if last else report, cover)


def cover_for(unit: Unit, assignment: Assignment, key: bytes, sequence: int = 1) -> "Cover":
    """The cover of the workbook that a unit gets for the `sequence`-th time."""
    from toolkit.workbook import Cover

    return Cover(
        office=assignment.office,
        deadline=assignment.deadline,
        office_contact=assignment.office_contact,
        contact=unit.contact,
        phone=unit.phone,
        sequence=sequence,
        key=key,
    )


def definition_files(folder: Path | None, year: int) -> Mapping[str, bytes]:
    """The files of the definition that an office owns, none for no folder.

    Raises :class:`ToolkitError` where it is faulty, or not for that year.
    """
    if folder is None:
        return {}
    _ = Assignment(year, "", own=folder).form
    return {path.name: read_bytes(path) for path in sorted(folder.glob("*.toml"))}


def create_key(folder: Path) -> bytes:
    """The office's key, made on first use. It never leaves the office: who has it can stamp workbooks."""
    path = folder / KEY_FILE
    if not path.is_file():
        write_whole(path, secrets.token_hex(32).encode() + b"\n")
    return read_bytes(path).strip()


# --- in a round ------------------------------------------------------------------------------------------------------


def assignment_of(round_: Round) -> Assignment:
    """What the settings of a round ask for."""
    settings = round_.settings
    return Assignment(settings.year, settings.office, settings.deadline, settings.office_contact, round_.own)


def form_of(round_: Round) -> Form:
    """The form the units of a round fill in."""
    return assignment_of(round_).form


def plan_round(round_: Round) -> Sequence[Issued]:
    """Which file each unit of the round gets; writes nothing."""
    return plan_issue(round_.roster, round_.settings.year, round_.root / ISSUED)


def issue_letter(round_: Round, item: Issued, now: datetime) -> Mailing:
    """The letter that brings a unit its workbook. A workbook written anew makes it a new letter."""
    facts = Facts(now=now, deadline=round_.settings.deadline)
    letter = write_letter(round_, item.unit, "issue", facts, [item.path])
    digest = sha256(read_bytes(item.path))
    return Mailing(item.unit, "issue", letter, f"issue:{item.unit.code}:{digest}:{item.unit.email}")


def issue_round(
    round_: Round, ledger: Ledger, planned: Sequence[Issued], last_year: LastYear, now: datetime
) -> Generator[Issued]:
    """Write the workbook of each and record it. A rerun writes the same bytes and records nothing twice.

    Raises :class:`ToolkitError` where the 附表 was changed since it was issued; and at the end, when all others are
    written, where files lie that are not as we wrote them: somebody filled them right there.
    """
    issued = Recorded(ledger, "issued")
    assignment = assignment_of(round_)
    supplement = _supplement_of(assignment.form)
    _refuse_changed(ledger, supplement)
    filled: list[str] = []

    def to_write() -> Iterator[tuple[tuple[Issued, str], Path, bytes]]:
        for item, content in _workbooks(planned, assignment, round_.key, last_year):
            digest = sha256(content)
            path = item.path
            there = sha256(read_bytes(path)) if path.is_file() else digest
            if there != digest and there not in issued:
                filled.append(item.name)
            else:
                yield (item, digest), path, content

    for written in write_each(to_write()):
        ledger.record([_issued(item, digest, supplement) for item, digest in written], now)
        yield from (item for item, _ in written)
    if filled:
        problem = f"下发文件夹里有 {len(filled)} 份不是下发时的样子，没有覆盖：{'、'.join(filled)}。"
        raise ToolkitError(problem, "填好的请先收进来，再把它移走。", "nianbao collect")


def _issued(item: Issued, digest: str, supplement: Mapping[str, str]) -> NewEvent:
    """The event that a workbook lies there; that the same does again is none."""
    claim = f"issued:{item.unit.code}:{digest}"
    return NewEvent("issued", item.unit.code, digest, "", {"file": item.name, **supplement}, claim)


def _supplement_of(form: Form) -> Mapping[str, str]:
    """What the ledger remembers of the 附表 that is issued."""
    return {"supplement": form.supplement.id, "definition": form.digest} if form.supplement else {}


def _refuse_changed(ledger: Ledger, supplement: Mapping[str, str]) -> None:
    """What was issued is read by the definition it was made on: under the same id there is only one."""
    for event in ledger.events(kinds={"issued"}):
        same = supplement and event.detail.get("supplement") == supplement["supplement"]
        if same and event.detail["definition"] != supplement["definition"]:
            raise ToolkitError(
                f"附表 {supplement['supplement']} 在 {event.time:%Y-%m-%d} 下发以后改动过，没有下发。",
                "请把“附表”文件夹恢复成下发时的样子；确要改附表的，在 supplement.toml 里换一个代号（id），再下发。",
            )
