"""THE MAIN PATH, in the order of a year: new → issue → send → (units fill) → collect → send back, remind → accept →
total → report → submit → (the leader signs) → finalize.

Every function takes and gives values of the rooms below; commands and other front ends only call these. How a step is
done is told in :mod:`toolkit.stages`, a module each.
"""

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from toolkit.aggregation import Adjustment, Observation, Scope, Total, disputed_totals, read_adjustments, series
from toolkit.checks import FINDING_COLUMNS, Checked, finding_rows
from toolkit.disk import Content, find_key, read_bytes, sha256, write_whole
from toolkit.errors import ToolkitError
from toolkit.forms import Form, find_sentences
from toolkit.mail import LetterKind, letter_files, open_mailbox, open_smtp, password_for
from toolkit.model import (
    Each,
    Report,
    Roster,
    Server,
    Unit,
    accepted_key,
    csv_rows,
    standard_text,
    write_data_file,
)
from toolkit.rounds import (
    BOARD_COLUMNS,
    LAST_YEAR,
    LEDGER_FILE,
    LETTERS,
    Board,
    Ledger,
    NewEvent,
    Round,
    Settings,
    UnitState,
    board_of,
    board_rows,
    create_round,
    find_round,
    log_line,
    survey_of,
)
from toolkit.stages.accepting import receipt, refuse_unready
from toolkit.stages.adjusting import (
    Entry,
    adjustments_in,
    entries_in,
    record_adjustments,
    withdraw_adjustment,
)
from toolkit.stages.apart import reader
from toolkit.stages.arrivals import Found, found_in, number_of_files
from toolkit.stages.basis import (
    Basis,
    InRound,
    Origin,
    SourceFile,
    Subject,
    origin_of_total,
    refuse_incomplete,
    refuse_unaccepted,
    subject_of_report,
)
from toolkit.stages.checking import check, check_all, load_report, load_reports
from toolkit.stages.collecting import (
    Collected,
    Collecting,
    checked_submission,
    checked_submissions,
    fetch,
    received_as,
)
from toolkit.stages.confirming import confirmed, record_confirmation, with_confirmation
from toolkit.stages.documents import Composed, Made, make_document, write_documents
from toolkit.stages.explaining import Decision, decision_event, refusals, reopened
from toolkit.stages.issuing import (
    Assignment,
    Issued,
    create_key,
    definition_files,
    form_of,
    issue,
    issue_letter,
    issue_round,
    plan_issue,
    plan_round,
    read_roster,
)
from toolkit.stages.judging import checked_report
from toolkit.stages.last_year import LastYear, Past, files_in, match_last_year
from toolkit.stages.lookup import Lookup
from toolkit.stages.papers import Earlier, last_year_of_units, total_as_papers
from toolkit.stages.posting import DRAFT_FOLDERS, MERGE_FILE, Delivered, Mailing, Posting, merge_table, write_drafts
from toolkit.stages.readings import Readings
from toolkit.stages.reminding import reminder, to_remind
from toolkit.stages.returning import Return, is_returned, prepare_return, return_letter, to_return, write_return
from toolkit.stages.series import series_as_csv, series_as_workbook
from toolkit.stages.total_data import total_as_data, total_data
from toolkit.stages.total_text import adjustment_line, total_lines, verdict_line
from toolkit.stages.totaling import TotalOfFiles, check_total, in_scope, through, total_of_round, with_words
from toolkit.stages.totals import total_as_workbook, total_in_issued

if TYPE_CHECKING:  # they bring python-docx: loaded where a document is made
    from toolkit.document import Changes, Layout, Outline
    from toolkit.stages.finalization import SignOff
    from toolkit.stages.signature import Request
    from toolkit.stages.signed import Signed
    from toolkit.stages.signing import Signing
    from toolkit.stages.signing_steps import Comparison, Output, SignedCopy, SignedDocument, SubmittedPack, Verified

