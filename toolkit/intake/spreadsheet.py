"""An OOXML workbook before it is read: every part inflated and scanned, every pointer followed inside the file."""

from collections.abc import Iterator

from toolkit.intake.limits import Limits
from toolkit.intake.package import Package
from toolkit.intake.reasons import Note, Reason, Refused, Remark
from toolkit.intake.scanned import ScannedWorkbook
from toolkit.intake.sheet_scan import Counts, SheetScan
from toolkit.intake.workbook_scan import (
    ContentTypesScan,
    LinkScan,
    PropertiesScan,
    Relation,
    RelationsScan,
    SheetEntry,
    StringsScan,
    StylesScan,
    WorkbookScan,
)
from toolkit.intake.xml_scan import XmlScan

_TYPES, _WORKBOOK, _BINARY = "[Content_Types].xml", "xl/workbook.xml", "xl/workbook.bin"
_STRINGS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_WHOLE_AT_MOST = 2 * 2**20  # bytes; what is longer is refused as soon as it goes too far
_MACRO_PARTS = ("xl/vbaproject", "xl/vbadata", "xl/macrosheets/", "xl/intlmacrosheets/", "xl/dialogsheets/")
_NOTED_PARTS = (
    ("xl/externallinks/externallink", Note.EXTERNAL_LINK),
    ("xl/embeddings/", Note.EMBEDDED_OBJECT),
    ("xl/activex/", Note.CONTROL),
    ("xl/ctrlprops/", Note.CONTROL),
    ("xl/webextensions/", Note.CONTROL),
    ("customui/", Note.CONTROL),
    ("xl/connections.", Note.DATA_CONNECTION),
    ("xl/querytables/", Note.DATA_CONNECTION),
)


def scan_spreadsheet(package: Package, limits: Limits) -> tuple[tuple[Remark, ...], ScannedWorkbook | None]:
    """What is remarkable, and what the workbook holds; nothing of the binary format. Raises :class:`Refused`."""
    _check_parts(package)
    scan = _Scan(package, limits)
    remarks = (*_noted_parts(package), *scan.remarks())
    return remarks, scan.found


def _check_parts(package: Package) -> None:
    if any(name.lower().startswith(_MACRO_PARTS) for name in package.entries):
        raise Refused(Reason.MACRO)
    if _TYPES not in package:
        raise Refused(Reason.MISSING_PART, _TYPES)
    if _WORKBOOK not in package and _BINARY not in package:
        raise Refused(Reason.MISSING_PART, _WORKBOOK)


def _noted_parts(package: Package) -> Iterator[Remark]:
    """One remark of a kind, however many parts there are."""
    notes = [note for start, note in _NOTED_PARTS if any(name.lower().startswith(start) for name in package.entries)]
    yield from (Remark(note) for note in dict.fromkeys(notes))


