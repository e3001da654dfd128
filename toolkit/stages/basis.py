"""What a report that goes to signature stands on: whose it is, its checked numbers, and where they come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.aggregation import Total
from toolkit.checks import Checked
from toolkit.errors import ToolkitError
from toolkit.model import plain_number
from toolkit.rounds import STATE_NAMES, UnitState


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose report it is: a unit of the round, or (`code` '') the total called `name`."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that numbers come from."""

    unit: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the numbers come from. `addends`: input cell → what each unit adds to it; empty where nothing is added."""

    sources: tuple[SourceFile, ...]
    addends: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Basis:
    """A report of the round as it stands now."""

    subject: Subject
    checked: Checked
    origin: Origin


def addends_of(total: Total) -> Mapping[str, str]:
    """Input cell → 示范区民政局 3＋示范区教育局 1; units that add 0 are not named."""
    return {
        cell: "＋".join(f"{item.unit} {plain_number(item.value)}" for item in found if item.value) or "各单位均为 0"
        for cell, found in total.contributions.items()
        if found
    }


def refuse_unaccepted(state: UnitState) -> None:
    """Raise :class:`ToolkitError` where the office has not confirmed what the unit sent."""
    if state.state != "accepted":
        problem = f"{state.unit.name}现在是“{STATE_NAMES[state.state]}”，办公室还没有确认，不能送签、定稿。"
        raise ToolkitError(problem, f"“合格”的先用 nianbao accept {state.unit.code} 确认；其余的请单位先报来、改好。")


def refuse_incomplete(total: Total) -> None:
    """Raise :class:`ToolkitError` where units or numbers are missing in `total`."""
    if not total.complete:
        missing = [f"{missing.unit}（{missing.standing}）" for missing in total.missing]
        gaps = [f"有 {len(total.gaps)} 格没有数可加"] if total.gaps else []
        raise ToolkitError(
            f"汇总不完整，不能送签、定稿：{'、'.join((*missing, *gaps))}。", "请先补齐；不该报的单位，从名单里删去。"
        )