__all__ = [
    "Assignment",
    "Basis",
    "Board",
    "Collected",
    "Composed",
    "Decision",
    "Delivered",
    "Entry",
    "InRound",
    "Issued",
    "LastYear",
    "Mailing",
    "Return",
    "Round",
    "Subject",
    "TotalOfFiles",
    "adjustment_line",
    "check",
    "check_all",
    "check_total",
    "confirmed",
    "create_key",
    "definition_files",
    "disputed_totals",
    "files_in",
    "find_key",
    "form_of",
    "issue",
    "issue_round",
    "load_report",
    "load_reports",
    "make_document",
    "plan_issue",
    "plan_round",
    "read_roster",
    "reader",
    "series_as_csv",
    "series_as_workbook",
    "subject_of_report",
    "total_as_data",
    "total_as_workbook",
    "total_lines",
    "verdict_line",
    "with_words",
]


# --- 开始一次年报工作 ------------------------------------------------------------------------------------------------


def new(folder: Path, settings: Settings, roster: Path, supplement: Path | None = None) -> Round:
    """Start a round: `folder` gets its settings, the roster, a key, the ledger, the letters to edit, and the 附表 of
    the office (the folder of its definition) where there is one.

    Raises :class:`ToolkitError` where the roster or the 附表 is faulty, or the folder holds anything else.
    """
    read_roster(roster)
    own = definition_files(supplement, settings.year)
    create_round(folder, settings, read_bytes(roster), secrets.token_hex(32).encode(), own)
    for name, text in letter_files().items():
        write_whole(folder / LETTERS / name, text.encode("utf-8-sig"))
    return find(folder)


def find(start: Path, *, rehearsed: bool = False) -> Round:
    """The round that `start` lies in. Raises :class:`ToolkitError` where there is none."""
    return replace(find_round(start, read_roster), rehearsed=rehearsed)


def unit_codes(round_: Round, names: Sequence[str]) -> frozenset[str]:
    """The codes of units called by code, name or short name. Raises :class:`ToolkitError` for one nobody knows."""
    lookup = Lookup(round_.roster)
    return frozenset(lookup.meant_by(name).code for name in names)


def full_names(round_: Round, names: Sequence[str]) -> tuple[str, ...]:
    """The full names of units called by code, name or short name. Raises :class:`ToolkitError` for one nobody knows."""
    lookup = Lookup(round_.roster)
    return tuple(lookup.meant_by(name).name for name in names)


def ledger_of(round_: Round) -> Ledger:
    """The ledger, to be used as a context manager."""
    return Ledger(round_.root / LEDGER_FILE)


def keep_last_year(round_: Round, paths: Sequence[Path]) -> None:
    """Lay last year's reports into the round."""
    for path in paths:
        write_whole(round_.root / LAST_YEAR / path.name, read_bytes(path))


def last_year_of(round_: Round, given: Sequence[Path] = ()) -> LastYear:
    """What the units take over from the reports in 上年, and from those `given` that are not laid there yet."""
    files = _last_files(round_, given)
    return read_last_year(round_.roster, files, round_.settings.year, _readings(round_), form_of(round_))


def read_last_year(
    roster: Roster, files: Sequence[Path], year: int, readings: Readings | None = None, form: Form | None = None
) -> LastYear:
    """What the units take over for `year` from last year's reports. A file that cannot be read is told in the notes."""
    read = (readings or Readings(b"")).read

    def past(path: Path) -> Past:
        return Past(path.name, partial(read, path))

    with reader() as child:
        pasts = Each(len(files), lambda: map(past, files), lambda number: past(files[number]))
        return match_last_year(roster, pasts, year, form, child)


def _readings(round_: Round) -> Readings:
    return Readings(round_.key, round_.root / LAST_YEAR, dry_run=round_.rehearsed)


def _last_files(round_: Round, given: Sequence[Path] = ()) -> Sequence[Path]:
    """Those in 上年, and those `given`, which take the place of what is called alike."""
    folder = round_.root / LAST_YEAR
    inside = files_in([folder] if folder.is_dir() else [])
    return list({path.name: path for path in (*inside, *given)}.values()) if given else inside


# --- 发送 ------------------------------------------------------------------------------------------------------------


def password(round_: Round, purpose: Literal["smtp", "imap"], ask: Callable[[str], str]) -> str:
    """The password of the office's mail server: from the environment, the system's store, or by asking."""
    return password_for(purpose, _server(round_, purpose), ask)