class _Scan:
    """The scan of one workbook: what leads to the sheets first, then the sheets, then all the rest."""

    def __init__(self, package: Package, limits: Limits) -> None:
        self._package = package
        self._limits = limits
        self._counts = Counts.within(limits)
        self._left = dict.fromkeys(package.entries)
        self.found: ScannedWorkbook | None = None

    def remarks(self) -> Iterator[Remark]:
        self._content_types()
        relations = self._relations()
        yield from _outside(relations)
        if _WORKBOOK not in self._package:  # the binary format: its parts are not XML
            self._rest()
            return
        workbook = WorkbookScan(_WORKBOOK, self._limits, self._counts.elements)
        self._run(workbook)
        sheets = self._sheets(workbook, relations)
        texts, formats = self._texts(), self._formats()
        for scan in sheets:
            _check_indexes(scan, len(texts), len(formats))
            yield from scan.remarks
        properties = self._properties(relations)
        yield from self._links()
        self._rest()
        found = tuple(scan.found for scan in sheets)
        self.found = ScannedWorkbook(found, texts, formats, workbook.names, properties, workbook.from_1904)

    def _run(self, scan: XmlScan) -> None:
        self._left.pop(scan.part, None)
        for chunk in self._package.chunks(self._package.entries[scan.part]):
            scan.feed(chunk)
        scan.feed(b"", last=True)
        scan.finish()

    def _run_whole(self, scan: SheetScan | StringsScan) -> None:
        """At one stroke; a part that says it is huge, piece by piece."""
        entry = self._package.entries[scan.part]
        if entry.file_size > _WHOLE_AT_MOST:
            self._run(scan)
        else:
            self._left.pop(scan.part, None)
            scan.scan(self._package.read(entry))

    def _content_types(self) -> None:
        scan = ContentTypesScan(_TYPES, self._limits, self._counts.elements)
        self._run(scan)
        if scan.macros:
            raise Refused(Reason.MACRO)
        if _WORKBOOK in self._package and scan.workbooks != [_WORKBOOK]:
            raise Refused(Reason.MISSING_PART, _TYPES)

    def _relations(self) -> list[Relation]:
        found: list[Relation] = []
        for name in [name for name in self._package.entries if name.endswith(".rels")]:
            scan = RelationsScan(name, self._limits, self._counts.elements)
            self._run(scan)
            found += scan.relations
        for relation in found:
            if not relation.external and relation.target not in self._package and relation.type != "hyperlink":
                raise Refused(Reason.MISSING_PART, relation.target[:60])
        return found

    def _sheets(self, workbook: WorkbookScan, relations: list[Relation]) -> list[SheetScan]:
        targets = {relation.id: relation for relation in relations if relation.source == _WORKBOOK}
        parts = [(sheet, _part_of(sheet, targets)) for sheet in workbook.sheets]
        if len({part.target for _, part in parts}) < len(parts):
            raise Refused(Reason.REPEATED_PART, _WORKBOOK)
        return [self._sheet(sheet, part.target) for sheet, part in parts if part.type == "worksheet"]

    def _sheet(self, sheet: SheetEntry, part: str) -> SheetScan:
        scan = SheetScan(part, sheet, self._limits, self._counts)
        self._run_whole(scan)
        return scan

    def _texts(self) -> tuple[str, ...]:
        if _STRINGS not in self._package:
            return ()
        scan = StringsScan(_STRINGS, self._limits, self._counts.elements)
        self._run_whole(scan)
        return tuple(scan.texts)

    def _formats(self) -> tuple[str, ...]:
        if _STYLES not in self._package:
            return ()
        scan = StylesScan(_STYLES, self._limits, self._counts.elements)
        self._run(scan)
        return scan.formats

    def _properties(self, relations: list[Relation]) -> dict[str, str]:
        found = [item.target for item in relations if item.source == "" and item.type == "custom-properties"]
        if not found or found[0] not in self._left:
            return {}
        scan = PropertiesScan(found[0], self._limits, self._counts.elements)
        self._run(scan)
        return scan.properties

    def _links(self) -> Iterator[Remark]:
        for name in [name for name in self._left if name.lower().startswith("xl/externallinks/externallink")]:
            scan = LinkScan(name, self._limits, self._counts.elements)
            self._run(scan)
            if scan.dynamic:
                yield Remark(Note.DDE)

    def _rest(self) -> None:
        """Whatever is left: XML is checked for being XML, everything for its checksum."""
        for name in list(self._left):
            if name.endswith(".xml"):
                self._run(XmlScan(name, self._limits, self._counts.elements))
            else:
                for _ in self._package.chunks(self._package.entries[name]):
                    pass


def _part_of(sheet: SheetEntry, targets: dict[str, Relation]) -> Relation:
    relation = targets.get(sheet.relation)
    if relation is None:
        raise Refused(Reason.MISSING_PART, f"“{sheet.title}”表")
    if relation.external:
        raise Refused(Reason.OUTSIDE, f"“{sheet.title}”表")
    if "acrosheet" in relation.type:
        raise Refused(Reason.MACRO)
    return relation


def _outside(relations: list[Relation]) -> Iterator[Remark]:
    outside = [relation for relation in relations if relation.external and not relation.target.startswith("#")]
    if any(relation.type == "hyperlink" for relation in outside):
        yield Remark(Note.WEB_LINK)
    if any(relation.type != "hyperlink" and "externalLinks" not in relation.source for relation in outside):
        yield Remark(Note.EXTERNAL_LINK)


def _check_indexes(scan: SheetScan, strings: int, styles: int) -> None:
    (string, where_string), (style, where_style) = scan.strings, scan.styles
    if string >= strings:
        raise Refused(Reason.BAD_TEXT, where_string)
    if style >= max(1, styles):
        raise Refused(Reason.BAD_STYLE, where_style)
