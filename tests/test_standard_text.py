"""Standard sentences: proper prose whatever is zero, no number but those of the tables, the same in Excel."""

import io
import random
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from golden_file import golden
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office import libreoffice_saves

from toolkit.errors import DefinitionError
from toolkit.forms import find_form
from toolkit.forms.sentences import BlockSentences, Sentences, find_sentences, load_sentences
from toolkit.model import Report, Value, plain_number
from toolkit.model.standard_text import fill_placeholders, standard_text
from toolkit.workbook import write_workbook
from toolkit.workbook.sentences import NOT_FILLED, sentence_formula
from toolkit.workbook.sheets import names

FORM = find_form("zfxxgk", "2021")
SENTENCES = find_sentences(FORM)
INPUTS = [cell.id for cell in FORM.inputs]


def report(changes: Mapping[str, Value], narrative: Mapping[str, str] | None = None) -> Report:
    """All zero but for `changes`."""
    unknown = set(changes) - set(INPUTS)
    assert not unknown, unknown
    values: dict[str, Value] = {**dict.fromkeys(INPUTS, 0), **changes}
    return Report(FORM, 2024, "示范区民政局", "mzj", values, dict(narrative or {}))


def requests(rows: str, column: str = "natural_person") -> dict[str, Value]:
    """``received 3, granted 2``"""
    pairs = (part.split() for part in rows.split(","))
    return {f"requests.{row}.{column}": int(number) for row, number in pairs}


def proceedings(row: str, upheld: int = 0, corrected: int = 0, other: int = 0, pending: int = 0) -> dict[str, Value]:
    numbers = {"upheld": upheld, "corrected": corrected, "other_outcome": other, "pending": pending}
    return {f"proceedings.{row}.{column}": number for column, number in numbers.items()}


def documents(
    issued: int = 0, repealed: int = 0, in_force: int = 0, row: str = "normative_documents"
) -> dict[str, Value]:
    numbers = {"issued": issued, "repealed": repealed, "in_force": in_force}
    return {f"proactive.{row}.{column}": number for column, number in numbers.items()}


def decisions(licensing: int = 0, penalties: int = 0, compulsory_measures: int = 0) -> dict[str, Value]:
    numbers = {"licensing": licensing, "penalties": penalties, "compulsory_measures": compulsory_measures}
    return {f"proactive.{row}.decisions": number for row, number in numbers.items()}


FEES = "proactive.administrative_fees.amount_wan_yuan"
EVERY_RESULT = ", ".join(
    f"{row.id} {number}"
    for number, row in enumerate((row for part in FORM.table("requests").parts for row in part.rows[2:-2]), 1)
)

CASES: dict[str, Report] = {
    "all_zero": report({}),
    "one_natural_person": report(
        requests("received 1, granted 1") | documents(issued=3, in_force=37) | decisions(licensing=55, penalties=7)
    ),
    "one_enterprise_pending": report(requests("received 1, carried_out 1", "enterprise")),
    "persons_and_organizations": report(
        requests("received 4, carried_in 1, granted 3, unavailable_not_held 1, carried_out 1")
        | requests("received 2, granted 1, not_processed_repeated 1", "legal_service")
    ),
    "only_carried_in": report(requests("carried_in 2, denied_third_party 1, denied_process 1")),
    "carried_in_and_out": report(requests("carried_in 1, carried_out 1")),
    "every_result": report(
        requests(f"received 250, carried_in 12, {EVERY_RESULT}, carried_out 31")
        | documents(2, 5, 41)
        | decisions(1208, 319, 26)
        | {FEES: Decimal("7730.28")}
    ),
    "fee_unpaid": report(requests("received 3, partly_granted 1, otherwise_fee_unpaid 2")),
    "only_reviews": report(requests("received 2, granted 2") | proceedings("review", 1, 2, 3, 4)),
    "suits_pending": report(requests("received 2, granted 2") | proceedings("direct_suit", pending=3)),
    "suits_after_review": report(
        proceedings("review", upheld=2) | proceedings("suit_after_review", upheld=1, pending=1)
    ),
    "reviews_and_both_suits": report(
        proceedings("review", 10, 1) | proceedings("direct_suit", 0, 1, 2) | proceedings("suit_after_review", 5)
    ),
    "only_repealed": report(documents(repealed=4) | decisions(compulsory_measures=1)),
    "government_rules": report(documents(1, 0, 11, "government_rules") | documents(repealed=26, in_force=66)),
    "rules_all_repealed": report(documents(0, 2, 0, "government_rules") | documents(1, 1, 0)),
    "fees_with_decimals": report({FEES: Decimal("18651.064104")}),
    "fees_of_one_fen": report({FEES: Decimal("0.000001")} | decisions(1, 0, 1)),
    "big_city": report(
        requests(
            "received 3001, carried_in 30, granted 1300, partly_granted 440, denied_prohibited_by_law 31, "
            "denied_query_matter 105, unavailable_not_held 769, not_processed_petition 62, "
            "otherwise_not_corrected 71, otherwise_other 150, carried_out 103"
        )
        | requests("received 90, granted 62, partly_granted 14, denied_third_party 14", "enterprise")
        | requests("received 28, carried_in 4, granted 32", "other_organization")
        | proceedings("review", 72, 64, 178, 37)
        | proceedings("direct_suit", 13, 4, 8, 1)
        | proceedings("suit_after_review", 12, 1, 1, 6)
        | documents(1, 0, 11, "government_rules")
        | documents(8, 26, 66)
        | decisions(447228, 3985758, 88283)
        | {FEES: Decimal("96171.6")}
    ),
    "blank_among_requests": report(
        requests("received 5, granted 5") | {"requests.granted.enterprise": None} | documents(1, 0, 1)
    ),
    "text_among_reviews": report(requests("received 5, granted 5") | {"proceedings.review.upheld": "无"}),
}


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str) -> None:
    texts = standard_text(CASES[name], SENTENCES)
    golden(f"standard_text/{name}.txt", "".join(f"【{block}】\n{text}\n" for block, text in texts.items()))


