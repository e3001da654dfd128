"""The total with its adjustments, and the text the office writes beside its numbers."""

from collections.abc import Generator
from dataclasses import replace

from starlette.responses import Response

from toolkit.aggregation import ADJUSTMENT_NAMES, Confirmation, make_adjustment
from toolkit.disk import write_whole
from toolkit.errors import ToolkitError
from toolkit.model import Report
from toolkit.rounds import RESULTS
from toolkit.ui.drawing import draw, told_of
from toolkit.ui.manuscript import (
    TOTAL_BOOK,
    TOTAL_DATA,
    check_total_text,
    edition_of,
    has_total,
    keep_written,
    written_total,
)
from toolkit.ui.rendering import page
from toolkit.ui.task import Line, Task
from toolkit.ui.visit import Visit
from toolkit.workflow import (
    adjust,
    adjustment_line,
    adjustments,
    confirm_total,
    confirmed,
    draft,
    form_of,
    full_names,
    round_total,
    status,
    total_as_data,
    total_as_workbook,
    total_lines,
    withdraw,
)


def form(visit: Visit) -> Response:
    """Who would be counted, who not, what was adjusted; and the total there is."""
    states = status(visit.round, visit.now).states
    report = written_total(visit.round) if has_total(visit.round) else None
    told = told_of(check_total_text(visit.round, report)) if report else ()
    form_ = form_of(visit.round)
    facts = {
        "section": "total",
        "counted": [state for state in states if state.through],
        "missing": [state for state in states if not state.through],
        "report": report,
        "told": told,
        "tables": draw(report, told) if report else (),
        "entries": [(entry, adjustment_line(form_, entry.adjustment)) for entry in adjustments(visit.round)],
        "kinds": ADJUSTMENT_NAMES,
        "cells": [(table, table.inputs) for table in form_.tables],
    }
    return visit.page("total.html", facts)


def add(visit: Visit) -> Response:
    """Add up what passed, into 成果; confirm it, where it is not complete and somebody answers for it."""
    round_, now, name = visit.round, visit.now, visit.text("name")
    word = Confirmation(visit.text("reason"), visit.text("by"))
    if not name:
        raise ToolkitError("没有写汇总后的名称。", "如 示范区，印在汇总和年度报告上。")
    if bool(word.reason) != bool(word.name):
        raise ToolkitError("确认不完整的汇总，理由和姓名都要写。", "请返回补上；不确认的，两项都空着。")

    def work() -> Generator[Line]:
        _, result = round_total(round_, name, now)
        if word.reason and not result.complete:
            result = confirmed(result, word)
            confirm_total(round_, result, now)
        write_whole(round_.root / RESULTS / TOTAL_DATA, total_as_data(result))
        write_whole(round_.root / RESULTS / TOTAL_BOOK, total_as_workbook(result))
        yield Line(f"已写入 {RESULTS}/{TOTAL_DATA}、{TOTAL_BOOK}。", "good")
        *lines, _ = total_lines(result)
        for line in reversed(lines):
            yield Line(line)
        yield Line(f"汇总{result.standing}。", "good" if result.settled else "wrong")

    return visit.begin(Task("汇总", work, lambda: None, (visit.address("total"), "看汇总")))


def add_adjustment(visit: Visit) -> Response:
    """Record an adjustment of the total."""
    names = [name.strip() for name in visit.text("units").replace("、", " ").replace("，", " ").split()]
    units = full_names(visit.round, names)
    cell, kind, amount, reason, by = (visit.text(field) for field in ("cell", "kind", "amount", "reason", "by"))
    entry = make_adjustment(form_of(visit.round), cell, kind, amount, reason, by, units)
    adjust(visit.round, [entry], visit.now)
    return visit.go(visit.address("total"))


def withdraw_entry(visit: Visit) -> Response:
    """An adjustment no longer counts; it stays in the ledger."""
    number = visit.text("number")
    if not number.isdecimal():
        raise ToolkitError("没有这笔调整。")
    withdraw(visit.round, int(number), visit.text("reason"), visit.text("by"), visit.now)
    return visit.go(visit.address("total"))


# --- the text --------------------------------------------------------------------------------------------------------


def text(visit: Visit) -> Response:
    """The text of the total, block by block, beside the numbers each speaks of."""
    report = written_total(visit.round)
    form_ = report.form
    blocks = [
        (
            block,
            report.narrative.get(block.id, ""),
            [(cell, report.computed(cell.id)) for name in block.shows if (cell := form_.cell(name))],
        )
        for block in form_.blocks
    ]
    facts = {
        "section": "text",
        "report": report,
        "blocks": blocks,
        "standard": draft(report),
        "edition": edition_of(visit.round),
    }
    return visit.page("text.html", facts | _found(visit, report))


def check_text(visit: Visit) -> Response:
    """What is to be said of the text as it is being typed; nothing is kept."""
    return page("text_found.html", _found(visit, _typed(visit)))


def save_text(visit: Visit) -> Response:
    """Keep the text."""
    keep_written(visit.round, _typed(visit), visit.text("edition"))
    return visit.go(visit.address("text"))


def _typed(visit: Visit) -> Report:
    report = written_total(visit.round)
    typed = {block.id: visit.text(block.id).replace("\r\n", "\n") for block in report.form.blocks}
    return replace(report, narrative={block: text for block, text in typed.items() if text})


def _found(visit: Visit, report: Report) -> dict[str, object]:
    checked = check_total_text(visit.round, report)
    titles = {block.id: block.title or "前言" for block in report.form.blocks}
    told = sorted(told_of(checked), key=lambda item: item.finding.place.start is None)  # what is missing comes last
    return {"told": told, "statements": checked.verdict.narrated.statements, "titles": titles}
