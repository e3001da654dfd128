"""A total as a person reads it on the screen: what is in it, what is not, what was adjusted, and whether it counts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from io import StringIO
from itertools import groupby
from typing import TypeVar

from toolkit.aggregation import ADJUSTMENT_NAMES, SCOPE_NAMES, Adjustment, Disputed, Missing, Total
from toolkit.forms import Form
from toolkit.model import listed, place_of_cells, plain_number, show

T = TypeVar("T")

_SHOWN_AT_MOST = 10  # lines of one kind


def total_lines(total: Total) -> Iterator[str]:
    """A line for each thing to know, what matters most last."""
    form = total.report.form
    yield f"{SCOPE_NAMES[total.scope]}：计入 {len(total.labels)} 份：{_named(label.unit for label in total.labels)}。"
    for standing in sorted({label.standing for label in total.labels} - {""}):
        yield f"已计入，{standing}：{_named(label.unit for label in total.labels if label.standing == standing)}。"
    for standing, missing in groupby(sorted(total.missing, key=_standing), key=_standing):
        yield f"没有计入，{standing}：{_named(each.unit for each in missing)}。"
    for within, contained in groupby(total.contained, key=lambda each: each.within):
        yield f"只计一次：{'、'.join(each.unit for each in contained)}已含在{within}的汇总里，自己报来的没有另计。"
    yield from total.remarks
    yield from _some(total.disputed, partial(disputed_line, form))
    yield from (adjustment_line(form, adjustment) for adjustment in total.adjustments)
    yield from (f"存疑：{doubt}" for doubt in total.doubts)
    if total.gaps:
        yield f"有 {len(total.gaps)} 格没有数可加："
        yield from _some(total.gaps, lambda gap: f"  {gap.unit}：{place_of_cells(form, (gap.cell,))}{show(gap.value)}")
    yield verdict_line(total)


def _named(units: Iterable[str]) -> str:
    text = StringIO()
    text.writelines(listed(units))
    return text.getvalue()


def verdict_line(total: Total) -> str:
    """Whether the total counts."""
    if total.complete:
        return "汇总完整。"
    if total.confirmed:
        return f"汇总不完整，{total.confirmed.name}已确认可用：{total.confirmed.reason}。"
    return "汇总不完整。核实后确认可用的，加 --confirm-incomplete 理由 --by 姓名。"


def adjustment_line(form: Form, adjustment: Adjustment) -> str:
    """One entry as a sentence."""
    amount = plain_number(adjustment.amount)
    signed = amount if adjustment.amount < 0 else f"+{amount}"
    units = f"，涉及 {'、'.join(adjustment.units)}" if adjustment.units else ""
    title = ADJUSTMENT_NAMES[adjustment.kind]
    where = place_of_cells(form, (adjustment.cell,))
    return f"调整（{title}）：{where} {signed}，{adjustment.reason}{units}（{adjustment.name}）。"


def disputed_line(form: Form, item: Disputed) -> str:
    """A total that was not believed."""
    claimed, computed = show(item.claimed), plain_number(item.computed)
    where = place_of_cells(form, (item.cell,))
    return f"合计不采信：{item.unit} {where}是 {claimed}，各项之和是 {computed}，按各项之和计入。"


def _some(items: Sequence[T], line: Callable[[T], str]) -> Iterator[str]:
    yield from map(line, items[:_SHOWN_AT_MOST])
    if len(items) > _SHOWN_AT_MOST:
        yield f"  …… 另有 {len(items) - _SHOWN_AT_MOST} 处，全部见 .json。"


def _standing(missing: Missing) -> str:
    return missing.standing
