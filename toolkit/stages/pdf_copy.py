"""PDF：a Word document of ours as PDF, looked at once it is made; what a reader of it should know is told."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from toolkit.document import (
    PLAIN,
    Layout,
    TypesetLine,
    kept_together,
    load_typography,
    on_new_page,
    typeset_lines,
    word_to_pdf,
)
from toolkit.published.printed import PrintedPage, printed_pages

_SAMPLE = 20  # characters of a paragraph that are looked up; one of fewer than four may stand anywhere
_LAST_WORDS = 10
_NAME = re.compile(r"[\W_]")
_HAN, _LATIN = re.compile(r"[㐀-鿿]"), re.compile(r"[A-Za-z0-9]")


def pdf_of(word: bytes, layout: Layout = PLAIN) -> tuple[bytes, tuple[str, ...]]:
    """The PDF of a document, and what to tell about it. Raises :class:`ToolkitError` where LibreOffice fails.

    The document itself keeps 署名 with the text; LibreOffice up to 7.4 at least does not where a long table comes
    before on the same page: then the last paragraph goes over to the next page.
    """
    pdf = word_to_pdf(word)
    pages = printed_pages(pdf)
    if not _is_together(kept_together(word), pages):
        again = word_to_pdf(on_new_page(word))
        if _is_together(kept_together(word), moved := printed_pages(again)):
            pdf, pages = again, moved
    return pdf, (*_imprint_notes(layout, pages), *_font_notes(typeset_lines(word), pages))


def _is_together(kept: Sequence[str], pages: Sequence[PrintedPage]) -> bool:
    if not kept:
        return True
    words = kept[0][-_LAST_WORDS:] + "".join(kept[1:])
    return any(words in page.text for page in pages)


def _imprint_notes(layout: Layout, pages: Sequence[PrintedPage]) -> Iterator[str]:
    """Where 版记 stands on the wrong page, or might do without a page of its own."""
    last = len(pages)
    if not layout.dispatch or not layout.dispatch.printed_by:
        return
    if layout.dispatch.imprint_below_text and last % 2:
        yield f"版记在第 {last} 面，是单数页。请去掉版式文件里的 imprint_below_text，让版记另起一面，落在双数页。"
    elif not pages[-2].text:
        yield (
            f"第 {last - 2} 面排完，空白一面，版记在第 {last} 面。"
            f"第 {last - 2} 面余下的地方排得下版记的，可在版式文件的 [dispatch] 里写 imprint_below_text = true。"
        )


def _font_notes(lines: Sequence[TypesetLine], pages: Sequence[PrintedPage]) -> Iterator[str]:
    stand_ins = [
        f"{font.name}（用的是 {actual}）"
        for font in load_typography().fonts
        if (actual := _drawn_with(font.name, lines, pages)) and not _is_one_of(actual, (font.name, *font.also))
    ]
    if stand_ins:
        yield f"PDF 里有 {len(stand_ins)} 种字体是代替的：{'、'.join(stand_ins)}；版面以 Word 文档为准。"


def _drawn_with(font: str, lines: Sequence[TypesetLine], pages: Sequence[PrintedPage]) -> str:
    """The font in which most of what should be in `font` is drawn; '' where nothing is."""
    text, drawn = "".join(page.text for page in pages), [name for page in pages for name in page.fonts]
    found: Counter[str] = Counter()
    for line in lines:
        wanted = _HAN if line.font == font else _LATIN
        if len(line.text) < 4 or font not in (line.font, line.latin) or (place := text.find(line.text[:_SAMPLE])) < 0:
            continue
        found.update(drawn[place + at] for at, char in enumerate(line.text[:_SAMPLE]) if wanted.match(char))
    return found.most_common(1)[0][0] if found else ""


def _is_one_of(name: str, official: Sequence[str]) -> bool:
    """Whether a font of a PDF is one of these: its name there may have the style behind it, and has no blanks."""
    bare = _NAME.sub("", name).casefold()
    return any(bare.startswith(_NAME.sub("", other).casefold()) for other in official)