def _server(round_: Round, purpose: Literal["smtp", "imap"]) -> Server:
    """Raises :class:`ToolkitError` where the settings name none."""
    mail = round_.settings.mail
    server = mail.smtp if purpose == "smtp" else mail.imap
    if server is None:
        problem = "round.toml 里没有写发信服务器。" if purpose == "smtp" else "round.toml 里没有写收信服务器。"
        without = "生成邮件草稿" if purpose == "smtp" else "把邮件另存后收文件、文件夹"
        command = "--eml" if purpose == "smtp" else "nianbao collect 文件夹"
        raise ToolkitError(problem, f"请填写 [mail] 下的设置；没有服务器的，可以{without}。", command)
    return server


def drafts_in(round_: Round, kind: LetterKind) -> Path:
    """The folder for mail drafts of that kind."""
    return round_.root / DRAFT_FOLDERS[kind]


def letters_to_send(round_: Round, units: Collection[str], now: datetime) -> list[Mailing]:
    """The letter with its workbook for each unit (all, or those with the given codes) whose workbook is written."""
    return [
        issue_letter(round_, item, now)
        for item in plan_round(round_)
        if item.path.is_file() and (not units or item.unit.code in units)
    ]


def send(round_: Round, mailings: Sequence[Mailing], password: str, *, again: bool = False) -> Iterator[Delivered]:
    """Send each mail once, however often this is called; yields what became of each."""
    server = _server(round_, "smtp")
    if not round_.settings.mail.sender:
        raise ToolkitError("round.toml 里没有写发信服务器和发件人。", "请填写 [mail]，或生成邮件草稿。", "--eml")
    with ledger_of(round_) as ledger, open_smtp(server, password) as outbox:
        yield from Posting(round_, ledger, outbox, again=again).deliver(mailings, _clock)


def draft_letters(round_: Round, mailings: Sequence[Mailing], folder: Path, now: datetime) -> Iterator[Delivered]:
    """Without a server: the mails as drafts in `folder`, and a list for mail merge."""
    yield from write_drafts(mailings, round_.settings.mail.sender, folder, now)
    write_whole(folder / MERGE_FILE, merge_table(mailings, folder))


# --- 回收 ------------------------------------------------------------------------------------------------------------


def collect(round_: Round, paths: Sequence[Path], now: datetime) -> Iterator[Collected]:
    """Take in files, folders, archives, mails and mailboxes on disk; of each file one line tells what became of it.

    In a round that is rehearsed they are read and checked, but not kept and not recorded.
    """
    yield from take_in(round_, found_in(paths), now)


def expected(paths: Sequence[Path]) -> int | None:
    """About how many files :func:`collect` will tell of; None where nobody can know."""
    return number_of_files(paths) or None


def take_in(round_: Round, found: Iterable[Found], now: datetime) -> Iterator[Collected]:
    """The same for what was found elsewhere."""
    with ledger_of(round_) as ledger, reader() as child:
        yield from Collecting(round_, ledger, child, last_year_of(round_).reports).take_in(found, now)


def collect_mailbox(round_: Round, password: str, now: datetime) -> Iterator[Collected]:
    """Take in what is new in the mailbox of the office. Nothing there is changed."""
    server = _server(round_, "imap")
    with ledger_of(round_) as ledger, reader() as child, open_mailbox(server, password) as mailbox:
        collecting = Collecting(round_, ledger, child, last_year_of(round_).reports)
        yield from fetch(collecting, mailbox, round_.settings.mail.imap_folder, now)


# --- 退回与催报 ------------------------------------------------------------------------------------------------------


def to_send_back(round_: Round, units: Collection[str], now: datetime) -> Iterator[Return]:
    """What goes back to each unit with errors; nothing is written yet."""
    with ledger_of(round_) as ledger, reader() as child:
        last_year = last_year_of(round_).reports
        for state in to_return(survey_of(round_.roster, round_.settings, ledger, now).states):
            if not units or state.unit.code in units:
                yield prepare_return(round_, ledger, child, state, last_year.get(state.unit.code))


