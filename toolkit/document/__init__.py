"""The official document: outline (pure) → Word, HTML, PDF; typography by GB/T 9704—2012.

Entry: :func:`write_word`. May import: ``toolkit.model``, ``toolkit.forms``, ``toolkit.errors``, and alone in the
program python-docx and lxml.
"""

from toolkit.document.fonts import missing_fonts
from toolkit.document.html import write_html
from toolkit.document.outline import Draft, Outline, outline_of
from toolkit.document.pdf import find_soffice, word_to_pdf
from toolkit.document.typography import load_typography
from toolkit.document.word import write_word

__all__ = [
    "Draft",
    "Outline",
    "find_soffice",
    "load_typography",
    "missing_fonts",
    "outline_of",
    "word_to_pdf",
    "write_html",
    "write_word",
]
