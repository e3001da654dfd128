"""The data file: JSON in and out, and what is said of one that cannot be read."""

import json
import re
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reports import FORM, filled

from toolkit.errors import ToolkitError, UnreadableFile
from toolkit.model import Report, Value, clean_text, read_data_file, read_value, write_data_file

CELL = "requests.received.natural_person"
FEES = "proactive.administrative_fees.amount_wan_yuan"
DERIVED = {cell.id for cell in FORM.cells if cell.derived}
BASE: dict[str, object] = {"form": "zfxxgk", "edition": "2021", "year": 2024, "unit": "示范区民政局"}


def data(**keys: object) -> bytes:
    return json.dumps(BASE | keys, ensure_ascii=False).encode()


def read(**keys: object) -> Report:
    return read_data_file(data(**keys))[0]


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("3", 3),
        ("3.0", 3),
        ("0.1", Decimal("0.1")),
        ("18651.064104", Decimal("18651.064104")),
        ('"18651.064104"', Decimal("18651.064104")),
        ("1E2", 100),
        ("null", None),
        ('""', None),
        ('"/"', "/"),
        ('"22（其中修订16件）"', "22（其中修订16件）"),
        ("true", "TRUE"),
        ("[1]", "[1]"),
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("1e400", "1E+400"),
        pytest.param("1e" + "9" * 30, "1e" + "9" * 30, id="an exponent beyond all bounds"),
        pytest.param("9" * 100_000, "9" * 100_000, id="an integer of 100000 digits"),
        ('"\\u0000\\ud800"', None),
    ],
)
def test_a_value_is_read_exactly(content: str, value: Value) -> None:
    text = data(values={CELL: 0}).decode().replace(f'"{CELL}": 0', f'"{CELL}": {content}')
    assert read_data_file(text.encode())[0].values == {CELL: value}


def test_a_cell_that_is_not_in_the_file_is_not_in_the_report() -> None:
    assert read(values={CELL: 3}).values == {CELL: 3}


def test_a_zero_return_declares_its_blanks_to_be_zeros() -> None:
    report = read(zero_return=True, values={CELL: None, FEES: 2})
    assert (report.values, report.zero_return) == ({CELL: 0, FEES: 2}, True)


@pytest.mark.parametrize("declared", ["是", 1, "true", None, False], ids=repr)
def test_only_true_declares_a_zero_return(declared: object) -> None:
    assert read(zero_return=declared, values={CELL: None}).values == {CELL: None}


def test_a_byte_order_mark_is_no_fault() -> None:
    report, findings = read_data_file(b"\xef\xbb\xbf" + data(values={CELL: 3}))
    assert (report.values[CELL], findings) == (3, ())


def test_a_file_without_edition_is_on_the_one_of_its_year() -> None:
    content = json.dumps({"year": 2024, "values": {CELL: 3}}).encode()
    assert read_data_file(content)[0].form == FORM


def test_empty_paragraphs_are_no_paragraphs() -> None:
    assert read(narrative={"problems": " \n", "preface": "前言\r\n。", "other_matters": None}).narrative == {
        "preface": "前言\n。"
    }


def test_the_name_of_the_unit_comes_without_what_no_file_may_hold() -> None:
    report = read(unit=" 示范区\u0000民政局\n", unit_code=7)
    assert (report.unit, report.unit_code) == ("示范区民政局", "7")


def test_last_year_holds_only_what_rules_need_and_what_is_a_number() -> None:
    carried = "requests.carried_out.natural_person"
    report = read(last_year={carried: 2, "requests.carried_out.enterprise": "无", CELL: 3})
    assert report.last_year == {carried: 2}


def test_a_cell_the_form_does_not_have_is_a_query() -> None:
    _, (finding,) = read_data_file(data(values={"requests.otherwise.nobody": 1}))

    assert (finding.rule, finding.severity, finding.key) == (
        "cells.unknown",
        "query",
        "cells.unknown@requests.otherwise.nobody",
    )
    assert finding.message == "2021版表式里没有单元格 requests.otherwise.nobody，这一数值没有采用。"


def test_a_count_written_as_text_is_a_hint() -> None:
    _, (finding,) = read_data_file(data(values={CELL: "１２"}))

    assert (finding.rule, finding.severity, finding.actual) == ("cells.number_as_text", "hint", 12)
    assert finding.message == "“三、申请办理”表“一、本年新收”行“自然人”列（D4）：写作“１２”，已按 12 读取。"


def test_an_amount_written_as_text_is_as_it_should_be() -> None:
    assert read_data_file(data(values={FEES: "18651.064104"}))[1] == ()


