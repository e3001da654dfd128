"""Which reader a file needs, by its content; and the refusal of what none of them can read."""

import io
import re
import zipfile
from typing import Literal

from toolkit.errors import UnreadableFile
from toolkit.intake import LIMITS, Kind, kind_of

Reader = Literal["word", "html", "mhtml", "pdf", "text"]

_CHECK = "请核对是不是政府信息公开工作年度报告。"
_SAVE_AS = "请用 Word 或 WPS 另存为 .docx 后再读。"
_UNPACK = "请解压后再读。"
_REMEDIES = {
    Kind.WORD_97: _SAVE_AS,
    Kind.COMPOUND: _SAVE_AS,
    Kind.RTF: _SAVE_AS,
    Kind.ENCRYPTED: "请取消打开密码后再读。",
    Kind.IMAGE: "请换成有文字的文件。",
    Kind.OFD: "请另存为 PDF 或 .docx 后再读。",
    Kind.ZIP: _UNPACK,
    Kind.RAR: _UNPACK,
    Kind.SEVEN_ZIP: _UNPACK,
    Kind.OTHER_ARCHIVE: _UNPACK,
    Kind.XLSX: "工作簿的文件名请以 .xlsx 结尾。",
}
_TAG = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|meta|table|div|p|span|td)\b", re.IGNORECASE)
_START = 65536  # bytes in which a page shows that it is one


def reader_for(content: bytes) -> Reader:
    """The reader of a file. Raises :class:`UnreadableFile` that names what the file is instead."""
    if not content.strip():
        raise UnreadableFile("文件是空的。", _CHECK)
    kind = kind_of(content)
    if kind is Kind.PDF:
        return "pdf"
    if kind is Kind.MHTML:
        return "mhtml"
    if kind is Kind.WORD:
        _refuse_broken(content)
        return "word"
    if kind in (Kind.HTML, Kind.XML, Kind.TEXT, Kind.EML):
        return "html" if _TAG.search(content[:_START].replace(b"\0", b"")) else "text"
    raise UnreadableFile(f"这是{kind.value}，读不了。", _REMEDIES.get(kind, _CHECK))


def _refuse_broken(content: bytes) -> None:
    broken = UnreadableFile("Word 文档已损坏或不完整，打不开。", "请重新下载或另存一份。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LIMITS.inflated:
                raise UnreadableFile("Word 文档展开后过大，没有打开。", _CHECK)
            if archive.testzip() is not None:
                raise broken
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise broken from error


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
