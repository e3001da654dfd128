"""The commands of a round, as a clerk types them, and what they say to wrong ones."""

import json
from pathlib import Path

import pytest
from office_rounds import RIGHT, ROSTER, WRONG, workbook

from toolkit.cli import main
from toolkit.workflow import find

QUERY = """
    requests   | natural_person
    received   | 3
    carried_in | 1
    granted    | 4
    """
LAST_YEAR = {
    "form": "zfxxgk",
    "edition": "2021",
    "year": 2023,
    "unit": "示范区民政局",
    "unit_code": "mzj",
    "values": {"requests.carried_out.natural_person": 0},
}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a roster; commands run there."""
    (tmp_path / "名单.csv").write_text(ROSTER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def inside(office: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In a round whose workbooks are written."""
    assert main(["new", "一轮", "--year", "2024", "--office", "公开办", "--roster", "名单.csv"]) == 0
    monkeypatch.chdir(office / "一轮")
    assert main(["issue"]) == 0
    return office / "一轮"


def test_new_makes_a_folder_that_explains_itself(inside: Path) -> None:
    assert sorted(path.name for path in inside.iterdir()) == [
        "nianbao.key",
        "round.db",
        "round.toml",
        "上年",
        "下发",
        "信函",
        "名单.csv",
        "成果",
        "收件",
        "退回",
    ]
    assert sorted(path.name for path in (inside / "信函").iterdir()) == [
        "下发.txt",
        "催报.txt",
        "收讫.txt",
        "版式.html",
        "退回.txt",
    ]


def test_new_rehearses(office: Path) -> None:
    assert main(["new", "一轮", "--year", "2024", "--office", "公开办", "--roster", "名单.csv", "--dry-run"]) == 0
    assert [path.name for path in office.iterdir()] == ["名单.csv"]


