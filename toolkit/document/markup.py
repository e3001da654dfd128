"""WordprocessingML as text: runs, paragraphs, fields. Whoever composes them keeps the order of the schema."""

from collections.abc import Iterable
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from toolkit.document.items import Change, Run

Lock = Literal["sdtLocked", "sdtContentLocked"]
"""A control that cannot be deleted; one whose content cannot be edited either."""

KEEP_NEXT = "<w:keepNext/>"
NEW_PAGE = "<w:pageBreakBefore/>"

# “ ” … — are drawn with the Chinese font only where the run says so.
_HINT = '<w:rFonts w:hint="eastAsia"/>'
# Number, author and time of a tracked change are set when the file is put together.
_OPEN: dict[Change, str] = {"inserted": '<w:ins w:id=""', "deleted": '<w:del w:id=""'}
_CLOSE: dict[Change, str] = {"inserted": "</w:ins>", "deleted": "</w:del>"}
_MARKED = '<w:highlight w:val="yellow"/>'


def paragraph(style: str, runs: str, direct: str = "", change: Change = "") -> str:
    """A paragraph; `direct` are properties beyond those of the style, in the order of the schema.

    `change` is that of the paragraph mark: an inserted or deleted paragraph, not only its words.
    """
    mark = f"<w:rPr>{_OPEN[change]}/></w:rPr>" if change else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{direct}{mark}</w:pPr>{runs}</w:p>'


def text_run(text: str, *, marked: bool = False, change: Change = "", scale: int = 100) -> str:
    """A run of clean text; a line feed becomes a line break, a tab a tab. `scale`: per cent of the usual width."""
    tag = "delText" if change == "deleted" else "t"
    content = escape(text).replace("\n", _interrupted("<w:br/>", tag)).replace("\t", _interrupted("<w:tab/>", tag))
    highlight = _MARKED if marked else ""
    narrow = f'<w:w w:val="{scale}"/>' if scale < 100 else ""
    said = f'<w:{tag} xml:space="preserve">{content}</w:{tag}>'
    said = said.replace(f"></w:{tag}>", "/>")  # as lxml writes what is empty
    run = f"<w:r><w:rPr>{_HINT}{narrow}{highlight}</w:rPr>{said}</w:r>"
    return f"{_OPEN[change]}>{run}{_CLOSE[change]}" if change else run


def text_runs(runs: Iterable[Run]) -> str:
    return "".join(text_run(run.text, marked=run.marked, change=run.change) for run in runs)


def control(content: str, *, name: str, tag: str, number: int, lock: Lock) -> str:
    """A content control around paragraphs or a table.

    As a building block: any other kind LibreOffice up to 7.4 writes back with its first paragraph four times over.
    """
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val={quoteattr(name)}/><w:tag w:val={quoteattr(tag)}/><w:id w:val="{number}"/>'
        f'<w:lock w:val="{lock}"/><w:docPartObj><w:docPartGallery w:val="Tables"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def section_end(*, landscape: bool) -> str:
    """The end of a stretch of pages that lie one way, in a line too thin to be seen; measures are set later."""
    orientation = '<w:pgSz w:orient="landscape"/>' if landscape else ""
    thin = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="TableLabel"/>{thin}<w:sectPr>{orientation}</w:sectPr></w:pPr></w:p>'


def ending_section(content: str) -> str:
    """`content`, whose last paragraph ends a section: one more paragraph would find no room on a full page."""
    head, end, tail = content.rpartition("</w:pPr>")
    return f"{head}<w:sectPr/>{end}{tail}"


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


def _interrupted(element: str, tag: str) -> str:
    return f'</w:{tag}>{element}<w:{tag} xml:space="preserve">'
