"""调整: entries that are added to the cells of a total. What a unit said is never edited; an entry says who and why."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from toolkit.errors import ToolkitError
from toolkit.forms import Cell, Form
from toolkit.model import Number, clean_text, is_number, place_of_cells, plain_number, read_value

AdjustmentKind = Literal["correction", "joint"]
ADJUSTMENT_NAMES: Mapping[AdjustmentKind, str] = {"correction": "更正", "joint": "联合制发"}
ADJUSTMENT_COLUMNS = ("单元格", "类型", "数额", "理由", "姓名", "单位")
"""The headings of a file of adjustments; the last may be left out, the others not."""

_NO_MEANING = re.compile(r"[\s,，、.．·/（）()“”\"：:]")
_NUMBERING = re.compile(r"^(?:三?（[一二三四五六七]）|[一二三四]、|[1-9][.．])+")
_SEPARATORS = re.compile(r"[、,，;；\n]+")


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An entry that is added to one input cell of a total.

    `amount` is signed. 更正 `correction`; 联合制发 `joint`: what `units` issued together and each of them counted is
    counted once. `name`: who answers for it. `units` of a correction: whose numbers it puts right, where it says so.
    """

    kind: AdjustmentKind
    cell: str
    amount: Number
    reason: str
    name: str
    units: tuple[str, ...] = ()


def make_adjustment(  # noqa: PLR0913, PLR0917 -- the columns of ADJUSTMENT_COLUMNS, as a person wrote them
    form: Form, cell: str, kind: str, amount: str, reason: str, name: str, units: str | Sequence[str] = ()
) -> Adjustment:
    """The entry a person wrote. `cell`: its id, or the words of its row and column; a joint issue needs no `amount`.

    Raises :class:`ToolkitError` for a cell that is none or a total, an amount that is no number, no reason, no name.
    """
    found = cell_called(form, cell)
    where = place_of_cells(form, (found.id,))
    if not found.added:
        raise ToolkitError(f"{where}不是相加的数，不能调整。", "请在填报的报告里改正。")
    if found.derived:
        problem = f"{where}是合计，不能调整。"
        raise ToolkitError(problem, "请调整它下面填报的格，合计会重新计算。")
    known = next((key for key, title in ADJUSTMENT_NAMES.items() if kind.strip() in (key, title)), None)
    if known is None:
        raise ToolkitError(f"没有“{kind}”这种调整。", f"类型只能是{'或'.join(ADJUSTMENT_NAMES.values())}。")
    why, who = _line(reason), _line(name)
    for what, text in (("理由", why), ("姓名", who)):
        if not text:
            raise ToolkitError(f"{where}的调整没有写{what}。", "每笔调整都要写明理由和经手人的姓名。")
    named = _units(units)
    if known == "joint" and found.entry.kind.id != "count":
        raise ToolkitError(f"{where}不是件数，没有联合制发可言。", "请改为更正。")
    number = _joint_amount(amount, named, where=str(where)) if known == "joint" else _number(amount, str(where))
    if found.entry.kind.whole and number != int(number):
        raise ToolkitError(f"{where}的调整数额是 {plain_number(number)}，这一格只能是整数。", "请改正。")
    return Adjustment(known, found.id, number, why, who, named)


def read_adjustments(form: Form, rows: Sequence[Sequence[str]]) -> tuple[Adjustment, ...]:
    """The entries in a table; the first row holds :data:`ADJUSTMENT_COLUMNS` in any order.

    Raises :class:`ToolkitError` with every row that is wrong.
    """
    headings = [heading.strip() for heading in rows[0]] if rows else []
    lacking = [heading for heading in ADJUSTMENT_COLUMNS[:-1] if heading not in headings]
    if lacking:
        listed = "、".join(ADJUSTMENT_COLUMNS)
        raise ToolkitError(f"调整表缺少“{'”“'.join(lacking)}”列。", f"第一行应当是列名：{listed}。")
    found, faults = [], []
    for number, row in enumerate(rows[1:], 2):
        if any(map(str.strip, row)):
            texts = {heading: text.strip() for heading, text in zip(headings, row, strict=False)}
            try:
                found.append(make_adjustment(form, *(texts.get(heading, "") for heading in ADJUSTMENT_COLUMNS)))
            except ToolkitError as error:
                faults.append(f"第 {number} 行：{error}")
    if faults:
        raise ToolkitError("调整表有误，没有采用：\n  " + "\n  ".join(faults) + "\n", "请改正后重试。")
    return tuple(found)


