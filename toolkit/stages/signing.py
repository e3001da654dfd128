"""送审和签发记入台账: in a round the ledger remembers what was submitted and signed, whatever becomes of the files.

A unit's events carry its code; those of a total carry none, and the name of the total in their detail.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from toolkit.disk import read_bytes, sha256
from toolkit.errors import ToolkitError, UnreadableFile
from toolkit.forms import find_own, own_form
from toolkit.model import Report, read_data_file, safe_stem
from toolkit.rounds import RESULTS, Event, EventKind, Ledger, NewEvent, Round
from toolkit.stages.basis import Subject
from toolkit.stages.finalization import FINAL, kept_in
from toolkit.stages.publication import DATA
from toolkit.stages.signed import Signed, as_signed, signed_versions
from toolkit.stages.submitted import Submitted, read_pack
from toolkit.stages.verification import signature_of

_SUBMITTED: tuple[EventKind, ...] = ("submitted",)
_SIGNED: tuple[EventKind, ...] = ("finalized", "amended")


class Signing:
    """The way of one report to its signature, as the ledger of its round tells it."""

    def __init__(self, round_: Round, ledger: Ledger, subject: Subject, now: datetime) -> None:
        self._root = round_.root
        self._ledger = ledger
        self._subject = subject
        self._now = now

    # --- 送审 --------------------------------------------------------------------------------------------------------

    def packs(self) -> list[Event]:
        """Every pack that was submitted, first to last."""
        return list(self._events(_SUBMITTED))

    def next_folder(self, data_sha256: str, submitted_on: str) -> Path:
        """Where the next pack goes: a folder for each draft; the same report on the same day goes where it went."""
        packs = self.packs()
        if packs and _is_same_draft(packs[-1], data_sha256, submitted_on):
            return self._folder_of(packs[-1])
        return self._root / RESULTS / "送签" / f"{safe_stem(self._subject.name)}第{len(packs) + 1}稿"

    def previous(self, data_sha256: str, submitted_on: str) -> Submitted | None:
        """The draft before this one; None where there was none, or where its pack is gone."""
        packs = self.packs()
        if packs and _is_same_draft(packs[-1], data_sha256, submitted_on):
            packs.pop()
        try:
            return read_pack(self._folder_of(packs[-1])) if packs else None
        except UnreadableFile:
            return None

    def record_submitted(self, pack: Submitted, data_sha256: str) -> None:
        """Remember a pack; the same one twice is once."""
        packs = self.packs()
        if packs and packs[-1].digest == pack.sha256:
            return
        detail = self._named() | {
            "draft": str(len(packs) + 1),
            "date": pack.submitted_on,
            "folder": self._told(pack.folder),
            "data": data_sha256,
        }
        self._ledger.record([NewEvent("submitted", self._subject.code, pack.sha256, "", detail)], self._now)

    def pack(self, returned: Path | None = None) -> Submitted:
        """The pack submitted last, unaltered. Raises :class:`ToolkitError` where none was, or where it was altered."""
        packs = self.packs()
        if not packs:
            raise ToolkitError(f"台账里没有{self._subject.name}送审的记录。", "请先送审。", "nianbao submit")
        pack = read_pack(self._folder_of(packs[-1]), returned)
        if pack.sha256 != packs[-1].digest:
            raise UnreadableFile(f"“{pack.folder}”里的不是台账记的那份送签材料。", "请从备份恢复，或重新送审。")
        return pack

    # --- 签发 --------------------------------------------------------------------------------------------------------

    def folder(self) -> Path:
        """Where what was signed lies; where nothing was signed yet, where it will."""
        signed = list(self._events(_SIGNED))
        return self._folder_of(signed[-1]) if signed else self._root / RESULTS / "定稿" / safe_stem(self._subject.name)

    def signed(self) -> tuple[Signed, ...]:
        """Every version that was signed, first to last."""
        return tuple(as_signed(json.loads(event.detail["record"])) for event in self._events(_SIGNED))

    def versions(self, folder: Path) -> tuple[Signed, ...]:
        """As the ledger tells; the file in `folder` may know more (signed before there was a round), never other."""
        known = self.signed()
        if known and folder.resolve() != self.folder().resolve():
            problem = f"{self._subject.name}已签发，定稿在“{self.folder()}”，不在“{folder}”。"
            raise ToolkitError(problem, "请定稿到那个文件夹。", "不写 --out")
        beside = signed_versions(folder)
        shorter = min(len(known), len(beside))
        if known[:shorter] != beside[:shorter]:
            raise UnreadableFile(f"“{folder}”里的签发记录与台账不符。", "请以台账为准：移走这个文件后重试。")
        return max(known, beside, key=len)

    def remember(self, folder: Path, versions: Sequence[Signed]) -> None:
        recorded = sum(1 for _ in self._events(_SIGNED))
        added = self._ledger.record((self._event(folder, item) for item in versions[recorded:]), self._now)
        if not all(added):
            raise ToolkitError(f"{self._subject.name}刚刚由别人定稿了。", "请核对后重试。")

    def _event(self, folder: Path, signed: Signed) -> NewEvent:
        detail = self._named() | {
            "version": str(signed.version),
            "date": signed.signed_on,
            "signed_by": signed.signed_by,
            "changes": signed.changes,
            "folder": self._told(folder),
            "record": json.dumps(asdict(signed), ensure_ascii=False),
        }
        kind: EventKind = "amended" if signed.version > 1 else "finalized"
        once = f"signed:{self._subject.code}:{self._named().get('report', '')}:{signed.version}"
        return NewEvent(kind, self._subject.code, signed.files[FINAL], signed.reason, detail, once)

    # --- 核对 --------------------------------------------------------------------------------------------------------

    def standard(self, document: Path) -> tuple[Report, Signed | None] | None:
        """What a document is held against: the data of the version it is of, or of the last one; else those submitted.

        None where nothing was submitted yet. Raises :class:`UnreadableFile` where the data was altered.
        """
        versions = self.signed()
        signature = signature_of(document, versions)
        if signature is None:
            return (self.pack(document).report, None) if self.packs() else None
        folder = self.folder() if signature == versions[-1] else kept_in(self.folder(), signature)
        content = read_bytes(folder / DATA)
        if sha256(content) != signature.files.get(DATA):
            raise UnreadableFile(f"“{folder / DATA}”签发后被改动过，与台账不符。", "请从备份恢复。")
        return read_data_file(content, own_form(find_own(folder)))[0], signature

    # --- events ------------------------------------------------------------------------------------------------------

    def _events(self, kinds: Iterable[EventKind]) -> Iterator[Event]:
        for event in self._ledger.events(self._subject.code, kinds=set(kinds)):
            if self._subject.code or event.detail.get("report") == self._subject.name:
                yield event

    def _named(self) -> dict[str, str]:
        return {} if self._subject.code else {"report": self._subject.name}

    def _told(self, folder: Path) -> str:
        """Relative to the round, which may be moved; else as it is."""
        whole, root = folder.resolve(), self._root.resolve()
        return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else str(whole)

    def _folder_of(self, event: Event) -> Path:
        return self._root / event.detail["folder"]


def _is_same_draft(event: Event, data_sha256: str, submitted_on: str) -> bool:
    return (event.detail.get("data"), event.detail.get("date")) == (data_sha256, submitted_on)
