"""An OOXML workbook before it is read: every part inflated and scanned, every pointer followed inside the file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from toolkit.intake.cell_scan import Rows
from toolkit.intake.limits import Limits
from toolkit.intake.outward import outward_cells
from toolkit.intake.package import Package
from toolkit.intake.reasons import Note, Reason, Refused, Remark
from toolkit.intake.scanned import ScannedSheet, ScannedWorkbook, SheetShape
from toolkit.intake.sheet_parts import scan_sheet
from toolkit.intake.sheet_scan import SheetScan
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
from toolkit.intake.xml_scan import Count, XmlScan

AnyScan = TypeVar("AnyScan", bound=XmlScan)

_TYPES, _WORKBOOK, _BINARY = "[Content_Types].xml", "xl/workbook.xml", "xl/workbook.bin"
_STRINGS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_WHOLE_AT_MOST = 2 * 2**20  # bytes; what is longer is refused as soon as it goes too far
_REMEMBERED = 64 * 1024  # bytes; of a part that is longer no two files have the same
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


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted over all parts of a workbook."""

    elements: Count
    cells: Count
    merges: Count
    merged_cells: Count
    rules: Count

    @classmethod
    def within(cls, limits: Limits) -> "Counts":
        return cls(
            elements=Count(limits.xml_elements, Reason.TOO_MANY, f"超过 {limits.xml_elements} 个元素"),
            cells=Count(limits.cells, Reason.TOO_MANY, f"超过 {limits.cells} 格"),
            merges=Count(limits.merges, Reason.TOO_MANY, f"超过 {limits.merges} 处合并"),
            merged_cells=Count(limits.merged_cells, Reason.TOO_FAR, f"合并或链接超过 {limits.merged_cells} 格"),
            rules=Count(limits.rules, Reason.TOO_MANY, f"超过 {limits.rules} 条有效性或条件格式"),
        )

    def add(self, sheet: SheetScan, shape: SheetShape) -> None:
        """Raises :class:`Refused` where a sheet is one too many."""
        self.elements.add(sheet.elements.value + shape.elements)
        self.cells.add(len(shape.cells))
        self.merges.add(sheet.merges.value)
        self.merged_cells.add(sheet.merged_cells.value)
        self.rules.add(sheet.rules.value)


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
        workbook = self._run(WorkbookScan, _WORKBOOK)
        sheets = self._sheets(workbook, relations)
        texts, formats = self._texts(), self._run(StylesScan, _STYLES).formats if _STYLES in self._package else ()
        for sheet in sheets:
            _check_indexes(sheet, len(texts), len(formats))
            yield from (Remark(Note.ACTIVE_FORMULA, sheet.at(cell)) for cell in outward_cells(sheet.shape))
        properties = self._properties(relations)
        yield from self._links()
        self._rest()
        self.found = ScannedWorkbook(sheets, texts, formats, workbook.names, properties, workbook.from_1904)

    def _run(self, kind: Callable[[str, Limits], AnyScan], part: str) -> AnyScan:
        """A part that is XML, of the `kind` that looks at what matters in it."""
        entry = self._package.entries[part]
        self._left.pop(part, None)
        if entry.file_size > _REMEMBERED:
            scan = kind(part, self._limits)
            scan.parse(self._package.chunks(entry))
        else:
            scan = _known_scan(kind, part, self._package.read(entry), self._limits)
        self._counts.elements.add(scan.elements.value)
        return scan

    def _content_types(self) -> None:
        scan = self._run(ContentTypesScan, _TYPES)
        if scan.macros:
            raise Refused(Reason.MACRO)
        if _WORKBOOK in self._package and scan.workbooks != [_WORKBOOK]:
            raise Refused(Reason.MISSING_PART, _TYPES)

    def _relations(self) -> list[Relation]:
        found: list[Relation] = []
        for name in [name for name in self._package.entries if name.endswith(".rels")]:
            found += self._run(RelationsScan, name).relations
        for relation in found:
            if not relation.external and relation.target not in self._package and relation.type != "hyperlink":
                raise Refused(Reason.MISSING_PART, relation.target[:60])
        return found

    def _sheets(self, workbook: WorkbookScan, relations: list[Relation]) -> tuple[ScannedSheet, ...]:
        targets = {relation.id: relation for relation in relations if relation.source == _WORKBOOK}
        parts = [(sheet, _part_of(sheet, targets)) for sheet in workbook.sheets]
        if len({part.target for _, part in parts}) < len(parts):
            raise Refused(Reason.REPEATED_PART, _WORKBOOK)
        return tuple(self._sheet(sheet, part.target) for sheet, part in parts if part.type == "worksheet")

    def _sheet(self, sheet: SheetEntry, part: str) -> ScannedSheet:
        entry = self._package.entries[part]
        self._left.pop(part, None)
        if entry.file_size > _WHOLE_AT_MOST:
            around = SheetScan(part, sheet.title, self._limits)
            around.parse(self._package.chunks(entry))
            rows: Rows = around.shape, around.values
        else:
            around, rows = scan_sheet(part, sheet.title, self._package.read(entry), self._limits)
        self._counts.add(around, rows[0])
        return ScannedSheet(sheet.title, not sheet.hidden, around.frame, *rows)

    def _texts(self) -> tuple[str, ...]:
        if _STRINGS not in self._package:
            return ()
        entry = self._package.entries[_STRINGS]
        self._left.pop(_STRINGS, None)
        scan = StringsScan(_STRINGS, self._limits)
        if entry.file_size > _WHOLE_AT_MOST:
            scan.parse(self._package.chunks(entry))
        else:
            scan.scan(self._package.read(entry))
        self._counts.elements.add(scan.elements.value)
        return tuple(scan.texts)

    def _properties(self, relations: list[Relation]) -> dict[str, str]:
        found = [item.target for item in relations if item.source == "" and item.type == "custom-properties"]
        return self._run(PropertiesScan, found[0]).properties if found and found[0] in self._left else {}

    def _links(self) -> Iterator[Remark]:
        for name in [name for name in self._left if name.lower().startswith("xl/externallinks/externallink")]:
            if self._run(LinkScan, name).dynamic:
                yield Remark(Note.DDE)

    def _rest(self) -> None:
        """Whatever is left: XML is checked for being XML, everything for its checksum."""
        for name in list(self._left):
            if name.endswith(".xml"):
                self._run(XmlScan, name)
            else:
                self._package.pass_over(self._package.entries[name])


@lru_cache(maxsize=128)
def _known_scan(kind: Callable[[str, Limits], AnyScan], part: str, content: bytes, limits: Limits) -> AnyScan:
    """A part that was met before, byte for byte, says what it said then."""
    scan = kind(part, limits)
    scan.parse((content,))
    return scan


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


def _check_indexes(sheet: ScannedSheet, texts: int, styles: int) -> None:
    """Raises :class:`Refused` where a cell points to a text or a style that is not there."""
    shape, values = sheet.shape, sheet.values
    if max([int(values[slot] or 0) for slot in shape.quotes], default=-1) >= texts:
        beyond = next(cell for cell in shape.quoting if int(values[cell.slot] or 0) >= texts)
        raise Refused(Reason.BAD_TEXT, sheet.at(beyond))
    styled = shape.styled
    if styled is not None and styled.style >= max(1, styles):
        raise Refused(Reason.BAD_STYLE, sheet.at(styled))
