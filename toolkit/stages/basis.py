"""What a report that goes to signature stands on: whose it is, its checked numbers, and where they come from."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from toolkit.aggregation import ADJUSTMENT_NAMES, Adjustment, Contribution, Scope, Total
from toolkit.checks import Checked
from toolkit.disk import sha256
from toolkit.errors import ToolkitError
from toolkit.model import Report, plain_number
from toolkit.rounds import STATE_NAMES, Round, UnitState
from toolkit.stages.lookup import Lookup

_REMEDY = "请先补齐；核实后仍要用的，写明理由和姓名确认。"
_COMMAND = "nianbao total --confirm-incomplete 理由 --by 姓名"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose report it is: a unit of the round, or (`code` '') the total called `name`, of a scope."""

    code: str
    name: str
    scope: Scope = "whole_area"


@dataclass(frozen=True, slots=True)
class InRound:
    """A report of a round, as it stands at `now`."""

    round_: Round
    subject: Subject
    now: datetime

    def own(self, report: Report) -> Report:
        """A file's report as that of the unit or total meant; a total is called as it is called here.

        Raises :class:`ToolkitError` where it is another unit's.
        """
        if not self.subject.code:
            return replace(report, unit=self.subject.name, unit_code="")
        if subject_of_report(self.round_, report) != self.subject:
            raise ToolkitError(f"文件是“{report.unit}”的，不是{self.subject.name}的。", "请核对文件和 --unit。")
        return report


def subject_of_report(round_: Round, report: Report) -> Subject | None:
    """The unit of the round that `report` is of; None where it is none of them."""
    unit = Lookup(round_.roster).of_report(report)
    return Subject(unit.code, unit.name) if unit else None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that numbers come from."""

    unit: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the numbers come from. `addends`: input cell → what each unit adds to it; empty where nothing is added.

    `remarks`: what whoever signs a total should know of it.
    """

    sources: tuple[SourceFile, ...]
    addends: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Basis:
    """A report of the round as it stands now."""

    subject: Subject
    checked: Checked
    origin: Origin


def origin_of_total(total: Total, sources: Iterable[SourceFile]) -> Origin:
    """Where the numbers of a total come from; one that is not complete says so, and who confirmed it."""
    missing = "、".join(f"{missing.unit}（{missing.standing}）" for missing in total.missing)
    standing = () if total.complete else (f"汇总{total.standing}。{f'没有计入：{missing}。' if missing else ''}",)
    return Origin(tuple(sources), addends_of(total), (*standing, *total.remarks))


def origin_of_file(content: bytes, name: str, report: Report) -> Origin:
    """Where the numbers of a file come from; the data file of a total tells what each unit adds.

    Raises :class:`ToolkitError` where it says that it is not complete, and nobody confirmed it.
    """
    raw = _extra(content)
    if raw.get("complete") is False and not raw.get("confirmed"):
        raise ToolkitError(f"“{name}”注明汇总不完整，不能送签。", _REMEDY, _COMMAND)
    remarks = () if raw.get("complete", True) else (f"汇总{raw.get('standing')}。",)
    return Origin((SourceFile(report.unit, name, sha256(content)),), _addends_in(raw), remarks)


def _addends_in(raw: Mapping[str, Any]) -> Mapping[str, str]:
    """What the data file of a total tells; nothing where somebody has put something else there."""
    try:
        addends = {
            cell: "＋".join(f"{item['unit']} {item['value']}" for item in found) or "各单位均为 0"
            for cell, found in raw.get("contributions", {}).items()
        }
        for entry in raw.get("adjustments", ()):
            addends[entry["cell"]] += f"，{ADJUSTMENT_NAMES[entry['kind']]} {entry['amount']}（{entry['reason']}）"
    except (AttributeError, KeyError, TypeError):
        return {}
    return addends


def _extra(content: bytes) -> Mapping[str, Any]:
    """What a data file holds beyond the report; nothing where the file is a workbook."""
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return {}
    found: Mapping[str, Any] = json.loads(content.decode("utf-8-sig"))
    return found


def addends_of(total: Total) -> Mapping[str, str]:
    """Input cell → 示范区民政局 3＋示范区教育局 1，更正 -1（理由）; units that add 0 are not named."""
    return {
        cell: "，".join([_added(found), *(_entry(item) for item in total.adjustments if item.cell == cell)])
        for cell, found in total.contributions.items()
        if found
    }


def _added(found: Sequence[Contribution]) -> str:
    return "＋".join(f"{item.unit} {plain_number(item.value)}" for item in found if item.value) or "各单位均为 0"


def _entry(entry: Adjustment) -> str:
    return f"{ADJUSTMENT_NAMES[entry.kind]} {plain_number(entry.amount)}（{entry.reason}）"


def refuse_unaccepted(state: UnitState) -> None:
    """Raise :class:`ToolkitError` where the office has not confirmed what the unit sent."""
    if state.state != "accepted":
        problem = f"{state.unit.name}现在是“{STATE_NAMES[state.state]}”，办公室还没有确认，不能送签、定稿。"
        remedy = "“合格”的请先确认；其余的请单位先报来、改好。"
        raise ToolkitError(problem, remedy, f"nianbao accept {state.unit.code}")


def refuse_incomplete(total: Total) -> None:
    """Raise :class:`ToolkitError` where units or numbers are missing in `total`, and nobody confirmed it."""
    if total.settled:
        return
    missing = [f"{missing.unit}（{missing.standing}）" for missing in total.missing]
    gaps = [f"有 {len(total.gaps)} 格没有数可加"] if total.gaps else []
    doubts = [doubt.rstrip("。") for doubt in total.doubts]
    raise ToolkitError(
        f"汇总不完整，不能送签、定稿：{'、'.join((*missing, *gaps, *doubts))}。",
        _REMEDY,
        _COMMAND,
    )
