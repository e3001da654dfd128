"""The status board as one page for a leader: no script, nothing from outside, everything escaped, fit for printing."""

from collections.abc import Iterator
from datetime import datetime
from html import escape

from toolkit.model import chinese_date
from toolkit.rounds.board import Board, deadline_in_words, last_in_words, remarks, told_by_name, totals_in_words
from toolkit.rounds.board_chart import chart
from toolkit.rounds.states import STATE_NAMES, UnitState

_STYLE = """
:root { --ink: #1d2433; --soft: #5a6372; --line: #d5dae1; --received: #1f5fa8; --passed: #1d7a46; --wrong: #a8231c }
* { box-sizing: border-box }
body { font: 16px/1.6 "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", sans-serif; color: var(--ink);
       background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1.2rem }
h1 { font-size: 1.6rem; margin: 0 } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem }
p { margin: .2rem 0 } .soft { color: var(--soft) }
.bar { display: flex; height: 14px; border-radius: 7px; overflow: hidden; background: #e8ebef; margin: 1.4rem 0 .8rem }
.bar span { display: block }
.counts { display: grid; grid-template-columns: repeat(7, 1fr); gap: .6rem; margin: 0; padding: 0; list-style: none }
.counts li { border: 1px solid var(--line); border-top: 4px solid var(--mark); border-radius: 4px;
             padding: .5rem .7rem }
.counts b { display: block; font-size: 1.9rem; line-height: 1.25; font-variant-numeric: tabular-nums }
.counts .overdue b { color: var(--wrong) }
.not_issued { --mark: #c3c9d1 } .issued { --mark: #8b95a3 } .received { --mark: #1f5fa8 }
.to_correct { --mark: #d08a17 } .passed { --mark: #5fb283 } .accepted { --mark: #1d7a46 } .overdue { --mark: #a8231c }
.bar span { background: var(--mark) }
svg { display: block; width: 100%; height: auto; font-size: 13px } svg text { fill: var(--soft) }
svg path { fill: none } svg .grid { stroke: #e8ebef } svg .all { stroke: #9aa3af } svg .axis { stroke: #9aa3af }
svg path.deadline { stroke: var(--wrong); stroke-dasharray: 5 4 } svg text.deadline { fill: var(--wrong) }
svg path.received { stroke: var(--received); stroke-width: 2.5 }
svg path.passed { stroke: var(--passed); stroke-width: 2.5; stroke-dasharray: 8 3 }
svg circle.received, svg text.received { fill: var(--received) }
svg circle.passed, svg text.passed { fill: var(--passed) }
svg text.received, svg text.passed { font-weight: bold }
table { border-collapse: collapse; width: 100%; font-size: .92rem } caption { text-align: left; color: var(--soft) }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top }
thead th { background: #f2f4f7; border-bottom: 2px solid #9aa3af; white-space: nowrap }
tbody th { font-weight: normal } td.number, th.number { text-align: right; padding-right: 1.2rem;
         font-variant-numeric: tabular-nums }
.state { white-space: nowrap } .state::before { content: ""; display: inline-block; width: .65em; height: .65em;
         border-radius: 50%; background: var(--mark); margin-right: .4em }
tr.late td:last-child { color: var(--wrong) }
section { overflow-x: auto }
details { margin-top: .6rem } summary { color: var(--soft); cursor: pointer } details table { width: auto }
@media (max-width: 46rem) { .counts { grid-template-columns: repeat(auto-fill, minmax(6rem, 1fr)) } }
@page { size: A4; margin: 15mm }
@media print { body { margin: 0; max-width: none; font-size: 10.5pt } thead { display: table-header-group }
  th, td { padding: .2rem .35rem } td.number, th.number { padding-right: .6rem } section { overflow: visible }
  tr, .counts li, svg { break-inside: avoid } h2 { break-after: avoid } details { display: none }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact } }
"""


def as_page(board: Board) -> str:
    """The page."""
    title = escape(f"{board.settings.office} {board.title}")
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>\n<body>\n'
        + "\n".join(_body(board))
        + "\n</body></html>\n"
    )


def _body(board: Board) -> Iterator[str]:
    yield f"<header><h1>{escape(board.title)}</h1>"
    yield f'<p class="soft">{escape(board.settings.office)}　{_moment(board.now)}</p></header>'
    yield f"<main><p>{_standing(board)}</p>"
    yield from _counts(board)
    yield from _progress(board)
    yield from _overdue(board)
    yield from _totals(board)
    yield from _unidentified(board)
    yield from _units(board)
    yield "</main>"