def test_only_blocks_with_something_to_say() -> None:
    assert set(standard_text(CASES["all_zero"], SENTENCES)) == {"overview.proactive", "overview.on_request"}
    assert set(standard_text(CASES["fee_unpaid"], SENTENCES)) >= {"other_matters"}
    assert standard_text(report(dict.fromkeys(INPUTS)), SENTENCES) == {}
    assert standard_text(Report(FORM, 2024, "某局"), SENTENCES) == {}


def test_claimed_totals_are_not_believed() -> None:
    honest = CASES["one_natural_person"]
    claimed = dict(honest.values) | {"requests.received.total": 99, "requests.results_total.total": 98}
    assert standard_text(Report(FORM, 2024, "某局", values=claimed), SENTENCES) == standard_text(honest, SENTENCES)


# --- properties ------------------------------------------------------------------------------------------------------

counts = st.one_of(st.just(0), st.integers(0, 3), st.integers(0, 10**9))
amounts = st.decimals(0, 10**6, places=6)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    drawn: dict[str, Value] = draw(st.dictionaries(st.sampled_from(INPUTS), counts, max_size=30))
    return report(drawn | {FEES: draw(st.one_of(st.just(0), amounts))})


@given(reports())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_number_is_one_of_the_tables(filled: Report) -> None:
    known = {shown(filled.computed(cell.id)) for cell in FORM.cells} | set(map(shown, group_sums(filled)))
    for text in standard_text(filled, SENTENCES).values():
        assert set(re.findall(r"[0-9.]+", text)) <= known


def shown(value: Value) -> str:
    assert isinstance(value, int | Decimal)
    return plain_number(value)


def group_sums(filled: Report) -> list[int]:
    """What the form groups without a total of its own: 法人或其他组织, （三）…（六）, 行政诉讼."""

    def total(pattern: str) -> int:
        return sum(
            value for cell in INPUTS if re.fullmatch(pattern, cell) and isinstance(value := filled.values[cell], int)
        )

    results = [rf"requests\.{band}_\w+\.\w+" for band in ("denied", "unavailable", "not_processed", "otherwise")]
    return [
        total(r"requests\.received\.(?!natural_person)\w+"),
        total(r"proceedings\.(direct_suit|suit_after_review)\.\w+"),
        *map(total, results),
    ]


@given(reports())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_punctuation_is_in_order(filled: Report) -> None:
    for text in standard_text(filled, SENTENCES).values():
        assert re.search(r"[，；：、（。][，；：、）。]|）（|[{}]|None", text) is None, text
        assert not text.startswith(tuple("，；：、。）"))
        assert text.endswith("。")
        assert text.count("（") == text.count("）")


