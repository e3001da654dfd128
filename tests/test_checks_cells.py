"""Each cell by itself: what is blank, no number, negative, not whole, or was not on the form."""

import time
from decimal import Decimal

import pytest
from reports import FORM, NARRATIVE, filled

from toolkit.checks import Tally, check_report
from toolkit.model import Finding, Report, Suspect, Value

CELL = "requests.received.natural_person"
FEES = "proactive.administrative_fees.amount_wan_yuan"


def findings(report: Report, rule: str = "cells.") -> list[Finding]:
    """Findings of the rules whose name starts with `rule`."""
    return [finding for finding in check_report(report).findings if finding.rule.startswith(rule)]


def with_cell(content: str, cell: str = CELL) -> Report:
    """All zeros but for one cell."""
    table, row, column = cell.split(".")
    return filled(f"{table} | {column}\n{row} | {content}")


def test_a_report_that_is_in_order_has_no_findings() -> None:
    verdict = check_report(filled("requests | natural_person\nreceived | 3\ngranted | 3"))
    assert (verdict.findings, verdict.acceptable) == ((), True)


@pytest.mark.parametrize(
    ("cell", "content", "rule", "message", "fix"),
    [
        pytest.param(
            CELL,
            "·",
            "cells.blank",
            "“三、申请办理”表“一、本年新收”行“自然人”列（D4）未填，应为0或正整数。",
            "没有发生的填0，不能留空。",
            id="blank",
        ),
        pytest.param(
            FEES,
            "·",
            "cells.blank",
            "“二、主动公开”表“行政事业性收费”行“本年收费金额”列（B14）未填，应为不小于0的数（万元）。",
            "没有发生的填0，不能留空。",
            id="blank amount",
        ),
        pytest.param(
            "requests.received.total",
            "·",
            "cells.blank",
            "“三、申请办理”表“一、本年新收”行“总计”列（J4）未填，应为0或正整数。",
            "合计应填各分项之和。",
            id="blank total",
        ),
        pytest.param(
            CELL,
            "无",
            "cells.not_a_number",
            "“三、申请办理”表“一、本年新收”行“自然人”列（D4）填的是“无”，不是数字，应为0或正整数。",
            "没有发生的填0；只填数字，不带单位和文字。",
            id="text",
        ),
        pytest.param(
            CELL,
            "12件",
            "cells.not_a_number",
            "“三、申请办理”表“一、本年新收”行“自然人”列（D4）填的是“12件”，不是数字，应为0或正整数。",
            "只填数字，疑为 12。",
            id="with unit",
        ),
        pytest.param(
            FEES,
            "12345元",
            "cells.not_a_number",
            "“二、主动公开”表“行政事业性收费”行“本年收费金额”列（B14）填的是“12345元”，不是数字，应为不小于0的数（万元）。",
            "只填数字，疑为 1.2345。",
            id="yuan for ten thousand yuan",
        ),
        pytest.param(
            CELL,
            "=1+1",
            "cells.not_a_number",
            "“三、申请办理”表“一、本年新收”行“自然人”列（D4）填的是“=1+1”，不是数字，应为0或正整数。",
            "填报格里不要用公式，请直接填数字。",
            id="formula",
        ),
        pytest.param(
            CELL,
            "x" * 100_000,
            "cells.not_a_number",
            f"“三、申请办理”表“一、本年新收”行“自然人”列（D4）填的是“{'x' * 20}…”，不是数字，应为0或正整数。",
            "没有发生的填0；只填数字，不带单位和文字。",
            id="100000 characters",
        ),
        pytest.param(
            CELL,
            "1" + "0" * 30,
            "cells.not_a_number",
            "“三、申请办理”表“一、本年新收”行“自然人”列（D4）填的是“10000000000000000000…”，不是数字，应为0或正整数。",
            "没有发生的填0；只填数字，不带单位和文字。",
            id="10^30",
        ),
        pytest.param(
            CELL,
            "-3",
            "cells.negative",
            "“三、申请办理”表“一、本年新收”行“自然人”列（D4）填的是负数 -3，应为0或正整数。",
            "请核对后重填。",
            id="negative",
        ),
        pytest.param(
            FEES,
            "-0.5",
            "cells.negative",
            "“二、主动公开”表“行政事业性收费”行“本年收费金额”列（B14）填的是负数 -0.5，应为不小于0的数（万元）。",
            "请核对后重填。",
            id="negative amount",
        ),
        pytest.param(
            CELL,
            "1.5",
            "cells.not_an_integer",
            "“三、申请办理”表“一、本年新收”行“自然人”列（D4）填的是 1.5，不带小数，应为0或正整数。",
            "请核对后重填。",
            id="a half",
        ),
        pytest.param(
            FEES,
            "1.2345678",
            "cells.not_an_integer",
            "“二、主动公开”表“行政事业性收费”行“本年收费金额”列（B14）填的是 1.2345678，至多 6 位小数，"
            "应为不小于0的数（万元）。",
            "请核对后重填。",
            id="seven decimals",
        ),
        pytest.param(
            CELL,
            "1000000001",
            "cells.too_large",
            "“三、申请办理”表“一、本年新收”行“自然人”列（D4）填的是 1000000001，超过10亿，应为0或正整数。",
            "请核对是否多按了数字。",
            id="too large",
        ),
    ],
)
def test_a_faulty_cell_is_an_error_that_says_where_what_and_what_to_do(
    cell: str, content: str, rule: str, message: str, fix: str
) -> None:
    (finding,) = findings(with_cell(content, cell))
    definition = FORM.cell(cell)
    assert definition is not None

    assert (finding.rule, finding.severity, finding.outcome) == (rule, "error", "failed")
    assert (finding.message, finding.fix, finding.basis) == (message, fix, definition.basis)
    assert (finding.place.cells, finding.place.address) == ((cell,), definition.address)