def send_back(round_: Round, item: Return, now: datetime) -> Mailing:
    """Write the workbook that goes back and record it; gives the letter that goes with it."""
    with ledger_of(round_) as ledger:
        if not is_returned(ledger, item):
            write_return(round_, ledger, item, now)
    return return_letter(round_, item, now)


def letters_to_remind(round_: Round, units: Collection[str], now: datetime) -> list[Mailing]:
    """A letter to everybody who owes us a valid report."""
    with ledger_of(round_) as ledger:
        states = survey_of(round_.roster, round_.settings, ledger, now).states
        chosen = [state for state in to_remind(states) if not units or state.unit.code in units]
        return [reminder(round_, ledger, state, now) for state in chosen]


# --- 进度与确认 ------------------------------------------------------------------------------------------------------


def status(round_: Round, now: datetime) -> Board:
    """How the round stands."""
    with ledger_of(round_) as ledger:
        return board_of(round_.settings, survey_of(round_.roster, round_.settings, ledger, now), now)


def board_as_workbook(board: Board) -> bytes:
    """The board as a table, a line a unit."""
    from toolkit.workbook import Appendix, write_tables

    return write_tables([Appendix("报送情况", BOARD_COLUMNS, list(board_rows(board)))])


def log_lines(round_: Round, units: Collection[str], now: datetime) -> Iterator[str]:
    """The ledger, a line an event: all of it, or what is about some units."""
    names = {unit.code: unit.name for unit in round_.roster.units}
    with ledger_of(round_) as ledger:
        for event in ledger.events():
            if not units or event.unit in units:
                yield log_line(event, names, now)


def to_accept(round_: Round, units: Collection[str], now: datetime) -> list[UnitState]:
    """The units named; without names, all that passed and owe no explanation."""
    states = status(round_, now).states
    if units:
        return [state for state in states if state.unit.code in units]
    return [state for state in states if state.state == "passed" and state.counts and not state.counts.queries]


def accept(round_: Round, states: Sequence[UnitState], reason: str, now: datetime) -> None:
    """Confirm what passed. Raises :class:`ToolkitError` for a unit that did not pass, or that owes explanations where
    no `reason` is given.
    """
    for state in states:
        refuse_unready(state, reason)
    events = [NewEvent("accepted", state.unit.code, state.submission or "", reason) for state in states]
    with ledger_of(round_) as ledger:
        ledger.record(events, now)


def receipts(round_: Round, states: Sequence[UnitState], now: datetime) -> list[Mailing]:
    """The letter that confirms to each unit that its report was accepted."""
    with ledger_of(round_) as ledger:
        return [receipt(round_, ledger, state, now) for state in states]


def submissions(round_: Round, states: Iterable[UnitState]) -> Iterator[Checked]:
    """The submission that counts of each unit, read again from its original."""
    last_year = last_year_of(round_).reports
    with reader() as child:
        wanted = ((state.submission, last_year.get(state.unit.code)) for state in states if state.submission)
        yield from checked_submissions(round_, child, wanted)


def submission_of(round_: Round, name: str, now: datetime) -> Checked:
    """The submission that counts, of the unit called `name`. Raises :class:`ToolkitError` where there is none."""
    codes = unit_codes(round_, [name])
    states = [state for state in status(round_, now).states if state.unit.code in codes]
    found = next(submissions(round_, states), None)
    if found is None:
        raise ToolkitError(f"{states[0].unit.name}还没有报来有效的工作簿。", "可以先催报。", "nianbao remind")
    return found


def read_submission(round_: Round, unit: Unit, digest: str) -> Checked:
    """A submission of a unit, read again; what the office did not accept as explained is open."""
    with ledger_of(round_) as ledger, reader() as child:
        checked = checked_submission(round_, child, digest, last_year_of(round_).reports.get(unit.code))
        return reopened(checked, refusals(ledger, unit, digest))


