"""A worksheet part: where cells stand, and whether each holds what it says."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.intake.areas import Area, area_at, cell_at, letters
from toolkit.intake.cell_scan import rows_in
from toolkit.intake.limits import Limits
from toolkit.intake.reasons import Note, Reason, Refused, Remark
from toolkit.intake.scanned import ScannedCell, ScannedSheet
from toolkit.intake.workbook_scan import SheetEntry
from toolkit.intake.xml_scan import Count, XmlScan

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_INDEX = re.compile(r"[0-9]{1,9}")
_TYPES = frozenset({"n", "s", "str", "inlineStr", "b", "e", "d"})
# What reaches out of the workbook when it is calculated, and the old form of DDE, =cmd|' /c calc'!A0.
_OUTWARD = (
    "HYPERLINK",
    "WEBSERVICE",
    "FILTERXML",
    "RTD",
    "DDE",
    "CALL",
    "REGISTER",
    "EXEC",
    "IMAGE",
    "SQL.",
    "EVALUATE",
)
_ACTIVE = re.compile(
    r"\b(HYPERLINK|WEBSERVICE|FILTERXML|RTD|DDE|CALL|REGISTER(\.ID)?|EXEC|IMAGE|SQL\.REQUEST|EVALUATE)\s*\(",
    re.IGNORECASE,
)
_DDE = re.compile(r"[\w'\"]\s*\|\s*['\"\w]")
_ROWS, _ROWS_END = b"<sheetData>", b"</sheetData>"
_TRUE = frozenset({"1", "true"})


@dataclass(slots=True)
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


class SheetScan(XmlScan):
    """Checks a sheet; afterwards :attr:`strings` and :attr:`styles` are the highest indexes it uses (or -1)."""

    def __init__(self, part: str, entry: SheetEntry, limits: Limits, counts: Counts) -> None:
        super().__init__(part, limits, counts.elements)
        self.remarks: list[Remark] = []
        self.strings = (-1, "")
        self.styles = (-1, "")
        self._entry = entry
        self._sheet = f"“{entry.title}”表"
        self._counts = counts
        self._cells: list[ScannedCell] = []
        self._merges: list[Area] = []
        self._hidden_rows: list[int] = []
        self._hidden_columns: list[tuple[int, int]] = []
        self._protected = False
        self._row = self._column = 0
        self._cell: Mapping[str, str] = {}
        self._formula: str | None = None
        self._shared = ""
        self._value = ""
        self._inside = self._inside_rows = self._inside_phonetic = False

    @property
    def found(self) -> ScannedSheet:
        """What the sheet holds."""
        return ScannedSheet(
            self._entry.title,
            not self._entry.hidden,
            tuple(self._cells),
            tuple(self._merges),
            tuple(self._hidden_rows),
            tuple(self._hidden_columns),
            self._protected,
        )

    def scan(self, content: bytes) -> None:
        """The whole part: its rows at one stroke where they allow it. Raises :class:`Refused`."""
        start, end = content.find(_ROWS), content.rfind(_ROWS_END)
        head = content[: start + len(_ROWS)]
        if start >= 0 and b"<!" not in head and content.count(b"<sheetData") == 1:
            self.feed(head)
            if self._inside_rows and self._take_rows(content[len(head) : end]):
                self.feed(content[end:], last=True)
                return
            content = content[len(head) :]
        self.feed(content, last=True)

    def _take_rows(self, data: bytes) -> bool:
        """Whether the rows could be taken at one stroke."""
        rows = rows_in(data)
        if rows is None:
            return False
        self._elements.add(data.count(b"<"))  # rather too many: ends are counted, too
        self._hidden_rows += rows.hidden
        self._cells = rows.cells
        self._counts.cells.add(len(rows.cells))
        if rows.styled:
            self.styles = (rows.styled.style, self._at(rows.styled))
        if rows.quoting:
            self.strings = (int(rows.quoting.value or 0), self._at(rows.quoting))
        self._check_reach()
        return True

    def _check_reach(self) -> None:
        """Raises :class:`Refused` where something stands farther away than anything is looked for."""
        rows, columns = self._limits.rows, self._limits.columns
        for cell in self._cells:
            if (cell.row > rows or cell.column > columns) and cell.value and cell.value.strip():
                raise Refused(Reason.TOO_FAR, self._at(cell))

    def _tell_active(self) -> None:
        """Formulas that reach out; all are looked at together first, since hardly any file has one."""
        together = "\n".join(cell.formula for cell in self._cells if cell.formula).upper()
        if "|" in together or any(name in together for name in _OUTWARD):
            for cell in self._cells:
                if cell.formula and (_ACTIVE.search(cell.formula) or _DDE.search(cell.formula)):
                    self.remarks.append(Remark(Note.ACTIVE_FORMULA, self._at(cell)))

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "row":
                self._start_row(attributes)
            case "c":
                self._start_cell(attributes)
            case "rPh":
                self._inside_phonetic = True
            case "f":
                self._shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
                self.keep_text()
            case "v":
                self.keep_text()
            case "t" if not self._inside_phonetic:
                self.keep_text()
            case "mergeCell":
                area = area_at(attributes.get("ref", ""), self._sheet)
                self._counts.merges.add()
                self._counts.merged_cells.add(area.size)
                self._merges.append(area)
            case "worksheet":
                self._inside = True
            case _ if not self._inside:
                raise Refused(Reason.DAMAGED, self.part)
            case _:
                self._start_other(name, attributes)

    def _start_other(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "hyperlink":
                self._counts.merged_cells.add(area_at(attributes.get("ref", ""), self._sheet).size)
            case "dataValidation" | "cfRule" | "conditionalFormatting":
                self._counts.rules.add()
            case "sheetData":
                self._inside_rows = True
            case "sheetProtection":
                # WPS may write the protection back as selectLockedCells alone: that is how it saves, no tampering.
                self._protected = bool({attributes.get("sheet"), attributes.get("selectLockedCells")} & _TRUE)
            case "col" if attributes.get("hidden") in _TRUE or _is_zero(attributes.get("width")):
                first, last = attributes.get("min", ""), attributes.get("max", "")
                if _INDEX.fullmatch(first) and _INDEX.fullmatch(last):
                    self._hidden_columns.append((int(first), int(last)))

    def end(self, name: str, text: str) -> None:
        match name:
            case "v":
                self._value = text
            case "t":
                self._value += text
            case "f":
                self._formula = text
            case "rPh":
                self._inside_phonetic = False
            case "c":
                kind, style = self._cell.get("t", "n"), int(self._cell.get("s", "0"))
                value = self._value or None
                self._add(ScannedCell(self._row, self._column, style, kind, self._formula, value, self._shared))
            case "sheetData":
                self._tell_active()

    @property
    def _here(self) -> str:
        return f"{self._sheet}{letters(self._column)}{self._row}"

    def _at(self, cell: ScannedCell) -> str:
        return f"{self._sheet}{letters(cell.column)}{cell.row}"

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        number = attributes.get("r")
        row = self._row + 1 if number is None else int(number) if _INDEX.fullmatch(number) else 0
        if row <= self._row:
            raise Refused(Reason.REPEATED_CELL, f"{self._sheet}第 {str(number)[:9]} 行")
        self._row, self._column = row, 0
        if attributes.get("hidden") in _TRUE or _is_zero(attributes.get("ht")):
            self._hidden_rows.append(row)

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r")
        row, column = (self._row, self._column + 1) if reference is None else cell_at(reference, self._sheet)
        if row != self._row or column <= self._column:
            raise Refused(Reason.REPEATED_CELL, f"{self._sheet}{reference or ''}")
        self._column = column
        if attributes.get("t", "n") not in _TYPES:
            raise Refused(Reason.DAMAGED, self._here)
        if not _INDEX.fullmatch(attributes.get("s", "0")):
            raise Refused(Reason.BAD_STYLE, self._here)
        self._cell, self._formula, self._shared, self._value = dict(attributes), None, "", ""

    def _add(self, cell: ScannedCell) -> None:
        """A cell that is over. `_row` and `_column` are its own."""
        self._counts.cells.add()
        self._cells.append(cell)
        if cell.style > self.styles[0]:
            self.styles = (cell.style, self._here)
        if cell.value is not None and cell.value.strip():
            self._check_value(cell.type, cell.value.strip())

    def _check_value(self, kind: str, text: str) -> None:
        if self._row > self._limits.rows or self._column > self._limits.columns:
            raise Refused(Reason.TOO_FAR, self._here)
        if kind == "s":
            if not _INDEX.fullmatch(text):
                raise Refused(Reason.BAD_TEXT, self._here)
            if int(text) > self.strings[0]:
                self.strings = (int(text), self._here)
        elif not _is_value(kind, text):
            raise Refused(Reason.BAD_NUMBER, self._here)


def _is_zero(size: str | None) -> bool:
    """Whether a width or height is 0."""
    return size is not None and _NUMBER.fullmatch(size) is not None and float(size) == 0


def _is_value(kind: str, text: str) -> bool:
    """Whether `text` is what its type promises."""
    match kind:
        case "n":
            return _NUMBER.fullmatch(text) is not None and math.isfinite(float(text))
        case "b":
            return text in ("0", "1")
        case _:
            return True
