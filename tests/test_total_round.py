"""Totals in a round: scopes, adjustments in the ledger, what a person confirms; a county's total in a city's round."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from office_rounds import RIGHT, WRONG, workbook
from reports import filled
from returned import parts_of

from toolkit.cli import main
from toolkit.model import write_data_file
from toolkit.workbook import read_workbook
from toolkit.workflow import find

ROSTER = """\
单位编码,单位名称,简称,层级
mzj,甲县民政局,民政局,本级
czj,甲县财政局,财政局,
cgz,城关镇,,下级
"""
CITY_ROSTER = """\
单位编码,单位名称,层级,上级,联系人,电话
jx,甲县,下级,,李主任,0000-0000200
mzj,市民政局,本级,,,
cgz,城关镇,下级,甲县,,
"""
DOCUMENTS = """
    proactive           | issued | in_force
    normative_documents | 2      | 9
    requests            | natural_person
    received            | 3
    granted             | 3
    """
ISSUED = "proactive.normative_documents.issued"
Told = pytest.CaptureFixture[str]


def begin(folder: Path, roster: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A round whose workbooks are written; commands run there from now on."""
    folder.mkdir(parents=True)
    (folder / "roster.csv").write_text(roster, encoding="utf-8")
    monkeypatch.chdir(folder)
    assert main(["new", "一轮", "--year", "2024", "--office", "公开办", "--roster", "roster.csv"]) == 0
    monkeypatch.chdir(folder / "一轮")
    assert main(["issue"]) == 0
    return folder / "一轮"


def arrive(inside: Path, **tables: str) -> None:
    """Units send workbooks filled in like these tables."""
    for code, table in tables.items():
        path = inside.parent / f"{code}.xlsx"
        path.write_bytes(workbook(find(inside), code, table))
        main(["collect", str(path)])


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return begin(tmp_path / "县", ROSTER, monkeypatch)


def data(path: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path(path).read_text("utf-8"))
    return loaded


def add(*words: str) -> int:
    return main(["adjust", "add", *words, "--reason", "联合发文", "--by", "王某某"])


# --- 范围 ------------------------------------------------------------------------------------------------------------


def test_two_scopes(county: Path, capsys: Told) -> None:
    arrive(county, mzj=DOCUMENTS, czj=DOCUMENTS, cgz=RIGHT)
    main(["accept", "民政局"])
    capsys.readouterr()

    assert main(["total", "--name", "甲县", "--out", "全.json"]) == 0
    told = capsys.readouterr().out
    assert "全辖区：计入 3 份：甲县民政局、甲县财政局、城关镇。" in told
    assert "已计入，未确认：甲县财政局、城关镇。" in told
    assert "汇总完整。" in told
    assert "全辖区汇总）：通过" in told

    assert main(["total", "--name", "甲县", "--scope", "本级", "--out", "本级.json"]) == 0
    assert "按本级汇总，没有计入下级：城关镇。" in capsys.readouterr().out
    assert data("全.json")["values"]["requests.received.total"] == 9
    own = data("本级.json")
    assert own["values"]["requests.received.total"] == 6
    assert (own["scope"], own["complete"]) == ("own_level", True)


def test_scope_without_a_round(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Told) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "名单.csv").write_text(ROSTER, encoding="utf-8")
    for code, unit in (("mzj", "甲县民政局"), ("cgz", "城关镇"), ("x", "外县的局")):
        report = replace(filled(DOCUMENTS, unit=unit), unit_code=code)
        (tmp_path / f"{code}.json").write_text(write_data_file(report), encoding="utf-8")

    files = ["mzj.json", "cgz.json", "x.json", "--roster", "名单.csv", "--scope", "本级"]
    assert main(["total", *files, "--out", "a.json"]) == 1
    told = capsys.readouterr().out
    assert "没有计入，没有报来：甲县财政局。" in told
    assert "没有计入 x.json：“外县的局”不在名单里。" in told
    assert "没有计入下级：城关镇" in told

    assert main(["total", *files, "--confirm-incomplete", "已撤并", "--by", "王某某", "--out", "a.json"]) == 0
    confirmed = data("a.json")
    assert confirmed["confirmed"] == {"reason": "已撤并", "name": "王某某"}
    assert confirmed["standing"] == "不完整，王某某已确认：已撤并"
    assert confirmed["scope"] == "own_level"
    assert confirmed["values"][ISSUED] == 2


# --- 调整 ------------------------------------------------------------------------------------------------------------


