"""The parts of a workbook beside its sheets: what it is made of, and what its parts point to."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.intake.cell_scan import strings_in
from toolkit.intake.limits import Limits
from toolkit.intake.reasons import Reason, Refused
from toolkit.intake.xml_scan import Count, XmlScan

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_FORBIDDEN = re.compile(r"[\\/*?:\[\]]|^'|'$")
_LONGEST_TITLE = 31
_DECLARATION_AND_ROOT = 2


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as ``xl/workbook.xml`` lists it; `relation` leads to its part."""

    title: str
    relation: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part points to: another part (`target`, whole path), or something outside."""

    source: str
    id: str
    type: str
    target: str
    external: bool


class WorkbookScan(XmlScan):
    """``xl/workbook.xml``: its sheets and defined names."""

    def __init__(self, part: str, limits: Limits) -> None:
        super().__init__(part, limits)
        self.sheets: list[SheetEntry] = []
        self.names: dict[str, str] = {}
        self.from_1904 = False
        self._name = ""
        self._names = Count(limits.names, Reason.TOO_MANY, f"超过 {limits.names} 个定义的名称")
        self._most_sheets = limits.sheets

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            relation = attributes.get(f"{_RELATIONS} id", "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append(SheetEntry(attributes.get("name", ""), relation, hidden))
        elif name == "definedName":
            self._names.add()
            self._name = "" if "localSheetId" in attributes else attributes.get("name", "")
            self.keep_text()
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")

    def end(self, name: str, text: str) -> None:
        if name == "definedName" and self._name:
            self.names[self._name] = text

    def finish(self) -> None:
        titles = [sheet.title.casefold() for sheet in self.sheets]
        if len(titles) > self._most_sheets:
            raise Refused(Reason.TOO_MANY, f"{len(titles)} 张工作表")
        if all(sheet.hidden for sheet in self.sheets):
            raise Refused(Reason.NO_SHEETS)
        for sheet in self.sheets:
            title = sheet.title
            if not title.strip() or len(title) > _LONGEST_TITLE or _FORBIDDEN.search(title):
                raise Refused(Reason.SHEET_NAMES, f"“{title[:_LONGEST_TITLE]}”")
            if titles.count(title.casefold()) > 1:
                raise Refused(Reason.SHEET_NAMES, f"“{title}”重复")


class RelationsScan(XmlScan):
    """A ``.rels`` part. Raises for a target outside the package that is said to be inside."""

    def __init__(self, part: str, limits: Limits) -> None:
        super().__init__(part, limits)
        self.relations: list[Relation] = []
        folder, _, name = part.rpartition("_rels/")
        self._source = f"{folder}{name.removesuffix('.rels')}"
        self._folder = folder

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name != f"{_PACKAGE} Relationship":
            return
        target, external = attributes.get("Target", ""), attributes.get("TargetMode") == "External"
        if not external:
            target = self._inside(target)
        kind = attributes.get("Type", "").rpartition("/")[2]
        self.relations.append(Relation(self._source, attributes.get("Id", ""), kind, target, external))

    def _inside(self, target: str) -> str:
        target = target.partition("#")[0]
        if "\\" in target or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", target):
            raise Refused(Reason.OUTSIDE, f"{self.part}：{target[:60]}")
        whole = posixpath.normpath(target[1:] if target.startswith("/") else posixpath.join(self._folder, target))
        if whole.startswith(("..", "/")):
            raise Refused(Reason.OUTSIDE, f"{self.part}：{target[:60]}")
        return whole

    def finish(self) -> None:
        ids = [relation.id for relation in self.relations]
        if len(set(ids)) < len(ids):
            raise Refused(Reason.REPEATED_PART, self.part)


class StringsScan(XmlScan):
    """``xl/sharedStrings.xml``: its texts, without how they look and how they are spoken."""

    def __init__(self, part: str, limits: Limits) -> None:
        super().__init__(part, limits)
        self.texts: list[str] = []
        self._most = limits.strings
        self._said = ""
        self._inside_phonetic = False

    def scan(self, content: bytes) -> None:
        """The whole part: its texts at one stroke where they allow it. Raises :class:`Refused`."""
        start, end = content.find(b"<si>"), content.rfind(b"</sst>")
        head, data = content[:start], content[start:end]
        if 0 < start < end and head.count(b"<") <= _DECLARATION_AND_ROOT and b"<!" not in head:
            texts = strings_in(data)
            if texts is not None:
                self.texts = texts
                self._check_number()
                self.elements.add(data.count(b"<"))  # rather too many: ends are counted, too
                self.parse((head, content[end:]))
                return
        self.parse((content,))

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        if name == "si":
            self._said = ""
        elif name == "rPh":
            self._inside_phonetic = True
        elif name == "t" and not self._inside_phonetic:
            self.keep_text()

    def end(self, name: str, text: str) -> None:
        if name == "t":
            self._said += text
        elif name == "rPh":
            self._inside_phonetic = False
        elif name == "si":
            self.texts.append(self._said)
            self._check_number()

    def _check_number(self) -> None:
        if len(self.texts) > self._most:
            raise Refused(Reason.TOO_MANY, self.part)


class StylesScan(XmlScan):
    """``xl/styles.xml``: the number format of each style."""

    def __init__(self, part: str, limits: Limits) -> None:
        super().__init__(part, limits)
        self._most = limits.styles
        self._codes: dict[str, str] = {}
        self._styles: list[str] = []
        self._inside = False

    @property
    def formats(self) -> tuple[str, ...]:
        """Style → format, ``0.00``; of those that every program knows by number only, the number: ``#10``."""
        return tuple(self._codes.get(number, f"#{number}") for number in self._styles)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "numFmt":
                self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            case "cellXfs":
                self._inside = True
            case "xf" if self._inside:
                self._styles.append(attributes.get("numFmtId", "0"))
                if len(self._styles) > self._most:
                    raise Refused(Reason.TOO_MANY, self.part)

    def end(self, name: str, _text: str) -> None:
        if name == "cellXfs":
            self._inside = False


class PropertiesScan(XmlScan):
    """``docProps/custom.xml``: the properties that programs set."""

    def __init__(self, part: str, limits: Limits) -> None:
        super().__init__(part, limits)
        self.properties: dict[str, str] = {}
        self._name = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name.endswith(" property"):
            self._name = attributes.get("name", "")
        else:
            self.keep_text()

    def end(self, name: str, text: str) -> None:
        if name.endswith(" lpwstr") and self._name:
            self.properties[self._name] = text


class LinkScan(XmlScan):
    """A part of ``xl/externalLinks/``: whether it is a DDE link."""

    dynamic = False

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        self.dynamic = self.dynamic or name == "ddeLink"


class ContentTypesScan(XmlScan):
    """``[Content_Types].xml``: which parts it says are workbooks."""

    def __init__(self, part: str, limits: Limits) -> None:
        super().__init__(part, limits)
        self.workbooks: list[str] = []
        self.macros = False

    def start(self, _name: str, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("ContentType", "")
        self.macros = self.macros or "macroEnabled" in kind or "vbaProject" in kind
        if kind.endswith(("sheet.main+xml", "template.main+xml")) and "PartName" in attributes:
            self.workbooks.append(attributes["PartName"].lstrip("/"))
