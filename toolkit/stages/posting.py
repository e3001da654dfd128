"""Letters on their way: each is sent once, whatever happens in between; or written as drafts where there is no server.

Before a mail goes to the server the ledger holds a claim on it, afterwards that it was sent. Of a claim without the
second half — the program was cut off while the server had it — nobody can tell whether it arrived: it is named, and
only sent again when a person says so.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from toolkit.disk import read_bytes, write_whole
from toolkit.errors import ToolkitError
from toolkit.mail import (
    MERGE_COLUMNS,
    Attachment,
    Letter,
    LetterKind,
    MergeItem,
    Outbox,
    ProblemLine,
    address_of,
    as_draft,
    compose,
    load_letter,
    mail_merge_list,
    make_message_id,
    paced,
    to_bytes,
)
from toolkit.model import Problem, Unit, chinese_date, distinct_stems, plain_number, show
from toolkit.rounds import ISSUED, LETTERS, RETURNED, Event, Ledger, NewEvent, Round

Became = Literal["sent", "already", "doubtful", "failed", "no_address", "drafted"]
DRAFT_FOLDERS: Mapping[LetterKind, str] = {  # in the folder of a round
    "issue": f"{ISSUED}/邮件",
    "remind": f"{ISSUED}/催报邮件",
    "send_back": f"{RETURNED}/邮件",
    "receipt": f"{RETURNED}/收讫邮件",
}
MERGE_FILE = "邮件合并.xlsx"
_DOUBTFUL = "上次发送时中断，可能已经送到。请向单位核实；没有收到的，加 --again 再发。"


@dataclass(frozen=True, slots=True)
class Mailing:
    """A letter to a unit; None where the roster has no address for it.

    `token` is what makes it this mail and no other: with the same one it is never sent twice.
    """

    unit: Unit
    kind: LetterKind
    letter: Letter | None
    token: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a letter, in a sentence."""

    unit: Unit
    became: Became
    says: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a letter says of one unit besides what the round and the roster say."""

    now: datetime
    deadline: date | None
    file: str = ""
    received: datetime | None = None
    problems: tuple[Problem, ...] = ()
    standing: str = ""


def write_letter(
    round_: Round, unit: Unit, kind: LetterKind, facts: Facts, attachments: Sequence[Path] = ()
) -> Letter | None:
    """The letter of that kind to `unit`; None where it has no address.

    Raises :class:`ToolkitError` where the template is faulty.
    """
    if not unit.email:
        return None
    settings = round_.settings
    open_problems = [problem for problem in facts.problems if problem.change != "已改正"]
    fields = {
        "单位": unit.name,
        "年度": str(settings.year),
        "办公室": settings.office,
        "联系人": settings.office_contact,
        "截止日期": _day(facts.deadline),
        "日期": _day(facts.now.date()),
        "附件": "、".join(path.name for path in attachments),
        "文件名": facts.file,
        "收到时间": _minute(facts.received, facts.now) if facts.received else "",
        "问题数": str(len(open_problems)),
        "现状": facts.standing,
    }
    return compose(
        load_letter(kind, round_.root / LETTERS),
        fields,
        to=(unit.email,),
        problems=[_line(problem) for problem in facts.problems],
        attachments=[Attachment(path.name, read_bytes(path)) for path in attachments],
    )


def _line(problem: Problem) -> ProblemLine:
    """A line of the list as the letter shows it."""
    place = problem.place
    change = f"【{problem.change}】" if problem.change else ""
    return ProblemLine(
        sheet=place.sheet or "",
        cell=place.address or "",
        actual=show(problem.actual) if problem.actual is not None else "",
        expected=show(problem.expected) if problem.expected is not None else "",
        difference=plain_number(problem.difference) if problem.difference is not None else "",
        fix=f"{change}{problem.says}{problem.fix if problem.change != '已改正' else ''}",
        basis=problem.basis,
    )


def _day(day: date | None) -> str:
    return chinese_date(day) if day else ""


def _minute(time: datetime, now: datetime) -> str:
    local = time.astimezone(now.tzinfo)
    return f"{_day(local.date())}{local:%H:%M}"


def _without_address(unit: Unit) -> Delivered:
    return Delivered(unit, "no_address", "名单里没有邮箱，请另行送达。")


# --- by a server -----------------------------------------------------------------------------------------------------


class Posting:
    """One run of sending. `again`: send, too, what may have been sent when a former run was cut off."""

    def __init__(self, round_: Round, ledger: Ledger, outbox: Outbox, *, again: bool = False) -> None:
        self._mail = round_.settings.mail
        self._ledger = ledger
        self._outbox = outbox
        self._again = again
        self._tries: dict[str, list[Event]] = {}
        for event in ledger.events(kinds=("sending", "sent", "send_failed")):
            self._tries.setdefault(event.detail.get("mail", ""), []).append(event)

    def deliver(self, mailings: Sequence[Mailing], clock: Callable[[], datetime]) -> Iterator[Delivered]:
        """Send each that was not sent, as fast as the settings say. One that fails does not stop the rest."""
        waiting: list[tuple[Mailing, Letter]] = []
        for mailing in mailings:
            settled = self._settled(mailing)
            if mailing.letter is None:
                yield _without_address(mailing.unit)
            elif settled:
                yield settled
            else:
                waiting.append((mailing, mailing.letter))
        for mailing, letter in paced(waiting, self._mail.per_minute):
            yield self._send(mailing, letter, clock)

    def _identity(self, mailing: Mailing) -> str:
        return make_message_id(mailing.token, self._mail.sender)

    def _settled(self, mailing: Mailing) -> Delivered | None:
        """What is left to say of a mail that needs no sending, or must not be sent without a look."""
        unit, tries = mailing.unit, self._tries.get(self._identity(mailing), [])
        if tries and tries[-1].kind == "sent":
            return Delivered(unit, "already", f"{tries[-1].time.astimezone():%m月%d日 %H:%M} 已经发过。")
        if tries and tries[-1].kind == "sending" and not self._again:
            return Delivered(unit, "doubtful", _DOUBTFUL)
        return None

    def _send(self, mailing: Mailing, letter: Letter, clock: Callable[[], datetime]) -> Delivered:
        unit, identity = mailing.unit, self._identity(mailing)
        detail = {"mail": identity, "letter": mailing.kind, "to": "、".join(letter.recipients)}
        claim = f"sending:{identity}:{len(self._tries.get(identity, []))}"
        if self._ledger.record([NewEvent("sending", unit.code, "", "", detail, claim)], clock()) != [True]:
            return Delivered(unit, "already", "另一台电脑正在发送。")
        raw = to_bytes(letter, self._mail.sender, identity, clock(), self._mail.reply_to)
        try:
            delivery = self._outbox.send(raw, address_of(self._mail.sender), letter.recipients)
        except ToolkitError as error:  # nothing was handed over
            self._ledger.record([NewEvent("send_failed", unit.code, "", str(error), detail)], clock())
            raise
        if delivery.state == "unknown":  # the claim stays open: only a person can tell
            return Delivered(unit, "doubtful", _DOUBTFUL)
        if delivery.state != "sent":
            why = "；".join(f"{refusal.recipient}：{refusal.code} {refusal.answer}" for refusal in delivery.refusals)
            self._ledger.record([NewEvent("send_failed", unit.code, "", why, detail)], clock())
            advice = "请核对邮箱地址。" if delivery.state == "refused" else "稍后再运行一次即可重发。"
            return Delivered(unit, "failed", f"没有发出（{why}）。{advice}")
        reminded = [NewEvent("reminded", unit.code, "", "", detail)] if mailing.kind == "remind" else []
        self._ledger.record([NewEvent("sent", unit.code, "", "", detail), *reminded], clock())
        return Delivered(unit, "sent", f"已发往 {'、'.join(letter.recipients)}。")


# --- without a server ------------------------------------------------------------------------------------------------


def write_drafts(mailings: Sequence[Mailing], sender: str, folder: Path, now: datetime) -> Iterator[Delivered]:
    """Each letter as an ``.eml`` file in `folder`: a double click opens it in the mail program, ready to be sent."""
    for mailing, stem in zip(mailings, _stems(mailings), strict=True):
        if mailing.letter is None:
            yield _without_address(mailing.unit)
            continue
        path = folder / f"{stem}.eml"
        identity = make_message_id(mailing.token, sender)
        write_whole(path, as_draft(to_bytes(mailing.letter, sender, identity, now)))
        yield Delivered(mailing.unit, "drafted", f"邮件草稿在 {path}。")


def merge_table(mailings: Sequence[Mailing], folder: Path) -> bytes:
    """The list from which Outlook or Foxmail merges mails: an XLSX workbook, a line a mail."""
    from toolkit.workbook import Appendix, write_tables

    stems = _stems(mailings)
    items = [
        MergeItem(
            mailing.unit.name,
            mailing.letter,
            tuple(attachment.name for attachment in mailing.letter.attachments),
            f"{folder.name}/{stem}.eml",
        )
        for mailing, stem in zip(mailings, stems, strict=True)
        if mailing.letter is not None
    ]
    return write_tables([Appendix("邮件合并", MERGE_COLUMNS, mail_merge_list(items))])


def _stems(mailings: Sequence[Mailing]) -> list[str]:
    return list(distinct_stems(mailing.unit.file_label for mailing in mailings))
