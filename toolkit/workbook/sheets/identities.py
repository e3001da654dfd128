"""勾稽核对: every identity with its two sides, the difference, and 平 / 不平 / 未填全."""

from collections.abc import Iterator

from toolkit.forms import Relation, a1
from toolkit.model import Report
from toolkit.workbook.formulas import BALANCED, UNBALANCED
from toolkit.workbook.plan import Highlight, Link, SheetPlan, Spot, lines_needed, quoted
from toolkit.workbook.sheets import names
from toolkit.workbook.sheets.relation_line import HEADINGS, relation_line

_HEADINGS = (*HEADINGS, "查看")
_WIDTHS = (6.0, 14.0, 28.0, 42.0, 10.0, 10.0, 10.0, 10.0, 8.0)


def identities_sheet(report: Report) -> SheetPlan:
    first, count = names.FIRST_IDENTITY_ROW, len(report.form.identities)
    lines = [
        spot for row, identity in enumerate(report.form.identities, first) for spot in _line(report, identity, row)
    ]
    heading = first - 1
    spots = (
        Spot(0, 0, "title", "勾稽核对", 1, len(_HEADINGS)),
        Spot(
            1, 0, "note", "本表自动计算，不用填写。未填全：所涉数字还没有填齐，不作判断。点“查看”到所在的行或列。", 1, 9
        ),
        *(Spot(heading, column, "heading", text) for column, text in enumerate(_HEADINGS)),
        *lines,
    )
    whole = f"A{first + 1}:{a1(first + count - 1, len(_WIDTHS) - 1)}"
    anchor = f"${a1(first, names.STATE)}"
    heights = {
        first + number: max(18.0, 15.0 * lines_needed(identity.rule.title, _WIDTHS[3]) + 3)
        for number, identity in enumerate(report.form.identities)
    }
    return SheetPlan(
        name=names.IDENTITIES,
        spots=spots,
        widths=_WIDTHS,
        heights=heights | {0: 30.0, heading: 21.0},
        highlights=(
            Highlight((whole,), f'={anchor}="{UNBALANCED}"', "unbalanced", stop=True),
            Highlight(
                (f"{a1(first, names.STATE)}:{a1(first + count - 1, names.STATE)}",),
                f'={anchor}="{BALANCED}"',
                "balanced",
            ),
        ),
        frozen=(first, 0),
        repeat_rows=first,
        heading="勾稽核对",
    )


def _line(report: Report, identity: Relation, row: int) -> Iterator[Spot]:
    table = report.form.table(identity.rule.table)
    place = table.grid.place(identity.cells[0])
    yield from relation_line(report, identity, row, row - names.FIRST_IDENTITY_ROW + 1)
    yield Spot(row, 8, "link", Link(f"{quoted(table.sheet)}!{place.address}", "查看"))