def decide_explanation(round_: Round, unit: Unit, digest: str, decision: Decision, now: datetime) -> None:
    """An explanation in the submission that counts is accepted, or not: then the finding is open again.

    Raises :class:`ToolkitError` where the submission `digest` no longer counts, or was confirmed as a whole.
    """
    state = next(state for state in status(round_, now).states if state.unit == unit)
    if state.submission != digest or state.state == "accepted":
        problem = f"{unit.name}刚刚又报来一份，或者已经确认，没有登记。"
        raise ToolkitError(problem, "请刷新页面，看着现在算数的那份再定。")
    event = decision_event(unit, digest, read_submission(round_, unit, digest), decision)
    with ledger_of(round_) as ledger:
        ledger.record([event], now)


def round_documents(
    round_: Round, states: Sequence[UnitState], folder: Path, make: Callable[[Checked, str], Composed]
) -> Iterator[Made]:
    """The document of each unit into `folder`, as `make` makes it; one that fails does not stop the rest."""
    last_year = last_year_of(round_).reports
    with reader() as child:
        units = []
        for state in states:
            read = partial(checked_submission, round_, child, state.submission or "", last_year.get(state.unit.code))
            units.append((state.unit.name, read))
        yield from write_documents(units, folder, make)


# --- 读取与校验 ------------------------------------------------------------------------------------------------------


def check_data(name: str, report: Report, last_year: Report | None = None) -> Checked:
    """Hold every rule against a report that is there already."""
    return checked_report(name, report, (), last_year)


def findings_as_workbook(checked: Sequence[Checked]) -> bytes:
    """All findings as a table, a line each."""
    from toolkit.workbook import Appendix, write_tables

    rows = [row for item in checked for row in finding_rows(item)]
    return write_tables([Appendix("问题清单", FINDING_COLUMNS, rows)])


def explain(checked: Checked, explanations: Mapping[str, str]) -> Report:
    """The report with explanations added and tied to the numbers they are given for.

    Raises :class:`ToolkitError` for a key under which there is nothing to explain.
    """
    queries = {finding.key: finding for finding in checked.verdict.findings if finding.severity == "query"}
    unknown = [key for key in explanations if key not in queries]
    if unknown:
        raise ToolkitError(f"没有编号为 {'、'.join(unknown)} 的疑点。", "请看有哪些疑点。", "nianbao explain")
    given = {key: finding.explained_by for key, finding in queries.items() if finding.explained_by}
    accepted = {accepted_key(queries[key], text): text for key, text in (given | dict(explanations)).items() if text}
    others = {key: text for key, text in checked.report.explanations.items() if key.partition("#")[0] not in queries}
    return replace(checked.report, explanations=others | accepted)


# --- 起草文字 --------------------------------------------------------------------------------------------------------


def draft(report: Report) -> Mapping[str, str]:
    """The standard sentences that the tables of `report` prove: block → text."""
    return standard_text(report, find_sentences(report.form))


def with_draft(report: Report) -> Report:
    """`report` with its empty blocks drafted; what a person wrote stays as it is."""
    return replace(report, narrative={**draft(report), **report.narrative})


# --- 数据文件与工作簿互换 --------------------------------------------------------------------------------------------


def fill(report: Report, key: bytes = b"") -> bytes:
    """A workbook that holds `report`."""
    from toolkit.workbook import Cover, write_workbook

    return write_workbook(report, Cover(key=key))


def read(report: Report) -> bytes:
    """The data file of `report`."""
    return write_data_file(report).encode()


# --- 汇总 ------------------------------------------------------------------------------------------------------------


def round_total(round_: Round, name: str, now: datetime, scope: Scope = "whole_area") -> tuple[bool, Total]:
    """Add up what passed in a round, with its adjustments, who is missing and why, and who confirmed it; and whether
    everything that was added is still acceptable.
    """
    with ledger_of(round_) as ledger:
        survey = survey_of(round_.roster, round_.settings, ledger, now)
        adjustments = adjustments_in(ledger, form_of(round_))
        fine, result = total_of_round(survey, submissions(round_, through(survey, scope)), name, scope, adjustments)
        return fine, with_confirmation(ledger, result, now)


def confirm_total(round_: Round, result: Total, now: datetime) -> None:
    """Record that a person confirmed a total although it is not complete."""
    with ledger_of(round_) as ledger:
        record_confirmation(ledger, result, now)


