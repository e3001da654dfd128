"""送签：the pack that goes to the leader — draft, sign-off sheet, record of checks, redline, and the digests of all."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from toolkit import __version__
from toolkit.checks import Checked
from toolkit.disk import sha256
from toolkit.document import (
    PLAIN,
    Changes,
    Content,
    Layout,
    SignOffFacts,
    outline_of,
    redlined,
    title_of,
    write_redline,
    write_review_copy,
    write_sign_off_sheet,
)
from toolkit.errors import ToolkitError
from toolkit.model import chinese_date, write_data_file
from toolkit.stages.basis import Origin
from toolkit.stages.check_record import explanations, summary, write_check_record
from toolkit.stages.digests import report_sha256

DRAFT = "报审稿.docx"
SHEET = "审签单.docx"
RECORD = "校验报告.docx"
REDLINE = "修订对比稿.docx"
DATA = "送审数据.json"
MANIFEST = "manifest.json"

_REVISER = "修订对比"


@dataclass(frozen=True, slots=True)
class Request:
    """Who submits the report, on which day, where its numbers come from, and how it is laid out."""

    submitted_on: date
    origin: Origin
    drafter: str = ""
    phone: str = ""
    layout: Layout = PLAIN


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the draft is compared with: an earlier draft, or last year's report."""

    name: str
    content: Content


@dataclass(frozen=True, slots=True)
class Pack:
    """The files of a pack by name, and how the draft differs from an earlier version (None: there was none)."""

    files: Mapping[str, bytes]
    changes: Changes | None


def make_pack(checked: Checked, request: Request, earlier: Earlier | None = None) -> Pack:
    """The pack for signature. The same input gives the same bytes.

    Raises :class:`ToolkitError` while errors remain: what a leader is to sign has none.
    """
    errors = checked.verdict.count("error")
    if errors:
        raise ToolkitError(f"{checked.file}：还有 {errors} 处必须改正的问题，不能送签。", "请先改正，再送签。")
    created = datetime.combine(request.submitted_on, time())
    files = {DRAFT: write_review_copy(checked.report, layout=request.layout, created=created)}
    changes = None
    if earlier:
        outline, changes = redlined(outline_of(checked.report, signed_on=None), earlier.content)
        mark = f"与{earlier.name}对比：{changes}"
        files[REDLINE] = write_redline(outline, reviser=_REVISER, mark=mark, layout=request.layout, created=created)
    files[RECORD] = write_check_record(checked, request.origin, created=created)
    told = f"与{earlier.name}相比，{changes}。" if earlier else "没有可以对比的上一稿或上年报告。"
    facts = _facts(checked, request, told, sha256(files[DRAFT]))
    files[SHEET] = write_sign_off_sheet(facts, created=created)
    files[DATA] = write_data_file(checked.report).encode()
    files[MANIFEST] = _manifest(checked, request, files, changes)
    return Pack(files, changes)


def _facts(checked: Checked, request: Request, changes: str, digest: str) -> SignOffFacts:
    report = checked.report
    told = (*request.origin.remarks, *explanations(checked))
    return SignOffFacts(
        title=title_of(report),
        unit=report.unit,
        year=f"{report.year}年",
        drafter=request.drafter,
        phone=request.phone,
        submitted_on=chinese_date(request.submitted_on),
        checks=f"{summary(checked)}详见{RECORD}。",
        explanations="\n".join(f"{number}. {text}" for number, text in enumerate(told, 1)) or "没有须作说明的疑点。",
        changes=changes,
        draft=f"{DRAFT}　SHA-256：\n{digest}",
    )


def _manifest(checked: Checked, request: Request, files: Mapping[str, bytes], changes: Changes | None) -> bytes:
    report, verdict = checked.report, checked.verdict
    content = {
        "program": f"nianbao {__version__}",
        "form": report.form.id,
        "edition": report.form.edition,
        "year": report.year,
        "unit": report.unit,
        "unit_code": report.unit_code,
        "submitted_on": request.submitted_on.isoformat(),
        "sources": [{"unit": s.unit, "file": s.file, "sha256": s.sha256} for s in request.origin.sources],
        "remarks": list(request.origin.remarks),
        "data_sha256": report_sha256(report),
        "checks": {
            "error": verdict.count("error"),
            "query": verdict.count("query"),
            "hint": verdict.count("hint"),
            "explained": sum(bool(finding.explained_by) for finding in verdict.findings),
        },
        "changes": str(changes) if changes else None,
        "files": {name: sha256(content) for name, content in sorted(files.items())},
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