@pytest.mark.parametrize(
    ("cell", "content"),
    [(CELL, "0"), (CELL, "3"), (CELL, "1000000000"), (FEES, "0.000001"), (FEES, "1.50"), (FEES, "18651.064104")],
)
def test_a_number_within_bounds_is_in_order(cell: str, content: str) -> None:
    assert findings(with_cell(content, cell)) == []


def test_a_whole_number_of_28_digits_and_a_bit_is_not_whole() -> None:
    report = Report(FORM, 2024, "示范区民政局", values={CELL: Decimal("1.000000000000000000000000001")})
    assert [finding.rule for finding in findings(report, "cells.not_an_integer")] == ["cells.not_an_integer"]


def test_what_most_likely_was_meant_is_proposed() -> None:
    (finding,) = findings(with_cell("12件"))
    assert finding.suspects == (Suspect(CELL, "12件", 12),)


def test_one_blank_is_one_finding_and_what_hangs_on_it_cannot_be_judged() -> None:
    report = filled("requests | natural_person\ngranted | ·")

    assert [finding.rule for finding in findings(report)] == ["cells.blank"]
    assert {finding.key: finding.outcome for finding in findings(report, "requests.")} == {
        "requests.rows@requests.granted.total": "unevaluable",
        "requests.rows@requests.results_total.total": "unevaluable",
        "requests.results@requests.results_total.natural_person": "unevaluable",
        "requests.results@requests.results_total.total": "unevaluable",
        "requests.balance@requests.results_total.natural_person": "unevaluable",
        "requests.balance@requests.results_total.total": "unevaluable",
    }


def test_an_empty_form_is_166_blanks() -> None:
    assert [finding.rule for finding in findings(filled(blank=True))] == ["cells.blank"] * 166


def test_each_rule_counts_how_often_it_passed_and_failed() -> None:
    report = filled("""
        requests | natural_person | enterprise  | research_institute
        received | ·              | 无          | -1
        granted  | 1.5            | 10000000000 | 0
        """)
    tallies = check_report(report).tallies

    assert {rule: tally for rule, tally in tallies.items() if rule.startswith("cells.")} == {
        "cells.absent": Tally(passed=3),
        "cells.blank": Tally(passed=165, failed=1),
        "cells.not_a_number": Tally(passed=164, failed=1),
        "cells.negative": Tally(passed=163, failed=1),
        "cells.too_large": Tally(passed=162, failed=1),
        "cells.not_an_integer": Tally(passed=162, failed=1),
    }


