"""Explanations of findings (情况说明), and when they lapse.

An explanation is filed under ``rule@cell``. Once it has been accepted it is filed under ``rule@cell#values.text``,
with the digests of the numbers it was given for and of its own wording: it then holds for these numbers only. When a
number changes the explanation lapses, unless it has been written anew as well.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from toolkit.model.finding import Finding


def settle(finding: Finding, explanations: Mapping[str, str]) -> Finding:
    """`finding` with the explanation that covers it; or with the advice to renew one that has lapsed."""
    if finding.severity != "query":
        return finding
    for key, text in explanations.items():
        name, _, tag = key.partition("#")
        if name != finding.key:
            continue
        values, _, wording = tag.partition(".")
        if not tag or values == finding.digest or wording != _digest(text):
            return replace(finding, explained_by=text)
        lapsed = f"原来的说明（{text}）是按原来的数字写的，数字改动后已失效，请重新说明。"
        finding = replace(finding, fix=f"{lapsed}{finding.fix}")
    return finding


def accepted_key(finding: Finding, text: str) -> str:
    """The key under which an accepted explanation is filed."""
    return f"{finding.key}#{finding.digest}.{_digest(text)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