@given(reports(), st.sampled_from(INPUTS), st.sampled_from([None, "无", "12件", -1]))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_sentence_without_its_number_is_left_out(filled: Report, cell: str, defect: Value) -> None:
    whole = standard_text(filled, SENTENCES)
    damaged = Report(FORM, 2024, "某局", values=dict(filled.values) | {cell: defect})
    for block, text in standard_text(damaged, SENTENCES).items():
        assert "-" not in text
        remaining = iter(whole[block].split("。"))
        assert all(sentence in remaining for sentence in text.split("。"))


# --- the live formula ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", SENTENCES.blocks, ids=lambda block: block.block)
def test_formula_is_within_the_limits_of_spreadsheets(block: BlockSentences) -> None:
    formula = sentence_formula(CASES["all_zero"], block).formula
    assert len(formula) <= 8000
    literals = re.findall(r'"((?:[^"]|"")*)"', formula)
    assert max(map(len, literals)) <= 255
    functions = re.findall(r"[A-Z]+(?=\()", re.sub(r'"(?:[^"]|"")*"', '""', formula))
    assert set(functions) <= {"IF", "SUM", "COUNTIF", "COUNTA"}


def test_cached_value_is_the_standard_text() -> None:
    for case in CASES.values():
        texts = standard_text(case, SENTENCES)
        for block in SENTENCES.blocks:
            cached = sentence_formula(case, block).value
            assert cached in (texts.get(block.block, ""), NOT_FILLED)


def random_report(rng: random.Random) -> Report:
    """Sparse or full, small or large, at times with a blank, a text or a negative number."""
    density = rng.choice([0.0, 0.02, 0.1, 0.5, 1.0])
    values: dict[str, Value] = {
        cell: rng.choice([1, 2, 3, 17, 1208, 447228]) if rng.random() < density else 0 for cell in INPUTS
    }
    fees: list[Value] = [0, 5, Decimal("12.50"), Decimal("18651.064104"), Decimal("0.000001"), Decimal("0.01")]
    values[FEES] = rng.choice(fees)
    if rng.random() < 0.3:
        defects: list[Value] = [None, "无", "12件", -3, Decimal("1.5")]
        values[rng.choice(INPUTS)] = rng.choice(defects)
    return Report(FORM, 2024, "示范区民政局", "mzj", values)


def with_formulas(filled: Report, changes: Mapping[str, object] | None = None) -> bytes:
    """The workbook of a unit with the formulas on a sheet of its own; `changes`: what someone types into it later."""
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(filled)))
    for reference, content in (changes or {}).items():
        sheet, _, address = reference.partition("!")
        book[sheet.strip("'")][address.replace("$", "")].value = content
    sheet = book.create_sheet("参考语句")
    for row, block in enumerate(SENTENCES.blocks, 1):
        sheet.cell(row, 1).value = sentence_formula(filled, block).formula
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.libreoffice
def test_libreoffice_writes_the_same_sentences(tmp_path: Path) -> None:
    rng = random.Random(6)
    filled = [*CASES.values(), *(random_report(rng) for _ in range(32))]
    expected = [[sentence_formula(item, block).value for block in SENTENCES.blocks] for item in filled]
    contents = [with_formulas(item) for item in filled]

    one = CASES["one_natural_person"]
    zeros = {address(cell): None for cell in INPUTS if one.values[cell] == 0}
    contents.append(with_formulas(one, zeros | {names.zero_return_cell(): "是"}))
    expected.append([sentence_formula(one, block).value for block in SENTENCES.blocks])
    for typed in ("12", "无", -1):  # not TRUE: to LibreOffice that is the number 1
        contents.append(with_formulas(one, {address("requests.received.enterprise"): typed}))
        texts = standard_text(one, SENTENCES)
        expected.append([texts["overview.proactive"], NOT_FILLED, ""])

    saved = libreoffice_saves(contents, tmp_path)
    for content, texts_of_report in zip(saved, expected, strict=True):
        sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)["参考语句"]
        assert [sheet.cell(row, 1).value or "" for row in range(1, len(SENTENCES.blocks) + 1)] == texts_of_report


def address(cell: str) -> str:
    definition = FORM.cell(cell)
    assert definition is not None
    return f"{definition.table.sheet}!{definition.address}"


# --- placeholders ----------------------------------------------------------------------------------------------------

