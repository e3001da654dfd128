"""送审、签发 in a round: from the accepted report, or the total, to the signed document; and what the ledger keeps."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from office_rounds import RIGHT, ROSTER, workbook
from word_files import edited, set_text

from toolkit.cli import main
from toolkit.disk import sha256
from toolkit.document import read_word
from toolkit.model import Report, read_data_file, write_data_file
from toolkit.stages.finalization import AMENDMENT, FINAL
from toolkit.stages.signature import DATA, DRAFT, MANIFEST, RECORD, REDLINE, SHEET
from toolkit.stages.signed import RECORD as SIGNED
from toolkit.stages.signed import signed_versions
from toolkit.workflow import find

PACK, OUT = Path("成果/送签/示范区民政局第1稿"), Path("成果/定稿/示范区民政局")
MORE = RIGHT.replace("3", "4")

Look = Callable[[], str]


@pytest.fixture(autouse=True)
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """The PDF has tests of its own."""
    monkeypatch.setattr("toolkit.stages.finalization.find_soffice", lambda: None)


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round of three units, all accepted; made once, and copied for each test."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "名单.csv").write_text(ROSTER, encoding="utf-8")
    root = folder / "一轮"
    new = ["new", str(root), "--year", "2024", "--office", "公开办", "--roster", str(folder / "名单.csv")]
    assert main(new) == 0
    for code in ("mzj", "jyj", "czj"):
        collect(root, code, RIGHT)
    assert main(["accept", "--round", str(root)]) == 0
    return root


def collect(root: Path, code: str, table: str) -> None:
    path = root.parent / f"{code}{len(list(root.parent.iterdir()))}.xlsx"
    path.write_bytes(workbook(find(root), code, table))
    assert main(["collect", str(path), "--round", str(root)]) in (0, 1)


@pytest.fixture
def inside(accepted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In a copy of the round."""
    root = tmp_path / "一轮"
    shutil.copytree(accepted, root)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def said(inside: Path, capsys: pytest.CaptureFixture[str]) -> Look:  # noqa: ARG001 -- what came before is swallowed
    """What was printed since the last look."""
    return lambda: "".join(capsys.readouterr())


def submit(*words: str, day: str = "2025-01-18") -> int:
    return main(["submit", *(words or ("--unit", "民政局")), "--date", day])


def finalize(*words: str, document: Path = PACK / DRAFT, day: str = "2025-01-20") -> int:
    whose = [] if {"--total", "--unit", "--data"}.intersection(words) else ["--unit", "民政局"]
    return main(["finalize", str(document), *whose, "--date", day, *words])


def submitted() -> Report:
    return read_data_file((PACK / DATA).read_bytes())[0]


def with_text(text: str) -> Path:
    """The submitted data with another text, in a file of its own."""
    report = submitted()
    path = Path("改.json")
    path.write_text(write_data_file(replace(report, narrative={**report.narrative, "problems": text})), "utf-8")
    return path


# --- from the accepted report to the signed one ----------------------------------------------------------------------


def test_a_unit_goes_from_its_accepted_report_to_the_signed_document(said: Look) -> None:
    assert submit() == 0
    manifest = json.loads((PACK / MANIFEST).read_text("utf-8"))
    assert [(source["unit"], source["file"][:3]) for source in manifest["sources"]] == [("示范区民政局", "mzj")]
    assert main(["status"]) == 0
    assert "已送审" in said()

    assert finalize("--signed-by", "王局长") == 0
    (signed,) = signed_versions(OUT)
    assert (signed.signed_by, signed.submitted_sha256) == ("王局长", sha256((PACK / MANIFEST).read_bytes()))
    assert main(["verify", str(OUT / FINAL), "--unit", "民政局"]) == 0
    assert "2025年1月20日，与签发记录（第 1 版）相同" in said()
    assert main(["log", "民政局"]) == 0
    *_, sent, done = said().splitlines()
    assert ("送审" in sent, "第几稿 1" in sent) == (True, True)
    assert "签发定稿" in done
    assert "签发人 王局长" in done
    assert main(["status"]) == 0
    assert "已签发" in said()