@pytest.mark.parametrize(
    ("roster", "says"),
    [
        ("单位编码,单位名称\nmzj,民政局\nMZJ,教育局\n", "单位编码“mzj”重复"),
        ("单位编码,单位名称,邮箱\nmzj,民政局,没有邮箱\n", "不是有效的地址"),
        ('单位编码,单位名称\nmzj,"民政局\r\nBcc: a@b.cn"\n', "换行"),
        ("名称\n民政局\n", "名单缺少“单位编码”“单位名称”列"),
    ],
)
def test_a_faulty_roster_is_refused_with_its_rows(
    office: Path, roster: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (office / "名单.csv").write_text(roster, encoding="utf-8", newline="")

    assert main(["new", "一轮", "--year", "2024", "--office", "公开办", "--roster", "名单.csv"]) == 2
    assert says in capsys.readouterr().err
    assert not (office / "一轮").exists()


def test_new_touches_no_folder_with_other_files(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--year", "2024", "--office", "公开办", "--roster", "名单.csv"]
    (inside.parent / "别的").mkdir()
    (inside.parent / "别的" / "a.docx").write_bytes(b"x")

    assert main(["new", ".", *arguments]) == 2
    assert main(["new", "../别的", *arguments]) == 2
    told = capsys.readouterr().err
    assert "已经是一次年报工作的文件夹" in told
    assert "已有别的文件" in told


@pytest.mark.parametrize(
    "words", [["issue"], ["send"], ["collect", "a"], ["status"], ["send-back"], ["remind"], ["accept"], ["log"]]
)
def test_outside_of_a_round_it_says_so(words: list[str], office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert office.is_dir()
    assert main(words) == 2
    assert "不在年报工作的文件夹里" in capsys.readouterr().err


def test_a_round_is_found_from_a_folder_inside_it(inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(inside / "下发")
    assert main(["status"]) == 0
    monkeypatch.chdir(inside.parent)
    assert main(["status", "--round", "一轮"]) == 0


def test_a_unit_nobody_knows_is_told(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert inside.is_dir()
    assert main(["remind", "海洋局", "--eml"]) == 2
    assert "名单里没有“海洋局”" in capsys.readouterr().err


def test_a_workbook_somebody_filled_in_place_is_not_overwritten(
    inside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = next((inside / "下发").glob("mzj*.xlsx"))
    filled = workbook(find(inside), "mzj")
    path.write_bytes(filled)

    assert main(["issue"]) == 2
    assert "1 份不是下发时的样子，没有覆盖：mzj_民政局_2024年报.xlsx" in capsys.readouterr().err
    assert path.read_bytes() == filled


def test_accepting_wants_explanations_or_a_reason(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (inside / "上年" / "mzj.json").write_text(json.dumps(LAST_YEAR), encoding="utf-8")
    for name, code, table in (("a", "mzj", QUERY), ("b", "jyj", WRONG), ("c", "czj", RIGHT)):
        (inside / f"{name}.xlsx").write_bytes(workbook(find(inside), code, table))
    assert main(["collect", "a.xlsx", "b.xlsx", "c.xlsx"]) == 1

    assert main(["accept"]) == 0
    assert "示范区财政局：确认\n" in capsys.readouterr().out
    assert main(["accept", "教育局"]) == 2
    assert "示范区教育局现在是“待修改”，不能确认" in capsys.readouterr().err
    assert main(["accept", "民政局"]) == 2
    assert "示范区民政局还有 1 处须作说明的疑点没有说明" in capsys.readouterr().err
    assert main(["accept", "民政局", "--reason", "已电话核实"]) == 0
    assert main(["log", "民政局"]) == 0
    assert "已电话核实" in capsys.readouterr().out


def test_the_total_names_who_is_not_in_it(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["total", "--out", "成果/汇总.json"]) == 2
    assert "没有可以汇总的报告" in capsys.readouterr().err
    (inside / "a.xlsx").write_bytes(workbook(find(inside), "mzj"))
    assert main(["collect", "a.xlsx"]) == 0
    assert main(["total", "--name", "示范区", "--out", "成果/汇总.json"]) == 1
    assert "没有计入，已下发：示范区教育局、示范区财政局。" in capsys.readouterr().out
    data = json.loads((inside / "成果" / "汇总.json").read_text("utf-8"))
    assert data["complete"] is False
    assert data["values"]["requests.received.total"] == 3
    assert [missing["unit"] for missing in data["missing"]] == ["示范区教育局", "示范区财政局"]


def test_a_report_of_a_unit_that_sent_nothing(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert inside.is_dir()
    assert main(["report", "--unit", "民政局", "--out", "a.docx"]) == 2
    assert main(["report", "--out", "a.docx"]) == 2
    told = capsys.readouterr().err
    assert "示范区民政局还没有报来有效的工作簿" in told
    assert "没有写明给谁成文" in told


def test_without_servers_mail_commands_say_what_to_do(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["collect"]) == 2
    assert "没有写收信服务器" in capsys.readouterr().err
    assert main(["send"]) == 1, "one unit has no address"
    assert "名单里没有邮箱" in capsys.readouterr().out
    assert (inside / "下发" / "邮件" / "mzj_民政局.eml").is_file()


@pytest.mark.parametrize("format_", ["text", "json", "html", "xlsx"])
def test_status_in_every_format(format_: str, inside: Path) -> None:
    assert main(["status", "--format", format_, "--out", f"进度.{format_}"]) == 0
    assert (inside / f"进度.{format_}").stat().st_size > 100


def test_documents_of_all_that_passed_and_of_the_total(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, code, table in (("a", "mzj", RIGHT), ("b", "jyj", WRONG), ("c", "czj", RIGHT)):
        (inside / f"{name}.xlsx").write_bytes(workbook(find(inside), code, table))
    assert main(["collect", "a.xlsx", "b.xlsx", "c.xlsx"]) == 1

    assert main(["report", "--all", "--out", "成果/年报", "--dry-run"]) == 0
    assert not (inside / "成果" / "年报").exists()
    assert main(["report", "--all", "--out", "成果/年报"]) == 0
    assert sorted(path.name for path in (inside / "成果" / "年报").iterdir()) == [
        "示范区民政局2024年年报.docx",
        "示范区财政局2024年年报.docx",
    ]
    assert main(["report", "--total", "示范区", "--out", "成果/示范区.docx"]) == 0
    assert (inside / "成果" / "示范区.docx").is_file()
    capsys.readouterr()
    assert main(["report", "--all", "--unit", "民政局", "--out", "a.docx"]) == 2
    assert "没有写明给谁成文" in capsys.readouterr().err
