"""The 2021 edition: what the State Council's form holds, to the letter."""

from collections import Counter

import pytest
from golden_file import golden
from reports import FORM

from toolkit.errors import ToolkitError
from toolkit.forms import Role, Table, editions, find_form, form_for_year, layouts

REQUEST_ROWS = [
    "received",
    "carried_in",
    "granted",
    "partly_granted",
    "denied_state_secret",
    "denied_prohibited_by_law",
    "denied_security_and_stability",
    "denied_third_party",
    "denied_internal_affairs",
    "denied_process",
    "denied_enforcement_file",
    "denied_query_matter",
    "unavailable_not_held",
    "unavailable_needs_creation",
    "unavailable_still_unclear",
    "not_processed_petition",
    "not_processed_repeated",
    "not_processed_publication",
    "not_processed_excessive",
    "not_processed_reissue",
    "otherwise_not_corrected",
    "otherwise_fee_unpaid",
    "otherwise_other",
    "results_total",
    "carried_out",
]
REQUEST_COLUMNS = [
    "natural_person",
    "enterprise",
    "research_institute",
    "public_interest",
    "legal_service",
    "other_organization",
    "total",
]
PROACTIVE = {
    "government_rules": ["issued", "repealed", "in_force"],
    "normative_documents": ["issued", "repealed", "in_force"],
    "licensing": ["decisions"],
    "penalties": ["decisions"],
    "compulsory_measures": ["decisions"],
    "administrative_fees": ["amount_wan_yuan"],
}
PROCEEDINGS = ["upheld", "corrected", "other_outcome", "pending", "total"]

MERGES = {
    "proactive": "A1:D1 A5:D5 B6:D6 B7:D7 A8:D8 B9:D9 B10:D10 B11:D11 A12:D12 B13:D13 B14:D14",
    "requests": "A1:C3 D1:J1 D2:D3 E2:I2 J2:J3 A4:C4 A5:C5 A6:A27 B6:C6 B7:C7 B8:B15 B16:B18 B19:B23 B24:B26 B27:C27 "
    "A28:C28",
    "proceedings": "A1:E1 F1:O1 A2:A3 B2:B3 C2:C3 D2:D3 E2:E3 F2:J2 K2:O2",
}
TABLES = [pytest.param(table, id=table.id) for table in FORM.tables]


def test_it_has_200_numbers_of_which_a_unit_fills_in_166() -> None:
    derived = [cell for cell in FORM.cells if cell.derived]

    assert (len(FORM.cells), len(FORM.inputs), len(derived)) == (200, 166, 34)


@pytest.mark.parametrize(
    ("edition", "layout", "digest"),
    [
        ("2021", 0, "14ecb70e6d26e2072e9c2f86e767003f9f9b49010e581aa879d4424f60a3bf8a"),
        ("2021", 1, "3a621987a3a2fda97c1e766c3448f71cb7097841ef2f361fd0402d127325fcd6"),
        ("2019", 0, "db5f37d192a7dd46d99d32d6ebc4cb1f564fa62087a2db390091f5e2ab8d919d"),
        ("2019", 1, "b6307fbd3f650946e9b41152c43bd91cbf2fe1853c09ccbb78c43d89e3f0bf5b"),
    ],
)
def test_an_issued_edition_stays_as_it_was(edition: str, layout: int, digest: str) -> None:
    """Workbooks that units already have are known by it: whoever changes it makes them refused."""
    assert layouts(find_form("zfxxgk", edition))[layout].digest == digest


def test_cells_are_named_table_row_column_in_the_order_of_the_form() -> None:
    assert [cell.id for cell in FORM.cells] == [
        *(f"proactive.{row}.{column}" for row, columns in PROACTIVE.items() for column in columns),
        *(f"requests.{row}.{column}" for row in REQUEST_ROWS for column in REQUEST_COLUMNS),
        *(f"proceedings.{row}.{c}" for row in ("review", "direct_suit", "suit_after_review") for c in PROCEEDINGS),
    ]


def test_totals_are_those_of_the_form_and_no_more() -> None:
    expected = {
        *(f"requests.{row}.total" for row in REQUEST_ROWS),
        *(f"requests.results_total.{column}" for column in REQUEST_COLUMNS),
        *(f"proceedings.{row}.total" for row in ("review", "direct_suit", "suit_after_review")),
    }
    assert {cell.id for cell in FORM.cells if cell.derived} == expected


def test_it_has_42_identities() -> None:
    assert Counter(identity.rule.name for identity in FORM.identities) == {
        "requests.balance": 7,
        "requests.results": 7,
        "requests.rows": 25,
        "proceedings.totals": 3,
    }


def test_the_balance_is_first_plus_second_equals_third_plus_fourth() -> None:
    balance = next(i for i in FORM.identities if i.rule.name == "requests.balance" and i.subject == "自然人")
    grid = FORM.table("requests").grid
    addresses = [[grid.place(term.name).address for term in side] for side in (balance.left, balance.right)]

    assert addresses == [["D4", "D5"], ["D27", "D28"]]


@pytest.mark.parametrize("table", TABLES)
def test_cells_are_merged_as_on_the_official_table(table: Table) -> None:
    assert {cell.range for cell in table.grid.cells if cell.merged} == set(MERGES[table.id].split())


