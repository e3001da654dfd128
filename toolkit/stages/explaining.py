"""What the office makes of an explanation: accepted, or not: then the finding is open again, with the remark, and goes
back to the unit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from toolkit.checks import Checked
from toolkit.errors import ToolkitError
from toolkit.model import Unit
from toolkit.rounds import Event, EventKind, Ledger, NewEvent

_DECIDED: tuple[EventKind, ...] = ("explanation_accepted", "explanation_refused")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person called `name` decided on the explanation filed under `key`, and why."""

    key: str
    accepted: bool
    remark: str
    name: str


def decision_event(unit: Unit, digest: str, checked: Checked, decision: Decision) -> NewEvent:
    """The event of a decision on an explanation in `checked`, the submission `digest` of `unit`.

    Raises :class:`ToolkitError` where there is no such explanation (any more), for no name, and for a refusal without
    a remark.
    """
    if not decision.name:
        raise ToolkitError("没有写姓名。", "采纳或不采纳一条说明，要记是谁定的。")
    if not (decision.accepted or decision.remark):
        raise ToolkitError("没有写明为什么不采纳。", "请写上意见，单位要看着改。")
    texts = {finding.key: finding.explained_by for finding in checked.verdict.findings if finding.explained_by}
    if decision.key not in texts:
        raise ToolkitError("没有这条说明，或者刚刚已经没有采纳。", "请刷新页面再看。")
    kind: EventKind = "explanation_accepted" if decision.accepted else "explanation_refused"
    detail = {"key": decision.key, "explanation": texts[decision.key] or "", "responsible": decision.name}
    return NewEvent(kind, unit.code, digest, decision.remark, detail, f"{kind}:{digest}:{decision.key}")


def decided(events: Iterable[Event], digest: str) -> Mapping[str, Event]:
    """Key of a finding → the last decision on its explanation, in the submission `digest`."""
    return {event.detail["key"]: event for event in events if event.kind in _DECIDED and event.digest == digest}


def refusals(ledger: Ledger, unit: Unit, digest: str) -> Mapping[str, str]:
    """Key of a finding → the remark, for the explanations in a submission that were not accepted."""
    last = decided(ledger.events(unit.code, kinds=set(_DECIDED)), digest)
    return {key: event.reason for key, event in last.items() if event.kind == "explanation_refused"}


def reopened(checked: Checked, refused: Mapping[str, str]) -> Checked:
    """`checked` with the findings open again whose explanations were not accepted."""
    findings = tuple(
        replace(
            finding, explained_by=None, fix=f"说明“{finding.explained_by}”未采纳：{refused[finding.key]}。请重新说明。"
        )
        if finding.explained_by and finding.key in refused
        else finding
        for finding in checked.verdict.findings
    )
    return replace(checked, verdict=replace(checked.verdict, findings=findings))
