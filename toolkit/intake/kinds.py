"""What a file really is: by its content; its name only tells what content cannot."""

import io
import re
import zipfile
from codecs import getincrementaldecoder
from collections.abc import Collection, Iterator
from enum import Enum


class Kind(Enum):
    """A kind of file, as a person calls it."""

    XLSX = "Excel 工作簿（.xlsx）"
    XLSM = "带宏的 Excel 工作簿（.xlsm）"
    XLSB = "二进制 Excel 工作簿（.xlsb）"
    XLS = "旧版工作簿（.xls、.et）"
    ODS = "ODF 电子表格（.ods）"
    ENCRYPTED = "加密的 Office 文件"
    ZIP = "ZIP 压缩包"
    RAR = "RAR 压缩包"
    SEVEN_ZIP = "7z 压缩包"
    OTHER_ARCHIVE = "压缩包"
    EML = "邮件"
    MSG = "Outlook 邮件（.msg）"
    TNEF = "Outlook 附件包（winmail.dat）"
    MBOX = "邮箱文件"
    COMPOUND = "损坏的或别的旧版 Office 文件"
    WORD = "Word 文档"
    WORD_97 = "旧版 Word 文档（.doc、.wps）"
    PRESENTATION = "演示文稿"
    RTF = "RTF 文档"
    PDF = "PDF 文件"
    OFD = "OFD 版式文件"
    HTML = "网页文件"
    MHTML = "单个文件网页"
    XML_2003 = "“XML 表格 2003”文件"
    XML = "XML 文件"
    DATA_FILE = "数据文件（JSON）"
    IMAGE = "图片"
    TEXT = "文本文件"
    LOCK_FILE = "临时文件"
    SHORTCUT = "快捷方式"
    PROGRAM = "程序文件"
    EMPTY = "空文件"
    ZEROS = "只有空字节的文件"
    OTHER = "文本或其他类型的文件"


LEGACY = frozenset({Kind.XLS, Kind.XLSB, Kind.ODS})
"""Workbooks that are read as values only."""

_MAGIC = (
    (b"%PDF", Kind.PDF),
    (b"Rar!\x1a\x07", Kind.RAR),
    (b"7z\xbc\xaf\x27\x1c", Kind.SEVEN_ZIP),
    (b"\x1f\x8b", Kind.OTHER_ARCHIVE),
    (b"BZh", Kind.OTHER_ARCHIVE),
    (b"\xfd7zXZ", Kind.OTHER_ARCHIVE),
    (b"\x89PNG", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"BM", Kind.IMAGE),
    (b"II*\x00", Kind.IMAGE),
    (b"MM\x00*", Kind.IMAGE),
    (b"RIFF", Kind.IMAGE),
    (b"{\\rtf", Kind.RTF),
    (b"\x78\x9f\x3e\x22", Kind.TNEF),
    (b"L\x00\x00\x00\x01\x14\x02\x00", Kind.SHORTCUT),
    (b"[InternetShortcut]", Kind.SHORTCUT),
    (b"MZ", Kind.PROGRAM),
    (b"\x7fELF", Kind.PROGRAM),
    (b"From ", Kind.MBOX),
)
_TO_SOMEBODY = re.compile(rb"^(?:to|cc|bcc|received|message-id)\s*:", re.MULTILINE)  # a saved page has a From: too
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Streams of a compound file, the telling ones first: a workbook may have a document embedded.
_STREAMS = (
    ("EncryptedPackage", Kind.ENCRYPTED),
    ("Workbook", Kind.XLS),
    ("Book", Kind.XLS),
    ("__properties_version1.0", Kind.MSG),
    ("WordDocument", Kind.WORD_97),
    ("PowerPoint Document", Kind.PRESENTATION),
)
_BIFF_START, _BIFF_PASSWORD = b"\x09\x08", 0x2F
_HEADER = re.compile(
    rb"(received|return-path|delivered-to|from|to|subject|date|mime-version|message-id|content-type|x-[\w-]+"
    rb"|dkim-signature|reply-to|sender):",
    re.IGNORECASE,
)
_ENCODINGS = ("utf-8", "gb18030")
_LOCAL_NAME = re.compile(rb"PK\x03\x04.{22}(..).{2}", re.DOTALL)


