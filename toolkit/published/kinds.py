"""Which kind of file it is, by its bytes; and the refusal of those that are none of ours."""

import io
import re
import zipfile
from typing import Literal

from toolkit.errors import UnreadableFile

Kind = Literal["word", "html", "pdf", "text"]

SIZE_LIMIT = 30 * 2**20  # bytes; a published report has some hundred KiB, with pictures some MiB
INFLATED_LIMIT = 200 * 2**20

_ASK = "请核对是不是政府信息公开工作年度报告。"
_OTHERS = (
    (
        b"\xd0\xcf\x11\xe0",
        "这是旧版 Office 文件（.doc、.wps、.xls）或加密文件",
        "请用 Word 或 WPS 另存为 .docx 后再读。",
    ),
    (b"Rar!", "这是 RAR 压缩包", "请解压后再读。"),
    (b"7z\xbc\xaf", "这是 7z 压缩包", "请解压后再读。"),
    (b"\x89PNG", "这是图片，读不出文字", "请换成有文字的文件。"),
    (b"\xff\xd8\xff", "这是图片，读不出文字", "请换成有文字的文件。"),
    (b"GIF8", "这是图片，读不出文字", "请换成有文字的文件。"),
    (b"{\\rtf", "这是 RTF 文档", "请另存为 .docx 后再读。"),
)
_TAG = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|meta|table|div|p|span|td)\b", re.IGNORECASE)
_HEAD = 65536


def kind_of(content: bytes) -> Kind:
    """The kind of a file. Raises :class:`UnreadableFile` that names what it is instead."""
    if not content.strip():
        raise UnreadableFile("文件是空的。", _ASK)
    if len(content) > SIZE_LIMIT:
        size = len(content) // 2**20
        raise UnreadableFile(
            f"文件有 {size} MB，超过 {SIZE_LIMIT // 2**20} MB 的上限，没有读。",
            "年度报告没有这么大，请核对是不是保存错了。",
        )
    for magic, what, remedy in _OTHERS:
        if content.startswith(magic):
            raise UnreadableFile(f"{what}。", remedy)
    if content[:1024].lstrip().startswith(b"%PDF"):
        return "pdf"
    if content.startswith(b"PK"):
        return _kind_of_archive(content)
    return "html" if _looks_like_html(content) else "text"


def _looks_like_html(content: bytes) -> bool:
    start = content[:_HEAD]
    return bool(_TAG.search(start.replace(b"\x00", b"")))


def _kind_of_archive(content: bytes) -> Kind:
    broken = UnreadableFile("文件已损坏或不完整，打不开。", "请重新下载或另存一份。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if sum(entry.file_size for entry in archive.infolist()) > INFLATED_LIMIT:
                raise UnreadableFile("文件展开后过大，没有打开。", _ASK)
            if "word/document.xml" not in names:
                raise UnreadableFile(
                    "这是压缩包或其他 Office 文件，不是 Word 文档。", "请解压，或另存为 .docx 后再读。"
                )
            if archive.testzip() is not None:
                raise broken
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise broken from error
    return "word"


def decode(content: bytes, declared: str = "") -> str:
    """Text in the encoding it declares or shows: UTF-8, UTF-16, else GB18030 (which holds GB2312 and GBK)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    name = "gb18030" if declared.lower() in {"", "gb2312", "gbk", "gb18030", "utf-8", "utf8"} else declared
    try:
        return content.decode(name)
    except (UnicodeDecodeError, LookupError):
        return _lossy(content)


def _lossy(content: bytes) -> str:
    """The better of two readings of bytes that are not quite right in either."""
    readings = [content.decode(name, errors="replace") for name in ("utf-8", "gb18030")]
    return min(readings, key=lambda text: text.count("\ufffd"))
