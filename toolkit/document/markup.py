"""WordprocessingML as text: runs, paragraphs, fields. Whoever composes them keeps the order of the schema."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from toolkit.document.outline import Run

KEEP_NEXT = "<w:keepNext/>"
NEW_PAGE = "<w:pageBreakBefore/>"

# “ ” … — are drawn with the Chinese font only where the run says so.
_HINT = '<w:rFonts w:hint="eastAsia"/>'
_MARKED = '<w:highlight w:val="yellow"/>'


def paragraph(style: str, runs: str, direct: str = "") -> str:
    """A paragraph; `direct` are properties beyond those of the style, in the order of the schema."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{direct}</w:pPr>{runs}</w:p>'


def text_run(text: str, *, marked: bool = False) -> str:
    """A run of clean text; a line feed becomes a line break, a tab a tab."""
    content = escape(text).replace("\n", _interrupted("<w:br/>")).replace("\t", _interrupted("<w:tab/>"))
    return f'<w:r><w:rPr>{_HINT}{_MARKED if marked else ""}</w:rPr><w:t xml:space="preserve">{content}</w:t></w:r>'


def text_runs(runs: Iterable[Run]) -> str:
    return "".join(text_run(run.text, marked=run.marked) for run in runs)


def page_number() -> str:
    """— 1 —: the field in runs of its own, as Word writes it itself."""
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        "<w:r><w:t>1</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return f"{text_run('— ')}{field}{text_run(' —')}"


def right_blank(chars: float, char_twips: int) -> str:
    """An indent from the right, in characters for Word and WPS and in twips for LibreOffice."""
    return f'<w:ind w:rightChars="{round(chars * 100)}" w:right="{round(chars * char_twips)}"/>'


def left_blank(chars: float, char_twips: int) -> str:
    return f'<w:ind w:leftChars="{round(chars * 100)}" w:left="{round(chars * char_twips)}"/>'


def _interrupted(element: str) -> str:
    return f'</w:t>{element}<w:t xml:space="preserve">'
