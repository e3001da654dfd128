"""The total, and the text the office writes beside its numbers."""

from collections.abc import Generator
from dataclasses import replace

from starlette.responses import Response

from toolkit.checks import Checked
from toolkit.disk import write_whole
from toolkit.errors import ToolkitError
from toolkit.model import Report
from toolkit.rounds import RESULTS
from toolkit.ui.drawing import draw, told_of
from toolkit.ui.rendering import page
from toolkit.ui.subject import TOTAL_BOOK, TOTAL_DATA, has_total, keep_manuscript, manuscript
from toolkit.ui.task import Line, Task
from toolkit.ui.visit import Visit
from toolkit.workflow import check_data, draft, round_total, status, total_as_data, total_as_workbook


def form(visit: Visit) -> Response:
    """Who would be counted, who not; and the total there is."""
    states = status(visit.round, visit.now).states
    report = manuscript(visit.round) if has_total(visit.round) else None
    told = told_of(check_data(report.unit, report)) if report else ()
    facts = {
        "section": "total",
        "counted": [state for state in states if state.through],
        "missing": [state for state in states if not state.through],
        "report": report,
        "tables": draw(report, told) if report else (),
    }
    return visit.page("total.html", facts)


def add(visit: Visit) -> Response:
    """Add up what passed, into 成果."""
    round_, now, name = visit.round, visit.now, visit.text("name")
    if not name:
        raise ToolkitError("没有写汇总后的名称。", "如 示范区，印在汇总和年度报告上。")

    def work() -> Generator[Line]:
        checked, result = round_total(round_, name, now)
        yield Line(f"计入 {len(checked)} 个单位。", "good")
        write_whole(round_.root / RESULTS / TOTAL_DATA, total_as_data(result))
        write_whole(round_.root / RESULTS / TOTAL_BOOK, total_as_workbook(result))
        yield Line(f"已写入 {RESULTS}/{TOTAL_DATA}、{TOTAL_BOOK}。", "good")
        for missing in result.missing:
            yield Line(f"没有计入：{missing.unit}（{missing.standing}）。", "wrong")
        if result.gaps:
            yield Line(f"有 {len(result.gaps)} 格没有数可加，汇总不完整。", "wrong")

    return visit.begin(Task("汇总", work, lambda: None, (visit.address("total"), "看汇总")))


# --- the text --------------------------------------------------------------------------------------------------------


def text(visit: Visit) -> Response:
    """The text of the total, block by block, beside the numbers each speaks of."""
    report = manuscript(visit.round)
    form_ = report.form
    blocks = [
        (
            block,
            report.narrative.get(block.id, ""),
            [(cell, report.computed(cell.id)) for name in block.shows if (cell := form_.cell(name))],
        )
        for block in form_.blocks
    ]
    facts = {"section": "text", "report": report, "blocks": blocks, "standard": draft(report), **_found(report)}
    return visit.page("text.html", facts)


def check_text(visit: Visit) -> Response:
    """What is to be said of the text as it is being typed; nothing is kept."""
    return page("text_found.html", {"base": visit.address(), **_found(_typed(visit))})


def save_text(visit: Visit) -> Response:
    """Keep the text."""
    keep_manuscript(visit.round, _typed(visit))
    return visit.go(visit.address("text"))


def _typed(visit: Visit) -> Report:
    report = manuscript(visit.round)
    typed = {block.id: visit.text(block.id).replace("\r\n", "\n") for block in report.form.blocks}
    return replace(report, narrative={block: text for block, text in typed.items() if text})


def _found(report: Report) -> dict[str, object]:
    checked: Checked = check_data(report.unit, report)
    titles = {block.id: block.title or "前言" for block in report.form.blocks}
    told = sorted(told_of(checked), key=lambda item: item.finding.place.start is None)  # what is missing comes last
    return {"told": told, "statements": checked.verdict.narrated.statements, "titles": titles}
