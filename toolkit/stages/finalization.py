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
from toolkit.stages.signed import Register, Signed, signed_versions, write_record

FINAL = "正式稿.docx"
PAGE = "正式稿.html"
PDF = "正式稿.pdf"
AMENDMENT = "更正对比稿.docx"

_QUOTED = 30  # characters of what is named


@dataclass(frozen=True, slots=True)
class SignOff:
    """The signature: on which day, by whom; how the document is laid out; `amendment`: why a signed one is changed.

    `earlier` are the reports of years before, for the 图解 alone. `submitted_sha256`: of the pack it was held against.
    """

    signed_on: date
    signed_by: str = ""
    layout: Layout = PLAIN
    amendment: str = ""
    earlier: tuple[Report, ...] = ()
    submitted_sha256: str = ""


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
    """What was made in `folder`. `files` by name; `changes` against the version signed before; `notes` to tell."""

    folder: Path
    files: Mapping[str, bytes]
    version: int
    changes: Changes | None
    notes: tuple[str, ...]


def finalize(
    returned: Returned,
    sign_off: SignOff,
    folder: Path,
    register: Register | None = None,
    *,
    rehearse: bool = False,
) -> Finalized:
    """Write the final document and its copies into `folder`, and record what was signed: in the file beside them, and
    in the `register` of a round.

    Once signed, the same report is written again as it was; a changed one only as an amendment: with a reason, the
    version before kept in a folder of its own, and every change tracked in 更正对比稿. A rehearsal writes nothing.

    Raises :class:`ToolkitError` while anything forbids it.
    """
    if returned.obstacles:
        listed = "\n".join(f"  {obstacle}" for obstacle in returned.obstacles)
        raise ToolkitError(f"还有 {len(returned.obstacles)} 处要先处理，没有定稿：\n{listed}\n", "处理完再定稿。")
    signed = register.versions(folder) if register else signed_versions(folder)
    if signed:
        _refuse_another(returned.report, signed[-1], folder)
    files, notes = _documents(returned.report, sign_off)
    same = bool(signed) and signed[-1].files.get(FINAL) == sha256(files[FINAL])
    amended = None if same or not signed else _amendment(returned, sign_off, signed[-1], folder)
    if amended:
        files[AMENDMENT] = amended[0]
    version = signed[-1].version if same else len(signed) + 1
    changes = amended[1] if amended else None
    if not rehearse:
        if amended:
            _keep(folder, signed[-1])
        for name, content in files.items():
            if not (same and _is_as_signed(folder / name, signed[-1])):
                write_whole(folder / name, content)
        if not same:
            signed = (*signed, _signed(returned, sign_off, version, changes, files))
        if register:
            register.remember(folder, signed)
        write_record(folder, signed)
    return Finalized(folder, files, version, changes, tuple(notes))


def _refuse_another(report: Report, last: Signed, folder: Path) -> None:
    if (last.unit, last.year) != (report.unit, report.year):
        problem = f"“{folder}”里是{last.unit}{last.year}年的定稿，不是{report.unit}{report.year}年的。"
        raise ToolkitError(problem, "请换一个文件夹。")


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
    earlier = content_of_file(read_word(_as_signed(last, folder)), returned.report.form)
    now = as_official(outline_of(returned.report, signed_on=sign_off.signed_on), sign_off.layout.dispatch)
    outline, changes = redlined(now, earlier)
    if not sign_off.amendment:
        raise ToolkitError(
            f"这份报告已于 {last.signed_on} 签发，现在的内容与签发的不同：{_what_differs(changes, sign_off, last)}。",
            "确需更正的，写明更正的理由；原来的一版会保留，改动会留痕。",
            "--amend 理由",
        )
    mark = f"第{last.version + 1}版更正：{changes}"
    created = datetime.combine(sign_off.signed_on, time())
    return write_redline(outline, reviser="更正", mark=mark, created=created), changes


def _as_signed(last: Signed, folder: Path) -> bytes:
    """The document of the last version: where it was written, or where an amendment that was cut off has kept it."""
    for path in (folder / FINAL, kept_in(folder, last) / FINAL):
        if _is_as_signed(path, last):
            return read_bytes(path)
    state = "签发后被改动过" if (folder / FINAL).is_file() else "不见了"
    raise ToolkitError(
        f"“{folder / FINAL}”{state}，与签发记录（第 {last.version} 版，{last.signed_on}）不符。",
        "请从备份恢复签发时的文件，再作更正。",
    )


def _what_differs(changes: Changes, sign_off: SignOff, last: Signed) -> str:
    day = sign_off.signed_on.isoformat()
    said = (str(changes) if changes != Changes() else "", f"成文日期改为 {day}" if day != last.signed_on else "")
    return "，".join(filter(None, said)) or "只有版式"


def kept_in(folder: Path, signed: Signed) -> Path:
    """Where in `folder` the files of a version lie that is no longer the last."""
    return folder / f"第{signed.version}版"


def _keep(folder: Path, last: Signed) -> None:
    """The files of the version before, in a folder of their own; what is no longer as it was signed is not kept."""
    for name in last.files:
        if _is_as_signed(folder / name, last):
            write_whole(kept_in(folder, last) / name, read_bytes(folder / name))


def _is_as_signed(path: Path, signed: Signed) -> bool:
    """Whether the file is there, byte for byte as it was signed. A PDF is made anew with other bytes each time."""
    return path.is_file() and sha256(read_bytes(path)) == signed.files.get(path.name)


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
        submitted_sha256=sign_off.submitted_sha256,
    )
