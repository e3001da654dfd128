"""Totals over many units: nothing changes with their number, and little is held of each."""

import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from reports import FORM, filled
from test_migration import MIXED, NEW

from toolkit.aggregation import Contribution, Gap, Label, Source, Total, add_up
from toolkit.aggregation.batches import Shelf
from toolkit.aggregation.refusals import refuse_twice
from toolkit.disk import write_whole
from toolkit.errors import ToolkitError
from toolkit.model import Each, Member, Report, Value, read_data_file, write_data_file
from toolkit.stages.papers import Earlier, total_as_papers
from toolkit.stages.total_data import total_as_data, total_data
from toolkit.stages.totals import total_as_workbook

CELLS = [cell.id for cell in FORM.inputs]
FEES = "proactive.administrative_fees.amount_wan_yuan"
ISSUED = "proactive.normative_documents.issued"
MANY = 700  # three batches


def unit(number: int, **values: Value) -> Source:
    """A report that has a number of its own in every cell, but for `values` (``a__b`` for the cell ``a.b``)."""
    stated: dict[str, Value] = {cell: number * place % 997 for place, cell in enumerate(CELLS)}
    stated |= {cell.replace("__", "."): value for cell, value in values.items()}
    return Source(f"{number:04}.xlsx", Report(FORM, 2024, f"第{number}局", f"u{number}", stated))


def many(count: int = MANY) -> Iterator[Source]:
    return (unit(number) for number in range(count))


# --- a sequence whose items are made anew ----------------------------------------------------------------------------


def test_items_are_made_anew_and_are_those_of_any_sequence() -> None:
    each = Each(4, lambda: iter("abcd"))

    assert (len(each), list(each), list(each)) == (4, list("abcd"), list("abcd"))
    assert (each[0], each[-1], each[1:3], each[::-1], each[:0]) == ("a", "d", ("b", "c"), tuple("dcba"), ())
    assert each == tuple("abcd") == each
    assert each != tuple("abce")
    assert each != tuple("abc")
    assert each != "abcd"
    assert not Each(0, lambda: iter(()))
    assert hash(each) == hash(tuple("abcd"))
    with pytest.raises(IndexError):
        each[4]


# --- what is laid up is what was there -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        *(0, -3, 10**27 - 1, -(10**18), Decimal("0.5"), Decimal("1.50"), Decimal("123456789012345678901234.56")),
        *(None, "", "无", "[1]", '引"号\\\n', "\ud800", "2024-03-05"),
    ],
)
def test_every_value_comes_back_as_it_was(value: Value) -> None:
    shelf = Shelf()
    given = [unit(1, proactive__normative_documents__issued=value), unit(2), unit(3)]
    given[2] = replace(given[2], report=replace(given[2].report, values={ISSUED: value}))
    for source in given:
        shelf.add(source)

    (batch,) = shelf.batches()
    back = list(batch.sources(2024))
    assert back == given
    assert type(back[0].report.values[ISSUED]) is type(value)
    assert str(back[0].report.values[ISSUED]) == str(value)
    assert batch.values(ISSUED) == [value, given[1].report.values[ISSUED], value]
    assert batch.values("nowhere") == [None, None, None]


def test_a_report_without_any_value_is_laid_up_too() -> None:
    shelf = Shelf()
    source = Source("a", replace(unit(1).report, values={}, members=(Member("甲", "a", "乙"),)), "逾期报送", "市")
    shelf.add(source)
    assert [list(batch.sources(2024)) for batch in shelf.batches()] == [[source]]


def test_words_are_let_go() -> None:
    report = replace(unit(1).report, narrative={"overview": "文字"}, explanations={"k": "说明"})
    (source,) = add_up([Source("a", report)], "汇总").sources
    assert (source.report.narrative, source.report.explanations) == ({}, {})
    assert source.report.values == report.values


# --- many are added as few are ---------------------------------------------------------------------------------------


def test_every_number_of_every_unit_is_told() -> None:
    given = list(many())
    total = add_up(iter(given), "汇总")

    assert total.complete
    assert list(total.sources) == given
    assert list(total.labels) == [Label(s.file, s.report.unit, s.report.unit_code) for s in given]
    assert total.report.members == tuple(Member(s.report.unit, s.report.unit_code) for s in given)
    for cell in CELLS:
        said = [s.report.values[cell] for s in given]
        assert [c.value for c in total.contributions[cell]] == said
        assert total.report.values[cell] == sum(int(str(value)) for value in said)
    assert total.contributions[CELLS[1]][300] == Contribution("第300局", "0300.xlsx", 300)


def test_decimals_are_added_exactly_across_batches() -> None:
    sources = [unit(number, proactive__administrative_fees__amount_wan_yuan=Decimal("0.1")) for number in range(MANY)]
    assert add_up(sources, "汇总").report.values[FEES] == Decimal("70.0")


def test_gaps_are_told_unit_by_unit_in_the_order_of_the_form() -> None:
    last, first = CELLS[-1].replace(".", "__"), CELLS[0].replace(".", "__")
    sources = [*many(500), unit(500, **{last: None, first: "无"}), unit(501, **{first: None})]
    gaps = add_up(sources, "汇总").gaps

    assert gaps == (
        Gap("第500局", "0500.xlsx", CELLS[0], "无"),
        Gap("第500局", "0500.xlsx", CELLS[-1], None),
        Gap("第501局", "0501.xlsx", CELLS[0], None),
    )


