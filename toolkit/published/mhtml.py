"""A page that a browser (or Word) saved as one file, ``.mht`` or ``.mhtml`` → the page in it."""

from email import message_from_bytes, policy

from toolkit.errors import UnreadableFile
from toolkit.published.content import Content
from toolkit.published.html import read_html


def read_mhtml(content: bytes) -> Content:
    """The content of the first page in the file; pictures, styles and frames are left aside.

    Raises :class:`UnreadableFile` where there is none.
    """
    message = message_from_bytes(content, policy=policy.compat32)
    for part in message.walk():
        page = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(page, bytes) and page.strip():
            return read_html(page, declared=part.get_content_charset(""))
    raise UnreadableFile("单个文件网页里没有网页，或已损坏。", "请在浏览器里打开原网页，另存为“网页，仅 HTML”。")
