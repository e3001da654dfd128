"""定稿：the document as the leader returned it → the final document, its copies for publication, and the record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

from toolkit.checks import Verdict, check_report
from toolkit.disk import read_bytes, sha256, write_whole
from toolkit.document import (
    PLAIN,
    Changes,
    Layout,
    Narrative,
    ReadDocument,
    Verification,
    as_official,
    content_of_file,
    find_soffice,
    narrative_of,
    outline_of,
    read_page,
    read_word,
    redlined,
    title_of,
    verify,
    write_final,
    write_html,
    write_redline,
)
from toolkit.errors import ToolkitError
from toolkit.model import Report
from toolkit.stages.digests import report_sha256
from toolkit.stages.pdf_copy import pdf_of
from toolkit.stages.publication import data_files, infographic_files
from toolkit.stages.signed import Recorder, Signed, record_beside, signed_versions

FINAL = "正式稿.docx"
PAGE = "正式稿.html"
PDF = "正式稿.pdf"
AMENDMENT = "更正对比稿.docx"

_QUOTED = 30  # characters of what is named


@dataclass(frozen=True, slots=True)
class SignOff:
    """The signature: on which day, by whom; how the document is laid out; `amendment`: why a signed one is changed.

    `earlier` are the reports of years before, for the 图解 alone.
    """

    signed_on: date
    signed_by: str = ""
    layout: Layout = PLAIN
    amendment: str = ""
    earlier: tuple[Report, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back from the leader: the report with the text as signed, and what forbids to make it final."""

    report: Report
    verdict: Verdict
    verification: Verification
    obstacles: tuple[str, ...]
    sha256: str


def examine(content: bytes, report: Report, signed_on: date) -> Returned:
    """Hold the returned document against `report`, and its text against every rule.

    Raises :class:`toolkit.errors.UnreadableFile` where it is no Word document.
    """
    document = read_word(content)
    dated = verify(document, report).signed_on
    verification = verify(document, report, signed_on if dated else None)
    narrative = narrative_of(document, report.form, title_of(report), report.unit)
    signed = replace(report, narrative=narrative.blocks)
    verdict = check_report(signed)
    obstacles = tuple(_obstacles(document, verification, narrative, verdict))
    return Returned(signed, verdict, verification, obstacles, sha256(content))


def _obstacles(
    document: ReadDocument, verification: Verification, narrative: Narrative, verdict: Verdict
) -> Iterator[str]:
    for revision in document.revisions:
        yield f"还有没处理的修订：{revision.kind}“{_quoted(revision.text)}”。请接受或拒绝。"
    for comment in document.comments:
        author = comment.author or "（未署名）"
        yield f"还有没解决的批注：{author}“{_quoted(comment.text)}”。请处理后删除，或标为已解决。"
    for difference in verification.differences:
        yield f"与数据不符：{difference}"
    for line in narrative.strays:
        yield f"表格旁边多出文字“{_quoted(line)}”，不属于任何一段。请移到文字部分，或删去。"
    for finding in verdict.findings:
        if finding.severity == "error":
            yield f"{finding.message}{finding.fix}"


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else f"{line[:_QUOTED]}…"


@dataclass(frozen=True, slots=True)
class Finalized:
    """What was made. `files` by name; `changes` against the version signed before; `notes` for the clerk."""

    files: Mapping[str, bytes]
    version: int
    changes: Changes | None
    notes: tuple[str, ...]


def finalize(
    returned: Returned, sign_off: SignOff, folder: Path, record: Recorder = record_beside, *, rehearse: bool = False
) -> Finalized:
    """Write the final document and its copies into `folder`, and record what was signed.

    Once signed, the same report is written again as it was; a changed one only as an amendment: with a reason, the
    version before kept in a folder of its own, and every change tracked in 更正对比稿. A rehearsal writes nothing.

    Raises :class:`ToolkitError` while anything forbids it.
    """
    if returned.obstacles:
        listed = "\n".join(f"  {obstacle}" for obstacle in returned.obstacles)
        raise ToolkitError(f"还有 {len(returned.obstacles)} 处要先处理，没有定稿：\n{listed}\n", "处理完再定稿。")
    signed = signed_versions(folder)
    same = bool(signed) and _is_same(signed[-1], returned, sign_off)
    amended = None if same or not signed else _amendment(returned, sign_off, signed[-1], folder)
    files, notes = _documents(returned.report, sign_off)
    if amended:
        files[AMENDMENT] = amended[0]
    version = signed[-1].version if same else len(signed) + 1
    changes = amended[1] if amended else None
    if not rehearse:
        if amended:
            _keep(folder, signed[-1])
        for name, content in files.items():
            write_whole(folder / name, content)
        if not same:
            record(folder, _signed(returned, sign_off, version, changes, files))
    return Finalized(files, version, changes, tuple(notes))