def last_total(round_: Round, name: str) -> Report | None:
    """Last year's total of that name, where it was laid into the round."""
    readings = _readings(round_)
    with reader() as child:
        for path in _last_files(round_):
            with suppress(ToolkitError):
                report = readings.read(path, child)
                if report.unit == name:
                    return report
    return None


def total_checked(round_: Round, name: str, now: datetime, scope: Scope = "whole_area") -> tuple[Checked, Total]:
    """The total of a round, held against the same rules as any report."""
    _, result = round_total(round_, name, now, scope)
    return checked_report(name, result.report, (), last_total(round_, name)), result


def total_for_superior(result: Total, path: Path) -> bytes:
    """The total in the workbook that the level above issued."""
    return total_in_issued(result, read_bytes(path), *load_report(path))


def total_as_file(result: Total, path: Path, into: Path | None = None) -> Content:
    """The total as the file `path` is to be: a data file or workbook; or in `into`, which the level above issued."""
    if into:
        return total_for_superior(result, into)
    return total_data(result) if path.suffix == ".json" else total_as_workbook(result, find_key(path.parent))


def papers(result: Total, whole: Report | None, units: Sequence[Report], files: Iterable[Path]) -> bytes:
    """The working papers of a total over `files`. `whole`, `units`: last year's total, and reports of its units."""
    digests = {str(file): sha256(read_bytes(file)) for file in files}
    return total_as_papers(result, Earlier(whole, last_year_of_units(result, units)), digests)


def round_papers(round_: Round, result: Total, whole: Report | None) -> bytes:
    """The working papers of the round's total; last year's reports of the units are those laid into the round."""
    within = {unit.code for unit in round_.roster.units if in_scope(unit, result.scope)}
    units = {code: report for code, report in last_year_of(round_).reports.items() if code in within}
    with ledger_of(round_) as ledger:
        digests = {event.digest[:16]: event.digest for event in ledger.events(kinds={"received"})}
    return total_as_papers(result, Earlier(whole, units), digests)


# --- 调整 ------------------------------------------------------------------------------------------------------------


def adjustments_from(path: Path, form: Form) -> tuple[Adjustment, ...]:
    """The adjustments in a CSV file. Raises :class:`ToolkitError` with every row that is wrong."""
    return read_adjustments(form, list(csv_rows(read_bytes(path), "调整表")))


def adjust(round_: Round, adjustments: Sequence[Adjustment], now: datetime) -> None:
    """Record adjustments of the round's total."""
    with ledger_of(round_) as ledger:
        record_adjustments(ledger, form_of(round_), adjustments, now)


def withdraw(round_: Round, number: int, reason: str, name: str, now: datetime) -> Adjustment:
    """Record that an adjustment no longer counts."""
    with ledger_of(round_) as ledger:
        return withdraw_adjustment(ledger, form_of(round_), number, reason, name, now)


def adjustments(round_: Round) -> list[Entry]:
    """Every adjustment ever made in the round, and which were withdrawn."""
    with ledger_of(round_) as ledger:
        return entries_in(ledger, form_of(round_))


# --- 送签与定稿 ------------------------------------------------------------------------------------------------------


def subject_of(round_: Round, unit: str | None, total: str | None, scope: Scope = "whole_area") -> Subject:
    """The unit called so, or the total of that name. Raises :class:`ToolkitError` for a unit nobody knows."""
    if unit is None:
        return Subject("", total or "", scope)
    meant = Lookup(round_.roster).meant_by(unit)
    return Subject(meant.code, meant.name)


def basis_of(place: InRound) -> Basis:
    """What may be signed: the accepted submission of a unit, or the total of the round.

    Raises :class:`ToolkitError` where nothing is accepted, or the total is not complete.
    """
    round_, subject = place.round_, place.subject
    states = status(round_, place.now).states
    if subject.code:
        (state,) = (state for state in states if state.unit.code == subject.code)
        refuse_unaccepted(state)
        (checked,) = submissions(round_, [state])
        return Basis(subject, checked, Origin(tuple(_sources(round_, [state]))))
    checked, result = total_checked(round_, subject.name, place.now, subject.scope)
    refuse_incomplete(result)
    added = {label.unit for label in result.labels}
    sources = _sources(round_, [state for state in states if state.through and state.unit.name in added])
    return Basis(subject, checked, origin_of_total(result, sources))


