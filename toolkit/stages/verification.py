"""核对：a document of ours, Word or web page, read back and held against the data."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from toolkit.disk import read_bytes, sha256
from toolkit.document import (
    PLAIN,
    Content,
    Layout,
    ReadDocument,
    Verification,
    content_of_file,
    read_page,
    read_word,
    verify,
)
from toolkit.forms import Form
from toolkit.model import Report, chinese_date
from toolkit.stages.signed import Signed, signed_versions

_PAGES = (b"<!doctype", b"<html")


def read_document(path: Path) -> ReadDocument:
    """The document in a file. Raises :class:`toolkit.errors.UnreadableFile` where it is none."""
    content = read_bytes(path)
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return (
        read_page(content)
        if start.startswith(_PAGES) or path.suffix.lower() in (".html", ".htm")
        else read_word(content)
    )


def verify_document(path: Path, report: Report, signed_on: date | None = None, layout: Layout = PLAIN) -> Verification:
    """Hold the document in a file against `report`, whose placeholders are filled."""
    return verify(read_document(path), report, signed_on, layout)


def signature_beside(path: Path, report: Report) -> Signed | None:
    """What the record beside a document says of it; that of an earlier version lies a folder above."""
    for folder in (path.parent, path.parent.parent):
        versions = [item for item in signed_versions(folder) if (item.unit, item.year) == (report.unit, report.year)]
        if versions:
            return signature_of(path, versions)
    return None


def signature_of(path: Path, versions: Sequence[Signed]) -> Signed | None:
    """The version this very file belongs to, else the last one; None where nothing was signed."""
    digest = sha256(read_bytes(path))
    return next((item for item in versions if digest in item.files.values()), versions[-1] if versions else None)


def told(name: str, verification: Verification, signed_on: date | None = None, signature: Signed | None = None) -> str:
    """What a person reads: one line, and a line for everything that differs.

    `signed_on` is the date it was held against, if any; `signature`: the record that tells it.
    """
    extent = (
        f"表内 {verification.cells_equal}/{verification.cells} 个数相等，"
        f"文字 {verification.numbers_equal}/{verification.numbers} 个数相等"
    )
    mark = "✓" if verification.equal else "✗"
    verdict = "与数据一致" if verification.equal else f"与数据不一致，共 {len(verification.differences)} 处"
    lines = [f"{mark} {name}：{verdict}。{extent}。"]
    lines += [f"    ✗ {difference}" for difference in verification.differences]
    lines += [f"    · {note}" for note in _notes(verification, signed_on, signature)]
    return "\n".join(lines)


def _notes(verification: Verification, signed_on: date | None, signature: Signed | None) -> Iterator[str]:
    if verification.edited:
        yield f"文字有 {len(verification.edited)} 段与数据里的不同（数字之外的改动不影响核对）。"
    if verification.revisions:
        yield f"还有 {verification.revisions} 处修订没有处理，按接受以后的样子核对。"
    printed = chinese_date(verification.signed_on) if verification.signed_on else "（没有）"
    against = f"签发记录（第 {signature.version} 版）" if signature else "写明的日期"
    if signed_on is None:
        hint = "，没有签发记录可以对照；要一并核对的，加 --date" if verification.signed_on else ""
        yield f"成文日期：{printed}{hint}。"
    elif verification.signed_on == signed_on:
        yield f"成文日期：{printed}，与{against}相同。"
    else:
        yield f"成文日期：{printed}，与{against}不同，应为{chinese_date(signed_on)}。"


def earlier_document(path: Path, form: Form) -> Content:
    """What an earlier document in a file says."""
    return content_of_file(read_document(path), form)