def test_the_total_is_submitted_signed_and_verified_with_every_addend(said: Look) -> None:
    assert submit("--total", "示范区") == 0
    pack = Path("成果/送签/示范区第1稿")
    cells = [text for table in read_word((pack / RECORD).read_bytes()).tables for text in table.cells.values()]
    assert "示范区民政局 3＋示范区教育局 3＋示范区财政局 3" in cells
    assert "各单位均为 0" in cells
    assert finalize("--total", "示范区", document=pack / DRAFT) == 0
    assert main(["status"]) == 0
    assert "汇总“示范区”：已签发" in said()
    assert main(["status", "--format", "html"]) == 0
    assert "<p>汇总“示范区”：已签发" in said()
    assert main(["status", "--format", "json"]) == 0
    assert json.loads(said())["totals"][0]["versions"] == 1

    final = "成果/定稿/示范区/正式稿"
    for suffix in (".docx", ".html"):
        assert main(["verify", final + suffix, "--total", "示范区"]) == 0
    for suffix in (".json", ".xlsx"):
        assert main(["total", "--name", "示范区", "--out", f"汇总{suffix}"]) == 0
        assert main(["verify", f"{final}.docx", "--data", f"汇总{suffix}"]) == 0
    told = said()
    assert told.count("表内 200/200 个数相等") == 4
    assert told.count("与签发记录（第 1 版）相同") == 4
    assert main(["log"]) == 0
    assert "报告 示范区" in said()
    assert submit("--total", "示范区本级", "--scope", "本级", "--dry-run") == 0


def test_a_total_that_somebody_confirmed_says_so_on_every_paper(inside: Path, said: Look) -> None:
    collect(inside, "mzj", RIGHT.replace("granted  | 3", "granted  | 2"))
    confirm = ["--confirm-incomplete", "民政局已撤并", "--by", "周主任"]
    assert main(["total", "--name", "示范区", "--out", "汇总.json", *confirm]) in (0, 1)

    assert submit("--total", "示范区") == 0
    assert submit("汇总.json", "--total", "示范区", "--out", "另一份") == 0
    for folder in (Path("成果/送签/示范区第1稿"), Path("另一份")):
        for name in (RECORD, SHEET):
            document = read_word((folder / name).read_bytes())
            cells = [text for table in document.tables for text in table.cells.values()]
            said_there = "".join([*(line.text for line in document.lines), *cells])
            assert "汇总不完整，周主任已确认：民政局已撤并。没有计入：示范区民政局（待修改）。" in said_there
    said()


def test_the_file_of_a_total_tells_its_addends_without_a_round(
    inside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: Look
) -> None:
    assert main(["total", "--name", "示范区", "--out", str(tmp_path / "汇总.json")]) == 0
    raw = json.loads((tmp_path / "汇总.json").read_text("utf-8"))
    monkeypatch.chdir(inside.parent)

    assert submit("汇总.json", "--out", "送签") == 0
    cells = [text for table in read_word(Path("送签", RECORD).read_bytes()).tables for text in table.cells.values()]
    assert "示范区民政局 3＋示范区教育局 3＋示范区财政局 3" in cells
    for extra, code in (({"complete": False}, 2), ({"contributions": [1]}, 0), ({"adjustments": [{"cell": 1}]}, 0)):
        (tmp_path / "改.json").write_text(json.dumps(raw | extra), "utf-8")
        assert submit("改.json", "--out", "送签2") == code
    assert "注明汇总不完整，不能送签" in said()


def test_a_rehearsal_writes_and_records_nothing(inside: Path, said: Look) -> None:
    assert submit("--unit", "民政局", "--dry-run") == 0
    assert not (inside / "成果" / "送签").exists()
    assert submit() == 0
    assert finalize("--dry-run") == 0
    assert not (inside / "成果" / "定稿").exists()
    said()
    assert main(["log", "民政局"]) == 0
    assert said().count("送审") == 1


def test_the_same_again_changes_nothing(said: Look) -> None:
    for _ in range(2):
        assert submit() == 0
    before = {path.name: path.read_bytes() for path in PACK.iterdir()}
    for _ in range(2):
        assert finalize() == 0
    said()

    assert {path.name: path.read_bytes() for path in PACK.iterdir()} == before
    assert main(["log", "民政局"]) == 0
    told = said()
    assert (told.count("送审  "), told.count("签发定稿")) == (1, 1)


# --- the text is the office's, the numbers are the unit's ------------------------------------------------------------


