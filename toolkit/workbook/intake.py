"""Bytes → an openpyxl workbook, or a refusal in words. Nothing of the content is believed yet."""

import io
import warnings
import zipfile
from dataclasses import dataclass

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.errors import UnreadableFile

SIZE_LIMIT = 20 * 2**20  # bytes of a file; a filled workbook has about 40 KiB
INFLATED_LIMIT = 128 * 2**20

_ISSUED = "请单位用下发的原表填写，保存为“Excel 工作簿（.xlsx）”后重新报送。"
_STRICT = b"http://purl.oclc.org/ooxml"
_KINDS = (
    (b"%PDF", "这是 PDF 文件"),
    (b"Rar!", "这是 RAR 压缩包"),
    (b"7z\xbc\xaf", "这是 7z 压缩包"),
    (b"\x89PNG", "这是图片"),
    (b"\xff\xd8\xff", "这是图片"),
    (b"{\\rtf", "这是 RTF 文档"),
)


@dataclass(frozen=True, slots=True)
class OpenedWorkbook:
    """The same file twice: as it was typed (formulas) and as it was last shown (cached values)."""

    typed: Workbook
    shown: Workbook

    @property
    def properties(self) -> dict[str, str]:
        """Custom document properties."""
        custom = self.typed.custom_doc_props  # type: ignore[attr-defined]  # the stubs lag behind
        return {item.name: str(item.value) for item in custom.props}

    def sheet(self, name: str) -> Worksheet | None:
        sheet = self.typed[name] if name in self.typed.sheetnames else None
        return sheet if isinstance(sheet, Worksheet) else None


def open_workbook(content: bytes) -> OpenedWorkbook:
    """Open a workbook. Raises :class:`UnreadableFile` that says what the file is instead, and what to do."""
    _refuse_what_is_no_workbook(content)
    try:
        return OpenedWorkbook(_load(content, shown=False), _load(content, shown=True))
    except UnreadableFile:
        raise
    except Exception as error:  # whatever a damaged file makes the library raise
        raise UnreadableFile("文件已损坏，打不开。", _ISSUED) from error


def _load(content: bytes, *, shown: bool) -> Workbook:
    with warnings.catch_warnings():
        # Extensions that Excel and WPS add on saving, which we do not need.
        warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
        workbook = openpyxl.load_workbook(io.BytesIO(content), data_only=shown, keep_links=False)
    if not workbook.worksheets:
        raise UnreadableFile("工作簿里没有可读的工作表。", _ISSUED)
    return workbook


def _refuse_what_is_no_workbook(content: bytes) -> None:
    if not content:
        raise UnreadableFile("文件是空的。", _ISSUED)
    if len(content) > SIZE_LIMIT:
        raise UnreadableFile(f"文件有 {len(content) // 2**20} MB，超过 {SIZE_LIMIT // 2**20} MB 的上限。", _ISSUED)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile("文件已加密，或是旧版 .xls/.et 格式，读不了。", _ISSUED)
    for magic, what in _KINDS:
        if content.startswith(magic):
            raise UnreadableFile(f"{what}，不是工作簿。", _ISSUED)
    if not content.startswith(b"PK"):
        text = content[:512].lstrip().lower()
        what = "这是网页文件" if text.startswith((b"<!doctype", b"<html")) else "这是文本或其他类型的文件"
        raise UnreadableFile(f"{what}，不是工作簿。", _ISSUED)
    _refuse_broken_archive(content)


def _refuse_broken_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > INFLATED_LIMIT:
                raise UnreadableFile("文件展开后过大，没有打开。", _ISSUED)
            names = set(archive.namelist())
            broken = archive.testzip()
            strict = any(_is_strict(archive, name) for name in names if name.startswith("xl/"))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise UnreadableFile("文件已损坏或不完整。", _ISSUED) from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise UnreadableFile("文件已损坏或不完整。", _ISSUED) from error
    if broken is not None:
        raise UnreadableFile("文件在传输或保存中损坏（校验不符）。", _ISSUED)
    if strict:
        raise UnreadableFile("文件存成了“Strict Open XML”格式，读出来会是空的。", _ISSUED)
    if "word/document.xml" in names:
        raise UnreadableFile("这是 Word 文档，不是工作簿。", _ISSUED)
    if "xl/workbook.xml" not in names:
        what = "这是压缩包，请解压后报送其中的工作簿" if names else "这是空的压缩包"
        raise UnreadableFile(f"{what}。", _ISSUED)


def _is_strict(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a part is in the Strict dialect, which openpyxl takes for an empty sheet without a word."""
    with archive.open(name) as part:
        return _STRICT in part.read(4096)


def sheet_rows(content: bytes) -> list[list[str]]:
    """The first sheet of a plain workbook (a roster) as texts."""
    sheet = open_workbook(content).shown.worksheets[0]
    return [["" if value is None else _plain(value) for value in row] for row in sheet.iter_rows(values_only=True)]


def _plain(value: object) -> str:
    """A number of a text column (a phone number, a code) without ``.0``."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
