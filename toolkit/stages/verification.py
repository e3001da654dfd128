"""核对：a document of ours, Word or web page, read back and held against the data."""

from datetime import date
from pathlib import Path

from toolkit.disk import read_bytes
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


def told(name: str, verification: Verification) -> str:
    """What a person reads: one line, and a line for everything that differs."""
    extent = (
        f"表内 {verification.cells_equal}/{verification.cells} 个数相等，"
        f"文字 {verification.numbers_equal}/{verification.numbers} 个数相等"
    )
    mark = "✓" if verification.equal else "✗"
    verdict = "与数据一致" if verification.equal else f"与数据不一致，共 {len(verification.differences)} 处"
    lines = [f"{mark} {name}：{verdict}。{extent}。"]
    lines += [f"    ✗ {difference}" for difference in verification.differences]
    if verification.edited:
        lines.append(f"    · 文字有 {len(verification.edited)} 段与数据里的不同（数字之外的改动不影响核对）。")
    if verification.signed_on:
        day = chinese_date(verification.signed_on)
        lines.append(f"    · 成文日期 {day}（数据里没有日期；要一并核对的，加 --date）。")
    return "\n".join(lines)


def earlier_document(path: Path, form: Form) -> Content:
    """What an earlier document in a file says."""
    return content_of_file(read_document(path), form)