def test_adjustments_are_entries_of_the_ledger(county: Path, capsys: Told) -> None:
    arrive(county, mzj=DOCUMENTS, czj=DOCUMENTS, cgz=DOCUMENTS)
    assert add("行政规范性文件 本年制发件数", "--joint", "民政局", "czj", "城关镇") == 0
    assert add("行政规范性文件 本年制发件数", "--amount=-1", "--unit", "民政局") == 0
    assert add("行政规范性文件 本年制发件数", "--amount", "-1", "--dry-run") == 0
    capsys.readouterr()

    assert main(["total", "--name", "甲县", "--out", "a.json"]) == 0
    assert "“行政规范性文件”行“本年制发件数”列（B4） -2，联合发文" in capsys.readouterr().out
    total = data("a.json")
    assert total["values"][ISSUED] == 3
    assert [entry["amount"] for entry in total["adjustments"]] == [-2, -1]

    assert main(["total", "--name", "甲县", "--scope", "本级", "--out", "b.json"]) == 0
    assert "城关镇没有计入或没有报这么多件，只扣减 1" in capsys.readouterr().out
    assert data("b.json")["values"][ISSUED] == 2

    main(["adjust", "list"])
    number = capsys.readouterr().out.split()[0]
    assert main(["adjust", "withdraw", number, "--reason", "已重报", "--by", "李某某"]) == 0
    assert main(["adjust", "withdraw", number, "--reason", "已重报", "--by", "李某某"]) == 2
    assert main(["adjust", "list"]) == 0
    shown = capsys.readouterr()
    assert "以前撤销过了" in shown.err
    assert "已撤销：已重报（李某某）" in shown.out
    assert "有效的：更正 1 笔，联合制发 0 笔" in shown.err
    assert main(["total", "--name", "甲县", "--out", "a.json"]) == 0
    assert data("a.json")["values"][ISSUED] == 5
    assert main(["log"]) == 0
    log = capsys.readouterr().out
    assert "撤销调整" in log
    assert "经手人 王某某" in log


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            ["add", "行政规范性文件 总数", "--amount=-1", "--reason", "x", "--by", "y"],
            "没有叫“行政规范性文件 总数”的格",
        ),
        (["add", ISSUED, "--joint", "民政局", "海洋局", "--reason", "x", "--by", "y"], "名单里没有“海洋局”"),
        (["add", ISSUED, "--joint", "民政局", "mzj", "--reason", "x", "--by", "y"], "没有写明哪几个单位"),
        (["add", ISSUED, "--amount=-1", "--by", "y"], "没有写理由"),
        (["add", ISSUED, "--amount=-1", "--reason", "x"], "没有写姓名"),
        (["withdraw", "abc", "--reason", "x", "--by", "y"], "不是调整的编号"),
        (["withdraw", "99", "--reason", "x", "--by", "y"], "没有第 99 号调整"),
        (["withdraw", "1", "--reason", "x"], "没有写理由或姓名"),
    ],
)
def test_what_is_no_adjustment_is_refused(county: Path, capsys: Told, words: list[str], says: str) -> None:
    assert county.is_dir()
    assert main(["adjust", *words]) == 2
    assert says in capsys.readouterr().err


def test_the_same_entry_is_not_made_twice(county: Path, capsys: Told) -> None:
    assert county.is_dir()
    assert add(ISSUED, "--joint", "民政局", "财政局") == 0
    assert add(ISSUED, "--joint", "民政局", "财政局") == 2
    assert "同样的调整已经登记过" in capsys.readouterr().err


def test_a_total_below_zero_is_an_error(county: Path, capsys: Told) -> None:
    arrive(county, mzj=DOCUMENTS, czj=RIGHT, cgz=RIGHT)
    assert add(ISSUED, "--amount=-3") == 0

    assert main(["total", "--name", "甲县", "--out", "a.xlsx"]) == 1
    told = capsys.readouterr().out
    assert "“行政规范性文件”行“本年制发件数”列（B4）调整后是 -1，小于0：请核对这一格的调整。" in told
    assert "（B4）填的是负数 -1" in told.split("必须改正")[2]


def test_adjustments_without_a_round(county: Path, capsys: Told) -> None:
    arrive(county, mzj=DOCUMENTS, czj=DOCUMENTS)
    table = f"单元格,类型,数额,理由,姓名,单位\n{ISSUED},联合制发,,联合发文,王某某,甲县民政局、甲县财政局\n"
    (county / "调整.csv").write_text(table, encoding="gb18030")
    files = ["../mzj.xlsx", "../czj.xlsx"]

    assert main(["total", *files, "--adjustments", "调整.csv", "--out", "a.json"]) == 0
    assert data("a.json")["values"][ISSUED] == 3
    assert main(["total", "--adjustments", "调整.csv", "--out", "a.json"]) == 2
    (county / "调整.csv").write_text(table.replace(",王某某", ","), encoding="utf-8")
    assert main(["total", *files, "--adjustments", "调整.csv", "--out", "a.json"]) == 2
    told = capsys.readouterr().err
    assert "第 2 行：“二、主动公开”表“行政规范性文件”行“本年制发件数”列（B4）的调整没有写姓名" in told