def test_what_a_total_contains_is_left_out_wherever_it_stands() -> None:
    inside = (Member("第3局", "u3"), Member("第300局", "x"), Member("别处", "y"))
    county = replace(unit(900), report=replace(unit(900).report, unit="甲县", unit_code="jx", members=inside))
    total = add_up([*many(), county], "全市")

    assert {item.file for item in total.contained} == {"0003.xlsx", "0300.xlsx"}
    assert [s.file for s in total.sources] == [
        *(f"{number:04}.xlsx" for number in range(MANY) if number not in (3, 300)),
        "0900.xlsx",
    ]
    assert total.report.members[-3:] == tuple(replace(member, within="甲县") for member in inside)


def test_a_unit_named_by_three_totals_is_told_for_each_two() -> None:
    members = (Member("城关镇", "cgz"), Member("东乡", "dx"))
    counties = [
        replace(unit(n), report=replace(unit(n).report, unit=name, unit_code=name, members=members))
        for n, name in enumerate(("甲县", "乙县", "丙县"))
    ]
    pairs = [("甲县", "乙县"), ("甲县", "丙县"), ("乙县", "丙县")]
    assert list(add_up(counties, "全市").doubts) == [
        f"“{name}”既列在“{one}”的汇总里，也列在“{other}”的汇总里，可能计了两次。"
        for one, other in pairs
        for name in ("城关镇", "东乡")
    ]


def test_reports_on_several_layouts_come_on_one() -> None:
    old = [
        Source(
            f"m{n}",
            replace(filled("requests | natural_person\nreceived | 4", form=MIXED), unit=f"甲{n}", unit_code=f"a{n}"),
        )
        for n in range(300)
    ]
    total = add_up([*old, *many(300)], "汇总")

    assert {source.report.form for source in total.sources} == {NEW}
    assert len(total.contributions["requests.received.natural_person"]) == 600


@pytest.mark.parametrize(
    ("codes", "first"),
    [(("a", "b", "a"), "0、2"), (("", "b", ""), "0、2"), (("a", "b", ""), "0、2"), (("a", "b", "c", "", "a"), "0、3")],
)
def test_the_first_unit_that_is_there_twice_is_told(codes: tuple[str, ...], first: str) -> None:
    labels = [Label(str(number), f"局{number}" if number == 1 else "局", code) for number, code in enumerate(codes)]
    with pytest.raises(ToolkitError, match=f"“局”有两份报告：{first}。"):
        refuse_twice(labels)


def test_units_of_one_name_with_codes_of_their_own_are_several() -> None:
    refuse_twice([Label(str(n), "教育局", f"u{n}") for n in range(3)])
    refuse_twice([Label(str(n), "", "") for n in range(3)])


# --- the data file, piece by piece -----------------------------------------------------------------------------------


def odd_total() -> Total:
    claimed = unit(1, requests__received__total=7, proactive__administrative_fees__amount_wan_yuan=Decimal("0.35"))
    return add_up([unit(0), claimed, unit(2, proactive__normative_documents__issued='“无"\n')], "示范区")


def test_the_data_file_is_what_json_writes() -> None:
    total = odd_total()
    content = total_as_data(total)
    loaded = json.loads(content)

    assert content == (json.dumps(loaded, ensure_ascii=False, indent=1) + "\n").encode()
    assert content == b"".join(total_data(total))
    plain = json.loads(write_data_file(total.report))
    assert {key: loaded[key] for key in plain} == plain
    assert [key for key in loaded if key not in plain] == [
        *("scope", "complete", "standing", "confirmed", "sources", "contributions", "statements", "adjustments"),
        *("disputed", "gaps", "missing", "contained", "doubts", "remarks"),
    ]
    assert loaded["contributions"][FEES][-1] == {
        "unit": "第2局",
        "file": "0002.xlsx",
        "value": unit(2).report.values[FEES],
    }
    assert loaded["contributions"][CELLS[0]] == []  # each adds 0
    assert loaded["gaps"] == [{"unit": "第2局", "file": "0002.xlsx", "cell": ISSUED, "value": '“无"\n'}]
    assert loaded["statements"] == {}
    assert read_data_file(content)[0].members == total.report.members


def test_a_file_is_written_piece_by_piece_or_not_at_all(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")

    write_whole(tmp_path / "a.json", iter([b"one", b"two"]))
    with pytest.raises(ToolkitError, match="写不了"):
        write_whole(tmp_path / "a.json", broken())
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.json", b"onetwo")]


# --- how much there may be -------------------------------------------------------------------------------------------


def test_little_is_held_of_each_unit() -> None:
    """Of 166 random numbers of three digits, less than 3 bytes each; real ones take less than 1."""
    tracemalloc.start()
    total = add_up(many(4096), "汇总")
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(total.labels) == 4096
    assert held < 4096 * 166 * 3


def test_more_units_than_a_sheet_has_columns_are_refused_and_the_data_file_holds_them_all() -> None:
    total = add_up((Source(str(n), Report(FORM, 2024, f"第{n}局", f"u{n}")) for n in range(16_379)), "全国")

    with pytest.raises(ToolkitError, match=r"最多列 16378 个单位，这里有 16379 个。.*数据文件.*--out 汇总.json"):
        total_as_workbook(total)
    with pytest.raises(ToolkitError, match="最多列 1000 个单位，这里有 16379 个"):
        total_as_papers(total, Earlier(), {})
    assert sum(piece.count(b'"standing": ""') for piece in total_data(total)) == 16_379