def test_a_text_edited_in_the_office_goes_with_the_accepted_numbers(said: Look) -> None:
    assert submit() == 0
    file = with_text("公开的形式还不够多。")

    assert submit(str(file), day="2025-01-19") == 0
    second = PACK.with_name("示范区民政局第2稿")
    assert "与上一稿相比：" in said()
    assert (second / REDLINE).is_file()
    assert finalize(document=second / DRAFT) == 0
    assert "公开的形式还不够多" in "".join(line.text for line in read_word((OUT / FINAL).read_bytes()).lines)


def test_a_file_with_other_numbers_or_of_another_unit_is_refused(said: Look) -> None:
    assert submit() == 0
    report = submitted()
    other = replace(report, values={**report.values, "proactive.licensing.decisions": 7})
    Path("改.json").write_text(write_data_file(other), "utf-8")

    assert submit("改.json") == 2
    assert "行政许可" in (told := said())
    assert "文件里是 7，台账里已确认的是 0" in told
    assert submit(str(with_text("不足。")), "--unit", "教育局") == 2
    assert "文件是“示范区民政局”的，不是示范区教育局的" in said()


def test_a_file_of_nobody_on_the_roster_is_not_recorded_and_that_is_said(said: Look) -> None:
    assert submit() == 0
    Path("别处.json").write_text(write_data_file(replace(submitted(), unit="某某局", unit_code="")), "utf-8")

    assert submit("别处.json", "--out", "别处") == 0
    assert "“某某局”不在名单里，没有记入台账" in said()
    assert finalize("--data", "别处.json", "--out", "别处定稿", document=Path("别处") / DRAFT) == 0
    said()
    assert main(["log"]) == 0
    assert "某某局" not in said()


# --- what is refused -------------------------------------------------------------------------------------------------


def test_what_is_not_accepted_is_not_submitted_and_an_incomplete_total_is_not(inside: Path, said: Look) -> None:
    collect(inside, "mzj", MORE)
    said()

    assert submit() == 2
    assert "示范区民政局现在是“合格”，办公室还没有确认" in said()
    collect(inside, "mzj", RIGHT.replace("granted  | 3", "granted  | 2"))
    said()
    assert submit("--total", "示范区") == 2
    assert "汇总不完整，不能送签、定稿：示范区民政局（待修改）" in said()
    assert submit("--unit", "没有的局") == 2
    assert main(["submit"]) == 2
    assert "没有写明给谁送签" in said()


def test_what_was_not_submitted_is_not_finalized(said: Look) -> None:
    assert submit("--unit", "教育局") == 0
    said()

    assert finalize(document=Path("成果/送签/示范区教育局第1稿") / DRAFT) == 2
    assert "台账里没有示范区民政局送审的记录" in said()


def test_numbers_that_changed_after_submission_must_be_submitted_again(inside: Path, said: Look) -> None:
    assert submit() == 0
    collect(inside, "mzj", MORE)
    assert main(["accept", "民政局"]) == 0
    said()

    assert finalize() == 2
    told = said()
    assert "送审时的数与台账里已确认的不同，共 6 处" in told
    assert "送审时是 3，台账里已确认的是 4" in told
    assert "或重新送审。（命令：nianbao submit）" in told
    assert not OUT.exists()
    assert submit(day="2025-01-19") == 0
    assert "表内 6 处数字、1 张表改动" in said()
    assert finalize(document=PACK.with_name("示范区民政局第2稿") / DRAFT) == 0


@pytest.mark.parametrize(
    ("name", "told"),
    [(RECORD, f"{RECORD} 的内容与清单里的 SHA-256 不符"), (DATA, DATA), (MANIFEST, "不是台账记的那份送签材料")],
)
def test_a_pack_that_was_altered_is_refused(name: str, told: str, said: Look) -> None:
    assert submit() == 0
    path = PACK / name
    path.write_bytes(path.read_bytes().replace(b'"year": 2024', b'"year": 2023') + b" ")

    assert finalize(document=PACK / DRAFT) == 3
    assert told in said()
    path.unlink()
    assert finalize() == 3
    assert name in said()