# --- 确认不完整的汇总 ------------------------------------------------------------------------------------------------


def test_an_incomplete_total_is_marked_until_somebody_confirms(county: Path, capsys: Told) -> None:
    arrive(county, mzj=DOCUMENTS, czj=WRONG)
    assert main(["total", "--name", "甲县", "--out", "a.xlsx"]) == 1
    assert "汇总不完整。核实后确认可用的" in capsys.readouterr().out
    report, findings = read_workbook((county / "a.xlsx").read_bytes())
    assert report.unit == "甲县"
    assert not [finding for finding in findings if finding.severity == "error"]
    assert "不完整（缺 2 个单位）".encode() in parts_of((county / "a.xlsx").read_bytes())["xl/sharedStrings.xml"]

    confirm = ["total", "--name", "甲县", "--confirm-incomplete", "两家明年并入", "--out", "a.json"]
    assert main(confirm) == 2, "nobody answers for it"
    assert main([*confirm, "--by", "王某某", "--dry-run"]) == 0
    assert main(["total", "--name", "甲县", "--out", "a.json"]) == 1, "a rehearsal records nothing"
    assert main([*confirm, "--by", "王某某"]) == 0
    assert main(["total", "--name", "甲县", "--out", "a.json"]) == 0
    confirmed = data("a.json")
    assert (confirmed["complete"], confirmed["confirmed"]["name"]) == (False, "王某某")
    assert main(["total", "--scope", "本级", "--out", "b.json"]) == 1, "confirmed for the whole area only"
    main(["log"])
    assert "确认不完整的汇总" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("another unit arrives", "不再有效：当时缺 城关镇、甲县财政局，现在缺 甲县财政局，数、空格或存疑之处有变动。"),
        ("numbers are adjusted", "不再有效：数、空格或存疑之处有变动。"),
    ],
)
def test_a_confirmation_does_not_outlive_what_it_was_given_for(
    county: Path, capsys: Told, change: str, says: str
) -> None:
    arrive(county, mzj=DOCUMENTS)
    assert main(["total", "--out", "a.json", "--confirm-incomplete", "两家撤并", "--by", "王某某"]) == 0
    if change == "another unit arrives":
        arrive(county, cgz=RIGHT)
    else:
        add(ISSUED, "--amount=-1")

    assert main(["total", "--out", "a.json"]) == 1
    assert says in capsys.readouterr().out
    assert data("a.json")["confirmed"] is None


def test_a_complete_total_needs_no_confirmation(county: Path, capsys: Told) -> None:
    arrive(county, mzj=RIGHT, czj=RIGHT, cgz=RIGHT)
    assert main(["total", "--out", "a.json", "--confirm-incomplete", "x", "--by", "y"]) == 0
    assert "不需要确认" in capsys.readouterr().err


def test_last_years_total_is_held_against_this_years(county: Path, capsys: Told) -> None:
    arrive(county, mzj=DOCUMENTS, czj=RIGHT, cgz=RIGHT)
    last = filled("requests | natural_person\nreceived | 5\ncarried_out | 5", unit="甲县", year=2023)
    (county / "上年" / "甲县.json").write_text(write_data_file(replace(last, unit_code="")), encoding="utf-8")
    capsys.readouterr()

    assert main(["total", "--name", "甲县", "--out", "a.json"]) == 0
    assert "二、上年结转" in capsys.readouterr().out
    assert main(["total", "--name", "别名", "--out", "a.json"]) == 0
    assert "二、上年结转" not in capsys.readouterr().out
    assert main(["total", "--name", "别名", "--last-year", "上年/甲县.json", "--out", "a.json"]) == 0
    assert "二、上年结转" in capsys.readouterr().out


# --- 各级 ------------------------------------------------------------------------------------------------------------


