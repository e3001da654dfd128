"""A form of quite another shape (``examples/another_form``), as test material: blank, filled, and filled at random."""

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from toolkit.forms import Cell, Form, own_form
from toolkit.model import Report, Value, read_value

FOLDER = Path(__file__).parent.parent / "examples" / "another_form" / "表式"


def form_in(folder: Path) -> Form:
    """The form defined in `folder`."""
    form = own_form(folder)
    assert form
    return form


FORM = form_in(FOLDER)
TEXTS = ("无", "=1+1", "+86 10", "“引号”与 <尖括号>&", "第一行\n第二行", "12", "2024-03-05", "１２")


def filled(text: str = "", *, unit: str = "示范镇", blank: bool = False) -> Report:
    """A report that is in order, but for the cells of `text`: ``profile.staff.value 12``; ``·`` is blank."""
    values: dict[str, Value] = {cell.id: None if blank else _default(cell) for cell in FORM.inputs}
    for line in filter(str.strip, text.splitlines()):
        name, _, content = line.strip().partition(" ")
        cell = FORM.cell(name)
        assert cell, name
        values[name] = read_value("" if content == "·" else content, cell.entry.kind).value
    return Report(FORM, 2024, unit, unit, values)


def _default(cell: Cell) -> Value:
    """What must be filled, filled; lists are empty."""
    if not cell.required:
        return None
    match cell.entry.kind.holds:
        case "number":
            return 0
        case "date":
            return "2019-03-15"
        case "choice":
            return cell.entry.choices[0]
        case "text":
            return "示范镇党政综合办公室"


def any_report(rng: random.Random, form: Form = FORM) -> Report:
    """One on any form: complete, with gaps, with wrong content, zero return; lists of any length."""
    style = rng.choice(["complete", "complete", "gaps", "wrong", "zero return"])
    lines = rng.randrange(13)
    values: dict[str, Value] = {}
    for cell in form.inputs:
        value = _right(cell, rng)
        if style == "wrong" and rng.random() < 0.1:
            value = _wrong(cell, rng)
        missing = style in ("gaps", "zero return") and rng.random() < 0.2
        beyond = cell.row.line and int(cell.row.label) > lines
        optional = cell.entry.optional and rng.random() < 0.5
        values[cell.id] = None if missing or beyond or optional else value
    report = Report(form, 2024, "示范镇", "sfz", values, zero_return=style == "zero return")
    return replace(report, values=_declared(report)) if report.zero_return else report


def _declared(report: Report) -> dict[str, Value]:
    """With every blank that 零报告 makes a zero."""
    zeros = {cell.id for cell in report.form.inputs if cell.numeric and cell.required}
    return {cell: 0 if value is None and cell in zeros else value for cell, value in report.values.items()}


def _right(cell: Cell, rng: random.Random) -> Value:
    match cell.entry.kind.holds:
        case "number":
            return rng.choice([0, 0, 1, 3, 17])
        case "date":
            return (date(1949, 10, 1) + timedelta(days=rng.randrange(55_000))).isoformat()
        case "choice":
            return rng.choice(cell.entry.choices)
        case "text":
            return rng.choice(TEXTS)


def _wrong(cell: Cell, rng: random.Random) -> Value:
    match cell.entry.kind.holds:
        case "number":
            numbers: list[Value] = ["无", "12件", -3, 2 * 10**9]
            return rng.choice(numbers)
        case "date":
            return rng.choice(["三月五日", "1900-01-01", "2024-02-30", "2150-01-01", "45356"])
        case "choice":
            return rng.choice(["已备案", "是否", "是,否", "Yes", ","])
        case "text":
            return "长" * (cell.entry.length + 1)
