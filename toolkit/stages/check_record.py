"""校验报告: what was checked, passed and explained, and where each number comes from, as a paper."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from toolkit.checks import Checked, Tally, rules_of
from toolkit.checks.prose.statements import Narrated
from toolkit.document.papers import Item, Passage, listing, write_paper
from toolkit.model import SEVERITY_NAMES, Report, is_number, plain_number, show
from toolkit.stages.basis import Origin

_NAMED = 60  # characters of a quotation
_DIGEST = 16  # hexadecimal digits shown: enough to tell any two files apart


def write_check_record(checked: Checked, origin: Origin, *, created: datetime) -> bytes:
    """The paper as ``.docx``."""
    report = checked.report
    title = f"{report.unit}{report.year}年{report.form.title}校验报告"
    return write_paper(title, list(_items(checked, origin)), created=created)


def summary(checked: Checked) -> str:
    """What was checked and what came of it, in one sentence."""
    report, verdict = checked.report, checked.verdict
    numbers = sum(is_number(report.computed(cell.id)) for cell in report.form.cells)
    explained = sum(bool(finding.explained_by) for finding in verdict.findings)
    passed = sum(tally.passed for tally in verdict.tallies.values())
    failed = sum(tally.failed + tally.unevaluable for tally in verdict.tallies.values())
    return (
        f"核对 {numbers} 个数、{len(report.form.identities)} 条勾稽关系、{len(report.narrative)} 段文字，"
        f"各项规则核对 {passed + failed} 次，通过 {passed} 次。必须改正 {verdict.count('error')} 处；"
        f"须作说明 {verdict.count('query') + explained} 处，其中已说明 {explained} 处；"
        f"提示 {verdict.count('hint')} 处。"
    )


def explanations(checked: Checked) -> tuple[str, ...]:
    """Each explained finding with its explanation; then those that still want one."""
    findings = [finding for finding in checked.verdict.findings if finding.severity == "query"]
    told = [f"{finding.message}说明：{finding.explained_by}" for finding in findings if finding.explained_by]
    open_ones = [f"{finding.message}（尚未说明）" for finding in findings if not finding.explained_by]
    return (*told, *open_ones)


def _items(checked: Checked, origin: Origin) -> Iterator[Item]:
    report = checked.report
    yield Passage("一、结论", "Heading1")
    yield Passage(summary(checked))
    yield Passage("二、逐条规则", "Heading1")
    yield _rules(checked)
    yield Passage("三、问题和说明", "Heading1")
    yield from _findings(checked)
    yield Passage("四、文字与表格对照", "Heading1")
    yield from _statements(checked.narrated)
    yield Passage("五、各数来源", "Heading1")
    yield listing(
        ("单位", "文件", "SHA-256（前 16 位）"),
        (50, 66, 40),
        [(source.unit, source.file, source.sha256[:_DIGEST]) for source in origin.sources],
    )
    yield from map(Passage, origin.remarks)
    yield Passage(
        "各数由上列单位填报的数相加，逐格列出；合计一律由程序按填报的数重新计算。"
        if origin.addends
        else "填报的数注明在工作簿里的位置；合计一律由程序按填报的数重新计算。"
    )
    yield _numbers(report, origin.addends)


def _rules(checked: Checked) -> Item:
    rows = []
    for rule in rules_of(checked.report.form):
        tally = checked.verdict.tallies.get(rule.name, Tally())
        state = (tally.passed, tally.failed, tally.unevaluable)
        if any(state):
            rows.append((rule.title, SEVERITY_NAMES[rule.severity], *map(str, state), rule.basis))
    return listing(("规则", "类别", "通过", "不符", "未能核对", "依据"), (44, 22, 13, 13, 18, 46), rows)


def _findings(checked: Checked) -> Iterator[Item]:
    findings = checked.verdict.findings
    if not findings:
        yield Passage("没有发现问题。")
        return
    rows = [(SEVERITY_NAMES[item.severity], item.message, item.explained_by or "—") for item in findings]
    yield listing(("类别", "问题", "说明"), (22, 84, 50), rows)


def _statements(narrated: Narrated) -> Iterator[Item]:
    if narrated.statements:
        rows = [
            (
                item.text.strip()[:_NAMED],
                item.label,
                "、".join(plain_number(value) for value in dict.fromkeys(item.table)),
                "相符" if item.agrees else "不符",
            )
            for item in narrated.statements
        ]
        yield listing(("文字", "对照的数", "表内", "结果"), (76, 48, 18, 14), rows)
    yield Passage(f"另有 {narrated.uncompared} 个数说的是表外的事，没有表格可以对照。")


def _numbers(report: Report, addends: Mapping[str, str]) -> Item:
    rows = []
    for cell in report.form.cells:
        value = show(report.computed(cell.id))
        rows.append(
            (
                cell.table.sheet,
                cell.row.short,
                cell.column.short,
                value,
                addends.get(cell.id) or _origin(report, cell.id),
            )
        )
    return listing(("表", "行", "列", "数", "来源"), (24, 45, 42, 12, 33), rows)


def _origin(report: Report, cell: str) -> str:
    definition = report.form.cell(cell)
    if cell in report.totals:
        return f"计算（{len(report.form.addends[cell])} 项之和）"
    if report.zero_return:
        return "零报告"
    return f"填报（{definition.address}）" if definition else "填报"
