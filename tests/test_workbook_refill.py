"""A workbook that another office issued, filled by a program that does not have its key."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from reports import filled
from returned import KEY, as_wps_saves, parts_of, repacked

from toolkit.errors import ToolkitError
from toolkit.model import Member
from toolkit.workbook import Appendix, Cover, read_workbook, refill, resave, write_workbook

COVER = Cover("市公开办", date(2025, 1, 20), "赵老师 0000-0000300", "李主任", "0000-0000200", sequence=2, key=KEY)
BLANK = replace(filled(blank=True, unit="甲县", narrative={}), last_year={"requests.carried_out.natural_person": 7})
ISSUED = write_workbook(BLANK, COVER)
SUM = replace(
    filled("requests | natural_person\nreceived | 12\ngranted | 12", unit="甲县"),
    last_year=BLANK.last_year,
    members=(Member("甲县民政局", "mzj"), Member("城关镇", "cgz", "东片区")),
)


def test_it_comes_back_as_the_workbook_that_was_issued() -> None:
    report, findings = read_workbook(refill(ISSUED, SUM), key=KEY)

    assert report == SUM
    assert findings == ()


def test_but_for_what_is_filled_in_it_is_the_same_as_if_the_office_had_filled_it() -> None:
    """Bytes and all: stamp, deadline, contact, locks, formulas and what they show."""
    assert refill(ISSUED, SUM) == write_workbook(SUM, COVER)


def test_sheets_are_added_without_a_finding_and_a_mark_is_told() -> None:
    sheet = Appendix("汇总来源", ("单位", "数"), [("=1+1", 3)])
    report, findings = read_workbook(refill(ISSUED, SUM, [sheet], "不完整（缺 1 个单位）"), key=KEY)

    assert report == SUM
    assert [(finding.rule, finding.severity, finding.message) for finding in findings] == [
        ("workbook.marked", "query", "封面注明：不完整（缺 1 个单位）。")
    ]


@pytest.mark.parametrize("save", [resave, as_wps_saves])
def test_the_clerk_may_save_it_with_another_program(save: Callable[[bytes], bytes]) -> None:
    report, findings = read_workbook(save(refill(ISSUED, SUM)), key=KEY)

    assert report == SUM
    assert not [finding for finding in findings if finding.severity != "hint"]


def test_filling_twice_leaves_no_trace_of_the_first_time() -> None:
    first = refill(ISSUED, replace(SUM, members=()), [Appendix("草稿", ("数",), [(1,)])], "不完整")

    assert refill(first, SUM) == refill(ISSUED, SUM)


def test_who_is_in_a_total_is_believed_of_a_sheet_that_was_written_with_it_only() -> None:
    """A unit that adds such a sheet to its workbook takes nobody out of the sum."""
    sheet = Appendix("汇总单位", ("单位编码", "单位名称", "随哪个汇总报来"), [("czj", "财政局", "")])
    content = write_workbook(replace(SUM, members=()), COVER, [sheet])

    def forget(parts: dict[str, bytes]) -> None:
        strings = parts["xl/sharedStrings.xml"]
        parts["xl/sharedStrings.xml"] = strings.replace("<t>汇总单位</t>".encode(), b"<t>x</t>")

    assert read_workbook(content)[0].members == (Member("财政局", "czj"),)
    report, findings = read_workbook(repacked(content, forget))
    assert report.members == ()
    assert "workbook.sheet_added" in {finding.rule for finding in findings}


def test_a_workbook_without_a_stamp_is_refused() -> None:
    def strip(parts: dict[str, bytes]) -> None:
        for name in list(parts):
            parts[name] = re.sub(rb"form=zfxxgk[^<&]*(?:&amp;[^<\"]*)?", b"x", parts[name])

    with pytest.raises(ToolkitError, match="没有身份标识"):
        refill(repacked(ISSUED, strip), SUM)


def test_another_definition_of_the_form_is_refused() -> None:
    digest = SUM.form.digest[:16].encode()

    def age(parts: dict[str, bytes]) -> None:
        for name in list(parts):
            parts[name] = parts[name].replace(digest, b"0" * 16)

    with pytest.raises(ToolkitError, match="表式定义不同"):
        refill(repacked(ISSUED, age), SUM)


def test_the_city_signed_what_it_issued_and_nobody_else_did() -> None:
    _, findings = read_workbook(refill(ISSUED, SUM), key=b"another office")

    assert [finding.rule for finding in findings] == ["workbook.forged_stamp"]
    assert parts_of(refill(ISSUED, SUM))["docProps/custom.xml"] == parts_of(ISSUED)["docProps/custom.xml"]
