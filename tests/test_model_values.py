"""What was in a cell → what it is worth. Nothing becomes a number by guessing, and nothing becomes 0 but a 0."""

import datetime as dt
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.model import Number, Value, clean_text, plain_number, proposed_number, read_value, show

AS_TEXT = "数字以文本形式存放"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (None, None),
        ("", None),
        ("   ", None),
        ("\t\n", None),
        ("\u3000", None),
        ("\xa0", None),
        ("\u200b", None),
        ("\ufeff", None),
        (0, 0),
        (3, 3),
        (-3, -3),
        (1.0, 1),
        (1.5, Decimal("1.5")),
        (0.1, Decimal("0.1")),
        (-0.0, 0),
        (1e-7, Decimal("0.0000001")),
        (1e20, 10**20),
        (18651.064104, Decimal("18651.064104")),
        (Decimal("1.50"), Decimal("1.5")),
        (Decimal("12.000"), 12),
        (Decimal("0E+9"), 0),
        (10**27, 10**27),
        (10**28, str(10**28)),
        (10**30, str(10**30)),
        (-(10**30), str(-(10**30))),
        pytest.param(10**5000, str(Decimal(10**5000)), id="5001 digits"),
        (1e300, "1E+300"),
        (Decimal("1e400"), "1E+400"),
        (Decimal("1e-400"), "1E-400"),
        (Decimal("1." + "0" * 30 + "1"), "1." + "0" * 30 + "1"),
        (float("nan"), "NaN"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
        (Decimal("NaN"), "NaN"),
        (True, "TRUE"),
        (False, "FALSE"),
        (dt.datetime(2024, 1, 2, 3, 4, 5), "2024-01-02 03:04:05"),  # noqa: DTZ001 -- spreadsheets know no zones
        (dt.date(2024, 1, 2), "2024-01-02"),
        (dt.time(3, 4), "03:04:00"),
        ([1], "[1]"),
        ({"a": 1}, "{'a': 1}"),
    ],
)
def test_what_a_library_hands_over(raw: object, value: Value) -> None:
    reading = read_value(raw)

    assert (reading.value, type(reading.value), reading.note) == (value, type(value), "")


@pytest.mark.parametrize(
    ("text", "value", "note"),
    [
        ("3", 3, AS_TEXT),
        ("0", 0, AS_TEXT),
        ("007", 7, AS_TEXT),
        ("-3", -3, AS_TEXT),
        ("+3", 3, AS_TEXT),
        ("1.5", Decimal("1.5"), AS_TEXT),
        ("1.0", 1, AS_TEXT),
        ("1,234", 1234, AS_TEXT),
        ("1,234,567.89", Decimal("1234567.89"), AS_TEXT),
        ("１２", 12, "写作“１２”"),
        ("１，２３４", 1234, "写作“１，２３４”"),
        ("－3", -3, "写作“－3”"),
        ("１．５", Decimal("1.5"), "写作“１．５”"),
        (" 12 ", 12, "写作“12”"),
        ("\xa012\xa0", 12, "写作“12”"),
        ("\u300012", 12, "写作“12”"),
        ("12\n", 12, "写作“12”"),
        ("\u200b12", 12, "写作“\u200b12”"),
        ("1\u200b2", 12, "写作“1\u200b2”"),
        ("12\x00", 12, AS_TEXT),
        ("9" * 28, int("9" * 28), AS_TEXT),
    ],
)
def test_text_that_is_clearly_a_number_is_one_with_a_note(text: str, value: Number, note: str) -> None:
    reading = read_value(text)

    assert (reading.value, type(reading.value), reading.note) == (value, type(value), note)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "12件",
            "12 件",
            "约12",
            "12个",
            "十二",
            "12（其中修订16件）",
            "22（其中修订16件）",
            "251000元",
            "3万",
            "50%",
        ),
        *("无", "没有", "—", "——", "-", "/", "N/A", "不适用", "空", "O", "l2", "〇", "零"),
        *("=1+1", "=SUM(A1:A3)", "#REF!", "TRUE", "nan", "inf", "Infinity", "1e5", "0x10", "1_000"),
        *("1,2", "1,23", "12,34,567", ",123", "1,234,", "1.2.3", ".5", "5.", "1 2", "1 234", "1'234"),
        *("--3", "+-3", "3-", "(3)", "（3）", "2²", "①", "Ⅻ", "½", "٣", "३", "𝟏𝟐", "１２件"),
        *("1" * 29, "0" * 29, pytest.param("1" * 100_000, id="100000 digits")),
    ],
)
def test_text_that_is_not_clearly_a_number_stays_as_it_is(text: str) -> None:
    assert read_value(text) == (text, "")


@given(st.text() | st.text(alphabet="0０٠〇零.,-+ \u200b１1件e"))
def test_nothing_becomes_0_but_zeros(text: str) -> None:
    if read_value(text).value == 0:
        digits = {unicodedata.digit(c) for c in text if unicodedata.digit(c, None) is not None}
        assert digits == {0}


@given(
    st.none() | st.booleans() | st.floats() | st.integers() | st.decimals() | st.text() | st.dates() | st.datetimes()
)
def test_whatever_a_cell_holds_can_be_read_and_read_again(raw: object) -> None:
    value = read_value(raw).value

    assert isinstance(value, int | Decimal | str | None)
    assert not isinstance(value, bool)
    assert read_value(value).value == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_a_number_is_the_same_however_it_comes(number: Decimal) -> None:
    assert read_value(number).value == read_value(plain_number(number)).value == number


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("12件", "件", 12),
        ("12 件", "件", 12),
        ("１２件", "件", 12),
        ("3条", "件", 3),
        ("1,234件", "件", 1234),
        ("1.5万元", "万元", Decimal("1.5")),
        ("12345元", "万元", Decimal("1.2345")),
        ("10000元", "万元", 1),
        ("251000元", "元", 251000),
        ("12元", "件", None),
        ("12件", "万元", None),
        ("1,2件", "件", None),
        ("约12件", "件", None),
        ("12件3", "件", None),
        ("22（其中修订16件）", "件", None),
        ("无", "件", None),
        ("", "件", None),
        ("1" * 40 + "件", "件", None),
    ],
)
def test_the_number_a_person_most_likely_meant(text: str, unit: str, number: Number | None) -> None:
    assert proposed_number(text, unit) == number


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "空白"), (12, "12"), (Decimal("0.0000001"), "0.0000001"), ("无", "“无”"), (Decimal("1E+3"), "1000")],
)
def test_a_value_is_shown_as_a_person_writes_it(value: Value, shown: str) -> None:
    assert show(value) == shown


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("第一段\r\n第二段\r第三段", "第一段\n第二段\n第三段"),
        ("文\x00字\x0b\x1f\x7f", "文字"),
        ("半个\ud83d字符", "半个字符"),
        ("\ufffe\uffff", ""),
        ("制表\t符、换行\n留着", "制表\t符、换行\n留着"),
        ("生僻字𠮷、emoji😀留着", "生僻字𠮷、emoji😀留着"),
    ],
)
def test_text_keeps_only_what_every_office_file_can_hold(text: str, clean: str) -> None:
    assert clean_text(text) == clean
