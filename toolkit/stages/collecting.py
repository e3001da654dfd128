"""Collecting: every original is kept, read, checked and recorded; of every file one line tells what became of it.

Recording is the last thing done with a file, a transaction for a few files: cut off anywhere, the same call takes up
where it stopped. What is told of a file is told after it is recorded.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from toolkit.checks import Checked, Verdict, causes
from toolkit.disk import sha256
from toolkit.errors import UnreadableFile
from toolkit.forms import own_form
from toolkit.intake import Isolated, Reason, Refused, ahead
from toolkit.mail import Mailbox
from toolkit.model import Finding, Report, Unit
from toolkit.rounds import RECEIVED, Counts, Event, EventKind, Ledger, NewEvent, Recorded, Round, keep, read_original
from toolkit.stages.arrivals import Arrival, Found, Mail, Unopened, opened_mail
from toolkit.stages.checking import as_checked
from toolkit.stages.judging import Terms, judged
from toolkit.stages.lookup import Lookup
from toolkit.stages.reading import FromOutside, judge_apart, read_apart
from toolkit.stages.transfer import Answer

Became = Literal["taken", "known", "duplicate", "refused", "unrecognized", "told"]
_RECORDED: tuple[EventKind, ...] = ("received", "refused", "unrecognized")
# The definition is gone or changed: the file may be read as soon as the office has put it back.
_FAULTS_OF_OURS = {Reason.NO_DEFINITION, Reason.OTHER_DEFINITION}
_TOGETHER = 20  # files recorded in one transaction, for which the disk is waited for: a fifth of a second of work
_PATIENCE = 10.0  # seconds until what became of a file is recorded and told, however long the others take
_OTHERS = {"workbook.forged_stamp", "workbook.stamp_conflict"}  # not of this round, or put together from several


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of one file or mail, in a sentence; `checked` where it was taken in."""

    name: str
    origin: str
    became: Became
    says: str
    unit: Unit | None = None
    checked: Checked | None = None


Reading = Callable[[], tuple[Answer, str] | None]
"""What gives what is in a file, judged as if it was of the unit with that code, or raises :class:`UnreadableFile`; None
where it was not read.
"""


