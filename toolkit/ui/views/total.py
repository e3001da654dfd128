"""A total with its adjustments, and the text the office writes beside its numbers."""

import tempfile
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

from starlette.responses import Response

from toolkit.aggregation import ADJUSTMENT_NAMES, SCOPE_NAMES, Confirmation, make_adjustment
from toolkit.disk import write_whole
from toolkit.errors import ToolkitError
from toolkit.model import Report
from toolkit.rounds import RESULTS, Round
from toolkit.stages.totaling import in_scope
from toolkit.ui.drawing import draw, told_of
from toolkit.ui.manuscript import (
    DATA,
    TOTALS,
    check_total_text,
    edition_of,
    has_total,
    keep_written,
    kept_at,
    total_in,
    written_total,
)
from toolkit.ui.rendering import page
from toolkit.ui.task import Line, Task
from toolkit.ui.views.files import address_of
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
    last_total,
    round_papers,
    round_total,
    status,
    total_as_data,
    total_as_workbook,
    total_for_superior,
    total_lines,
    withdraw,
)

_BOOK, _PAPERS, _SUPERIOR = "汇总.xlsx", "汇总底稿.xlsx", "报上级.xlsx"
_FILES = (_BOOK, _PAPERS, _SUPERIOR)


def form(visit: Visit) -> Response:
    """Who would be counted, who not, what was adjusted; and the total there is."""
    round_, of = visit.round, total_in(visit)
    states = [state for state in status(round_, visit.now).states if in_scope(state.unit, TOTALS[of])]
    report = written_total(round_, of) if has_total(round_, of) else None
    told = told_of(check_total_text(round_, report)) if report else ()
    form_ = form_of(round_)
    layered = any(not in_scope(unit, "own_level") for unit in round_.roster.units)
    facts = {
        "section": f"total?of={of}",
        "which": of,
        "scopes": [(each, SCOPE_NAMES[scope]) for each, scope in TOTALS.items()] if layered else (),
        "counted": [state for state in states if state.through],
        "missing": [state for state in states if not state.through],
        "report": report,
        "told": told,
        "tables": draw(report, told) if report else (),
        "files": [(name, address_of(visit, path)) for name in _FILES if (path := kept_at(round_, of, name)).is_file()],
        "entries": [(entry, adjustment_line(form_, entry.adjustment)) for entry in adjustments(round_)],
        "kinds": ADJUSTMENT_NAMES,
        "cells": [(table, table.inputs) for table in form_.tables],
    }
    return visit.page("total.html", facts)


def add(visit: Visit) -> Response:
    """Add up what passed, into 成果; confirm it, where it is not complete and somebody answers for it."""
    round_, now, name, of = visit.round, visit.now, visit.text("name"), total_in(visit)
    word = Confirmation(visit.text("reason"), visit.text("by"))
    if not name:
        raise ToolkitError("没有写汇总后的名称。", "如 示范区，印在汇总和年度报告上。")
    if bool(word.reason) != bool(word.name):
        raise ToolkitError("确认不完整的汇总，理由和姓名都要写。", "请返回补上；不确认的，两项都空着。")
    _refuse_name_of_another(round_, name, of)

    def work() -> Generator[Line]:
        _, result = round_total(round_, name, now, TOTALS[of])
        if word.reason and not result.complete:
            result = confirmed(result, word)
            confirm_total(round_, result, now)
        yield _kept(round_, of, DATA, total_as_data(result))
        yield _kept(round_, of, _BOOK, total_as_workbook(result, round_.key))
        yield _kept(round_, of, _PAPERS, round_papers(round_, result, last_total(round_, name)))
        *lines, _ = total_lines(result)
        for line in reversed(lines):
            yield Line(line)
        yield Line(f"汇总{result.standing}。", "good" if result.settled else "wrong")

    return visit.begin(Task("汇总", work, lambda: None, (visit.address(f"total?of={of}"), "看汇总")))


def _kept(round_: Round, of: str, name: str, content: bytes) -> Line:
    """A file of that total is written."""
    place = kept_at(round_, of, name)
    write_whole(place, content)
    return Line(f"已写入 {RESULTS}/{place.name}。", "good")


