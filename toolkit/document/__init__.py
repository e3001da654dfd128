"""The official document: outline (pure) → Word, HTML, PDF; typography by GB/T 9704—2012.

Entries: :func:`write_word`, and back :func:`read_word` and :func:`verify`. May import: ``toolkit.model``,
``toolkit.forms``, ``toolkit.intake``, ``toolkit.disk``, ``toolkit.errors``, and of libraries python-docx and lxml, as
beside it only ``toolkit.published`` may.
"""

from toolkit.document.charts import Chart, chart_png, chart_svg
from toolkit.document.cleaning import Cleaning, cleaned
from toolkit.document.content import Content, content_of_file, content_of_outline
from toolkit.document.fonts import missing_fonts
from toolkit.document.html import write_html
from toolkit.document.infographic import charts_of, write_infographic
from toolkit.document.items import Draft, Outline
from toolkit.document.layout import PLAIN, Layout, read_layout
from toolkit.document.narrative import Narrative, narrative_of
from toolkit.document.official import as_official
from toolkit.document.outline import outline_of, title_of
from toolkit.document.pdf import find_soffice, word_to_pdf
from toolkit.document.reading import ReadDocument, read_page, read_word
from toolkit.document.redline import Changes, differences, redlined
from toolkit.document.sign_off_sheet import SignOffFacts, write_sign_off_sheet
from toolkit.document.text_copy import exported_digests, text_digest, write_text_copy
from toolkit.document.typeset import TypesetLine, kept_together, on_new_page, typeset_lines
from toolkit.document.typography import load_typography
from toolkit.document.verification import Difference, Verification, verify
from toolkit.document.word import write_final, write_redline, write_review_copy, write_word

__all__ = [
    "PLAIN",
    "Changes",
    "Chart",
    "Cleaning",
    "Content",
    "Difference",
    "Draft",
    "Layout",
    "Narrative",
    "Outline",
    "ReadDocument",
    "SignOffFacts",
    "TypesetLine",
    "Verification",
    "as_official",
    "chart_png",
    "chart_svg",
    "charts_of",
    "cleaned",
    "content_of_file",
    "content_of_outline",
    "differences",
    "exported_digests",
    "find_soffice",
    "kept_together",
    "load_typography",
    "missing_fonts",
    "narrative_of",
    "on_new_page",
    "outline_of",
    "read_layout",
    "read_page",
    "read_word",
    "redlined",
    "text_digest",
    "title_of",
    "typeset_lines",
    "verify",
    "word_to_pdf",
    "write_final",
    "write_html",
    "write_infographic",
    "write_redline",
    "write_review_copy",
    "write_sign_off_sheet",
    "write_text_copy",
    "write_word",
]