def cell_called(form: Form, text: str) -> Cell:
    """The cell of this id, or with these words for its row and column (``行政规范性文件 本年制发件数``).

    Raises :class:`ToolkitError` where there is none, or more than one.
    """
    by_id = form.cell(text.strip())
    if by_id is not None:
        return by_id
    meant = _NO_MEANING.sub("", text)
    found = [cell for cell in form.cells if meant in _names_of(cell)]
    if len(found) == 1:
        return found[0]
    if found:
        listed = "、".join(f"{cell.id}（{place_of_cells(form, (cell.id,))}）" for cell in found)
        raise ToolkitError(f"“{text}”可以是 {len(found)} 格：{listed}。", "请写明是哪一格的编号。")
    remedy = "请写行名和列名，如“行政规范性文件 本年制发件数”，或单元格编号，如 proactive.normative_documents.issued。"
    raise ToolkitError(f"没有叫“{text}”的格。", remedy)


def applied(
    adjustment: Adjustment, counted: Mapping[str, Number], inside: Collection[str]
) -> tuple[Adjustment | None, str]:
    """What `adjustment` amounts to in a total, None where it has no place there, and a sentence where that is not all.

    `counted`: what each unit adds to the cell; `inside`: units that are in a total of a lower level, where nobody can
    see what they added.
    """
    if not adjustment.units:
        return adjustment, ""
    told = f"{adjustment.reason}（{ADJUSTMENT_NAMES[adjustment.kind]}，{adjustment.name}）"
    there = [unit for unit in adjustment.units if unit in counted or unit in inside]
    if adjustment.kind == "correction":
        return (adjustment, "") if there else (None, f"{told}说的{'、'.join(adjustment.units)}没有计入，没有调整。")
    documents = -adjustment.amount // (len(adjustment.units) - 1)
    there = [unit for unit in there if unit in inside or counted[unit] >= documents]
    if len(there) == len(adjustment.units):
        return adjustment, ""
    absent = "、".join(unit for unit in adjustment.units if unit not in there)
    if len(there) < 2:  # what one alone counted is counted once
        return None, f"{told}：{absent}没有计入或没有报这么多件，没有重复，没有扣减。"
    fewer = -int(documents) * (len(there) - 1)
    return replace(adjustment, amount=fewer), f"{told}：{absent}没有计入或没有报这么多件，只扣减 {-fewer}。"


def _names_of(cell: Cell) -> Iterator[str]:
    """Every way to call a cell by its labels."""
    rows = {name for label in (cell.row.label, cell.row.short) for name in (label, _NUMBERING.sub("", label))}
    columns = {cell.column.label, cell.column.short}
    tables = ("", cell.table.sheet, cell.table.title)
    return (_NO_MEANING.sub("", "".join(words)) for words in product(tables, rows, columns))


def _units(units: str | Sequence[str]) -> tuple[str, ...]:
    texts = _SEPARATORS.split(units) if isinstance(units, str) else units
    return tuple(dict.fromkeys(name for text in texts if (name := _line(text))))


def _line(text: str) -> str:
    """A text on one line."""
    return " ".join(clean_text(text).split())


def _number(text: str, where: str) -> Number:
    value, _ = read_value(text)
    if not is_number(value) or value == 0:
        problem = f"{where}的调整数额“{text}”不是数。" if value != 0 else f"{where}的调整数额是0，没有意义。"
        raise ToolkitError(problem, "请写带正负号的数，如 -1。")
    return value


def _joint_amount(text: str, units: tuple[str, ...], where: str) -> Number:
    """−(n − 1) for each document; one document where nothing else is said."""
    fewer = len(units) - 1
    if fewer < 1:
        raise ToolkitError(f"{where}的联合制发没有写明哪几个单位。", "请写出每个制发单位（至少两个）。")
    number = _number(text, where) if text.strip() else -fewer
    if number > 0 or number % fewer:
        written = plain_number(number)
        problem = f"{where}的联合制发有 {len(units)} 个单位，扣减的数应当是 -{fewer} 的倍数，写的是 {written}。"
        raise ToolkitError(problem, "一份文件由几个单位联合制发，只计一次，扣减“单位数减一”。")
    return number
