"""Files that are something else, whatever they are called."""

import json
import struct

from returned import packed, returned

from hostile.specimen import changed, fixed
from toolkit.intake import Reason

_NOT = Reason.NOT_A_WORKBOOK
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def compound(*streams: str, data: bytes = b"") -> bytes:
    """A compound file with nothing but a header and a directory."""
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HB61x", len(name) * 2 + 2, 2)
        for name in ("Root Entry", *streams)
    )
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + directory.ljust(512 * 4, b"\0") + data


def record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def ods(content: bytes, *more: str) -> bytes:
    parts = {"mimetype": _ODS, "META-INF/manifest.xml": b"<manifest/>", "content.xml": content}
    return packed({**parts, **dict.fromkeys(more, b"<x/>")})


def ods_cells(rows: int, columns: int) -> bytes:
    return (
        f'<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="x"><table:table-row table:number-rows-repeated="{rows}">'
        f'<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="{columns}"/>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    ).encode()


def office_open(part: str) -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", part: b"<x/>"})


def gzipped() -> bytes:
    import gzip

    return gzip.compress(returned(), mtime=0)


_BOF = record(0x809, b"\x00\x06\x05\x00" + bytes(12))
_TEXT = "单位,数量\n民政局,3\n"

FORMATS = (
    fixed("网页存成 .xls", _NOT, b"<html><table><tr><td>3</td></tr></table></html>"),
    fixed("网页，带 DOCTYPE", _NOT, b"<!DOCTYPE html><html></html>"),
    fixed("只有 table 的网页", _NOT, b"\n  <table border=1><tr><td>3</table>"),
    fixed("单个文件网页", _NOT, b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"),
    fixed(
        "XML 表格 2003", _NOT, b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    ),
    fixed("别的 XML", _NOT, b'<?xml version="1.0"?><x/>'),
    fixed("CSV，UTF-8", _NOT, _TEXT.encode()),
    fixed("CSV，带 BOM", _NOT, _TEXT.encode("utf-8-sig")),
    fixed("CSV，GBK", _NOT, _TEXT.encode("gbk")),
    fixed("CSV，UTF-16", _NOT, _TEXT.encode("utf-16")),
    fixed("一句话", _NOT, "本单位为零报告。".encode()),
    fixed("RTF", _NOT, rb"{\rtf1 x}"),
    fixed("PDF", _NOT, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"),
    fixed("OFD", _NOT, packed({"OFD.xml": b"<x/>", "Doc_0/Document.xml": b"<x/>"})),
    fixed("docx", _NOT, office_open("word/document.xml")),
    fixed("pptx", _NOT, office_open("ppt/presentation.xml")),
    fixed("doc、wps", _NOT, compound("WordDocument")),
    fixed("ppt", _NOT, compound("PowerPoint Document")),
    fixed("msg", _NOT, compound("__properties_version1.0")),
    fixed("别的复合文件", _NOT, compound("Something")),
    fixed("加密的 xlsx", Reason.ENCRYPTED, compound("EncryptionInfo", "EncryptedPackage")),
    fixed("加密的 xls", Reason.ENCRYPTED, compound("Workbook", data=_BOF + record(0x2F, bytes(54)) + bytes(512))),
    fixed("带宏的 xls", Reason.MACRO, compound("Workbook", "_VBA_PROJECT_CUR", data=_BOF + bytes(512))),
    fixed("损坏的 xls", Reason.DAMAGED, compound("Workbook", data=_BOF + bytes(512))),
    fixed("只有头的 xls", _NOT, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    fixed("png", _NOT, b"\x89PNG\r\n\x1a\n" + bytes(50)),
    fixed("jpg", _NOT, b"\xff\xd8\xff\xe0" + bytes(50)),
    fixed("gif", _NOT, b"GIF89a" + bytes(50)),
    fixed("bmp", _NOT, b"BM" + bytes(50)),
    fixed("tiff", _NOT, b"II*\x00" + bytes(50)),
    fixed("图片后面接着工作簿", _NOT, b"\x89PNG\r\n\x1a\n" + returned()),
    fixed("程序后面接着工作簿", _NOT, b"MZ" + bytes(100) + returned()),
    fixed("PDF 后面接着工作簿", _NOT, b"%PDF-1.7\n" + returned()),
    fixed("rar", Reason.ARCHIVE_NOT_READ, b"Rar!\x1a\x07\x01\x00"),
    fixed("7z", Reason.ARCHIVE_NOT_READ, b"7z\xbc\xaf\x27\x1c" + bytes(30)),
    fixed("gz", Reason.ARCHIVE_NOT_READ, gzipped()),
    fixed("邮件", _NOT, b"From: a@example.invalid\r\nSubject: x\r\n\r\nhello"),
    fixed("邮箱文件", _NOT, b"From a@example.invalid Mon Jan  1 00:00:00 2024\nFrom: a\n\nhello"),
    fixed("winmail.dat", _NOT, b"\x78\x9f\x3e\x22" + bytes(50)),
    fixed("快捷方式", _NOT, b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(50)),
    fixed("网址快捷方式", _NOT, b"[InternetShortcut]\r\nURL=http://example.invalid/\r\n"),
    fixed("程序", _NOT, b"MZ\x90\x00" + bytes(50)),
    fixed("数据文件", _NOT, json.dumps({"form": "zfxxgk"}).encode()),
    fixed("乱码", _NOT, bytes(range(256)) * 20),
    fixed("~$ 临时文件", Reason.LOCK_FILE, b"\x04user" + bytes(160), "~$年报.xlsx"),
    fixed("iWork 文件", _NOT, packed({"Index/Document.iwa": b"x", "Metadata/Properties.plist": b"x"})),
    fixed("超过20MB", Reason.TOO_LARGE, b"PK" + bytes(20 * 2**20)),
    fixed("xlsb，内容是空的", Reason.DAMAGED, packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b""})),
    changed("带宏的 xlsm", Reason.MACRO, lambda parts: parts.__setitem__("xl/vbaProject.bin", b"x")),
    fixed("ods，是空的", Reason.NO_SHEETS, ods(b"<x/>")),
    fixed("ods，带宏", Reason.MACRO, ods(b"<x/>", "Basic/Standard/Module1.xml")),
    fixed("ods，DOCTYPE", Reason.DOCTYPE, ods(b"<!DOCTYPE x><x/>")),
    fixed("ods，一格重复十七亿次", Reason.TOO_MANY, ods(ods_cells(1_048_576, 16_384))),
    fixed("ods，重复次数是负的", Reason.BAD_REFERENCE, ods(ods_cells(-1, 1))),
    fixed("ods，截断", None, ods(ods_cells(3, 3))[:-60]),
)
