"""Bytes → the parts of a Word file, or a refusal in words. Nothing of the content is believed yet."""

import posixpath
from collections.abc import Mapping

from lxml import etree

from toolkit.errors import UnreadableFile
from toolkit.intake import LIMITS, Kind, Refused, kind_of
from toolkit.intake.package import open_package as open_zip

_WANTED = "请用 Word 或 WPS 另存为“Word 文档（.docx）”后重试。"
_STRICT = b"http://purl.oclc.org/ooxml"
_OFFICE_DOCUMENT = "/officeDocument"


class Package:
    """The parts of a Word file, parsed when asked for."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts
        self.main = self._main_part()

    def xml(self, name: str) -> etree._Element | None:
        """A part, parsed; None where there is none."""
        return _parse(self._parts[name]) if name in self._parts else None

    def related(self, ending: str) -> tuple[etree._Element, ...]:
        """The parts that the main document relates to by a type that ends so, in the order of their names."""
        folder, name = posixpath.split(self.main)
        targets = self._targets(f"{folder}/_rels/{name}.rels", ending)
        paths = sorted(posixpath.normpath(posixpath.join(folder, target)).lstrip("/") for target in targets)
        return tuple(root for path in paths if (root := self.xml(path)) is not None)

    def of_file(self, ending: str) -> tuple[etree._Element, ...]:
        """The parts that the file itself relates to by a type that ends so."""
        parts = (self.xml(target.lstrip("/")) for target in self._targets("_rels/.rels", ending))
        return tuple(part for part in parts if part is not None)

    def _main_part(self) -> str:
        found = self._targets("_rels/.rels", _OFFICE_DOCUMENT)
        return found[0].lstrip("/") if found else "word/document.xml"

    def _targets(self, relations: str, ending: str) -> list[str]:
        root = self.xml(relations)
        return [
            str(relation.get("Target", ""))
            for relation in (root if root is not None else ())
            if str(relation.get("Type", "")).endswith(ending) and relation.get("TargetMode") != "External"
        ]


def open_package(content: bytes) -> Package:
    """Open a Word file. Raises :class:`UnreadableFile` that says what the file is instead, and what to do."""
    kind = kind_of(content)
    if kind is Kind.ENCRYPTED:
        raise UnreadableFile("文件已加密，要密码才能打开。", "请取消打开密码，另存后重试；程序不猜密码。")
    if not content.startswith(b"PK"):
        raise UnreadableFile(f"这是{kind.value}，不是 Word 文档（.docx）。", _WANTED)
    package = Package(_parts(content))
    if package.xml(package.main) is None:
        raise UnreadableFile(f"这是{kind.value}，不是 Word 文档（.docx）。", _WANTED)
    return package


def _parts(content: bytes) -> dict[str, bytes]:
    """The XML parts, inflated within bounds and held against their check sums."""
    try:
        with open_zip(content, LIMITS) as package:
            parts = [entry for name, entry in package.entries.items() if name.endswith((".xml", ".rels"))]
            return {entry.filename: package.read(entry) for entry in parts}
    except Refused as refusal:
        raise UnreadableFile(refusal.problem, _WANTED) from refusal


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
