"""送签与定稿: the pack for the leader, and what comes back signed."""

import tempfile
from pathlib import Path

from starlette.responses import Response

from toolkit.disk import read_bytes, sha256, write_whole
from toolkit.errors import ToolkitError
from toolkit.stages.finalization import FINAL, SignOff, examine, finalize
from toolkit.stages.signature import DRAFT, Earlier, Request, make_pack
from toolkit.stages.signed import signed_versions
from toolkit.stages.verification import earlier_document, told, verify_document
from toolkit.ui.drawing import told_of
from toolkit.ui.subject import TOTAL, Subject, subject_of
from toolkit.ui.visit import Visit

SUBMITTED, FINALIZED = "送签", "定稿"


def form(visit: Visit) -> Response:
    """What is ready to be submitted, what was submitted, what was signed."""
    subject = _subject(visit, visit.query.get("of", TOTAL))
    submitted, finalized = (subject.folder(visit.round, kind) for kind in (SUBMITTED, FINALIZED))
    versions = signed_versions(finalized)
    facts = {
        "section": f"sign?of={subject.of}",
        "subject": subject,
        "told": told_of(subject.checked),
        "today": visit.now.date(),
        "submitted": _names(submitted),
        "finalized": _names(finalized),
        "versions": versions,
        "verified": _verified(finalized / FINAL, subject) if versions else "",
    }
    return visit.page("sign.html", facts)


def submit(visit: Visit) -> Response:
    """Write the pack for signature."""
    subject = _subject(visit, visit.text("of"))
    folder = subject.folder(visit.round, SUBMITTED)
    previous = folder / DRAFT
    earlier = Earlier("上一稿", earlier_document(previous, subject.report.form)) if previous.is_file() else None
    request = Request(
        submitted_on=visit.day("date") or visit.now.date(),
        source=subject.origin,
        source_sha256=sha256(subject.content),
        drafter=visit.text("drafter"),
        phone=visit.text("phone"),
    )
    for name, content in make_pack(subject.checked, request, earlier).files.items():
        write_whole(folder / name, content)
    return visit.go(visit.address(f"sign?of={subject.of}"))


def finalize_signed(visit: Visit) -> Response:
    """Hold what came back against the data; write the final document where nothing forbids it."""
    subject = _subject(visit, visit.text("of"))
    signed_on = visit.day("date")
    if signed_on is None:
        raise ToolkitError("没有写签发日期。", "签发日期就是成文日期。")
    with tempfile.TemporaryDirectory() as scratch:
        uploads = visit.keep("file", Path(scratch))
        if not uploads:
            raise ToolkitError("没有选领导签回的文档。", "请选择签回的报审稿（.docx）。")
        returned = examine(read_bytes(uploads[0].path), subject.report, signed_on)
    folder = subject.folder(visit.round, FINALIZED)
    rehearse = bool(visit.text("rehearse"))
    sign_off = SignOff(signed_on, visit.text("signed_by"), amendment=visit.text("amendment"))
    result = None if returned.obstacles else finalize(returned, sign_off, folder, rehearse=rehearse)
    facts = {
        "section": f"sign?of={subject.of}",
        "subject": subject,
        "returned": returned,
        "result": result,
        "rehearse": rehearse,
        "folder": folder.relative_to(visit.round.root),
    }
    return visit.page("finalized.html", facts)


def _subject(visit: Visit, of: str) -> Subject:
    return subject_of(visit, of or TOTAL)


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _verified(final: Path, subject: Subject) -> str:
    """The final document read back and held against the data."""
    return told(final.name, verify_document(final, subject.report)) if final.is_file() else ""
