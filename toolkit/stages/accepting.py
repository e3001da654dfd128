"""Accepting: the office confirms what passed."""

from toolkit.errors import ToolkitError
from toolkit.rounds import STATE_NAMES, UnitState


def refuse_unready(state: UnitState, reason: str) -> None:
    """Raise :class:`ToolkitError` where the unit has not passed, or owes explanations and no `reason` is given."""
    name = state.unit.name
    if state.state not in ("passed", "accepted"):
        raise ToolkitError(f"{name}现在是“{STATE_NAMES[state.state]}”，不能确认。", "只有“合格”的才能确认。")
    if state.counts and state.counts.queries and not reason:
        problem = f"{name}还有 {state.counts.queries} 处须作说明的疑点没有说明。"
        raise ToolkitError(problem, "请单位补写情况说明；已经核实的，加 --reason 写明理由。")