# --- cells that were not on the form ---------------------------------------------------------------------------------


def without(*beginnings: str) -> Report:
    values: dict[str, Value] = {cell.id: 0 for cell in FORM.inputs if not cell.id.startswith(beginnings)}
    return Report(FORM, 2024, "示范区民政局", "mzj", values, NARRATIVE)


def test_a_row_that_was_not_there_is_a_query_and_not_taken_for_0() -> None:
    (finding,) = findings(without("requests.otherwise_other"))

    assert (finding.rule, finding.severity) == ("cells.absent", "query")
    assert finding.message == "“三、申请办理”表没有“三（六）3.其他”行的 6 个数（D26起），没有当作0。"
    assert len(finding.place.cells) == 6


def test_a_table_that_was_not_there_is_an_error() -> None:
    (finding,) = findings(without("proceedings."))

    assert (finding.rule, finding.severity, finding.place.table) == ("cells.absent", "error", "proceedings")
    assert finding.message == "“四、复议诉讼”表整张没有数据。"


def test_what_hangs_on_an_absent_row_is_a_query_that_cannot_be_judged() -> None:
    found = findings(without("requests.otherwise_other"), "requests.")

    assert {(finding.severity, finding.outcome) for finding in found} == {("query", "unevaluable")}
    assert found[0].message == (
        "“三、申请办理”表“三（六）3.其他”行“总计”列（J26）：“总计＝各类申请人之和”无法核对，"
        "“三、申请办理”表“三（六）3.其他”行“自然人”列（D26）没有数据（共 6 格）。"
    )


def test_a_report_without_any_number_is_three_errors() -> None:
    report = Report(FORM, 2024, "示范区民政局", narrative=NARRATIVE)
    assert [(finding.rule, finding.severity) for finding in findings(report)] == [("cells.absent", "error")] * 3


# --- 零报告 ----------------------------------------------------------------------------------------------------------


def test_a_zero_return_of_zeros_is_in_order() -> None:
    verdict = check_report(filled(zero_return=True))
    assert (verdict.findings, verdict.tallies["cells.zero_return"]) == ((), Tally(passed=1))


def test_a_zero_return_with_a_number_is_a_query() -> None:
    report = filled("requests | natural_person\nreceived | 1\ngranted | 1", zero_return=True)
    (finding,) = findings(report)

    assert (finding.rule, finding.severity) == ("cells.zero_return", "query")
    assert finding.place.cells == (CELL, "requests.granted.natural_person")
    assert finding.message == (
        "声明了零报告，却有 2 格不是0，第一处是“三、申请办理”表“一、本年新收”行“自然人”列（D4），填的是 1。"
    )


def test_a_zero_return_with_text_is_told_both_ways() -> None:
    report = filled("requests | natural_person\nreceived | 无", zero_return=True)
    assert [finding.rule for finding in findings(report)] == ["cells.not_a_number", "cells.zero_return"]


def test_a_blank_is_no_contradiction_to_a_zero_return() -> None:
    assert [finding.rule for finding in findings(filled(blank=True, zero_return=True), "cells.zero")] == []


# --- absurd reports --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(dict.fromkeys((cell.id for cell in FORM.cells), -(10**27)), id="huge negatives"),
        pytest.param(dict.fromkeys((cell.id for cell in FORM.cells), "长" * 10_000), id="long texts"),
        pytest.param({cell.id: 7**n for n, cell in enumerate(FORM.inputs)}, id="powers"),
        pytest.param({cell.id: Decimal("0.0000001") for cell in FORM.cells}, id="tiny fractions"),
    ],
)
def test_absurd_numbers_are_told_and_take_no_time(values: dict[str, Value]) -> None:
    start = time.monotonic()
    verdict = check_report(Report(FORM, 2024, "示范区民政局", values=values))

    assert not verdict.acceptable
    assert time.monotonic() - start < 5