def test_the_leaders_copy_may_be_saved_over_the_draft(said: Look) -> None:
    assert submit() == 0
    draft = PACK / DRAFT
    draft.write_bytes(edited(draft.read_bytes(), set_text("监督保障工作按", "监督和保障工作按")))

    assert finalize() == 0
    assert "审签中改了 1 段文字" in said()
    shutil.copy(draft, "退回.docx")
    assert finalize(document=Path("退回.docx")) == 3
    assert f"{DRAFT} 的内容与清单里的 SHA-256 不符" in said()


def test_a_document_that_cannot_be_read_is_refused(said: Look) -> None:
    assert submit() == 0
    Path("坏.docx").write_bytes(b"PK")

    assert finalize(document=Path("坏.docx")) == 3
    assert finalize(document=Path("没有.docx")) == 3
    assert "没有文件“没有.docx”" in said()


# --- after it was signed ---------------------------------------------------------------------------------------------


def test_a_signed_version_is_not_forgotten_with_its_file(said: Look) -> None:
    assert submit() == 0
    assert finalize() == 0
    (OUT / SIGNED).unlink()
    said()

    assert finalize(day="2025-02-01") == 2
    assert "已于 2025-01-20 签发" in (told := said())
    assert "成文日期改为 2025-02-01" in told
    assert finalize("--amend", "成文日期有误", "--signed-by", "王局长", day="2025-02-01") == 0
    assert [(item.version, item.reason) for item in signed_versions(OUT)] == [(1, ""), (2, "成文日期有误")]
    assert (OUT / "第1版" / FINAL).is_file()
    assert (OUT / AMENDMENT).is_file()
    said()
    assert main(["log", "民政局"]) == 0
    assert "更正" in (last := said().splitlines()[-1])
    assert "成文日期有误" in last
    assert main(["status"]) == 0
    assert "已签发，更正 1 次" in said()
    shutil.rmtree(OUT)
    assert finalize("--amend", "再改", day="2025-02-02") == 2
    assert "不见了，与签发记录（第 2 版，2025-02-01）不符" in said()


def test_what_was_signed_lies_in_one_place(said: Look) -> None:
    assert submit() == 0
    assert finalize() == 0
    said()

    assert finalize("--pack", "成果") == 2
    assert "台账里最近一次送审的材料在“" in said()
    assert finalize("--out", "别处", day="2025-02-01") == 2
    assert "已签发，定稿在“" in said()
    record = json.loads((OUT / SIGNED).read_text("utf-8"))
    record["versions"][0]["signed_by"] = "别人"
    (OUT / SIGNED).write_text(json.dumps(record), "utf-8")
    assert finalize() == 3
    assert "签发记录与台账不符" in said()


def test_what_a_unit_sends_after_the_signature_does_not_hide_it(inside: Path, said: Look) -> None:
    assert submit() == 0
    assert finalize() == 0
    collect(inside, "mzj", MORE)
    said()

    assert main(["status"]) == 0
    assert "已签发" in said()
    assert main(["verify", str(OUT / FINAL), "--unit", "民政局"]) == 0


def test_each_version_is_verified_against_its_own_data_and_date(said: Look) -> None:
    assert submit() == 0
    assert finalize() == 0
    assert finalize("--amend", "日期有误", day="2025-02-01") == 0
    said()

    for path, day in ((OUT / FINAL, "2025年2月1日"), (OUT / "第1版" / FINAL, "2025年1月20日")):
        assert main(["verify", str(path), "--unit", "民政局"]) == 0
        assert f"成文日期：{day}，与签发记录" in said()
        assert main(["verify", str(path), "--data", str(PACK / DATA)]) == 0
        assert f"成文日期：{day}，与签发记录" in said()
    content = (OUT / FINAL).read_bytes()
    Path("改.docx").write_bytes(edited(content, set_text("2025年2月1日", "2025年2月10日")))
    assert main(["verify", "改.docx", "--unit", "民政局"]) == 1
    told = said()
    assert "文档是“10日”，应为“1日”" in told
    assert "成文日期：2025年2月10日，与签发记录（第 2 版）不同，应为2025年2月1日" in told
    assert main(["verify", "改.docx", "--data", str(PACK / DATA)]) == 0
    assert "成文日期：2025年2月10日，没有签发记录可以对照" in said()
    (OUT / "数据.json").write_text("{}", "utf-8")
    assert main(["verify", str(OUT / FINAL), "--unit", "民政局"]) == 3
    assert "签发后被改动过，与台账不符" in said()
