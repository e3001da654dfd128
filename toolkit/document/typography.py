"""How the document looks: ``templates/document/gbt9704.toml`` as values. No measure stands anywhere else."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, pairwise
from typing import Any, Literal

from toolkit.document.lines import balanced
from toolkit.errors import DefinitionError, Fault
from toolkit.forms import GridCell, Table, column_widths, read_template, shape_faults

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
class Landscape:
    """The margins of a page with a table across, in mm, and how far its page number stands from the left edge."""

    top_mm: float
    bottom_mm: float
    left_mm: float
    right_mm: float
    number_mm: float
    footer_mm: float


@dataclass(frozen=True, slots=True)
class SignaturePlace:
    """Where 署名 and 成文日期 stand, in lines and characters (clause 7.3.5)."""

    blank_lines: int
    blank_lines_sealed: int
    right_chars: float
    shift_chars: float
    right_chars_sealed: float


@dataclass(frozen=True, slots=True)
class BannerPlace:
    """Where 版头 stands, and how strong the lines of 版头 and 版记 are (clauses 7.2 and 7.4)."""

    issuer_mm: float
    blank_lines: int
    line_mm: float
    line_eighths: int
    edge_eighths: int
    inner_eighths: int


@dataclass(frozen=True)
class TableSetting:
    """The column widths of a table, the least height of its rows, whether its heading opens a page, and which way."""

    id: str
    widths_mm: tuple[float, ...]
    row_mm: float
    new_page: bool = False
    landscape: bool = False

    @cached_property
    def widths_twips(self) -> tuple[int, ...]:
        """Rounded at the column edges, so that the whole is exact."""
        edges = [0, *(twips(edge) for edge in accumulate(self.widths_mm))]
        return tuple(right - left for left, right in pairwise(edges))

    def width_of(self, cell: GridCell) -> int:
        """The width of all columns that a rectangle of the grid covers."""
        return sum(self.widths_twips[cell.column : cell.column + cell.width])


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
    bold: bool = False

    @property
    def char_twips(self) -> int:
        """The width of one 汉字."""
        return round(self.size_pt * 20)


@dataclass(frozen=True, slots=True)
class Typography:
    """Everything about the looks of the document. Hashable: a key of caches."""

    page: Page
    landscape: Landscape
    signature: SignaturePlace
    banner: BannerPlace
    border_eighths: int
    cell_margin_mm: float
    row_mm: float
    tables: tuple[TableSetting, ...]
    fonts: tuple[Font, ...]
    styles: tuple[Style, ...]

    def style(self, style: str) -> Style:
        return next(item for item in self.styles if item.id == style)

    def title_lines(self, title: str) -> tuple[str, ...]:
        """A title in lines alike in length, as many as it needs across the 版心."""
        limit = self.page.text_width_mm / 25.4 * 72 / self.style("Title").size_pt
        return balanced(title, limit, self.page.title_unbroken)

    def table(self, table: Table) -> TableSetting:
        """The setting of a table; the 版心 in proportion to what columns need where none is laid down for so many."""
        for setting in self.tables:
            if setting.id == table.id and len(setting.widths_mm) == table.grid.width:
                return setting
        needed = column_widths(table)
        share = self.page.text_width_mm / sum(needed)
        return TableSetting(table.id, tuple(width * share for width in needed), self.row_mm)


def twips(millimetres: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What an office may want otherwise than the standard lays down, or leaves open."""

    title_font: str = ""
    bold_level_3: bool = False
    landscape: tuple[str, ...] = ()


STANDARD = Preferences()


@cache
def load_typography(preferences: Preferences = STANDARD) -> Typography:
    """The typography of GB/T 9704—2012. Raises :class:`DefinitionError` where the file cannot be used."""
    try:
        raw = tomllib.loads(read_template(_FILE))
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError((Fault(_FILE, "", f"不是合法的 TOML（{error}）"),)) from error
    faults = tuple(Fault(_FILE, key, problem) for key, problem, _ in shape_faults(raw, "document"))
    if faults:
        raise DefinitionError(faults)
    return _typography(_preferred(raw, preferences))


def _preferred(raw: _Raw, preferences: Preferences) -> _Raw:
    """`raw` as if the preferences had been written into the file."""
    for style in raw["styles"]:
        if style["id"] == "Title" and preferences.title_font:
            style["font"] = style["latin"] = preferences.title_font
        if style["id"] == "Heading3":
            style["bold"] = preferences.bold_level_3
    raw["landscape"]["tables"] = [*raw["landscape"]["tables"], *preferences.landscape]
    return raw


def _typography(raw: _Raw) -> Typography:
    table = raw["table"]
    return Typography(
        page=_page(raw["page"]),
        landscape=_landscape(raw["landscape"]),
        signature=SignaturePlace(**_measures(raw["signature"])),
        banner=BannerPlace(**_measures(raw["banner"])),
        border_eighths=table["border_eighths"],
        cell_margin_mm=table["margin_mm"],
        row_mm=table["row_mm"],
        tables=tuple(_table(item, raw["landscape"]["tables"]) for item in raw["tables"]),
        fonts=tuple(Font(font["name"], tuple(font["also"]), font["stand_in"]) for font in raw["fonts"]),
        styles=tuple(map(_style, raw["styles"])),
    )


def _page(raw: _Raw) -> Page:
    return Page(**{**_measures(raw), "title_unbroken": tuple(raw["title_unbroken"])})


def _measures(raw: _Raw) -> _Raw:
    """A group of measures without the reason given for them."""
    return {name: value for name, value in raw.items() if name != "basis"}


def _landscape(raw: _Raw) -> Landscape:
    return Landscape(**{name: value for name, value in _measures(raw).items() if name != "tables"})


def _table(raw: _Raw, across: Collection[str]) -> TableSetting:
    if raw["id"] in across and "landscape" in raw:
        setting = raw["landscape"]
        return TableSetting(raw["id"], tuple(setting["widths_mm"]), setting["row_mm"], landscape=True)
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
        bold=raw.get("bold", False),
    )