def _moment(now: datetime) -> str:
    return f"{chinese_date(now)} {now:%H:%M}"


def _standing(board: Board) -> str:
    return (
        f"{len(board.states)} 个单位，已报 {board.reported} 个，合格 {board.through} 个"
        f"（其中已确认 {board.counts['accepted']} 个）。{deadline_in_words(board)}。"
    )


def _counts(board: Board) -> Iterator[str]:
    shares = "".join(
        f'<span class="{state}" style="flex:{count}"></span>' for state, count in board.counts.items() if count
    )
    yield f'<div class="bar" aria-hidden="true">{shares}</div>'
    yield '<ul class="counts">'
    for state, name in STATE_NAMES.items():
        yield f'<li class="{state}"><b>{board.counts[state]}</b>{name}</li>'
    yield f'<li class="overdue"><b>{len(board.overdue)}</b>逾期</li></ul>'


def _progress(board: Board) -> Iterator[str]:
    yield "<section><h2>逐日进度</h2>"
    if not board.days:
        yield "<p>还没有单位报送。</p></section>"
        return
    yield chart(board)
    yield "<details><summary>逐日的数</summary>"
    yield from _table_head("截至当日的单位数", ("日期", "已报", "合格"), {1, 2})
    for day in board.days:
        cells = f'<td class="number">{day.received}</td><td class="number">{day.passed}</td>'
        yield f'<tr><th scope="row">{day.date}</th>{cells}</tr>'
    yield "</tbody></table></details></section>"


def _overdue(board: Board) -> Iterator[str]:
    if not board.overdue:
        return
    yield f"<section><h2>逾期的单位（{len(board.overdue)} 个）</h2>"
    yield from _table_head(
        "过了截止日期，还没有报送或者没有改好。", ("单位", "状态", "联系人", "电话", "催报次数"), {4}
    )
    for state in board.overdue:
        unit = state.unit
        yield (
            f'<tr><th scope="row">{escape(unit.name)}</th>{_state(state)}<td>{escape(unit.contact)}</td>'
            f'<td>{escape(unit.phone)}</td><td class="number">{state.reminded}</td></tr>'
        )
    yield "</tbody></table></section>"


def _unidentified(board: Board) -> Iterator[str]:
    if not board.survey.unidentified:
        return
    yield f"<section><h2>无法识别的文件（{len(board.survey.unidentified)} 份）</h2>"
    yield from _table_head("请核实是哪个单位报的。", ("文件", "收到", "原因"), set())
    for event in board.survey.unidentified:
        when = f"{board.local(event.time):%m-%d %H:%M}"
        yield (
            f'<tr><th scope="row">{escape(told_by_name(event))}</th><td>{when}</td><td>{escape(event.reason)}</td></tr>'
        )
    yield "</tbody></table></section>"


def _totals(board: Board) -> Iterator[str]:
    yield from (f"<p>{escape(line)}</p>" for line in totals_in_words(board))


def _units(board: Board) -> Iterator[str]:
    yield "<section><h2>各单位</h2>"
    headings = ("单位", "状态", "必须改正", "须作说明", "提示", "最近", "备注")
    yield from _table_head("“—”表示还没有校验。", headings, {2, 3, 4})
    for state in board.states:
        numbers = state.counts or ("—", "—", "—")
        counted = "".join(f'<td class="number">{number}</td>' for number in numbers)
        late = ' class="late"' if state.overdue else ""
        yield (
            f'<tr{late}><th scope="row">{escape(state.unit.name)}</th>{_state(state)}{counted}'
            f"<td>{escape(last_in_words(board, state.last))}</td><td>{escape(remarks(state))}</td></tr>"
        )
    yield "</tbody></table></section>"


def _state(state: UnitState) -> str:
    return f'<td><span class="state {state.state}">{STATE_NAMES[state.state]}</span></td>'


def _table_head(caption: str, headings: tuple[str, ...], numbers: set[int]) -> Iterator[str]:
    yield f"<table><caption>{caption}</caption><thead><tr>"
    for place, heading in enumerate(headings):
        kind = ' class="number"' if place in numbers else ""
        yield f'<th scope="col"{kind}>{heading}</th>'
    yield "</tr></thead><tbody>"