PLACEHOLDERS = [
    ("收到{requests.received.total}件。", "收到3件。"),
    ("{requests.received.total}", "3"),
    ("{requests.received.natural_person}件、{requests.received.enterprise}件", "2件、1件"),
    ("{requests.received.total}{requests.received.total}", "33"),
    ("一\n{requests.carried_in.total}\n二", "一\n0\n二"),
    ("收费{proactive.administrative_fees.amount_wan_yuan}万元", "收费18651.064104万元"),
    ("行政复议{proceedings.review.total}件", "行政复议0件"),
    # a cell without a number: blank, a text, a total over a blank
    ("{requests.granted.enterprise}", None),
    ("{requests.granted.total}", None),
    ("{requests.results_total.total}", None),
    ("{proceedings.direct_suit.upheld}", None),
    # no cell of the form
    ("{requests.received}", None),
    ("{requests.received.everybody}", None),
    ("{requests.received.total.total}", None),
    ("{received.total}", None),
    ("{}", None),
    ("{ requests.received.total }", None),
    ("{Requests.Received.Total}", None),
    ("{requests.received.total:>10}", None),
    ("{requests.received.total!r}", None),
    ("{requests.received.total + requests.carried_in.total}", None),
    ("｛requests.received.total｝", None),
    # hostile
    ("{__class__}", None),
    ("{requests.__class__.__mro__}", None),
    ("{0.__init__.__globals__}", None),
    ("{report.form.cells[0]}", None),
    ("%(requests.received.total)s ${requests_received} <%= 1 %>", None),
    ("\\1 \\g<0>", None),
    # braces in braces, and without their partner
    ("{{requests.received.total}}", None),
    ("{{ requests.received.total }}", None),
    ("{a{requests.received.total}b}", None),
    ("{requests.received.{requests.received.total}}", None),
    ("{requests.received.total", None),
    ("requests.received.total}", None),
    ("}{requests.received.total}{", "}3{"),
    ("{{requests.received.total}", "{3"),
    ("{requests.received.total}}", "3}"),
    ("没有花括号", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "expected"), PLACEHOLDERS)
def test_placeholders(text: str, expected: str | None) -> None:
    """`expected` None: the text stays as it is."""
    values: dict[str, Value] = {
        "requests.received.natural_person": 2,
        "requests.received.enterprise": 1,
        "requests.received.total": 99,
        FEES: Decimal("18651.064104"),
        "requests.granted.enterprise": None,
        "proceedings.direct_suit.upheld": "无",
    }
    claimed = Report(FORM, 2024, "某局", values=dict.fromkeys(INPUTS, 0) | values, narrative={"problems": text})
    filled = fill_placeholders(claimed)
    assert filled.narrative == {"problems": text if expected is None else expected}
    assert fill_placeholders(filled).narrative == filled.narrative
    assert filled.values == claimed.values


@given(
    st.lists(
        st.sampled_from(
            [
                "{",
                "}",
                "{requests.received.total}",
                "requests.received.total",
                "requests.received.",
                "total",
                "1",
                "件",
                "\n",
            ]
        ),
        max_size=20,
    ).map("".join)
)
def test_filling_twice_changes_nothing(text: str) -> None:
    once = fill_placeholders(report(requests("received 1"), {"problems": text}))
    assert fill_placeholders(once).narrative == once.narrative


# --- the definition --------------------------------------------------------------------------------------------------

SENTENCE = '[[blocks]]\nid = "other_matters"\n[[blocks.sentences]]\n'


def item(of: str, text: str = '"{}件"') -> str:
    return f'{SENTENCE}text = [{{ separator = "、", list = [{{ of = "{of}", text = {text} }}] }}]'