def test_a_countys_total_is_its_return_to_the_city(
    tmp_path: Path, county: Path, monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    arrive(county, mzj=DOCUMENTS, czj=DOCUMENTS, cgz=DOCUMENTS)
    city = begin(tmp_path / "市", CITY_ROSTER, monkeypatch)
    issued = next((city / "下发").glob("jx*.xlsx"))
    untouched = issued.read_bytes()

    monkeypatch.chdir(county)
    assert main(["total", "--into", str(issued), "--out", "成果/报市.xlsx"]) == 0
    assert issued.read_bytes() == untouched
    assert main(["total", "--into", str(issued), "--name", "乙县", "--out", "成果/错.xlsx"]) == 2
    assert "上级下发的工作簿是“甲县”的，汇总叫“乙县”" in capsys.readouterr().err
    filled_in = (county / "成果" / "报市.xlsx").read_bytes()
    same = {name for name, part in parts_of(untouched).items() if parts_of(filled_in).get(name) == part}
    assert set(parts_of(untouched)) <= set(parts_of(filled_in)), "every part is there"
    assert "docProps/custom.xml" in same, "the stamp is the city's"

    monkeypatch.chdir(city)
    capsys.readouterr()
    assert main(["collect", str(county / "成果" / "报市.xlsx")]) == 0
    arrive(city, mzj=DOCUMENTS, cgz=DOCUMENTS)
    assert "文件名写的是" not in capsys.readouterr().out
    assert main(["total", "--name", "全市", "--out", "a.json"]) == 0
    told = capsys.readouterr().out
    assert "计入 2 份：甲县、市民政局。" in told
    assert "只计一次：城关镇已含在甲县的汇总里，自己报来的没有另计。" in told
    total = data("a.json")
    assert total["values"][ISSUED] == 8
    assert total["contained"] == [{"unit": "城关镇", "file": total["contained"][0]["file"], "within": "甲县"}]
    assert {"unit": "城关镇", "unit_code": "cgz", "within": "甲县"} in total["members"]


def test_the_workbook_of_a_total_is_one_of_this_office(county: Path, capsys: Told) -> None:
    arrive(county, mzj=DOCUMENTS, czj=DOCUMENTS, cgz=DOCUMENTS)
    main(["accept"])
    main(["total", "--name", "甲县", "--out", "成果/汇总.xlsx"])
    capsys.readouterr()

    main(["check", "成果/汇总.xlsx"])

    assert "签名" not in capsys.readouterr().out


def test_what_was_filled_into_the_citys_workbook_is_nothing_but_its_own(
    tmp_path: Path, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read with the city's key: genuine, unchanged, every shown total true, last year's values and contact kept."""
    arrive(county, mzj=DOCUMENTS, czj=RIGHT)
    city = begin(tmp_path / "市", CITY_ROSTER, monkeypatch)
    last = replace(filled("requests | natural_person\ncarried_out | 7", unit="甲县", year=2023), unit_code="jx")
    (city / "上年" / "甲县.json").write_text(write_data_file(last), encoding="utf-8")
    assert main(["issue"]) == 0
    issued = next((city / "下发").glob("jx*.xlsx"))
    monkeypatch.chdir(county)
    assert main(["total", "--into", str(issued), "--out", "报市.xlsx"]) == 1, "城关镇 is missing"

    report, findings = read_workbook((county / "报市.xlsx").read_bytes(), key=find(city).key)
    assert [finding.message for finding in findings] == ["封面注明：不完整（缺 1 个单位）。"]
    assert (report.unit, report.unit_code) == ("甲县", "jx")
    assert report.last_year is not None
    assert report.last_year["requests.carried_out.natural_person"] == 7
    assert report.totals["requests.received.total"] == 6
    assert b"0000-0000200" in parts_of((county / "报市.xlsx").read_bytes())["xl/sharedStrings.xml"]


def test_a_countys_total_may_come_as_a_data_file(
    tmp_path: Path, county: Path, monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    arrive(county, mzj=DOCUMENTS, czj=RIGHT, cgz=RIGHT)
    assert main(["total", "--name", "甲县", "--unit-code", "jx", "--out", "报市.json"]) == 0
    begin(tmp_path / "市", CITY_ROSTER, monkeypatch)
    capsys.readouterr()

    assert main(["collect", str(county / "报市.json")]) == 0
    assert "甲县，收下，校验通过" in capsys.readouterr().out
    assert main(["total", "--name", "全市", "--out", "a.json"]) == 1
    told = capsys.readouterr().out
    assert "城关镇没有自己报来，已含在甲县的汇总里。" in told
    assert "没有计入，已下发：市民政局。" in told


def test_a_workbook_that_was_changed_is_not_filled(
    tmp_path: Path, county: Path, monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    arrive(county, mzj=DOCUMENTS)
    other = workbook(find(county), "czj", "", year=2023)
    (tmp_path / "旧.xlsx").write_bytes(other)
    monkeypatch.chdir(county)

    assert main(["total", "--into", str(tmp_path / "旧.xlsx"), "--out", "a.xlsx"]) == 2
    assert "上级下发的工作簿是2023年度2021版的，汇总是2024年度2021版的" in capsys.readouterr().err
    assert main(["total", "--into", str(tmp_path / "旧.xlsx"), "--out", "a.json"]) == 2
    assert not (county / "a.xlsx").exists()
