"""A worksheet part as a stream: where cells stand, and whether each holds what it says."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.intake.areas import area_at, cell_at, letters
from toolkit.intake.limits import Limits
from toolkit.intake.reasons import Note, Reason, Refused, Remark
from toolkit.intake.xml_scan import Count, XmlScan

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_INDEX = re.compile(r"[0-9]{1,9}")
_TYPES = frozenset({"n", "s", "str", "inlineStr", "b", "e", "d"})
# What reaches out of the workbook when it is calculated, and the old form of DDE, =cmd|' /c calc'!A0.
_ACTIVE = re.compile(
    r"\b(HYPERLINK|WEBSERVICE|FILTERXML|RTD|DDE|CALL|REGISTER(\.ID)?|EXEC|IMAGE|SQL\.REQUEST|EVALUATE)\s*\(",
    re.IGNORECASE,
)
_DDE = re.compile(r"[\w'\"]\s*\|\s*['\"\w]")


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

    def __init__(self, part: str, title: str, limits: Limits, counts: Counts) -> None:
        super().__init__(part, limits, counts.elements)
        self.remarks: list[Remark] = []
        self.strings = (-1, "")
        self.styles = (-1, "")
        self._sheet = f"“{title}”表"
        self._limits = limits
        self._counts = counts
        self._row = self._column = 0
        self._type = "n"
        self._inside = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "row":
                self._start_row(attributes.get("r"))
            case "c":
                self._start_cell(attributes)
            case "v" | "f":
                self.keep_text()
            case "mergeCell":
                self._counts.merges.add()
                self._counts.merged_cells.add(area_at(attributes.get("ref", ""), self._sheet).size)
            case "hyperlink":
                self._counts.merged_cells.add(area_at(attributes.get("ref", ""), self._sheet).size)
            case "dataValidation" | "cfRule" | "conditionalFormatting":
                self._counts.rules.add()
            case "worksheet":
                self._inside = True
            case _ if not self._inside:
                raise Refused(Reason.DAMAGED, self.part)

    def end(self, name: str, text: str) -> None:
        if name == "v" and text.strip():
            self._check_value(text.strip())
        elif name == "f" and (_ACTIVE.search(text) or _DDE.search(text)):
            self.remarks.append(Remark(Note.ACTIVE_FORMULA, self._here))

    @property
    def _here(self) -> str:
        return f"{self._sheet}{letters(self._column)}{self._row}"

    def _start_row(self, number: str | None) -> None:
        row = self._row + 1 if number is None else int(number) if _INDEX.fullmatch(number) else 0
        if row <= self._row:
            raise Refused(Reason.REPEATED_CELL, f"{self._sheet}第 {str(number)[:9]} 行")
        self._row, self._column = row, 0

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self._counts.cells.add()
        reference = attributes.get("r")
        row, column = (self._row, self._column + 1) if reference is None else cell_at(reference, self._sheet)
        if row != self._row or column <= self._column:
            raise Refused(Reason.REPEATED_CELL, f"{self._sheet}{reference or ''}")
        self._column = column
        self._type = attributes.get("t", "n")
        if self._type not in _TYPES:
            raise Refused(Reason.DAMAGED, self._here)
        style = attributes.get("s", "0")
        if not _INDEX.fullmatch(style):
            raise Refused(Reason.BAD_STYLE, self._here)
        self.styles = max(self.styles, (int(style), self._here))

    def _check_value(self, text: str) -> None:
        if self._row > self._limits.rows or self._column > self._limits.columns:
            raise Refused(Reason.TOO_FAR, self._here)
        if self._type == "s":
            if not _INDEX.fullmatch(text):
                raise Refused(Reason.BAD_TEXT, self._here)
            self.strings = max(self.strings, (int(text), self._here))
        elif not _is_value(self._type, text):
            raise Refused(Reason.BAD_NUMBER, self._here)


def _is_value(kind: str, text: str) -> bool:
    """Whether `text` is what its type promises."""
    match kind:
        case "n":
            return _NUMBER.fullmatch(text) is not None and math.isfinite(float(text))
        case "b":
            return text in ("0", "1")
        case _:
            return True