def changes_since_submitted(place: InRound, report: Report) -> "tuple[Outline, Changes] | None":
    """The document of `report` with what differs from the one submitted last marked; None where none was."""
    from toolkit.document import content_of_outline, outline_of, redlined

    with signing_of(place) as signing:
        previous = signing.previous("", "")
    if previous is None:
        return None
    outline, earlier = outline_of(report, signed_on=None), outline_of(previous.report, signed_on=None)
    return redlined(outline, content_of_outline(earlier))


def _sources(round_: Round, states: Sequence[UnitState]) -> Iterator[SourceFile]:
    with ledger_of(round_) as ledger:
        for state in states:
            if state.submission:
                name = received_as(ledger, state.unit, state.submission).detail.get("name", "")
                yield SourceFile(state.unit.name, name, state.submission)


@contextmanager
def signing_of(place: InRound) -> "Iterator[Signing]":
    """What the ledger knows of the way of a report to its signature."""
    from toolkit.stages.signing import Signing

    with ledger_of(place.round_) as ledger:
        yield Signing(place.round_, ledger, place.subject, place.now)


def submit(
    checked: Checked, request: "Request", place: InRound | None, comparison: "Comparison", output: "Output"
) -> "SubmittedPack":
    """Write what goes to the leader; in a round, record it. Last year's report is that of the round, where none is
    given. Raises :class:`ToolkitError` while errors remain.
    """
    from toolkit.stages.signing_steps import submit_pack

    if place and comparison.last_year is None:
        comparison = replace(comparison, last_year=_last_year_of(place))
    with signing_of(place) if place else nullcontext() as signing:
        return submit_pack(checked, request, signing, comparison, output)


def finalize(copy: "SignedCopy", sign_off: "SignOff", place: InRound | None, output: "Output") -> "SignedDocument":
    """Hold what the leader returned against what was submitted and, in a round, what stands there now; make it final,
    and record it. Raises :class:`ToolkitError` where nothing was submitted, or the numbers have changed since.
    """
    from toolkit.stages.signing_steps import finalize_held, hold_copy, submitted_pack

    with signing_of(place) if place else nullcontext() as signing:
        pack = submitted_pack(copy, signing)
        held = hold_copy(copy, pack, basis_of(place) if place else None)
        return finalize_held(copy.content, sign_off, held, signing, output)


def verify(
    document: Path, report: Report | None, place: InRound | None, layout: "Layout", signed_on: date | None = None
) -> "Verified":
    """Read a document back and hold it against `report`, in a round against what was signed, submitted or accepted;
    its date against `signed_on`, or the record of its signature.
    """
    from toolkit.stages.signing_steps import standard_outside, verify_against

    standard, signature = _standard_in(place, document) if place else standard_outside(document, report)
    return verify_against(document, report or standard, signature, signed_on, layout)


def _standard_in(place: InRound, document: Path) -> "tuple[Report, Signed | None]":
    with signing_of(place) as signing:
        return signing.standard(document) or (basis_of(place).checked.report, None)


def _last_year_of(place: InRound) -> Report | None:
    round_, subject = place.round_, place.subject
    return last_year_of(round_).reports.get(subject.code) if subject.code else last_total(round_, subject.name)


# --- 多年序列 --------------------------------------------------------------------------------------------------------


def make_series(reports: Sequence[Report]) -> tuple[Observation, ...]:
    """Reports of several years (and units) as one tidy table, on cells that mean the same through the years."""
    return series(reports)


# --- 成果 ------------------------------------------------------------------------------------------------------------


def _clock() -> datetime:
    return datetime.now(UTC)


def save(path: Path, content: Content, sources: Sequence[Path] = ()) -> None:
    """Write a result. Raises :class:`ToolkitError` rather than overwrite what it was made from."""
    if path.resolve() in {source.resolve() for source in sources}:
        raise ToolkitError(f"“{path}”是原始文件，不能覆盖。", "请换一个文件名。")
    write_whole(path, content)
