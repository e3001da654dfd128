"""The vocabulary of the tests: a filled form is a small table of text.

    report = filled('''
        requests  | natural_person | enterprise
        received  | 3              | 1
        granted   | 3              | ·
        ''')

Every cell that is not mentioned is 0; ``·`` is a blank, and what is no number is there as text. A line that starts
with the id of a table opens its columns.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from toolkit.forms import Form, find_form
from toolkit.model import Report, Value, read_data_file, read_value

FORM = find_form("zfxxgk", "2021")
CASES = Path(__file__).parent / "cases"

NARRATIVE = {block.id: f"本年度{block.title}工作按要求开展。" for block in FORM.blocks if block.required} | {
    "other_matters": "本年度未收取信息处理费。"
}


def filled(  # noqa: PLR0913 -- all of them are rarely given, and by name
    text: str = "",
    *,
    blank: bool = False,
    form: Form = FORM,
    year: int = 2024,
    unit: str = "示范区民政局",
    narrative: Mapping[str, str] = NARRATIVE,
    explanations: Mapping[str, str] | None = None,
    zero_return: bool = False,
) -> Report:
    """A report whose cells are those of the table `text`; the others are 0 (or blank)."""
    values: dict[str, Value] = dict.fromkeys((cell.id for cell in form.inputs), None if blank else 0)
    values |= dict(_cells(text, form))
    return Report(form, year, unit, "mzj", values, narrative, explanations or {}, zero_return)


def published(case: str) -> Report:
    """A report that a unit really published, as it stands in ``tests/cases``."""
    report, _ = read_data_file((CASES / f"{case}.json").read_bytes())
    return report


def _cells(text: str, form: Form) -> Iterator[tuple[str, Value]]:
    table, columns = "", [""]
    for line in filter(str.strip, text.splitlines()):
        name, *contents = (item.strip() for item in line.split("|"))
        if name in {item.id for item in form.tables}:
            table, columns = name, contents
            continue
        for column, content in zip(columns, contents, strict=True):
            cell = f"{table}.{name}.{column}"
            assert form.cell(cell), f"没有单元格 {cell}"
            yield cell, read_value("" if content == "·" else content).value
