"""Precision and recall of the narrative reader on labelled narratives: ``python tests/benchmarks/narratives.py``."""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from toolkit.checks.narrative import check_narrative
from toolkit.checks.prose.statements import Statement, read_narrative
from toolkit.forms import find_form
from toolkit.model import Report

FOLDER = Path(__file__).parent / "narratives"
NOT_LABELLED = ("narrative.missing_block",)


@dataclass(frozen=True)
class Score:
    """Of one rule: labelled findings that were reported, that were missed, and false alarms."""

    hits: int
    missed: tuple[str, ...]
    false: tuple[str, ...]

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + len(self.missed)) if self.hits or self.missed else 1.0

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + len(self.false)) if self.hits or self.false else 1.0


def files(prefix: str) -> list[Path]:
    return sorted(FOLDER.glob(f"{prefix}*.toml"))


def report_of(raw: dict) -> Report:  # type: ignore[type-arg]  # TOML as it comes
    form = find_form("zfxxgk", "2021")
    values = dict.fromkeys((cell.id for cell in form.inputs), 0) | raw["values"]
    return Report(form, raw["year"], raw["unit"], values=values, narrative=raw["narrative"])


def score(paths: Sequence[Path]) -> dict[str, Score]:
    """Rule → score, over all files; a finding matches a label of the same rule and block that it overlaps."""
    hits: Counter[str] = Counter()
    missed: dict[str, list[str]] = {}
    false: dict[str, list[str]] = {}
    for path in paths:
        raw = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
        wanted = list(labels(raw))
        found = list(findings(report_of(raw)))
        for rule, block, start, end in wanted:
            if any(r == rule and b == block and s < end and e > start for r, b, s, e, _ in found):
                hits[rule] += 1
            else:
                missed.setdefault(rule, []).append(f"{path.name} {raw['narrative'].get(block, '')[start:end]}")
        for rule, block, start, end, text in found:
            if not any(r == rule and b == block and s < end and e > start for r, b, s, e in wanted):
                false.setdefault(rule, []).append(f"{path.name} {text}")
    rules = sorted({*hits, *missed, *false})
    return {rule: Score(hits[rule], tuple(missed.get(rule, ())), tuple(false.get(rule, ()))) for rule in rules}


def agreeing(raw: dict) -> Iterator[tuple[str, int, int]]:  # type: ignore[type-arg]
    """Places of the statements labelled as equal to cells of the tables."""
    for label in raw.get("statements", []):
        if label["verdict"] == "agrees" and "." in label["equals"]:
            start = raw["narrative"][label["block"]].index(label["text"])
            yield label["block"], start, start + len(label["text"])


def labels(raw: dict) -> Iterator[tuple[str, str, int, int]]:  # type: ignore[type-arg]
    for label in raw.get("findings", []):
        text = raw["narrative"][label["block"]]
        start = -1
        for _ in range(label.get("occurrence", 1)):
            start = text.index(label["text"], start + 1)
        yield label["rule"], label["block"], start, start + len(label["text"])


def findings(report: Report) -> Iterator[tuple[str, str, int, int, str]]:
    for outcome in check_narrative(report, read_narrative(report)):
        finding = outcome.finding
        if finding and finding.rule not in NOT_LABELLED:
            place = finding.place
            yield (
                finding.rule,
                place.block or "",
                place.start or 0,
                place.end or 10**9,
                f"{place.text}｜{finding.message}",
            )


def sensitivity(paths: Sequence[Path]) -> tuple[int, int, tuple[str, ...]]:
    """Of the numbers labelled as agreeing with the tables and compared, how many are noticed when they are slipped:
    (noticed, all, missed).
    """
    missed = []
    total = 0
    for path in paths:
        raw = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
        report, labelled = report_of(raw), list(agreeing(raw))
        for read in read_narrative(report).blocks:
            for statement in read.statements:
                if statement.number and statement.agrees:
                    start, end = read.plain.span(statement.number.start, statement.number.end)
                    if not any(block == read.block and s <= start < e for block, s, e in labelled):
                        continue
                    total += 1
                    text = report.narrative[read.block]
                    slipped = f"{text[:start]}{_slip(statement, total)}{text[end:]}"
                    spoilt = replace(report, narrative={**report.narrative, read.block: slipped})
                    if not _is_noticed(spoilt, read.block, start):
                        missed.append(f"{path.name} {statement.text}")
    return total - len(missed), total, tuple(missed)


def _slip(statement: Statement, seed: int) -> str:
    """One more, a digit too many, or two digits changed places."""
    numeral = statement.number
    assert numeral is not None
    value = int(statement.value)
    turned = int(str(value)[::-1])
    wrong = (value + 1, value * 10 + 3, turned if turned != value and value % 10 else value + 1)[seed % 3]
    return f"{wrong}{numeral.measure}"


def _is_noticed(report: Report, block: str, start: int) -> bool:
    return any(
        statement.block == block and statement.start <= start < statement.end and not statement.agrees
        for statement in read_narrative(report).statements
    )


def main() -> None:
    prefix = sys.argv[1] if len(sys.argv) > 1 else ""
    scores = score(files(prefix))
    print("| 规则 | 应报 | 报出 | 漏报 | 误报 | 召回率 | 准确率 |\n|---|---:|---:|---:|---:|---:|---:|")
    for rule, result in scores.items():
        wanted = result.hits + len(result.missed)
        print(
            f"| {rule} | {wanted} | {result.hits} | {len(result.missed)} | {len(result.false)} "
            f"| {result.recall:.1%} | {result.precision:.1%} |"
        )
    hits, missed, false = (
        sum(counts) for counts in zip(*((s.hits, len(s.missed), len(s.false)) for s in scores.values()), strict=True)
    )
    recall, precision = hits / max(1, hits + missed), hits / max(1, hits + false)
    print(f"| 合计 | {hits + missed} | {hits} | {missed} | {false} | {recall:.1%} | {precision:.1%} |")
    noticed, compared, unnoticed = sensitivity(files(prefix))
    print(f"改错一个数：{compared} 处报出 {noticed} 处，{noticed / max(1, compared):.1%}")
    for text in unnoticed:
        print(f"未报 {text}")
    for rule, result in scores.items():
        for word, texts in (("漏报", result.missed), ("误报", result.false)):
            for text in texts:
                print(f"{word} {rule} {text}")


if __name__ == "__main__":
    main()