class Collecting:
    """One run of collecting into a round. What is recorded already is not read again."""

    def __init__(self, round_: Round, ledger: Ledger, child: Isolated, last_year: Mapping[str, Report]) -> None:
        self._round = round_
        self._ledger = ledger
        self._child = child
        self._last_year = last_year
        self._lookup = Lookup(round_.roster)
        self._issued = Recorded(ledger, "issued")
        self._waiting: list[NewEvent] = []  # to be recorded together
        self._settled: dict[str, NewEvent] = {}  # digest → what became of it, until that is in the ledger
        self._current: dict[str, str] = {}  # unit → its submission, until that is in the ledger

    def take_in(self, found: Iterable[Found], now: datetime) -> Iterator[Collected]:
        """Take in everything that was found, in its order; while one file is checked, the next is read."""
        told: list[Collected] = []
        recorded = time.monotonic()
        for (item, _), read in ahead(((item, self._is_new(item)) for item in found), self._read):
            told += self._item(item, read)
            if len(told) >= _TOGETHER or time.monotonic() - recorded >= _PATIENCE:
                yield from self._recorded(told, now)
                told, recorded = [], time.monotonic()
        yield from self._recorded(told, now)

    def _recorded(self, told: Sequence[Collected], now: datetime) -> Sequence[Collected]:
        """What may be told, now that it is recorded. In a rehearsal nothing is recorded …"""
        if not self._round.rehearsed and self._waiting:
            self._ledger.record(self._waiting, now)
            self._settled.clear()
            self._current.clear()
        self._waiting.clear()
        return told

    def _keep(self, content: bytes, name: str) -> None:
        """… and nothing kept."""
        if not self._round.rehearsed:
            keep(self._round.root / RECEIVED, content, name)

    def _is_new(self, item: Found) -> bool:
        """Whether it is a file to be read; one of a unit that was not in the roster is read again."""
        if not isinstance(item, Arrival) or item.digest in self._issued:
            return False
        known = self._known(item.digest)
        return known is None or known.kind == "unrecognized"

    def _read(self, found: tuple[Found, bool]) -> tuple[Answer, str] | None:
        item, is_new = found
        if not is_new or not isinstance(item, Arrival):
            return None
        presumed = self._lookup.told_by(item.name) or self._lookup.of_address(item.sender)
        return self._judged(item, presumed.code if presumed else "")

    def _judged(self, arrival: Arrival, code: str) -> tuple[Answer, str]:
        """The file, judged by what the unit with that code reported last year."""
        file = FromOutside(arrival.content, self._round.key, self._round.own)
        return judge_apart(self._child, file, self._terms(code)), code

    def _terms(self, code: str) -> Terms:
        return Terms(self._last_year.get(code), asked=True)

    def _known(self, digest: str) -> Event | NewEvent | None:
        """What became of a file before."""
        if digest in self._settled:
            return self._settled[digest]
        claimed = (self._ledger.claimed(f"{kind}:{digest}") for kind in _RECORDED)
        return max((event for event in claimed if event), key=lambda event: event.number, default=None)

    def _item(self, item: Found, read: Reading) -> Iterator[Collected]:
        match item:
            case Arrival():
                yield self._file(item, read)
            case Mail():
                yield from self._mail(item)
            case Unopened():
                yield self._unopened(item)

    def recorded(self, kind: EventKind) -> Iterator[Event]:
        return self._ledger.events(kinds={kind})

    def record(self, event: NewEvent, now: datetime) -> None:
        """What is not about a file, at once."""
        if not self._round.rehearsed:
            self._ledger.record([event], now)

    # --- mails and what cannot be opened -----------------------------------------------------------------------------

    def _mail(self, mail: Mail) -> Iterator[Collected]:
        self._keep(mail.raw, f"{mail.incoming.subject or '邮件'}.eml")
        digest = sha256(mail.raw)
        incoming = mail.incoming
        name = f"邮件“{incoming.subject}”（{incoming.sender}）"
        says = "".join(incoming.notes)
        match incoming.kind:
            case "auto_reply":
                unit = self._lookup.of_address(incoming.sender)
                says = "是自动回复，没有处理。"
                self._tell_once(NewEvent("auto_reply", unit.code if unit else "", digest, incoming.subject))
            case "bounce":
                says = f"是退信：没有送到 {'、'.join(incoming.failed) or '（未写明）'}。请核对邮箱地址。"
                for address in incoming.failed or ("",):
                    unit = self._lookup.of_address(address)
                    self._tell_once(NewEvent("bounced", unit.code if unit else "", digest, address))
            case "message" if not incoming.attachments:
                says = f"没有附件。{says}"
        if says:
            yield Collected(name, mail.origin, "told", says)

    def _tell_once(self, event: NewEvent) -> None:
        self._waiting.append(replace(event, once=f"{event.kind}:{event.digest}:{event.reason}"))

    def _unopened(self, item: Unopened) -> Collected:
        if not item.content:
            return Collected(item.name, item.origin, "refused", item.why)
        return self._refuse(Arrival(item.name, item.content, item.origin), item.why)

    # --- files -------------------------------------------------------------------------------------------------------

    def _file(self, arrival: Arrival, read: Reading) -> Collected:
        known = self._known(arrival.digest)
        if known is not None and known.kind != "unrecognized":  # the roster may have been completed since
            return self._again(arrival, known)
        if arrival.digest in self._issued:
            return Collected(arrival.name, arrival.origin, "told", "就是下发的原表，还没有填写，没有登记。")
        self._keep(arrival.content, arrival.name)
        try:
            answer, presumed = read() or self._judged(arrival, "")
        except UnreadableFile as error:
            return self._unread(arrival, error)
        unit = self._lookup.of_report(answer.report)
        if unit is None:
            return self._unrecognized(arrival, answer.report)
        foreign = self._foreign(answer.report, answer.findings)
        if foreign:
            return self._refuse(arrival, foreign, unit)
        if unit.code != presumed and not self._last_year.keys().isdisjoint((unit.code, presumed)):
            answer, _ = self._judged(arrival, unit.code)
        return self._accept(arrival, unit, answer)

    def _unread(self, arrival: Arrival, error: UnreadableFile) -> Collected:
        ours = isinstance(error, Refused) and error.reason in _FAULTS_OF_OURS
        kind: Literal["refused", "unrecognized"] = "unrecognized" if ours else "refused"
        return self._settle(arrival, kind, None, str(error))

    def _again(self, arrival: Arrival, known: Event | NewEvent) -> Collected:
        unit = self._lookup.by_code(known.unit)
        if known.detail.get("origin") == arrival.origin:
            return Collected(arrival.name, arrival.origin, "known", f"以前收过，{_TOLD[known.kind]}。", unit)
        claim = f"duplicate:{arrival.digest}:{arrival.origin}"
        self._waiting.append(NewEvent("duplicate", known.unit, arrival.digest, known.reason, _detail(arrival), claim))
        says = f"与以前收到的“{known.detail.get('name', '')}”完全相同，不重复计。"
        return Collected(arrival.name, arrival.origin, "duplicate", says, unit)

    def _foreign(self, report: Report, findings: Iterable[Finding]) -> str:
        """Why a readable report is none of this round's; empty where it is."""
        year = self._round.settings.year
        if report.year != year:
            return f"这是 {report.year} 年度的表，本次收的是 {year} 年度。请单位用本年度下发的原表填写。"
        return next((f"{finding.message}{finding.fix}" for finding in findings if finding.rule in _OTHERS), "")

    def _refuse(self, arrival: Arrival, why: str, unit: Unit | None = None) -> Collected:
        self._keep(arrival.content, arrival.name)
        return self._settle(arrival, "refused", unit, why)

    def _unrecognized(self, arrival: Arrival, report: Report) -> Collected:
        who = f"“{report.unit}”{f'（编码 {report.unit_code}）' if report.unit_code else ''}"
        return self._settle(arrival, "unrecognized", None, f"填报单位{who}不在名单里。请核对名单，或请单位核实。")

    def _settle(
        self, arrival: Arrival, kind: Literal["refused", "unrecognized"], unit: Unit | None, why: str
    ) -> Collected:
        code = unit.code if unit else ""
        event = NewEvent(kind, code, arrival.digest, why, _detail(arrival), once=f"{kind}:{arrival.digest}")
        self._settled[arrival.digest] = event
        self._waiting.append(event)
        return Collected(arrival.name, arrival.origin, kind, why, unit)

    def _accept(self, arrival: Arrival, unit: Unit, answer: Answer) -> Collected:
        digest = arrival.digest
        terms = self._terms(unit.code) if answer.tallies is None else Terms()
        checked = as_checked(arrival.name, answer, terms, self._round.own)
        counts = counts_in(checked.verdict)
        earlier = self._submission_of(unit)
        received = NewEvent("received", unit.code, digest, "", _detail(arrival), once=f"received:{digest}")
        events = [
            received,
            NewEvent("read", unit.code, digest, once=f"read:{digest}"),
            NewEvent("checked", unit.code, digest, "", counts.as_detail(), once=f"checked:{digest}"),
        ]
        explained = [finding for finding in checked.verdict.findings if finding.explained_by]
        if explained:
            detail = {"rules": "、".join(dict.fromkeys(finding.rule for finding in explained))}
            events.append(
                NewEvent("explained", unit.code, digest, f"{len(explained)} 处", detail, f"explained:{digest}")
            )
        if earlier:
            claim = f"superseded:{earlier}:{digest}"
            events.insert(0, NewEvent("superseded", unit.code, earlier, "单位报来新的一份", {"by": digest}, claim))
        self._settled[digest] = received
        self._current[unit.code] = digest
        self._waiting += events
        says = "".join((_verdict_told(counts), _mismatch(arrival, unit, self._lookup)))
        return Collected(arrival.name, arrival.origin, "taken", says, unit, checked)

    def _submission_of(self, unit: Unit) -> str | None:
        """The digest of what the unit reported last."""
        if unit.code in self._current:
            return self._current[unit.code]
        received = self._ledger.last(unit.code, "received")
        return received.digest if received else None


