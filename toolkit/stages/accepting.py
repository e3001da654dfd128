"""Accepting: the office confirms what passed, and tells the unit."""

from datetime import datetime

from toolkit.errors import ToolkitError
from toolkit.rounds import STATE_NAMES, Ledger, Round, UnitState
from toolkit.stages.collecting import received_as
from toolkit.stages.posting import Facts, Mailing, write_letter


def refuse_unready(state: UnitState, reason: str) -> None:
    """Raise :class:`ToolkitError` where the unit has not passed, or owes explanations and no `reason` is given."""
    name = state.unit.name
    if not state.through:
        raise ToolkitError(f"{name}现在是“{STATE_NAMES[state.state]}”，不能确认。", "只有“合格”的才能确认。")
    if state.counts and state.counts.queries and not reason:
        problem = f"{name}还有 {state.counts.queries} 处须作说明的疑点没有说明。"
        raise ToolkitError(problem, "请单位补写情况说明；已经核实的，写明理由。", "--reason 理由")


def receipt(round_: Round, ledger: Ledger, state: UnitState, now: datetime) -> Mailing:
    """The letter that confirms to a unit which file of its was accepted."""
    unit, digest = state.unit, state.submission or ""
    received = received_as(ledger, unit, digest)
    facts = Facts(now=now, deadline=None, file=received.detail.get("name", ""), received=received.time)
    letter = write_letter(round_, unit, "receipt", facts)
    return Mailing(unit, "receipt", letter, f"receipt:{unit.code}:{digest}:{unit.email}")
