"""A document of ours read back, whoever saved it last: bytes → paragraphs and tables, exactly as they are shown.

Entry: :func:`read_word`, :func:`read_page`. Knows nothing of forms or reports.
"""

from toolkit.document.reading.content import Comment, Line, ReadDocument, ReadTable, Revision
from toolkit.document.reading.page import read_page
from toolkit.document.reading.word import read_word

__all__ = ["Comment", "Line", "ReadDocument", "ReadTable", "Revision", "read_page", "read_word"]