_TOLD: Mapping[EventKind, str] = {"received": "已经登记", "refused": "没有采用"}


def checked_submission(round_: Round, child: Isolated, digest: str, last_year: Report | None) -> Checked:
    """A submission read and checked again from its original."""
    content = read_original(round_.root / RECEIVED, digest)
    report, findings = read_apart(child, content, round_.key, round_.own)
    return judged(digest[:16], report, findings, Terms(last_year, asked=True), own_form(round_.own))


def checked_submissions(
    round_: Round, child: Isolated, wanted: Iterable[tuple[str, Report | None]]
) -> Iterator[Checked]:
    """The same for many, each with last year's report: several at a time, all of it in `child`."""

    def work(item: tuple[str, Terms]) -> Answer:
        content = read_original(round_.root / RECEIVED, item[0])
        return judge_apart(child, FromOutside(content, round_.key, round_.own), item[1])

    each = ((digest, Terms(last_year, asked=True)) for digest, last_year in wanted)
    for (digest, terms), answer in ahead(each, work):
        yield as_checked(digest[:16], answer(), terms, round_.own)


def received_as(ledger: Ledger, unit: Unit, digest: str) -> Event:
    """When, and under what name, a submission of a unit came in; where it came several times, the last."""
    received = list(ledger.events(unit.code, kinds={"received"}))
    return next(event for event in reversed(received) if event.digest == digest)


