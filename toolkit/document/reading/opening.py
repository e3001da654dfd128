"""Bytes → the parts of a Word file, or a refusal in words. Nothing of the content is believed yet."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping

from lxml import etree

from toolkit.errors import UnreadableFile

SIZE_LIMIT = 20 * 2**20  # bytes of a file; a report has about 30 KiB
INFLATED_LIMIT = 64 * 2**20
PARTS_LIMIT = 500

_WANTED = "请用 Word 或 WPS 另存为“Word 文档（.docx）”后重试。"
_STRICT = b"http://purl.oclc.org/ooxml"
_KINDS = (
    (b"%PDF", "这是 PDF 文件，不是 Word 文档。"),
    (b"\xd0\xcf\x11\xe0", "文件已加密，或是旧版 .doc/.wps 格式，读不了。"),
    (b"{\\rtf", "这是 RTF 文档，不是 .docx。"),
    (b"Rar!", "这是 RAR 压缩包，不是 Word 文档。"),
    (b"7z\xbc\xaf", "这是 7z 压缩包，不是 Word 文档。"),
)
_OFFICE_DOCUMENT = "/officeDocument"


class Package:
    """The parts of a Word file, parsed when asked for."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts
        self.main = self._main_part()

    def xml(self, name: str) -> etree._Element | None:
        """A part, parsed; None where there is none."""
        return _parse(self._parts[name]) if name in self._parts else None

    def related(self, ending: str) -> etree._Element | None:
        """The part that the main document relates to by a type that ends so; None where there is none."""
        folder, name = posixpath.split(self.main)
        target = self._target(f"{folder}/_rels/{name}.rels", ending)
        return self.xml(posixpath.normpath(posixpath.join(folder, target)).lstrip("/")) if target else None

    def _main_part(self) -> str:
        return self._target("_rels/.rels", _OFFICE_DOCUMENT).lstrip("/") or "word/document.xml"

    def _target(self, relations: str, ending: str) -> str:
        root = self.xml(relations)
        for relation in root if root is not None else ():
            if str(relation.get("Type", "")).endswith(ending) and relation.get("TargetMode") != "External":
                return str(relation.get("Target", ""))
        return ""


def open_package(content: bytes) -> Package:
    """Open a Word file. Raises :class:`UnreadableFile` that says what the file is instead, and what to do."""
    if not content:
        raise UnreadableFile("文件是空的。", _WANTED)
    if len(content) > SIZE_LIMIT:
        raise UnreadableFile(f"文件有 {len(content) // 2**20} MB，超过 {SIZE_LIMIT // 2**20} MB 的上限。", _WANTED)
    for magic, what in _KINDS:
        if content.startswith(magic):
            raise UnreadableFile(what, _WANTED)
    if not content.startswith(b"PK"):
        raise UnreadableFile("这不是 Word 文档。", _WANTED)
    package = Package(_parts(content))
    if package.xml(package.main) is None:
        raise UnreadableFile("这不是 Word 文档（里面没有正文）。", _WANTED)
    return package


def _parts(content: bytes) -> dict[str, bytes]:
    """The XML parts, inflated within bounds and held against their check sums."""
    parts: dict[str, bytes] = {}
    left = INFLATED_LIMIT
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) > PARTS_LIMIT or len(names) != len(set(names)):
                raise UnreadableFile("文件的结构不正常，没有打开。", _WANTED)
            for name in names:
                if not name.endswith((".xml", ".rels")):
                    continue
                with archive.open(name) as part:
                    parts[name] = part.read(left + 1)
                left -= len(parts[name])
                if left < 0:
                    raise UnreadableFile("文件展开后过大，没有打开。", _WANTED)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise UnreadableFile("文件已损坏或不完整。", _WANTED) from error
    return parts


def _parse(content: bytes) -> etree._Element:
    if b"<!DOCTYPE" in content[:4096]:
        raise UnreadableFile("文件里有不该有的声明（DOCTYPE），没有打开。", _WANTED)
    if _STRICT in content[:8192]:
        raise UnreadableFile("文件存成了“Strict Open XML”格式，读不了。", _WANTED)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile("文件已损坏或不完整。", _WANTED) from error