def _refuse_name_of_another(round_: Round, name: str, of: str) -> None:
    """What is signed is known by its name: two totals of a round need two."""
    for each, scope in TOTALS.items():
        if each != of and has_total(round_, each) and written_total(round_, each).unit == name:
            problem = f"{SCOPE_NAMES[scope]}的汇总已经叫“{name}”。"
            raise ToolkitError(problem, "送签、定稿按名称分开记，请换一个名称，如 示范区本级。")


def fill_superior(visit: Visit) -> Response:
    """The total in the workbook that the level above issued, into 成果."""
    round_, now, of = visit.round, visit.now, total_in(visit)
    written = written_total(round_, of)
    scratch = tempfile.TemporaryDirectory(prefix="nianbao")
    uploads = visit.keep("file", Path(scratch.name))
    if not uploads:
        scratch.cleanup()
        raise ToolkitError("没有选上级下发的工作簿。", "请返回选择。")

    def work() -> Generator[Line]:
        with scratch:
            _, result = round_total(round_, written.unit, now, TOTALS[of])
            result = replace(result, report=replace(result.report, narrative=written.narrative))
            yield _kept(round_, of, _SUPERIOR, total_for_superior(result, uploads[0].path))
        yield Line(f"汇总{result.standing}。", "good" if result.settled else "wrong")

    return visit.begin(Task("填上级的表", work, lambda: None, (visit.address(f"total?of={of}"), "看汇总")))


def add_adjustment(visit: Visit) -> Response:
    """Record an adjustment of the total."""
    names = [name.strip() for name in visit.text("units").replace("、", " ").replace("，", " ").split()]
    units = full_names(visit.round, names)
    cell, kind, amount, reason, by = (visit.text(field) for field in ("cell", "kind", "amount", "reason", "by"))
    entry = make_adjustment(form_of(visit.round), cell, kind, amount, reason, by, units)
    adjust(visit.round, [entry], visit.now)
    return visit.go(visit.address(f"total?of={total_in(visit)}"))


def withdraw_entry(visit: Visit) -> Response:
    """An adjustment no longer counts; it stays in the ledger."""
    number = visit.text("number")
    if not number.isdecimal():
        raise ToolkitError("没有这笔调整。")
    withdraw(visit.round, int(number), visit.text("reason"), visit.text("by"), visit.now)
    return visit.go(visit.address(f"total?of={total_in(visit)}"))


# --- the text --------------------------------------------------------------------------------------------------------


def text(visit: Visit) -> Response:
    """The text of the total, block by block, beside the numbers each speaks of."""
    of = total_in(visit)
    report = written_total(visit.round, of)
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
        "section": f"text?of={of}",
        "which": of,
        "report": report,
        "blocks": blocks,
        "standard": draft(report),
        "edition": edition_of(visit.round, of),
    }
    return visit.page("text.html", facts | _found(visit, report))


def check_text(visit: Visit) -> Response:
    """What is to be said of the text as it is being typed; nothing is kept."""
    return page("text_found.html", _found(visit, _typed(visit)))


def save_text(visit: Visit) -> Response:
    """Keep the text."""
    of = total_in(visit)
    keep_written(visit.round, of, _typed(visit), visit.text("edition"))
    return visit.go(visit.address(f"text?of={of}"))


def _typed(visit: Visit) -> Report:
    report = written_total(visit.round, total_in(visit))
    typed = {block.id: visit.text(block.id).replace("\r\n", "\n") for block in report.form.blocks}
    return replace(report, narrative={block: text for block, text in typed.items() if text})


def _found(visit: Visit, report: Report) -> dict[str, object]:
    checked = check_total_text(visit.round, report)
    titles = {block.id: block.title or "前言" for block in report.form.blocks}
    told = sorted(told_of(checked), key=lambda item: item.finding.place.start is None)  # what is missing comes last
    return {"told": told, "statements": checked.narrated.statements, "titles": titles}