def fetch(collecting: Collecting, mailbox: Mailbox, folder: str, now: datetime) -> Iterator[Collected]:
    """Take in what is new in a folder of a mailbox. How far we are is recorded mail by mail, after its files."""
    seen = [event.detail for event in collecting.recorded("mail_seen") if event.detail.get("folder") == folder]
    validity, uid = (int(seen[-1][name]) for name in ("validity", "uid")) if seen else (0, 0)
    for fetched in mailbox.fetch_new(folder, uid, validity):
        origin = f"邮箱 {folder} 第 {fetched.uid} 封"
        yield from collecting.take_in(opened_mail(fetched.raw, origin), now)
        if fetched.note:
            yield Collected(origin, origin, "told", fetched.note)
        detail = {"folder": folder, "validity": str(fetched.uid_validity), "uid": str(fetched.uid)}
        claim = f"mail_seen:{folder}:{fetched.uid_validity}:{fetched.uid}"
        collecting.record(NewEvent("mail_seen", "", "", "", detail, claim), now)


def counts_in(verdict: Verdict) -> Counts:
    """How many findings of each severity a person has to deal with: what only follows from another is not counted."""
    severities = Counter(finding.severity for finding in causes(verdict) if not finding.explained_by)
    return Counts(severities["error"], severities["query"], severities["hint"])


def _verdict_told(counts: Counts) -> str:
    if counts.errors:
        return f"收下，有 {counts.errors} 处必须改正{f'、{counts.queries} 处须作说明' if counts.queries else ''}。"
    return f"收下，校验通过{f'，有 {counts.queries} 处须作说明' if counts.queries else ''}。"


def _mismatch(arrival: Arrival, unit: Unit, lookup: Lookup) -> str:
    """Who sent it, and how it is called, decide nothing; where they point elsewhere it is told."""
    told = ""
    sender = lookup.of_address(arrival.sender)
    if sender is not None and sender != unit:
        told += f"注意：邮件来自{sender.name}的邮箱，表是{unit.name}的，按表内的身份标识认定。"
    named = lookup.told_by(arrival.name)
    if named is not None and named != unit:
        told += f"注意：文件名写的是{named.name}，按表内的身份标识认定为{unit.name}。"
    return told


def _detail(arrival: Arrival) -> Mapping[str, str]:
    return {"name": arrival.name, "origin": arrival.origin} | ({"sender": arrival.sender} if arrival.sender else {})
