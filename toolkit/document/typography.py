"""How the document looks: ``templates/document/gbt9704.toml`` as values. No measure stands anywhere else."""

import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from typing import Any, Literal

from toolkit.errors import DefinitionError, Fault
from toolkit.forms import read_template

Align = Literal["left", "center", "right", "both"]
_Raw = dict[str, Any]  # TOML as parsed; never leaves this module

_FILE = "document/gbt9704.toml"


@dataclass(frozen=True, slots=True)
class Page:
    """The sheet and its margins, in mm; `line_twips` is the pitch of the lines."""

    width_mm: float
    height_mm: float
    top_mm: float
    bottom_mm: float
    left_mm: float
    right_mm: float
    header_mm: float
    footer_mm: float
    line_twips: int
    title_unbroken: tuple[str, ...]
    """Words a line break of the title never splits."""

    @property
    def text_width_mm(self) -> float:
        """The width of the 版心."""
        return self.width_mm - self.left_mm - self.right_mm


@dataclass(frozen=True, slots=True)
class SignaturePlace:
    """Where 署名 and 成文日期 stand, in lines and characters (clause 7.3.5)."""

    blank_lines: int
    blank_lines_sealed: int
    right_chars: float
    shift_chars: float
    right_chars_sealed: float


@dataclass(frozen=True, slots=True)
class TableSetting:
    """The column widths of a table, the least height of its rows, and whether its heading opens a page."""

    id: str
    widths_mm: tuple[float, ...]
    row_mm: float
    new_page: bool = False

    @property
    def widths_twips(self) -> tuple[int, ...]:
        """Rounded at the column edges, so that the whole is exact."""
        edges = [0, *(twips(edge) for edge in accumulate(self.widths_mm))]
        return tuple(right - left for left, right in pairwise(edges))


@dataclass(frozen=True, slots=True)
class Font:
    """A font by its official name, its other names, and what Word takes where it is missing."""

    name: str
    also: tuple[str, ...]
    stand_in: str


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style. `font` is for 汉字, `latin` for digits and letters; the line pitch is exact."""

    id: str
    name: str
    font: str
    latin: str
    size_pt: float
    line_twips: int
    align: Align
    first_line_chars: int
    tracking_twips: int
    grid: bool
    keep_next: bool
    color: str
    level: int | None

    @property
    def char_twips(self) -> int:
        """The width of one 汉字."""
        return round(self.size_pt * 20)


@dataclass(frozen=True, slots=True)
class Typography:
    """Everything about the looks of the document. Hashable: a key of caches."""

    page: Page
    signature: SignaturePlace
    border_eighths: int
    cell_margin_mm: float
    row_mm: float
    tables: tuple[TableSetting, ...]
    fonts: tuple[Font, ...]
    styles: tuple[Style, ...]

    def style(self, style: str) -> Style:
        return next(item for item in self.styles if item.id == style)

    def table(self, table: str, columns: int) -> TableSetting:
        """The setting of a table; equal widths over the 版心 where none is laid down for so many columns."""
        for setting in self.tables:
            if setting.id == table and len(setting.widths_mm) == columns:
                return setting
        return TableSetting(table, (self.page.text_width_mm / columns,) * columns, self.row_mm)


def twips(millimetres: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


@cache
def load_typography() -> Typography:
    """The typography of GB/T 9704—2012. Raises :class:`DefinitionError` where the file cannot be used."""
    try:
        return _typography(tomllib.loads(read_template(_FILE)))
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError((Fault(_FILE, "", f"不是合法的 TOML（{error}）"),)) from error
    except KeyError as error:
        raise DefinitionError((Fault(_FILE, str(error.args[0]), "缺少这一项"),)) from error


def _typography(raw: _Raw) -> Typography:
    table = raw["table"]
    return Typography(
        page=_page(raw["page"]),
        signature=_signature(raw["signature"]),
        border_eighths=table["border_eighths"],
        cell_margin_mm=table["margin_mm"],
        row_mm=table["row_mm"],
        tables=tuple(map(_table, raw["tables"])),
        fonts=tuple(Font(font["name"], tuple(font["also"]), font["stand_in"]) for font in raw["fonts"]),
        styles=tuple(map(_style, raw["styles"])),
    )


def _page(raw: _Raw) -> Page:
    return Page(
        width_mm=raw["width_mm"],
        height_mm=raw["height_mm"],
        top_mm=raw["top_mm"],
        bottom_mm=raw["bottom_mm"],
        left_mm=raw["left_mm"],
        right_mm=raw["right_mm"],
        header_mm=raw["header_mm"],
        footer_mm=raw["footer_mm"],
        line_twips=raw["line_twips"],
        title_unbroken=tuple(raw["title_unbroken"]),
    )


def _signature(raw: _Raw) -> SignaturePlace:
    return SignaturePlace(
        blank_lines=raw["blank_lines"],
        blank_lines_sealed=raw["blank_lines_sealed"],
        right_chars=raw["right_chars"],
        shift_chars=raw["shift_chars"],
        right_chars_sealed=raw["right_chars_sealed"],
    )


def _table(raw: _Raw) -> TableSetting:
    return TableSetting(raw["id"], tuple(raw["widths_mm"]), raw["row_mm"], raw.get("new_page", False))


def _style(raw: _Raw) -> Style:
    return Style(
        id=raw["id"],
        name=raw["name"],
        font=raw["font"],
        latin=raw["latin"],
        size_pt=raw["size_pt"],
        line_twips=raw["line_twips"],
        align=raw["align"],
        first_line_chars=raw.get("first_line_chars", 0),
        tracking_twips=raw.get("tracking_twips", 0),
        grid=raw.get("grid", True),
        keep_next=raw.get("keep_next", False),
        color=raw.get("color", "000000"),
        level=raw.get("level"),
    )
