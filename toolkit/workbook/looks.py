"""How each style of a plan looks: the only place with colours, fonts and number formats.

Only styles of input cells are unlocked. What has no style of its own is locked, too.
"""

from collections.abc import Mapping

from toolkit.workbook.plan import Style

Properties = Mapping[str, str | int | float | bool]

_FONT = "宋体"
_GRID: Properties = {"border": 1, "border_color": "#808080"}
_CENTER: Properties = {"align": "center", "valign": "vcenter", "text_wrap": True}
_LEFT: Properties = {"align": "left", "indent": 1, "valign": "vcenter", "text_wrap": True}
_LINK: Properties = {"font_color": "#0563C1", "underline": 1}
_TINT = "#E3F0FB"  # cells to fill in

BASE: Properties = {"font_name": _FONT, "font_size": 11, "locked": True}

STYLES: Mapping[Style, Properties] = {
    "title": {"font_name": "黑体", "font_size": 18, **_CENTER},
    "subtitle": {"font_size": 9, "font_color": "#595959", **_CENTER},
    "band": {"bold": True, "bg_color": "#F2F2F2", **_GRID, **_CENTER},
    "corner": {"font_size": 10, **_GRID, **_CENTER},
    "heading": {"bold": True, "bg_color": "#F2F2F2", **_GRID, **_CENTER},
    "label": {**_GRID, **_LEFT},
    "input": {"locked": False, "bg_color": _TINT, "num_format": "0", **_GRID, **_CENTER},
    "amount": {"locked": False, "bg_color": _TINT, **_GRID, **_CENTER},
    "date": {"locked": False, "bg_color": _TINT, "num_format": "yyyy-mm-dd", **_GRID, **_CENTER},
    "choice": {"locked": False, "bg_color": _TINT, "num_format": "@", **_GRID, **_CENTER},
    "total": {"bg_color": "#F2F2F2", "num_format": "General", **_GRID, **_CENTER},
    "text": {**_GRID, **_LEFT},
    "centered": {**_GRID, **_CENTER},
    "fact": {"bold": True, **_GRID, **_LEFT},
    "entry": {"locked": False, "bg_color": _TINT, "num_format": "@", **_GRID, **_LEFT},
    "prose": {
        "locked": False,
        "bg_color": _TINT,
        "num_format": "@",
        "align": "left",
        "valign": "top",
        "text_wrap": True,
        **_GRID,
    },
    "note": {"font_size": 9, "font_color": "#595959", **_LEFT},
    "status": {"bold": True, "font_size": 16, **_GRID, **_CENTER},
    "state": {"font_size": 10, "font_color": "#595959", **_CENTER},
    "link": {**_LINK, "align": "center", "valign": "vcenter"},
    "reference": {**_LINK, **_GRID, **_CENTER},
    "record": {"quote_prefix": True, **_GRID, **_LEFT},
    "share": {"num_format": "0.0%", "bg_color": "#F2F2F2", **_GRID, **_CENTER},
    "faint": {"font_size": 9, "font_color": "#595959", **_GRID, **_CENTER},
    "mark": {"bold": True, "font_size": 14, "font_color": "#9C0006", "bg_color": "#FFC7CE", **_GRID, **_CENTER},
}

MARKED: Properties = {"bg_color": "#FFC266", "bold": True}  # a cell that was sent back as wrong

HIGHLIGHTS: Mapping[str, Properties] = {
    "wrong": {"bg_color": "#FF5050", "font_color": "#FFFFFF", "bold": True},
    "missing": {"bg_color": "#FFF6CC"},
    "unbalanced": {"bg_color": "#FFC7CE", "font_color": "#9C0006"},
    "balanced": {"font_color": "#0B6B2B", "bg_color": "#E6F4EA"},
}

SERIES_FILLS = ("#1F4E79", "#C5D9F1")  # dark and light: told apart on a black-and-white printer, too
SERIES_BORDER = "#1F4E79"
