"""A filled-in letter as plain text, and as HTML that mail programs show alike: styles on the elements, no script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from toolkit.mail.template import Line

COLUMNS = ("序号", "表", "单元格", "填报值", "应为", "差额", "怎么改", "依据")
_INDENT = "　　"
_SIGNATURE_INDENT = "　" * 14
_STYLES = {
    "salutation": "margin:0 0 12px 0",
    "paragraph": "margin:0 0 4px 0;text-indent:2em",
    "signature": "margin:0;text-align:right",
}
_TABLE = "border-collapse:collapse;width:100%;margin:8px 0;font:14px/1.5 SimSun,STSong,serif"
_CELL = "border:1px solid #555555;padding:4px 6px;text-align:left;vertical-align:top"
_HEAD = f"{_CELL};background:#f0f0f0;font-weight:bold;white-space:nowrap"
_NUMBER = f"{_CELL};text-align:center;white-space:nowrap"


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One line of the list that goes back to a unit, each field as a person reads it; '' where there is nothing."""

    sheet: str
    cell: str
    actual: str
    expected: str
    difference: str
    fix: str
    basis: str


def as_text(lines: Sequence[Line], problems: Sequence[ProblemLine]) -> str:
    """Plain text, lines separated by LF."""
    return "\n".join(_tidy(line for item in lines for line in _text_lines(item, problems))) + "\n"


def _text_lines(line: Line, problems: Sequence[ProblemLine]) -> Iterator[str]:
    if line.role == "problems":
        for number, problem in enumerate(problems, 1):
            yield from _text_problem(number, problem)
    elif not line.text or line.role == "salutation":
        yield line.text
    else:
        yield (_SIGNATURE_INDENT if line.role == "signature" else _INDENT) + line.text


def _text_problem(number: int, problem: ProblemLine) -> Iterator[str]:
    values = (("填报值", problem.actual), ("应为", problem.expected), ("差额", problem.difference))
    told = "，".join(f"{title} {value}" for title, value in values if value)
    yield f"{number}. {' '.join(filter(None, (problem.sheet, problem.cell)))}{'：' if told else ''}{told}"
    for title, value in (("怎么改", problem.fix), ("依据", problem.basis)):
        if value:
            yield f"{_INDENT}{title}：{value}"


def _tidy(lines: Iterator[str]) -> Iterator[str]:
    """One blank line at most in a row: where a line was left out, its blank neighbours meet."""
    for blank, group in groupby(lines, key=lambda line: not line.strip()):
        yield from [""] if blank else group


def as_html(frame: str, subject: str, lines: Sequence[Line], problems: Sequence[ProblemLine]) -> str:
    """The page: `frame` with the letter in it. Every text is escaped."""
    body = "\n".join(part for line in lines for part in _html_lines(line, problems))
    before, _, after = frame.partition("{正文}")
    title = escape(subject)
    return before.replace("{主题}", title) + body + after.replace("{主题}", title)


def _html_lines(line: Line, problems: Sequence[ProblemLine]) -> Iterator[str]:
    if line.role == "problems":
        if problems:
            yield _html_table(problems)
    elif line.text:
        yield f'<p style="{_STYLES[line.role]}">{escape(line.text)}</p>'


def _html_table(problems: Sequence[ProblemLine]) -> str:
    head = "".join(f'<th style="{_HEAD}">{title}</th>' for title in COLUMNS)
    rows = "\n".join(f"<tr>{''.join(_html_cells(number, item))}</tr>" for number, item in enumerate(problems, 1))
    return f'<table style="{_TABLE}" cellspacing="0">\n<tr>{head}</tr>\n{rows}\n</table>'


def _html_cells(number: int, problem: ProblemLine) -> Iterator[str]:
    short = (str(number), problem.sheet, problem.cell, problem.actual, problem.expected, problem.difference)
    for text in short:
        yield f'<td style="{_NUMBER}">{escape(text)}</td>'
    for text in (problem.fix, problem.basis):
        yield f'<td style="{_CELL}">{escape(text)}</td>'
