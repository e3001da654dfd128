"""送签、定稿、核对, step by step: in a round from its ledger to its ledger, outside one from folder to folder."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from toolkit.checks import Checked
from toolkit.disk import sha256, write_whole
from toolkit.document import Content, Layout, Verification, content_of_outline, outline_of
from toolkit.errors import ToolkitError
from toolkit.model import Report
from toolkit.stages.basis import Basis
from toolkit.stages.digests import report_sha256
from toolkit.stages.finalization import Finalized, Returned, SignOff, examine, finalize
from toolkit.stages.signature import MANIFEST, Earlier, Request, make_pack
from toolkit.stages.signed import Signed
from toolkit.stages.signing import Signing
from toolkit.stages.submitted import AGAIN, SUBMIT, Submitted, find_pack, hold_against_pack, hold_cells, read_pack
from toolkit.stages.verification import signature_beside, told, verify_document


@dataclass(frozen=True, slots=True)
class Output:
    """Where files go: into `folder`, else where the ledger of the round says. A rehearsal writes nothing."""

    folder: Path | None = None
    rehearse: bool = False

    def within(self, known: Path | None) -> Path:
        """`known`: what the ledger says. Raises :class:`ToolkitError` where neither tells."""
        folder = self.folder or known
        if folder is None:
            raise ToolkitError("没有写明写到哪里。", "请写明文件夹。", "--out 文件夹")
        return folder


# --- 送签 ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a draft is compared with: the one named, else the one submitted before, else last year's report."""

    previous: Content | None = None
    last_year: Report | None = None


@dataclass(frozen=True, slots=True)
class SubmittedPack:
    """A pack for signature: where it lies, its files, and how it differs from what was before, in words."""

    folder: Path
    files: tuple[str, ...]
    changes: str


def submit_pack(
    checked: Checked, request: Request, signing: Signing | None, comparison: Comparison, output: Output
) -> SubmittedPack:
    """Write the pack for `checked`; in a round, record it. Raises :class:`ToolkitError` while errors remain."""
    digest, day = report_sha256(checked.report), request.submitted_on.isoformat()
    earlier = _earlier(comparison, signing.previous(digest, day) if signing else None)
    pack = make_pack(checked, request, earlier)
    folder = output.within(signing.next_folder(digest, day) if signing else None)
    if not output.rehearse:
        for name, content in pack.files.items():
            write_whole(folder / name, content)
        if signing:
            signing.record_submitted(Submitted(folder, checked.report, day, sha256(pack.files[MANIFEST])), digest)
    changes = f"与{earlier.name}相比：{pack.changes}。" if earlier and pack.changes else ""
    return SubmittedPack(folder, tuple(pack.files), changes)


def _earlier(comparison: Comparison, submitted: Submitted | None) -> Earlier | None:
    if comparison.previous:
        return Earlier("上一稿", comparison.previous)
    before = submitted.report if submitted else comparison.last_year
    if before is None:
        return None
    return Earlier("上一稿" if submitted else "上年报告", content_of_outline(outline_of(before, signed_on=None)))


# --- 定稿 ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignedCopy:
    """The document as the leader returned it, and what it is said to belong to.

    `path`: its file, where it lies on disk; `report` in the file `data`: the numbers, where they are given beside it;
    `pack`: the folder of the pack, where it is named; `own`: the folder of the definition that the office owns.
    """

    content: bytes
    path: Path | None = None
    report: Report | None = None
    data: Path | None = None
    pack: Path | None = None
    own: Path | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """The report to be final; `submitted_sha256`: of the pack it was held against, '' without one; `told`: how it
    stands to the pack, '' where it is the report of the pack itself.
    """

    report: Report
    submitted_sha256: str
    told: str


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """What came of a returned document; `result` is None while something forbids it."""

    held: Held
    returned: Returned
    result: Finalized | None


def submitted_pack(copy: SignedCopy, signing: Signing | None) -> Submitted | None:
    """The pack the ledger knows; outside a round the one named, or found. None where there is none."""
    if signing:
        pack = signing.pack(copy.path)
        if copy.pack and copy.pack.resolve() != pack.folder.resolve():
            problem = f"台账里最近一次送审的材料在“{pack.folder}”，不在“{copy.pack}”。"
            raise ToolkitError(problem, "请用那一份；要用别的，请重新送审。", "不写 --pack")
        return pack
    folder = copy.pack
    if folder is None and copy.path and copy.data and copy.report:
        folder = find_pack(copy.path, copy.data, copy.report)
    return read_pack(folder, copy.path, copy.own) if folder else None


def hold_copy(copy: SignedCopy, pack: Submitted | None, basis: Basis | None) -> Held:
    """Hold the report to be final against what was submitted, and that against what stands in the round now.

    Raises :class:`ToolkitError` where the numbers have changed, or there are none.
    """
    told = ""
    if copy.report and pack:
        note = hold_against_pack(copy.report, pack)
        told = f"与送审材料（{pack.folder}，{pack.submitted_on}）对照：{note or '与送审时相同。'}"
    elif copy.report:
        told = "没有找到送签材料（manifest.json），没有与送审时的数据对照。"
    if pack and basis:
        hold_cells(pack.report, basis.checked.report, "送审时", AGAIN, SUBMIT)
    report = copy.report or (pack.report if pack else None)
    if report is None:
        raise ToolkitError("没有写明数据。", "请加 --data 文件；在年报工作的文件夹里可以写 --unit 单位、--total 名称。")
    return Held(report, pack.sha256 if pack else "", told)


def finalize_held(
    content: bytes, sign_off: SignOff, held: Held, signing: Signing | None, output: Output
) -> SignedDocument:
    """Make the document as it was returned final, where nothing forbids it, and record it."""
    returned = examine(content, held.report, sign_off.signed_on)
    if returned.obstacles:
        return SignedDocument(held, returned, None)
    signed = replace(sign_off, submitted_sha256=held.submitted_sha256)
    folder = output.within(signing.folder() if signing else None)
    return SignedDocument(held, returned, finalize(returned, signed, folder, signing, rehearse=output.rehearse))


# --- 核对 ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verified:
    """How a document stands to its data. `signed_on`: the date it was held against; `signature`: what told it."""

    verification: Verification
    signed_on: date | None
    signature: Signed | None

    def told(self, name: str) -> str:
        """What a person reads of the document called `name`."""
        return told(name, self.verification, self.signed_on, self.signature)


def standard_outside(document: Path, given: Report | None) -> tuple[Report, Signed | None]:
    """What a document is held against outside a round: the report given, and the record of its signature beside it."""
    if given is None:
        problem = "没有写明与什么核对。"
        raise ToolkitError(problem, "请加 --data 文件；在年报工作的文件夹里可以写 --unit 单位、--total 名称。")
    return given, signature_beside(document, given)


def verify_against(
    document: Path, report: Report, signature: Signed | None, signed_on: date | None, layout: Layout
) -> Verified:
    """Hold a document against `report`, and its date against `signed_on`, or else the record of its `signature`."""
    if signed_on is None and signature:
        day = date.fromisoformat(signature.signed_on)
        return Verified(verify_document(document, report, day, layout), day, signature)
    return Verified(verify_document(document, report, signed_on, layout), signed_on, None)
