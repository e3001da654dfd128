"""A worksheet part: where cells stand, and whether each holds what it says."""

import math
import re
from collections.abc import Mapping

from toolkit.intake.areas import Area, area_at, cell_at, letters
from toolkit.intake.limits import Limits
from toolkit.intake.reasons import Reason, Refused
from toolkit.intake.scanned import ScannedCell, SheetFrame, SheetShape
from toolkit.intake.xml_scan import Count, XmlScan

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_INDEX = re.compile(r"[0-9]{1,9}")
_TYPES = frozenset({"n", "s", "str", "inlineStr", "b", "e", "d"})
_TRUE = frozenset({"1", "true"})


class SheetScan(XmlScan):
    """A sheet, or what stands around its rows, element by element; `title` is for the messages."""

    frame: SheetFrame
    shape: SheetShape

    def __init__(self, part: str, title: str, limits: Limits) -> None:
        super().__init__(part, limits)
        self.merges = Count(limits.merges, Reason.TOO_MANY, f"超过 {limits.merges} 处合并")
        self.merged_cells = Count(limits.merged_cells, Reason.TOO_FAR, f"合并或链接超过 {limits.merged_cells} 格")
        self.rules = Count(limits.rules, Reason.TOO_MANY, f"超过 {limits.rules} 条有效性或条件格式")
        self.values: list[str] = []
        self.has_rows = False
        self._sheet = f"“{title}”表"
        self._most_cells = Count(limits.cells, Reason.TOO_MANY, f"超过 {limits.cells} 格")
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
        self._inside = self._inside_phonetic = False

    def finish(self) -> None:
        self.shape = SheetShape(tuple(self._cells), tuple(self._hidden_rows))
        self.frame = SheetFrame(tuple(self._merges), tuple(self._hidden_columns), self._protected)

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
                self.merges.add()
                self.merged_cells.add(area.size)
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
                self.merged_cells.add(area_at(attributes.get("ref", ""), self._sheet).size)
            case "dataValidation" | "cfRule" | "conditionalFormatting":
                self.rules.add()
            case "sheetData":
                self.has_rows = True
            case "sheetProtection":
                # WPS may write the protection back as selectLockedCells alone: that is how it saves, no tampering.
                self._protected = bool({attributes.get("sheet"), attributes.get("selectLockedCells")} & _TRUE)
            case "col" if attributes.get("hidden") in _TRUE or _is_zero(attributes.get("width")):
                first, last = attributes.get("min", ""), attributes.get("max", "")
                if _INDEX.fullmatch(first) and _INDEX.fullmatch(last):
                    self._hidden_columns.append((int(first), int(last)))

    def end(self, name: str, text: str) -> None:
        match name:
            case "v" if not self._inline:
                self._value = text
            case "t" if self._inline:
                self._value += text
            case "f":
                self._formula = text
            case "rPh":
                self._inside_phonetic = False
            case "c":
                self._add(self._cell.get("t", "n"), int(self._cell.get("s", "0")))

    @property
    def _inline(self) -> bool:
        """Whether the cell holds its text itself: then, and only then, that is what it shows."""
        return self._cell.get("t") == "inlineStr"

    @property
    def _here(self) -> str:
        return f"{self._sheet}{letters(self._column)}{self._row}"

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

    def _add(self, kind: str, style: int) -> None:
        """A cell is over."""
        self._most_cells.add()
        slot = len(self.values) if self._value else -1
        self._cells.append(ScannedCell(self._row, self._column, style, kind, self._formula, slot, self._shared))
        if self._value:
            self.values.append(self._value)
        if self._value.strip():
            self._check_value(kind, self._value.strip())

    def _check_value(self, kind: str, text: str) -> None:
        if self._row > self._limits.rows or self._column > self._limits.columns:
            raise Refused(Reason.TOO_FAR, self._here)
        if kind == "s" and not _INDEX.fullmatch(text):
            raise Refused(Reason.BAD_TEXT, self._here)
        if not _is_value(kind, text):
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