RECEIVED = "requests.received.total"
FAULTS = [
    ("blocks = 3", "blocks", "应当是列表"),
    ("blocks = []", "blocks", "不能为空"),
    ("[[blocks]]\nid = 'other_matters'", "blocks[0]", "缺少 sentences"),
    (f"{SENTENCE}texts = ''", "blocks[0].sentences[0]", "缺少 text"),
    (f"{SENTENCE}text = 3", "blocks[0].sentences[0].text", "应当是列表"),
    (f"{SENTENCE}text = ''", "blocks[0].sentences[0].text", "不能为空"),
    (f"{SENTENCE}text = '{'字' * 256}'", "blocks[0].sentences[0].text", "超过 255 字"),
    (f"{SENTENCE}text = [1]", "blocks[0].sentences[0].text[0]", "应当是一组键值"),
    (f"{SENTENCE}text = [{{ text = '一' }}]", "blocks[0].sentences[0].text[0]", "缺少 when"),
    (f"{SENTENCE}text = [{{ list = [] }}]", "blocks[0].sentences[0].text[0]", "缺少 separator"),
    (f"{SENTENCE}text = '一'\nwhen = 1", "blocks[0].sentences[0].when", "应当是列表"),
    (f"{SENTENCE}text = '一'\nunless = '一'", "blocks[0].sentences[0]", "没有 unless 这样的项"),
    (f"{SENTENCE}text = '一'".replace("other_matters", "others"), "blocks[0].id", "没有文字段落 others"),
    (f"{SENTENCE}text = '一'\n{SENTENCE}text = '二'", "blocks", "段落 other_matters 写了不止一次"),
    (
        f"{SENTENCE}text = '{{requests.received.sum}}'",
        "blocks[0].sentences[0].text",
        "没有单元格 requests.received.sum",
    ),
    (f"{SENTENCE}text = '{{__class__}}'", "blocks[0].sentences[0].text", "没有单元格 __class__"),
    (f"{SENTENCE}text = '{{{RECEIVED} + }}'", "blocks[0].sentences[0].text", "缺少单元格"),
    (f"{SENTENCE}text = '{{{RECEIVED} + {RECEIVED}}}'", "blocks[0].sentences[0].text", "加了不止一次"),
    (f"{SENTENCE}text = '{{{RECEIVED} - {RECEIVED}}}'", "blocks[0].sentences[0].text", "没有单元格"),
    (f"{SENTENCE}text = '{{{RECEIVED}'", "blocks[0].sentences[0].text", "大括号不成对"),
    (f"{SENTENCE}text = '{RECEIVED}}}'", "blocks[0].sentences[0].text", "大括号不成对"),
    (f"{SENTENCE}text = ['一', '{{}}件']", "blocks[0].sentences[0].text[1]", "只能用在并列的项"),
    (f"{SENTENCE}text = '一'\nwhen = '{RECEIVED}'", "blocks[0].sentences[0].when", "应当是“和数 > 0”或“和数 = 0”"),
    (f"{SENTENCE}text = '一'\nwhen = '{RECEIVED} > 1'", "blocks[0].sentences[0].when", "应当是“和数 > 0”"),
    (f"{SENTENCE}text = '一'\nwhen = '{RECEIVED} >= 0'", "blocks[0].sentences[0].when", "没有单元格"),
    (f"{SENTENCE}text = '一'\nwhen = ['{RECEIVED} > 0', 'x = 0']", "blocks[0].sentences[0].when", "没有单元格 x"),
    (item("requests.nothing.total"), "blocks[0].sentences[0].text[0].list[0].of", "没有单元格 requests.nothing.total"),
    (item(RECEIVED, '["{}", "{x}"]'), "blocks[0].sentences[0].text[0].list[0].text[1]", "没有单元格 x"),
    (
        item("requests.carried_in.total … requests.received.total"),
        "blocks[0].sentences[0].text[0].list[0].of",
        "先后两格",
    ),
    (item(f"{RECEIVED} … {RECEIVED}"), "blocks[0].sentences[0].text[0].list[0].of", "先后两格"),
    (item(f"{RECEIVED} … proceedings.review.total"), "blocks[0].sentences[0].text[0].list[0].of", "同一列（行）"),
    (item(f"{RECEIVED} … requests.granted.enterprise"), "blocks[0].sentences[0].text[0].list[0].of", "同一列（行）"),
]


@pytest.mark.parametrize(("definition", "key", "problem"), FAULTS)
def test_faults(definition: str, key: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / "sentences.toml").write_text(definition, encoding="utf-8")
    with pytest.raises(DefinitionError) as raised:
        load_sentences(tmp_path, FORM)
    found = [(fault.file, fault.key, fault.problem) for fault in raised.value.faults]
    assert any((file, where) == ("sentences.toml", key) and problem in what for file, where, what in found), found


def test_all_faults_at_once(tmp_path: Path) -> None:
    definition = f"{SENTENCE}text = ['{{x}}', '{{y}}', {{ when = 'z', text = '{{}}' }}]"
    (tmp_path / "sentences.toml").write_text(definition, encoding="utf-8")
    with pytest.raises(DefinitionError) as raised:
        load_sentences(tmp_path, FORM)
    assert [fault.key.removeprefix("blocks[0].sentences[0].") for fault in raised.value.faults] == [
        "text[0]",
        "text[1]",
        "text[2].when",
        "text[2].text",
    ]


def test_an_edition_without_sentences(tmp_path: Path) -> None:
    assert load_sentences(tmp_path, FORM) == Sentences()


def test_sentences_are_loaded_once() -> None:
    assert find_sentences(FORM) is SENTENCES
    assert SENTENCES.block("overview.on_request") is SENTENCES.blocks[1]
    assert SENTENCES.block("problems") is None
