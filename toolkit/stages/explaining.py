"""Explanations the office does not accept: the finding is open again, with the remark, and goes back to the unit."""

from collections.abc import Mapping
from dataclasses import replace

from toolkit.checks import Checked
from toolkit.errors import ToolkitError
from toolkit.model import Unit
from toolkit.rounds import Ledger, NewEvent


def refusal(unit: Unit, digest: str, key: str, remark: str) -> NewEvent:
    """The event that the explanation filed under `key`, in a submission of `unit`, is not accepted."""
    if not remark:
        raise ToolkitError("没有写明为什么不采纳。", "请写上意见，单位要看着改。")
    return NewEvent("explanation_refused", unit.code, digest, remark, {"key": key}, f"not_accepted:{digest}:{key}")


def refusals(ledger: Ledger, unit: Unit, digest: str) -> Mapping[str, str]:
    """Key of a finding → the remark, for the explanations in a submission that were not accepted."""
    events = ledger.events(unit.code, kinds={"explanation_refused"})
    return {event.detail["key"]: event.reason for event in events if event.digest == digest}


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
