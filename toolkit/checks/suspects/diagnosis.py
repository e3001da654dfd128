"""What is proposed, and the sentence that says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.checks.suspects.lines import Shift
from toolkit.checks.suspects.slips import Kind, Slip
from toolkit.checks.suspects.system import System, as_number, exact
from toolkit.forms import Cell, Form
from toolkit.model import Suspect, place_of_cells, show

Certainty = Literal["only", "likeliest", "open"]

_SHOWN_AT_MOST = 6

_WHY: dict[Kind, str] = {
    "total_left_at_zero": "合计没有填",
    "transposed_digits": "疑为数字前后颠倒",
    "lost_digit": "疑为漏了一位数字",
    "extra_digit": "疑为多了一位数字",
    "repeated": "与相邻一格的数相同，疑为重复填列",
    "claimed_total": "合计与分项不符",
    "single_cell": "分项与合计不符",
    "two_cells": "各有错误",
    "several_cells": "各有错误",
}
_SLID: dict[Kind, tuple[str, str]] = {
    "shifted_column_down": ("一列", "整体下移一行"),
    "shifted_column_up": ("一列", "整体上移一行"),
    "shifted_row_right": ("一行", "整体右移一列"),
    "shifted_row_left": ("一行", "整体左移一列"),
}
_BESIDE: dict[Kind, str] = {
    "neighbour_row": "相邻的",
    "neighbour_column": "相邻的",
    "other_row": "",
    "other_column": "",
}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What most likely went wrong: with `changes` made (and the totals in `follows`), the identities in `settles` hold.

    `certainty`: ``only`` no other single slip makes them hold; ``likeliest`` others do, but this one alone bears the
    marks of a slip; ``open`` arithmetic cannot tell.
    `follows` are claimed totals that had been computed from a wrong cell. `settles` are keys of findings; the
    finding on a sum of columns is in all their diagnoses, and settled by all of them together.
    """

    kind: Kind
    changes: tuple[Suspect, ...]
    sentence: str
    certainty: Certainty
    follows: tuple[Suspect, ...]
    settles: tuple[str, ...]


def diagnosis(system: System, slip: Slip, settles: tuple[str, ...], others: Sequence[Slip]) -> Diagnosis:
    """`others` are the other repairs of the same identities."""
    follows = tuple(
        Suspect(cell, system.report.values[cell], as_number((exact(system.report.values[cell]) or 0) + delta))
        for cell, delta in sorted(system.followers_of(slip.repair).items())
    )
    certainty = _certainty(slip, others)
    sentence = _sentence(system.report.form, slip) + ("有关合计随之改动。" if follows else "")
    sentence += "文字部分写的与此相符。" if slip.told else ""
    return Diagnosis(slip.kind, slip.changes, sentence + _doubt(certainty, len(others)), certainty, follows, settles)


def _certainty(slip: Slip, others: Sequence[Slip]) -> Certainty:
    if not others:
        return "only"
    alone = all(slip.rank[0] < other.rank[0] for other in others)
    return "likeliest" if slip.recognised and alone else "open"


def _doubt(certainty: Certainty, others: int) -> str:
    match certainty:
        case "only":
            return ""
        case "likeliest":
            return f"另有 {others} 种改法也能使勾稽关系成立，请对照原始记录核实。"
        case "open":
            return f"仅凭勾稽关系不能断定是哪一格（另有 {others} 种改法），请对照原始记录核实。"


def _sentence(form: Form, slip: Slip) -> str:
    cells = [(change, cell) for change in slip.changes if (cell := form.cell(change.cell))]
    if slip.shift:
        return _slid(form, slip.kind, slip.shift)
    if slip.kind in _BESIDE:
        return _misplaced(form, slip.kind, cells)
    if slip.kind == "swapped":
        (_, one), (_, two) = cells
        return f"{_place(form, one)}与{_beside(one, two)}的数疑似互相填反：{_listed(cells)}。"
    if len(cells) == 1:
        ((change, cell),) = cells
        return f"{_place(form, cell)}疑应为 {show(change.proposed)}，现为 {show(change.actual)}（{_WHY[slip.kind]}）。"
    what = "合计" if slip.kind in {"total_left_at_zero", "claimed_total"} else "数"
    sheet = cells[0][1].table.sheet
    return f"“{sheet}”表疑有 {len(cells)} 处{what}填错（{_WHY[slip.kind]}）：{_listed(cells)}。"


def _slid(form: Form, kind: Kind, shift: Shift) -> str:
    ends = shift.cells if shift.forward else shift.cells[::-1]
    first, last = (cell for end in (ends[0], ends[-1]) if (cell := form.cell(end)))
    which, moved = _SLID[kind]
    name = first.column.short if shift.line.along == "column" else first.row.short
    where = f"{first.address}:{last.address}"
    return f"“{first.table.sheet}”表“{name}”{which}疑似{moved}（{where}），请逐格核对后移回。"


def _misplaced(form: Form, kind: Kind, cells: Sequence[tuple[Suspect, Cell]]) -> str:
    (lacking, here), (_, there) = sorted(cells, key=lambda item: not _grows(item[0]))
    where = f"{_BESIDE[kind]}{_beside(here, there)}"
    return f"{_place(form, here)}的 {show(lacking.proposed)} 疑似误计入{where}：{_listed(cells)}。"


def _grows(change: Suspect) -> bool:
    actual, proposed = change.actual, change.proposed
    return not isinstance(actual, str | None) and not isinstance(proposed, str | None) and proposed > actual


def _place(form: Form, cell: Cell) -> str:
    return str(place_of_cells(form, (cell.id,)))


def _beside(one: Cell, other: Cell) -> str:
    """`other` as seen from a cell of the same row or column: “部分公开”行（E7）."""
    if one.row.id == other.row.id:
        return f"“{other.column.short}”列（{other.address}）"
    return f"“{other.row.short}”行（{other.address}）"


def _listed(cells: Sequence[tuple[Suspect, Cell]]) -> str:
    shown = "；".join(
        f"{cell.address} 疑应为 {show(change.proposed)}，现为 {show(change.actual)}"
        for change, cell in cells[:_SHOWN_AT_MOST]
    )
    return shown + ("；等等" if len(cells) > _SHOWN_AT_MOST else "")
