"""A report: its own totals, the totals it claims, and what is not to be computed."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import FORM, filled

from toolkit.forms import Term
from toolkit.model import Number, Report, Value, evaluate, place_of_cells, totals_first

RECEIVED = """
    requests | natural_person | enterprise | total
    received | 3              | 1          | {total}
    """


def test_a_total_is_computed_from_its_inputs() -> None:
    assert filled(RECEIVED.format(total=4)).totals["requests.received.total"] == 4


def test_what_a_source_claims_is_kept_and_not_believed() -> None:
    report = filled(RECEIVED.format(total=99))

    assert report.value("requests.received.total") == 99
    assert report.computed("requests.received.total") == 4


def test_a_total_the_source_does_not_state_is_the_computed_one() -> None:
    report = filled("requests | natural_person\nreceived | 3")
    assert report.value("requests.received.total") == 3


def test_the_grand_total_goes_through_all_intermediate_totals() -> None:
    report = filled("requests | natural_person | enterprise\ngranted | 3 | 1\notherwise_other | 2 | 0")
    assert report.totals["requests.results_total.total"] == 6


@pytest.mark.parametrize("content", ["·", "无", "3件"], ids=["blank", "text", "with unit"])
def test_a_total_over_something_that_is_no_number_is_none(content: str) -> None:
    totals = filled(f"requests | natural_person | enterprise\nreceived | 3 | {content}").totals

    assert totals["requests.received.total"] is None
    assert totals["requests.carried_in.total"] == 0


def test_a_cell_that_was_not_on_the_form_is_not_stated_and_a_blank_is() -> None:
    report = Report(FORM, 2024, "示范区民政局", values={"requests.received.enterprise": None})

    assert report.states("requests.received.enterprise")
    assert not report.states("requests.received.natural_person")
    assert not report.states("requests.received.total")


def test_a_total_whose_inputs_are_stated_is_stated() -> None:
    assert filled().states("requests.results_total.total")


NUMBERS = st.integers(-(10**27), 10**27) | st.decimals(-(10**12), 10**12, places=6)


@given(st.lists(st.tuples(st.sampled_from([1, -1, 5]), NUMBERS), min_size=1, max_size=30))
def test_a_sum_is_exact(terms: list[tuple[int, Number]]) -> None:
    values = {f"cell{number}": value for number, (_, value) in enumerate(terms)}
    total = tuple(Term(factor, f"cell{number}") for number, (factor, _) in enumerate(terms))
    result = evaluate(total, values.get)

    assert result is not None
    assert Fraction(result) == sum(factor * Fraction(value) for factor, value in terms)


@pytest.mark.parametrize("value", [None, "无", ""])
def test_a_sum_over_something_that_is_no_number_is_none(value: Value) -> None:
    assert evaluate((Term(1, "a"), Term(1, "b")), {"a": 1, "b": value}.get) is None


def test_a_sum_of_whole_numbers_is_whole() -> None:
    assert isinstance(evaluate((Term(1, "a"),), {"a": 1}.get), int)
    assert isinstance(evaluate((Term(1, "a"),), {"a": Decimal("0.5")}.get), Decimal)


def test_a_place_is_said_as_sheet_row_column_and_address() -> None:
    place = place_of_cells(FORM, ("requests.results_total.natural_person",))
    assert str(place) == "“三、申请办理”表“三（七）总计”行“自然人”列（D27）"


def test_of_several_cells_the_widest_total_comes_first() -> None:
    cells = ["requests.granted.enterprise", "requests.granted.total", "requests.results_total.total"]
    assert totals_first(FORM, cells) == tuple(reversed(cells))
