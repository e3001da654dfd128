"""Reads reports that others have published: Word, web pages, text, PDF with text → (Report, findings).

Entry: :func:`read_published`. What is sure is taken, with where it was found; what is not is told (``published.*``),
never guessed. May import: ``toolkit.model``, ``toolkit.forms``, ``toolkit.intake``, ``toolkit.errors``, and of
libraries lxml, pdfplumber and ``email``.
"""

from toolkit.errors import UnreadableFile
from toolkit.model import Finding, Report

__all__ = ["SIZE_LIMIT", "SUFFIXES", "read_published", "refuse_huge"]

SIZE_LIMIT = 30 * 2**20
"""Bytes: a published report has some hundred KiB, with pictures some MiB."""

SUFFIXES = frozenset(
    {
        *(".docx", ".html", ".htm", ".shtml", ".jhtml", ".xhtml", ".mht", ".mhtml"),
        *(".txt", ".text", ".md", ".pdf", ".doc", ".wps", ".rtf"),
    }
)
"""What such files are called; the last three are refused with what to do."""


def refuse_huge(content: bytes) -> None:
    """Raises :class:`~toolkit.errors.UnreadableFile` for more than :data:`SIZE_LIMIT` bytes; the rest is not needed."""
    if len(content) > SIZE_LIMIT:
        problem = f"文件超过 {SIZE_LIMIT // 2**20} MB，没有读。"
        raise UnreadableFile(problem, "年度报告没有这么大，请核对是不是保存错了。")


def read_published(content: bytes) -> tuple[Report, tuple[Finding, ...]]:
    """The report in a published document.

    Raises :class:`~toolkit.errors.UnreadableFile` where the bytes are of no kind that can be read, are no report, hold
    more than one, or do not tell the year.
    """
    from toolkit.published.kinds import decode, reader_for
    from toolkit.published.reading import read_content

    refuse_huge(content)
    match reader_for(content):
        case "word":
            from toolkit.published.word import read_word

            return read_content(read_word(content), "这份 Word 文档")
        case "html":
            from toolkit.published.html import read_html

            return read_content(read_html(content), "这个网页")
        case "mhtml":
            from toolkit.published.mhtml import read_mhtml

            return read_content(read_mhtml(content), "这个网页")
        case "pdf":
            from toolkit.published.pdf import read_pdf

            return read_content(read_pdf(content), "这份 PDF")
        case "text":
            from toolkit.published.text import read_text

            return read_content(read_text(decode(content)), "这个文本文件")
