"""送签、定稿 of a report of the round, from its ledger to its ledger: what the numbers stand on is held against what
stands there now, at every step.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit.checks import Checked
from toolkit.disk import write_whole
from toolkit.document import content_of_outline, outline_of
from toolkit.model import Report
from toolkit.stages.basis import Basis
from toolkit.stages.digests import report_sha256
from toolkit.stages.finalization import FINAL, Finalized, Returned, SignOff, examine, finalize
from toolkit.stages.signature import Earlier, Request, make_pack
from toolkit.stages.signing import Signing
from toolkit.stages.submitted import AGAIN, SUBMIT, hold_cells, read_pack
from toolkit.stages.verification import told, verify_document


@dataclass(frozen=True, slots=True)
class SubmittedPack:
    """A pack that was written: where, its files, and how it differs from the one before, in words."""

    folder: Path
    files: tuple[str, ...]
    changes: str


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """What came of a returned document; `result` is None while something forbids it."""

    returned: Returned
    result: Finalized | None
    folder: Path


def submit_in_round(
    signing: Signing, basis: Basis, checked: Checked, request: Request, last_year: Report | None
) -> SubmittedPack:
    """Write the pack for `checked`, whose numbers must be those of `basis`, and record it.

    Raises :class:`ToolkitError` where they are not, or while errors remain.
    """
    report, day = checked.report, request.submitted_on.isoformat()
    hold_cells(report, basis.checked.report, "文稿里", "数变了的，请重新汇总，再送签。")
    digest = report_sha256(report)
    previous = signing.previous(digest, day)
    before = previous.report if previous else last_year
    name = "上一稿" if previous else "上年报告"
    earlier = Earlier(name, content_of_outline(outline_of(before, signed_on=None))) if before else None
    pack = make_pack(checked, request, earlier)
    folder = signing.next_folder(digest, day)
    for file, content in pack.files.items():
        write_whole(folder / file, content)
    signing.record_submitted(read_pack(folder), digest)
    changes = f"与{name}相比：{pack.changes}。" if pack.changes else ""
    return SubmittedPack(folder, tuple(pack.files), changes)


def finalize_in_round(
    signing: Signing, basis: Basis, content: bytes, sign_off: SignOff, *, rehearse: bool = False
) -> SignedDocument:
    """Hold what the leader returned against what was submitted, and that against `basis`; make it final and record it.

    Raises :class:`ToolkitError` where nothing was submitted, or the numbers have changed since.
    """
    pack = signing.pack()
    hold_cells(pack.report, basis.checked.report, "送审时", AGAIN, SUBMIT)
    returned = examine(content, pack.report, sign_off.signed_on)
    folder = signing.folder()
    if returned.obstacles:
        return SignedDocument(returned, None, folder)
    return SignedDocument(returned, finalize(returned, sign_off, folder, signing, rehearse=rehearse), folder)


def verify_in_round(signing: Signing) -> str:
    """The final document read back and held against the data that was signed; '' where nothing was signed yet."""
    if not signing.signed():
        return ""
    final = signing.folder() / FINAL
    known = signing.standard(final)
    if known is None:
        return ""
    report, signature = known
    signed_on = date.fromisoformat(signature.signed_on) if signature else None
    return told(final.name, verify_document(final, report, signed_on), signed_on, signature)