# --- what cannot be read ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"", "不是合法的 JSON 数据文件（第 1 行第 1 列）。", id="empty"),
        pytest.param(b"{", "不是合法的 JSON 数据文件（第 1 行第 2 列）。", id="cut off"),
        pytest.param(b'{"a": 1,\n}', "不是合法的 JSON 数据文件（第 2 行第 1 列）。", id="a comma too many"),
        pytest.param("年报".encode(), "不是合法的 JSON 数据文件（第 1 行第 1 列）。", id="prose"),
        pytest.param(b"PK\x03\x04", "不是合法的 JSON 数据文件（第 1 行第 1 列）。", id="a workbook"),
        pytest.param(data().decode().encode("gb18030"), "不是 UTF-8 编码的数据文件。", id="gbk"),
        pytest.param(data().decode().encode("utf-16"), "不是 UTF-8 编码的数据文件。", id="utf-16"),
        pytest.param(b"[" * 200_000, "不是合法的 JSON 数据文件（嵌套过深）。", id="200000 brackets"),
        pytest.param(b"[]", "数据文件的内容不是一份报告。", id="a list"),
        pytest.param(b"3", "数据文件的内容不是一份报告。", id="a number"),
        pytest.param(b"null", "数据文件的内容不是一份报告。", id="null"),
        pytest.param(data(year=None), "数据文件没有写明报告年度（year）。", id="no year"),
        pytest.param(data(year="2024"), "数据文件没有写明报告年度（year）。", id="a year as text"),
        pytest.param(data(year=1999), "数据文件没有写明报告年度（year）。", id="a year before the regulation"),
        pytest.param(data(year=20244), "数据文件没有写明报告年度（year）。", id="a year of five digits"),
        pytest.param(data(year=True), "数据文件没有写明报告年度（year）。", id="true for a year"),
        pytest.param(data(edition="1999"), "没有表式 zfxxgk 的 1999版。", id="an unknown edition"),
        pytest.param(data(form="qita"), "没有表式 qita 的 2021版。", id="an unknown form"),
        pytest.param(data(form=["zfxxgk"]), "没有表式 ['zfxxgk'] 的 2021版。", id="a list for a form"),
        pytest.param(data(values=[1]), "数据文件的 values 不是一组“名称: 内容”。", id="a list of values"),
        pytest.param(data(narrative="无"), "数据文件的 narrative 不是一组“名称: 内容”。", id="prose for paragraphs"),
    ],
)
def test_what_is_no_data_file_is_refused_in_one_sentence_with_a_remedy(content: bytes, problem: str) -> None:
    with pytest.raises(ToolkitError) as caught:
        read_data_file(content)
    assert caught.value.problem == problem
    assert caught.value.remedy


@given(
    st.binary()
    | st.text().map(str.encode)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(str).map(str.encode)
)
def test_no_bytes_make_the_reader_fail_otherwise(content: bytes) -> None:
    with pytest.raises(ToolkitError):
        read_data_file(content)


# --- writing ---------------------------------------------------------------------------------------------------------


def test_totals_are_computed_not_copied() -> None:
    report = filled("requests | natural_person | total\nreceived | 3 | 99")
    assert json.loads(write_data_file(report))["values"]["requests.received.total"] == 3


def test_a_total_over_a_blank_is_left_out() -> None:
    values = json.loads(write_data_file(filled("requests | natural_person\nreceived | ·")))["values"]

    assert values[CELL] is None
    assert "requests.received.total" not in values


def test_cells_are_written_in_the_order_of_the_form() -> None:
    report = Report(FORM, 2024, "示范区民政局", values={CELL: 3, FEES: 2})
    assert list(json.loads(write_data_file(report))["values"]) == [FEES, CELL]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("0.1"), "0.1"),
        (Decimal("18651.064104"), "18651.064104"),
        (Decimal("0.0000001"), '"0.0000001"'),
        (Decimal("0.10"), '"0.10"'),
        (Decimal("1234567890123.123456"), '"1234567890123.123456"'),
        ("22（其中修订16件）", '"22（其中修订16件）"'),
        (None, "null"),
    ],
)
def test_a_decimal_is_a_number_only_where_a_float_keeps_its_digits(value: Value, written: str) -> None:
    text = write_data_file(Report(FORM, 2024, "示范区民政局", values={FEES: value}))

    assert re.findall(rf'"{re.escape(FEES)}": (.*)', text) == [written]


def test_further_keys_are_written_after_the_report() -> None:
    assert list(json.loads(write_data_file(filled(), {"sources": ["a.xlsx"]})))[-1] == "sources"


VALUES = (
    st.none()
    | st.integers(-(10**27), 10**27)
    | st.decimals(0, 10**12, places=6)
    | st.text(max_size=20)
    | st.sampled_from(["=1+1", "1,2", "12件", "无", "TRUE", "9" * 40, "1E+400", "-"])
).map(lambda raw: read_value(raw).value)
TEXTS = st.text(max_size=40).map(clean_text).filter(str.strip)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    values=st.dictionaries(st.sampled_from([cell.id for cell in FORM.inputs]), VALUES, max_size=30),
    narrative=st.dictionaries(st.sampled_from([block.id for block in FORM.blocks]), TEXTS),
    explanations=st.dictionaries(st.just(f"years.carry_over@{CELL}"), TEXTS),
    unit=TEXTS.map(str.strip),
    year=st.integers(2021, 2100),
)
def test_what_is_written_is_read_back_the_same(
    values: dict[str, Value], narrative: dict[str, str], explanations: dict[str, str], unit: str, year: int
) -> None:
    report = Report(FORM, year, unit, "mzj", values, narrative, explanations)
    again, _ = read_data_file(write_data_file(report).encode())

    assert {cell: value for cell, value in again.values.items() if cell not in DERIVED} == values
    assert {cell: again.values.get(cell) for cell in DERIVED} == report.totals
    assert (again.unit, again.year, again.narrative, again.explanations) == (unit, year, narrative, explanations)


def test_writing_twice_gives_the_same_bytes() -> None:
    first = write_data_file(filled("requests | natural_person\nreceived | 3"))
    assert write_data_file(read_data_file(first.encode())[0]) == first


def test_an_unreadable_file_is_an_error_of_the_clerk() -> None:
    assert issubclass(UnreadableFile, ToolkitError)
