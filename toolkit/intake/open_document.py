"""An OpenDocument spreadsheet before it is read: no macros, no password, no repetition that fills the memory."""

from collections.abc import Iterator, Mapping

from toolkit.intake.limits import Limits
from toolkit.intake.package import Package
from toolkit.intake.reasons import Note, Reason, Refused, Remark
from toolkit.intake.xml_scan import Count, XmlScan

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_ENCRYPTION = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0 encryption-data"
_VALUES = (f"{_OFFICE} value-type", f"{_TABLE} formula")


def scan_open_document(package: Package, limits: Limits) -> Iterator[Remark]:
    """Raises :class:`Refused`; yields what is remarkable."""
    if any(name.startswith(("Basic/", "Scripts/")) for name in package.entries):
        raise Refused(Reason.MACRO)
    elements = Count(limits.xml_elements, Reason.TOO_MANY, f"超过 {limits.xml_elements} 个元素")
    cells = Count(limits.cells, Reason.TOO_MANY, f"超过 {limits.cells} 格")
    for name, entry in package.entries.items():
        if name.endswith(".xml"):
            scan = _OpenDocumentScan(name, limits, cells)
            scan.parse(package.chunks(entry))
            elements.add(scan.elements.value)
        else:
            package.pass_over(entry)
        if name.startswith(("Object ", "ObjectReplacements/")):
            yield Remark(Note.EMBEDDED_OBJECT, name)


class _OpenDocumentScan(XmlScan):
    """Counts cells as often as they are repeated, if anything stands in them."""

    def __init__(self, part: str, limits: Limits, cells: Count) -> None:
        super().__init__(part, limits)
        self._cells = cells
        self._rows = 1

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == f"{_TABLE} table-row":
            self._rows = _times(attributes, "rows")
        elif name == f"{_TABLE} table-cell" and any(value in attributes for value in _VALUES):
            self._cells.add(self._rows * _times(attributes, "columns"))
        elif name == _ENCRYPTION:
            raise Refused(Reason.ENCRYPTED)


def _times(attributes: Mapping[str, str], what: str) -> int:
    text = attributes.get(f"{_TABLE} number-{what}-repeated", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Refused(Reason.BAD_REFERENCE, text[:20])
    return int(text)