def kind_of(content: bytes, name: str = "") -> Kind:
    """The kind of a file. `name` only tells lock files (``~$…``) from others; the extension is never believed."""
    if not content:
        return Kind.EMPTY
    if name.replace("\\", "/").rpartition("/")[2].startswith("~$") and len(content) < 2048:
        return Kind.LOCK_FILE
    if content.startswith(_COMPOUND):
        return _compound_kind(content)
    if content.startswith(b"PK"):
        return _zip_kind(zip_names(content))
    if not content[: 2**20].strip(b"\0"):
        return Kind.ZEROS
    found = next((kind for magic, kind in _MAGIC if content.startswith(magic)), None)
    return found or _text_kind(content) or (_zip_kind(zip_names(content)) if zip_names(content) else Kind.OTHER)


def zip_names(content: bytes) -> frozenset[str]:
    """The names in a zip; of a damaged one what its local headers still tell."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return frozenset(archive.namelist())
    except Exception:  # noqa: BLE001 -- whatever a damaged directory makes the library raise
        return frozenset(_local_names(content))


def _local_names(content: bytes) -> Iterator[str]:
    for header in _LOCAL_NAME.finditer(content):
        length = int.from_bytes(header[1], "little")
        yield content[header.end() : header.end() + length].decode("ascii", "replace")


def _zip_kind(names: Collection[str]) -> Kind:
    lower = {name.lower() for name in names}
    if "xl/workbook.bin" in lower:
        return Kind.XLSB
    if any(name == "xl/workbook.xml" or name.startswith("xl/worksheets/") for name in lower):
        return Kind.XLSM if "xl/vbaproject.bin" in lower else Kind.XLSX
    if {"content.xml", "mimetype", "meta-inf/manifest.xml"} <= lower:
        return Kind.ODS
    for part, kind in (
        ("word/document.xml", Kind.WORD),
        ("ppt/presentation.xml", Kind.PRESENTATION),
        ("ofd.xml", Kind.OFD),
    ):
        if part in lower:
            return kind
    return Kind.ZIP


def _compound_kind(content: bytes) -> Kind:
    """By the names in its directory, which lie in slots of 128 bytes: nothing is parsed that could be a trap."""
    names = stream_names(content)
    kind = next((kind for stream, kind in _STREAMS if stream in names), Kind.COMPOUND)
    return Kind.ENCRYPTED if kind is Kind.XLS and _has_password(content) else kind


def stream_names(content: bytes) -> frozenset[str]:
    """Names of the streams and storages of a compound file."""
    names = set()
    for start in range(512, len(content) - 127, 128):
        length = int.from_bytes(content[start + 64 : start + 66], "little")
        if 4 <= length <= 64 and length % 2 == 0 and content[start + 66] in (1, 2, 5):
            names.add(content[start : start + length - 2].decode("utf-16-le", "replace"))
    return frozenset(names)


def _has_password(content: bytes) -> bool:
    """Whether the stream of an .xls starts with its beginning, perhaps a few records, and the password record."""
    for start in range(512, len(content) - 64, 512):
        if content.startswith(_BIFF_START, start):
            place = start
            for _ in range(4):
                record, length = (int.from_bytes(content[place + at : place + at + 2], "little") for at in (0, 2))
                if record == _BIFF_PASSWORD:
                    return True
                place += 4 + length
    return False


def _text_kind(content: bytes) -> Kind | None:
    """The kind of what people can read; None for anything else."""
    text = _plain(content[:8192])
    if text is None:
        return None
    start = text.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"{", b"[")):
        return Kind.DATA_FILE
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<body")):
        return Kind.HTML
    if start.startswith(b"<"):
        return _markup_kind(start)
    if _HEADER.match(start) and b":" in start.partition(b"\n")[2][:998]:
        header = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
        return Kind.MHTML if b"multipart/related" in header and not _TO_SOMEBODY.search(header) else Kind.EML
    return Kind.TEXT


def _markup_kind(start: bytes) -> Kind:
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return Kind.XML_2003
    return Kind.HTML if b"<html" in start else Kind.XML


def _plain(content: bytes) -> bytes | None:
    """Text in which ASCII stands as such, whatever its encoding; None for binary content."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace").encode("utf-8", "replace")
    controls = sum(byte < 9 or 13 < byte < 32 for byte in content)
    return content if controls * 50 <= len(content) and any(_decodes(content, code) for code in _ENCODINGS) else None


def _decodes(content: bytes, encoding: str) -> bool:
    """Whether `content`, perhaps cut inside its last character, is text in `encoding`."""
    try:
        getincrementaldecoder(encoding)().decode(content)
    except UnicodeDecodeError:
        return False
    return True
