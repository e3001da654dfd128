"""说明: what total these are the papers of, whether it is complete, and what each sheet shows."""

from collections.abc import Iterator, Sequence

from toolkit.workbook.formulas import BALANCED, INCOMPLETE, UNBALANCED
from toolkit.workbook.papers.addends import balanced, states
from toolkit.workbook.papers.facts import Papers
from toolkit.workbook.plan import Highlight, Link, Live, SheetPlan, Spot, lines_needed, quoted, text_style

COVER = "说明"
_WIDTHS = (20.0, 90.0)
_HOW = (
    "分表里蓝底的是各单位填报的数，灰底的是公式。改一个数，“加数”“排名”“同比”“图表”都跟着变；“长表”是收到时的数，不变。"
    "只有“加数”一张表是锁定的，没有密码，在“审阅—撤消工作表保护”可以解除。"
)


def cover_sheet(papers: Papers, sheets: Sequence[SheetPlan], told: dict[str, str]) -> SheetPlan:
    """`told`: sheet → what it shows."""
    facts = [*papers.facts, ("怎样复核", _HOW)]
    first_check = 1 + len(facts)
    first_sheet = first_check + 4
    spots = [
        Spot(0, 0, "title", papers.title, 1, 2),
        *(spot for row, (label, text) in enumerate(facts, 1) for spot in _fact(row, label, text)),
        *_checks(papers, first_check),
        Spot(first_sheet - 1, 0, "heading", "工作表"),
        Spot(first_sheet - 1, 1, "heading", "内容"),
    ]
    for row, sheet in enumerate(sheets, first_sheet):
        spots += [
            Spot(row, 0, "reference", Link(f"{quoted(sheet.name)}!A1", sheet.name)),
            Spot(row, 1, "text", told.get(sheet.name, sheet.heading)),
        ]
    heights = {row: 15.0 * lines_needed(text, _WIDTHS[1]) + 6 for row, (_, text) in enumerate(facts, 1)}
    heights |= dict.fromkeys(range(first_check, first_sheet + len(sheets)), 18.0)
    unbalanced = f"$B${first_check + 2}"
    return SheetPlan(
        name=COVER,
        spots=tuple(spots),
        widths=_WIDTHS,
        heights={0: 36.0} | heights,
        highlights=(Highlight((unbalanced.replace("$", ""),), f"={unbalanced}>0", "unbalanced"),),
        heading=papers.title,
    )


def _fact(row: int, label: str, text: str) -> Iterator[Spot]:
    yield Spot(row, 0, "heading", label)
    yield Spot(row, 1, text_style(text), text)


def _checks(papers: Papers, first: int) -> Iterator[Spot]:
    """How many cells of 加数 are 平, how many 不平, how many without a number."""
    found = [balanced(cell) for cell in papers.cells.values()]
    for row, state in enumerate((BALANCED, UNBALANCED, INCOMPLETE), first):
        formula = f'=COUNTIF({states(papers)},"{state}")'
        yield Spot(row, 0, "heading", f"核对：{state}（格）")
        yield Spot(row, 1, "text", Live(formula, found.count(state)))
