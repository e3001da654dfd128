"""情况说明: what may stand if it is explained — live, with room for the explanation."""

from collections.abc import Iterator

from toolkit.forms import Relation, a1
from toolkit.model import Report, finding_key
from toolkit.workbook.formulas import DIFFERS
from toolkit.workbook.plan import Highlight, SheetPlan, Spot, Validation, lines_needed, quoted
from toolkit.workbook.sheets import names
from toolkit.workbook.sheets.relation_line import HEADINGS, relation_line

FIELD_PREFIX = "explanation:"
_HEADINGS = (*HEADINGS, "情况说明", "编号")
_WIDTHS = (6.0, 14.0, 26.0, 36.0, 10.0, 10.0, 10.0, 10.0, 56.0, 20.0)
_NOTE = "结论为“不符”的，先核对数字；数字无误的，在“情况说明”格里写明原因。相符、未填全、无上年数的不用说明。"
_PROMPT = "数字无误而不相符的，写明原因，例如：机构改革承接某单位未办结申请3件。"


def explanations_sheet(report: Report) -> SheetPlan:
    first = names.FIRST_EXPLANATION_ROW
    lines = list(enumerate(report.form.queries, first))
    others = list(enumerate(_other_keys(report), first + len(lines)))
    last = first + len(lines) + len(others) - 1
    texts = f"{a1(first, names.EXPLANATION)}:{a1(last, names.EXPLANATION)}"
    verdict = f"${a1(first, names.STATE)}"
    spots = (
        Spot(0, 0, "title", "情况说明", 1, len(_HEADINGS)),
        Spot(1, 0, "note", _NOTE, 1, len(_HEADINGS)),
        *(Spot(first - 1, column, "heading", text) for column, text in enumerate(_HEADINGS)),
        *(spot for row, relation in lines for spot in _line(report, relation, row)),
        *(spot for row, key in others for spot in _other_line(report, key, row)),
    )
    return SheetPlan(
        name=names.EXPLANATIONS,
        spots=spots,
        widths=_WIDTHS,
        heights={row: _height(report, key) for row, key in _keys(report, lines, others)} | {0: 30.0, first - 1: 21.0},
        validations=(Validation(texts, None, "情况说明", _PROMPT),),
        highlights=(
            Highlight((texts,), f'=AND({verdict}="{DIFFERS}",LEN({a1(first, names.EXPLANATION)})=0)', "missing"),
            Highlight((f"A{first + 1}:{a1(last, names.STATE)}",), f'={verdict}="{DIFFERS}"', "unbalanced"),
        ),
        frozen=(first, 0),
        repeat_rows=first,
        landscape=True,
        heading="情况说明",
    )


def open_queries_formula(report: Report) -> str:
    """How many lines say 不符 and carry no explanation."""
    first = names.FIRST_EXPLANATION_ROW
    last = first + len(report.form.queries) - 1
    sheet = quoted(names.EXPLANATIONS)
    states = f"{sheet}!{a1(first, names.STATE)}:{a1(last, names.STATE)}"
    texts = f"{sheet}!{a1(first, names.EXPLANATION)}:{a1(last, names.EXPLANATION)}"
    return f'=SUMPRODUCT(({states}="{DIFFERS}")*(LEN({texts})=0))'


def _keys(
    report: Report, lines: list[tuple[int, Relation]], others: list[tuple[int, str]]
) -> Iterator[tuple[int, str]]:
    yield from ((row, finding_key(report.form, relation.rule.name, relation.cells)) for row, relation in lines)
    yield from others


def _other_keys(report: Report) -> list[str]:
    """Explanations of something that has no line of its own, e.g. of a sentence in the narrative."""
    own = {finding_key(report.form, relation.rule.name, relation.cells) for relation in report.form.queries}
    return [key for key in report.explanations if key.partition("#")[0] not in own]


def _line(report: Report, relation: Relation, row: int) -> Iterator[Spot]:
    yield from relation_line(report, relation, row, row - names.FIRST_EXPLANATION_ROW + 1)
    yield from _texts(report, finding_key(report.form, relation.rule.name, relation.cells), row)


def _other_line(report: Report, key: str, row: int) -> Iterator[Spot]:
    yield Spot(row, 0, "centered", row - names.FIRST_EXPLANATION_ROW + 1)
    yield Spot(row, 1, "text", "其他疑点", 1, 7)
    yield from _texts(report, key, row)


def _filed_under(report: Report, key: str) -> str:
    """The key with the digests it was accepted with, where it was."""
    return next((filed for filed in report.explanations if filed.partition("#")[0] == key), key)


def _texts(report: Report, key: str, row: int) -> Iterator[Spot]:
    key = _filed_under(report, key) if "#" not in key else key
    yield Spot(row, names.EXPLANATION, "prose", report.explanations.get(key), field=f"{FIELD_PREFIX}{key}")
    yield Spot(row, names.EXPLANATION_KEY, "note", key)


def _height(report: Report, key: str) -> float:
    text = report.explanations.get(_filed_under(report, key), "")
    return min(409.0, max(32.0, 15.0 * lines_needed(text, _WIDTHS[8]) + 4))