def _is_same(last: Signed, returned: Returned, sign_off: SignOff) -> bool:
    return (last.report_sha256, last.signed_on) == (report_sha256(returned.report), sign_off.signed_on.isoformat())


def _documents(report: Report, sign_off: SignOff) -> tuple[dict[str, bytes], list[str]]:
    """All copies of the final document, each read back and found equal; and what to tell."""
    created = datetime.combine(sign_off.signed_on, time())
    word = write_final(report, signed_on=sign_off.signed_on, layout=sign_off.layout, created=created)
    page = write_html(report, signed_on=sign_off.signed_on).encode()
    for read, name, layout in ((read_word(word), FINAL, sign_off.layout), (read_page(page), PAGE, PLAIN)):
        differences = verify(read, report, sign_off.signed_on, layout).differences
        if differences:  # what a text of users may look like is boundless: rather no document than a wrong one
            raise ToolkitError(f"{name}读回来与数据不一致：{differences[0]}", "请把这段文字改得简单些后重试。")
    files = {FINAL: word, PAGE: page, **data_files(report), **infographic_files(report, sign_off.earlier)}
    notes = []
    if find_soffice() is None:
        notes.append("没有安装 LibreOffice，没有生成 PDF；可在 Word 或 WPS 里打开正式稿另存为 PDF。")
    else:
        files[PDF], told = pdf_of(word, sign_off.layout)
        notes += told
    return files, notes


def _amendment(returned: Returned, sign_off: SignOff, last: Signed, folder: Path) -> tuple[bytes, Changes]:
    """The tracked changes against the version that was signed. Raises :class:`ToolkitError` where it may not be."""
    before = read_bytes(folder / FINAL)
    if sha256(before) != last.files.get(FINAL):
        raise ToolkitError(
            f"“{folder / FINAL}”与签发记录不符，签发后被改动过。", "请从备份恢复签发时的文件，再作更正。"
        )
    earlier = content_of_file(read_word(before), returned.report.form)
    now = as_official(outline_of(returned.report, signed_on=sign_off.signed_on), sign_off.layout.dispatch)
    outline, changes = redlined(now, earlier)
    if not sign_off.amendment:
        raise ToolkitError(
            f"这份报告已于 {last.signed_on} 签发，现在的内容与签发的不同：{changes}。",
            "确需更正的，写明理由：--amend 理由；原来的一版会保留，改动会留痕。",
        )
    mark = f"第{last.version + 1}版更正：{changes}"
    created = datetime.combine(sign_off.signed_on, time())
    return write_redline(outline, reviser="更正", mark=mark, created=created), changes


def _keep(folder: Path, last: Signed) -> None:
    """The files of the version before, in a folder of their own."""
    for name in last.files:
        if (folder / name).is_file():
            write_whole(folder / f"第{last.version}版" / name, read_bytes(folder / name))


def _signed(
    returned: Returned, sign_off: SignOff, version: int, changes: Changes | None, files: Mapping[str, bytes]
) -> Signed:
    return Signed(
        version=version,
        unit=returned.report.unit,
        year=returned.report.year,
        signed_on=sign_off.signed_on.isoformat(),
        signed_by=sign_off.signed_by,
        returned_sha256=returned.sha256,
        report_sha256=report_sha256(returned.report),
        edited=returned.verification.edited,
        reason=sign_off.amendment,
        changes=str(changes) if changes else "",
        files={name: sha256(content) for name, content in files.items()},
    )
