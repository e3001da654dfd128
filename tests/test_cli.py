"""The commands, run as a user runs them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.cli import main
from toolkit.cli.program import COMMANDS, command_parser, load_command

ROSTER = "单位编码,单位名称,简称,联系人,邮箱\nmzj,示范区民政局,民政局,周例一,mzj@example.cn\njyj,示范区教育局,,,\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_data(path: Path, **changes: object) -> Path:
    """A data file that is right but for `changes` of cells."""
    from toolkit.forms import find_form

    values: dict[str, object] = dict.fromkeys((cell.id for cell in find_form("zfxxgk", "2021").inputs), 0)
    values |= {name.replace("__", "."): value for name, value in changes.items()}
    data = {"form": "zfxxgk", "edition": "2021", "year": 2024, "unit": "示范区民政局", "unit_code": "mzj"}
    path.write_text(json.dumps(data | {"values": values}), encoding="utf-8")
    return path


def test_python_dash_m_toolkit_is_the_same_program() -> None:
    done = subprocess.run([sys.executable, "-m", "toolkit", "--version"], capture_output=True, text=True, check=True)

    assert done.stdout.startswith("nianbao ")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_chinese_help_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([name, "--help"])
    shown = capsys.readouterr().out

    assert stop.value.code == 0
    assert shown.startswith(f"用法：nianbao {name}")
    assert "例：\n" in shown
    assert f"nianbao {name}" in shown.partition("例：")[2]
    assert "usage" not in shown
    assert "show this" not in shown


@pytest.mark.parametrize(
    "name", [name for name in COMMANDS if name not in ("doctor", "rules", "log", "verify", "form")]
)
def test_every_command_that_writes_has_a_dry_run(name: str) -> None:
    assert "--dry-run" in command_parser(name, load_command(name)).format_help()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["chek"], "没有 chek 这个命令"),
        (["check"], "缺少参数：文件"),
        (["check", "a.xlsx", "--foo"], "看不懂的参数：--foo"),
        (["check", "a.xlsx", "--format", "yaml"], "--format 没有 'yaml' 这个选项"),
        (["check", "a.xlsx", "--format"], "--format 后面缺少内容"),
        (["issue", "--roster", "r.csv", "--year", "24"], "--year：“24”不是年度"),
        (["issue", "--roster", "r.csv", "--year", "2024", "--deadline", "1月5日"], "--deadline：“1月5日”不是日期"),
        (["fill", "a.json"], "缺少参数：--out"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_in_chinese(words: list[str], complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)

    assert stop.value.code == 2
    assert complaint in capsys.readouterr().err


def test_check_says_in_one_line_that_all_is_well(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(write_data(folder / "a.json").read_text("utf-8"))
    data["narrative"] = (
        dict.fromkeys(
            ["overview.proactive", "overview.on_request", "overview.information_management", "overview.platform"],
            "一段。",
        )
        | dict.fromkeys(["overview.supervision", "problems"], "一段。")
        | {"other_matters": "未收取信息处理费。"}
    )
    (folder / "a.json").write_text(json.dumps(data), encoding="utf-8")

    assert main(["check", "a.json"]) == 0
    assert capsys.readouterr().out == (
        "✓ 示范区民政局 2024年（a.json）：通过。核对了 200 个数、42 条勾稽关系、7 段文字，没有发现问题。\n"
    )


def test_check_tells_what_is_wrong_and_exits_with_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_data(folder / "a.json", requests__received__natural_person=3)

    assert main(["check", "a.json"]) == 1
    shown = capsys.readouterr().out
    assert "一、本年新收 3＋二、上年结转 0＝3，三（七）总计 0＋四、结转下年度 0＝0，前者多 3。" in shown
    assert "第一项加第二项之和，应等于第三项加第四项之和。" in shown
    assert "依据：国办公开办函〔2021〕30号表头注" in shown


def test_check_prints_one_json_object_a_file_in_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_data(folder / "a.json", requests__received__natural_person=3)
    write_data(folder / "b.json")
    (folder / "c.json").write_text("这不是数据", encoding="utf-8")

    code = main(["check", "a.json", "c.json", "b.json", "--format", "json"])
    first, second, third = map(json.loads, capsys.readouterr().out.splitlines())
    finding = next(finding for finding in first["findings"] if finding["severity"] == "error")

    assert code == 3
    assert (first["file"], first["unit"], first["year"], first["form"], first["edition"]) == (
        "a.json",
        "示范区民政局",
        2024,
        "zfxxgk",
        "2021",
    )
    assert (finding["rule"], finding["outcome"], finding["actual"], finding["expected"], finding["difference"]) == (
        "requests.balance",
        "failed",
        3,
        0,
        3,
    )
    assert finding["place"]["cells"][0] == "requests.results_total.natural_person"
    assert first["summary"]["rules"]["requests.balance"] == {"passed": 5, "failed": 2, "unevaluable": 0}
    assert "error" in second
    assert third["summary"]["error"] == 0


def test_blank_cells_of_a_row_are_told_in_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_data(folder / "a.json", requests__granted__natural_person=None, requests__granted__enterprise=None)

    main(["check", "a.json"])
    shown = capsys.readouterr().out

    assert "“三、申请办理”表“三（一）予以公开”行有 2 格未填（D6、E6）。" in shown
    assert "无法核对" not in shown


def test_a_missing_file_is_told_and_does_not_stop_the_others(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_data(folder / "b.json")

    assert main(["check", "没有.xlsx", "b.json"]) == 3
    shown = capsys.readouterr().out
    assert "✗ 没有.xlsx：没有文件“没有.xlsx”。" in shown
    assert "示范区民政局 2024年（b.json）" in shown


def test_issue_writes_a_workbook_per_unit_and_can_be_repeated(folder: Path) -> None:
    (folder / "名单.csv").write_text(ROSTER, encoding="gb18030")
    words = ["issue", "--roster", "名单.csv", "--year", "2024", "--office", "示范区", "--deadline", "2025-01-15"]

    assert main(words) == 0
    first = {path.name: path.read_bytes() for path in (folder / "下发").iterdir()}
    assert main(words) == 0

    assert sorted(first) == ["jyj_示范区教育局_2024年报.xlsx", "mzj_民政局_2024年报.xlsx"]
    assert {path.name: path.read_bytes() for path in (folder / "下发").iterdir()} == first


def test_issue_takes_a_roster_in_a_workbook(folder: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["单位名称", "单位编码"], ["示范区民政局", 101], ["示范区教育局", 102.0]):
        book.active.append(row)
    book.save(folder / "名单.xlsx")

    assert main(["issue", "--roster", "名单.xlsx", "--year", "2024"]) == 0
    names = sorted(path.name for path in (folder / "下发").iterdir())
    assert names == ["101_示范区民政局_2024年报.xlsx", "102_示范区教育局_2024年报.xlsx"]


def test_issue_dry_run_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "名单.csv").write_text(ROSTER, encoding="utf-8")

    assert main(["issue", "--roster", "名单.csv", "--year", "2024", "--dry-run"]) == 0
    assert [path.name for path in folder.iterdir()] == ["名单.csv"]
    assert "示范区民政局 → 下发" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "out"),
    [
        (["fill", "a.json"], "b.xlsx"),
        (["read", "a.json"], "b.json"),
        (["draft", "a.json"], "b.json"),
        (["explain", "a.json"], "b.json"),
        (["check", "a.json", "--format", "xlsx"], "b.xlsx"),
        (["check", "a.json", "--format", "html"], "b.html"),
        (["total", "a.json"], "b.xlsx"),
        (["report", "a.json"], "b.docx"),
    ],
)
def test_a_rehearsal_names_the_file_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], out: str
) -> None:
    write_data(folder / "a.json")

    assert main([*words, "--out", out, "--dry-run"]) == 0
    assert f"演练：将写入 {out}，没有写。" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["a.json"]


def test_a_faulty_roster_is_refused_with_its_rows(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "名单.csv").write_text(ROSTER + "mzj,另一个单位,,,不是邮箱\n", encoding="utf-8")

    assert main(["issue", "--roster", "名单.csv", "--year", "2024"]) != 0
    shown = capsys.readouterr().err
    assert "第 2、4 行：单位编码“mzj”重复" in shown
    assert "第 4 行：邮箱“不是邮箱”不是有效的地址" in shown
    assert not (folder / "下发").exists()


def test_fill_and_read_are_inverse(folder: Path) -> None:
    write_data(folder / "a.json", requests__received__natural_person=3, proactive__licensing__decisions="12件")

    assert main(["fill", "a.json", "--out", "a.xlsx"]) == 0
    assert main(["read", "a.xlsx", "--out", "b.json"]) == 0
    before, after = (json.loads((folder / name).read_text("utf-8")) for name in ("a.json", "b.json"))
    assert after["values"] == after["values"] | before["values"]
    assert (after["unit"], after["unit_code"], after["year"]) == ("示范区民政局", "mzj", 2024)


def test_fill_says_which_claimed_totals_a_workbook_cannot_hold(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_data(folder / "a.json", requests__received__total=9)

    assert main(["fill", "a.json", "--out", "a.xlsx"]) == 0
    assert "requests.received.total：来源写的是 9，工作簿里按各项之和 0 计算。" in capsys.readouterr().err


def test_a_result_never_overwrites_its_source(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    original = write_data(folder / "a.json").read_bytes()

    assert main(["read", "a.json", "--out", "a.json"]) == 2
    assert "是原始文件，不能覆盖" in capsys.readouterr().err
    assert (folder / "a.json").read_bytes() == original


@pytest.mark.parametrize("suffix", ["xlsx", "json"])
def test_total_adds_files_of_any_kind(folder: Path, suffix: str) -> None:
    write_data(folder / "a.json", requests__received__natural_person=3, requests__granted__natural_person=3)
    other = json.loads(write_data(folder / "b.json", requests__received__natural_person=4).read_text("utf-8"))
    other |= {"unit": "示范区教育局", "unit_code": "jyj"}
    other["values"]["requests.granted.natural_person"] = 4
    (folder / "b.json").write_text(json.dumps(other), encoding="utf-8")
    main(["fill", "b.json", "--out", "b.xlsx"])

    assert main(["total", "a.json", "b.xlsx", "--name", "示范区", "--out", f"sum.{suffix}"]) == 0
    main(["read", f"sum.{suffix}", "--out", "again.json"])
    total = json.loads((folder / "again.json").read_text("utf-8"))
    assert total["values"]["requests.received.total"] == 7
    assert total["unit"] == "示范区"


def test_total_tells_where_each_number_comes_from(folder: Path) -> None:
    write_data(folder / "a.json", requests__received__natural_person=3, requests__granted__natural_person=3)

    main(["total", "a.json", "--out", "sum.json"])
    total = json.loads((folder / "sum.json").read_text("utf-8"))
    assert total["contributions"]["requests.received.natural_person"] == [
        {"unit": "示范区民政局", "file": "a.json", "value": 3}
    ]
    assert total["complete"] is True


def test_a_total_with_gaps_is_written_and_marked_incomplete(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_data(folder / "a.json", proactive__licensing__decisions=None)

    assert main(["total", "a.json", "--out", "sum.json"]) == 1
    total = json.loads((folder / "sum.json").read_text("utf-8"))
    assert total["complete"] is False
    assert total["gaps"] == [
        {"unit": "示范区民政局", "file": "a.json", "cell": "proactive.licensing.decisions", "value": None}
    ]
    assert total["values"]["proactive.licensing.decisions"] is None
    assert "示范区民政局：“二、主动公开”表“行政许可”行“本年处理决定数量”列（B7）空白" in capsys.readouterr().out


def test_a_unit_is_not_added_twice(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_data(folder / "a.json")
    write_data(folder / "b.json")

    assert main(["total", "a.json", "b.json", "--out", "sum.json"]) == 2
    assert "“示范区民政局”有两份报告：a.json、b.json。" in capsys.readouterr().err
    assert not (folder / "sum.json").exists()


def test_report_is_refused_while_errors_remain(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_data(folder / "a.json", requests__received__natural_person=3)

    assert main(["report", "a.json", "--out", "a.docx"]) == 1
    assert "没有成文：还有必须改正的问题。" in capsys.readouterr().err
    assert not (folder / "a.docx").exists()

    assert main(["report", "a.json", "--out", "a.docx", "--draft"]) == 0
    assert (folder / "a.docx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize("suffix", ["docx", "html"])
def test_report_writes_a_document(folder: Path, suffix: str) -> None:
    write_data(folder / "a.json")

    assert main(["report", "a.json", "--out", f"a.{suffix}", "--date", "2025-01-20"]) == 0
    assert (folder / f"a.{suffix}").stat().st_size > 5000


def test_report_of_an_unknown_kind_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_data(folder / "a.json")

    assert main(["report", "a.json", "--out", "a.odt"]) == 2
    assert "成文的文件名请以 .docx、.html 或 .pdf 结尾。" in capsys.readouterr().err


def test_doctor_says_what_is_missing_and_what_follows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    shown = capsys.readouterr().out
    assert "LibreOffice" in shown
    assert "字体" in shown


def test_a_fault_of_ours_reaches_the_user_as_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("toolkit.cli.commands.read.load_report", broken)

    assert main(["read", str(folder / "a.xlsx"), "--out", "b.json"]) == 3
    shown = capsys.readouterr().err
    assert "程序内部出错" in shown
    assert "Traceback" not in shown


def test_check_compares_with_last_year(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_data(folder / "now.json")
    last = json.loads(
        write_data(
            folder / "last.json", requests__received__enterprise=2, requests__carried_out__enterprise=2
        ).read_text("utf-8")
    )
    (folder / "last.json").write_text(json.dumps(last | {"year": 2023}), encoding="utf-8")

    assert main(["check", "now.json", "--last-year", "last.json"]) == 0
    assert "上年的四、结转下年度 2，前者少 2。" in capsys.readouterr().out


def test_check_refuses_last_year_of_another_year(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_data(folder / "now.json")

    assert main(["check", "now.json", "--last-year", "now.json"]) == 3
    assert "上年报告应当是 2023 年度的，给的是 2024 年度的" in capsys.readouterr().out


def test_check_writes_a_list_and_a_page(folder: Path) -> None:
    import openpyxl

    write_data(folder / "a.json", requests__received__natural_person=3, proactive__licensing__decisions="=1+1")

    assert main(["check", "a.json", "--format", "xlsx", "--out", "问题.xlsx"]) == 1
    assert main(["check", "a.json", "--format", "html", "--out", "问题.html"]) == 1
    book = openpyxl.load_workbook(folder / "问题.xlsx")
    cells = [cell for row in book["问题清单"].iter_rows(min_row=2) for cell in row]
    assert "=1+1" in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "前者多 3" in (folder / "问题.html").read_text("utf-8")


def test_explain_lists_queries_and_ties_explanations_to_numbers(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_data(folder / "now.json")
    last = json.loads(write_data(folder / "last.json", requests__carried_out__enterprise=2).read_text("utf-8"))
    last["values"]["requests.received.enterprise"] = 2
    (folder / "last.json").write_text(json.dumps(last | {"year": 2023}), encoding="utf-8")
    key = "years.carry_over@requests.carried_in.enterprise"

    assert main(["explain", "now.json", "--last-year", "last.json"]) == 0
    assert f"{key}\n" in capsys.readouterr().out
    words = ["explain", "now.json", "--last-year", "last.json", "--set", f"{key}=移交2件", "--out", "told.json"]
    assert main(words) == 0
    told = json.loads((folder / "told.json").read_text("utf-8"))
    assert [name.partition("#")[0] for name in told["explanations"]] == [key]
    capsys.readouterr()
    main(["check", "told.json", "--last-year", "last.json"])
    assert "（已说明：移交2件）" in capsys.readouterr().out


def test_explain_refuses_what_needs_no_explanation(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_data(folder / "a.json")

    assert main(["explain", "a.json", "--set", "requests.balance@x=没有"]) == 2
    assert "没有编号为 requests.balance@x 的疑点。" in capsys.readouterr().err


def test_issue_locks_last_year_into_the_workbooks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "名单.csv").write_text(ROSTER, encoding="utf-8")
    last = json.loads(write_data(folder / "last.json", requests__carried_out__enterprise=2).read_text("utf-8"))
    (folder / "last.json").write_text(json.dumps(last | {"year": 2023}), encoding="utf-8")

    assert main(["issue", "--roster", "名单.csv", "--year", "2024", "--last-year", "last.json"]) == 0
    assert "找到 1 个单位的上年报告；没有的：示范区教育局。" in capsys.readouterr().err
    assert main(["read", "下发/mzj_民政局_2024年报.xlsx", "--out", "blank.json"]) == 0
    data = json.loads((folder / "blank.json").read_text("utf-8"))
    assert data["last_year"]["requests.carried_out.enterprise"] == 2


def test_rules_prints_the_manual_and_the_coverage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    assert "`requests.balance`　必须通过" in capsys.readouterr().out
    assert main(["rules", "--coverage"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 201


def test_draft_writes_what_the_tables_prove_and_leaves_written_text_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = json.loads(
        write_data(
            folder / "a.json", requests__received__natural_person=1, requests__granted__natural_person=1
        ).read_text("utf-8")
    )
    data["narrative"] = {"overview.proactive": "自己写的一段。"}
    (folder / "a.json").write_text(json.dumps(data), encoding="utf-8")

    assert main(["draft", "a.json", "--out", "b.json"]) == 0
    assert "【（二）依申请公开】\n本年度新收政府信息公开申请1件" in capsys.readouterr().out
    narrative = json.loads((folder / "b.json").read_text("utf-8"))["narrative"]
    assert narrative["overview.proactive"] == "自己写的一段。"
    assert narrative["overview.on_request"].startswith("本年度新收政府信息公开申请1件")


def test_placeholders_for_numbers_are_filled_in_the_document_and_kept_in_the_data(folder: Path) -> None:
    data = json.loads(
        write_data(
            folder / "a.json", requests__received__natural_person=7, requests__granted__natural_person=7
        ).read_text("utf-8")
    )
    data["narrative"] = {"overview.on_request": "新收{requests.received.total}件。"}
    (folder / "a.json").write_text(json.dumps(data), encoding="utf-8")

    assert main(["report", "a.json", "--out", "a.html"]) == 0
    assert "新收7件。" in (folder / "a.html").read_text("utf-8")
    main(["fill", "a.json", "--out", "a.xlsx"])
    main(["read", "a.xlsx", "--out", "b.json"])
    assert json.loads((folder / "b.json").read_text("utf-8"))["narrative"] == data["narrative"]