@pytest.mark.parametrize("table", TABLES)
def test_the_drawing_of_a_table_is_the_official_one(table: Table) -> None:
    golden(f"forms/{table.id}.txt", drawing(table))


@pytest.mark.parametrize("table", TABLES)
def test_every_square_of_a_table_is_covered_exactly_once(table: Table) -> None:
    covered = Counter(
        (row, column)
        for cell in table.grid.cells
        for row in range(cell.row, cell.row + cell.height)
        for column in range(cell.column, cell.column + cell.width)
    )
    assert covered == Counter((r, c) for r in range(table.grid.height) for c in range(table.grid.width))


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("proactive.government_rules.issued", "B3"),
        ("proactive.licensing.decisions", "B7"),
        ("proactive.administrative_fees.amount_wan_yuan", "B14"),
        ("requests.received.natural_person", "D4"),
        ("requests.otherwise_other.other_organization", "I26"),
        ("requests.results_total.total", "J27"),
        ("requests.carried_out.total", "J28"),
        ("proceedings.review.upheld", "A4"),
        ("proceedings.suit_after_review.total", "O4"),
    ],
)
def test_a_number_stands_where_the_official_table_has_it(cell: str, address: str) -> None:
    found = FORM.cell(cell)
    assert found is not None
    assert found.address == address


def test_only_fees_are_an_amount() -> None:
    amounts = [(cell.id, cell.unit, cell.entry.decimals) for cell in FORM.cells if cell.entry.kind.id == "amount"]
    assert amounts == [("proactive.administrative_fees.amount_wan_yuan", "万元", 6)]


def test_the_six_parts_of_the_report_are_those_of_the_regulation() -> None:
    assert [section.heading for section in FORM.sections] == [
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ]


def test_the_overview_has_the_five_aspects_in_their_order() -> None:
    assert [block.title for block in FORM.blocks_of("overview") if block.required] == [
        "（一）主动公开",
        "（二）依申请公开",
        "（三）政府信息管理",
        "（四）政府信息公开平台建设",
        "（五）监督保障",
    ]


def test_the_preface_stands_before_the_first_part() -> None:
    assert [block.id for block in FORM.blocks_of(None)] == ["preface"]


@pytest.mark.parametrize("table", TABLES)
def test_every_row_says_how_to_fill_it_in_and_on_what_basis(table: Table) -> None:
    assert [row.id for part in table.parts for row in part.rows if not (row.note and row.basis)] == []


@pytest.mark.parametrize("table", TABLES)
def test_every_rule_says_what_is_wrong_what_to_do_and_on_what_basis(table: Table) -> None:
    assert [rule.name for rule in table.rules if not (rule.says and rule.fix and rule.basis)] == []


def test_every_prompt_fits_the_255_characters_of_a_spreadsheet() -> None:
    prompts = {cell.id: cell.note for cell in FORM.cells} | {block.id: block.prompt for block in FORM.blocks}
    assert {name: len(prompt) for name, prompt in prompts.items() if not 0 < len(prompt) <= 255} == {}


def test_every_total_comes_down_to_inputs() -> None:
    inputs = {cell.id for cell in FORM.inputs}
    assert all(term.name in inputs and term.coefficient == 1 for addends in FORM.addends.values() for term in addends)


def test_the_grand_total_of_results_is_the_sum_of_126_inputs() -> None:
    addends = FORM.addends["requests.results_total.total"]
    assert len({term.name for term in addends}) == len(addends) == 21 * 6


def test_an_unknown_cell_or_block_is_none() -> None:
    assert (FORM.cell("requests.received.nobody"), FORM.block("overview.nothing")) == (None, None)


def test_the_folder_of_an_edition_is_named_after_it() -> None:
    found = [find_form(form, edition) for form, edition in editions()]
    assert tuple((form.id, form.edition) for form in found) == editions()


@pytest.mark.parametrize("year", [2021, 2024, 2099])
def test_reports_from_2021_on_are_on_this_edition(year: int) -> None:
    assert form_for_year("zfxxgk", year).edition == "2021"


@pytest.mark.parametrize(("form", "edition"), [("zfxxgk", "1999"), ("qita", "2021"), ("", ""), ("../zfxxgk", "2021")])
def test_an_edition_that_is_not_installed_is_refused_with_what_there_is(form: str, edition: str) -> None:
    with pytest.raises(ToolkitError, match=f"没有表式 {form} 的 {edition}版。本程序备有：.*zfxxgk 2021版"):
        find_form(form, edition)


def test_a_year_without_an_edition_is_refused() -> None:
    with pytest.raises(ToolkitError, match="没有适用于 2008 年度的表式"):
        form_for_year("zfxxgk", 2008)


def drawing(table: Table) -> str:
    """A table as a person draws it with a pencil: every text and every number where it stands."""
    signs = {Role.INPUT: "____", Role.TOTAL: "=合计"}
    lines = [f"{table.sheet}（{table.grid.height}行{table.grid.width}列）"]
    for row in range(table.grid.height):
        cells = [cell for cell in table.grid.cells if cell.row == row]
        shown = "  ".join(f"[{cell.range} {cell.text or signs[cell.role]}]" for cell in cells)
        lines.append(shown)
    return "\n".join(lines) + "\n"
