"""定稿: what the leader signed becomes the final document, and nothing else does."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from reports import filled
from word_files import W, edited, part, set_text, with_comment, wrap

from toolkit.cli import main
from toolkit.demo import examples
from toolkit.disk import sha256
from toolkit.document import read_page, read_word, verify, write_review_copy
from toolkit.errors import ToolkitError, UnreadableFile
from toolkit.model import Report, read_data_file, write_data_file
from toolkit.stages.finalization import AMENDMENT, FINAL, PAGE, SignOff, examine, finalize
from toolkit.stages.signed import RECORD, signed_versions

REPORT, _ = read_data_file((examples() / "demo" / "returns" / "mzj.json").read_bytes())
DRAFT = write_review_copy(REPORT)
DAY = date(2025, 1, 20)
SIGN_OFF = SignOff(DAY, "王局长")


@pytest.fixture(autouse=True)
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """The PDF has tests of its own."""
    monkeypatch.setattr("toolkit.stages.finalization.find_soffice", lambda: None)


def obstacles(content: bytes, report: Report = REPORT) -> tuple[str, ...]:
    return examine(content, report, DAY).obstacles


# --- what is made ----------------------------------------------------------------------------------------------------


def test_the_final_document_is_equal_to_the_data_and_clean(tmp_path: Path) -> None:
    result = finalize(examine(DRAFT, REPORT, DAY), SIGN_OFF, tmp_path)
    final = (tmp_path / FINAL).read_bytes()
    names = {path.name for path in tmp_path.iterdir()}

    assert {FINAL, PAGE, "数据.xlsx", "数据.csv", "数据.json", "图解.html", RECORD} <= names
    assert len([name for name in names if name.startswith("图解_")]) == 4
    assert verify(read_word(final), REPORT, DAY).equal
    assert verify(read_page((tmp_path / PAGE).read_bytes()), REPORT, DAY).equal
    assert read_data_file((tmp_path / "数据.json").read_bytes())[0].totals == REPORT.totals
    assert not list(part(final).iter(f"{W}sdt", f"{W}ins", f"{W}del", f"{W}commentReference"))
    assert part(final, "word/settings.xml").find(f"{W}documentProtection") is not None
    assert "王局长" not in etree.tostring(part(final, "docProps/core.xml"), encoding="unicode")
    assert any("没有安装 LibreOffice" in note for note in result.notes)


def test_the_same_signature_gives_the_same_bytes_and_one_record(tmp_path: Path) -> None:
    first = finalize(examine(DRAFT, REPORT, DAY), SIGN_OFF, tmp_path)
    second = finalize(examine(DRAFT, REPORT, DAY), SIGN_OFF, tmp_path)

    assert first.files == second.files
    assert len(signed_versions(tmp_path)) == 1


def test_words_the_leader_edited_are_taken_and_recorded(tmp_path: Path) -> None:
    content = edited(DRAFT, set_text("在法定期限内公示", "均在法定期限内公示"))
    finalize(examine(content, REPORT, DAY), SIGN_OFF, tmp_path)
    (signed,) = signed_versions(tmp_path)

    assert "均在法定期限内公示" in "".join(line.text for line in read_word((tmp_path / FINAL).read_bytes()).lines)
    assert len(signed.edited) == 1
    assert (signed.signed_by, signed.signed_on, signed.returned_sha256) == ("王局长", "2025-01-20", sha256(content))
    assert signed.files[FINAL] == sha256((tmp_path / FINAL).read_bytes())


def test_a_comment_that_is_done_is_left_behind(tmp_path: Path) -> None:
    finalize(examine(with_comment(DRAFT, "已改", done=True), REPORT, DAY), SIGN_OFF, tmp_path)

    assert not read_word((tmp_path / FINAL).read_bytes()).comments


def test_the_text_comes_back_block_by_block_as_it_was() -> None:
    signed = examine(DRAFT, REPORT, DAY).report

    assert signed.narrative == {block: text.strip() for block, text in REPORT.narrative.items()}


# --- what forbids it -------------------------------------------------------------------------------------------------


def inserted(root: etree._Element) -> None:
    run = next(root.iter(f"{W}r"))
    wrap(run, "w:ins")


def a_paragraph_between_tables(root: etree._Element) -> None:
    control = next(root.iter(f"{W}sdt"))
    control.addnext(etree.fromstring(f'<w:p xmlns:w="{W[1:-1]}"><w:r><w:t>注：含下属单位。</w:t></w:r></w:p>'))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (edited(DRAFT, inserted), "还有没处理的修订：插入“示范区民政局2024年"),
        (with_comment(DRAFT, "这里再核一下"), "还有没解决的批注：李处长“这里再核一下”"),
        (edited(DRAFT, set_text("公开信息135条", "公开信息136条")), "文档是“136条”，应为“135条”"),
        (edited(DRAFT, set_text("公开信息135条", "公开信息xxx条")), "留有未填写的“xxx”"),
        (edited(DRAFT, a_paragraph_between_tables), "表格旁边多出文字“注：含下属单位。”"),
        (write_review_copy(replace(REPORT, unit="示范区教育局")), "标题"),
    ],
    ids=["revision", "comment", "number", "placeholder", "stray text", "another unit"],
)
def test_what_is_not_settled_is_named_and_nothing_is_written(content: bytes, told: str, tmp_path: Path) -> None:
    found = obstacles(content)

    assert any(told in obstacle for obstacle in found), found
    with pytest.raises(ToolkitError, match="没有定稿"):
        finalize(examine(content, REPORT, DAY), SIGN_OFF, tmp_path)
    assert not list(tmp_path.iterdir())


def test_data_with_errors_are_never_final() -> None:
    wrong = replace(REPORT, values={**REPORT.values, "requests.received.natural_person": 3})

    assert any("第一项加第二项" in obstacle for obstacle in obstacles(write_review_copy(wrong), wrong))


# --- after it was signed ---------------------------------------------------------------------------------------------


def corrected() -> Report:
    return replace(REPORT, values={**REPORT.values, "proactive.government_rules.issued": 1})


def sign(report: Report, folder: Path, sign_off: SignOff) -> None:
    finalize(examine(write_review_copy(report), report, sign_off.signed_on), sign_off, folder)


def test_a_later_change_is_refused_without_a_reason(tmp_path: Path) -> None:
    sign(REPORT, tmp_path, SIGN_OFF)
    before = (tmp_path / FINAL).read_bytes()

    with pytest.raises(ToolkitError, match="已于 2025-01-20 签发，现在的内容与签发的不同：表内 1 处数字"):
        sign(corrected(), tmp_path, SIGN_OFF)
    assert (tmp_path / FINAL).read_bytes() == before


def test_an_amendment_keeps_what_was_signed_and_tracks_every_change(tmp_path: Path) -> None:
    sign(REPORT, tmp_path, SIGN_OFF)
    before = (tmp_path / FINAL).read_bytes()
    sign(corrected(), tmp_path, SignOff(date(2025, 3, 1), "王局长", amendment="漏计一件规章"))
    first, second = signed_versions(tmp_path)

    assert (tmp_path / "第1版" / FINAL).read_bytes() == before
    assert (second.version, second.reason) == (2, "漏计一件规章")
    assert second.changes.startswith("表内 1 处数字、1 张表改动")
    assert first.files[FINAL] == sha256(before)
    assert list(part((tmp_path / AMENDMENT).read_bytes()).iter(f"{W}ins"))


def test_a_signed_document_that_was_changed_in_secret_is_found_out(tmp_path: Path) -> None:
    sign(REPORT, tmp_path, SIGN_OFF)
    (tmp_path / FINAL).write_bytes(
        edited((tmp_path / FINAL).read_bytes(), set_text("行政许可决定55", "行政许可决定56"))
    )

    with pytest.raises(ToolkitError, match="签发后被改动过"):
        sign(corrected(), tmp_path, SignOff(DAY, amendment="更正"))


def test_a_damaged_record_stops_everything(tmp_path: Path) -> None:
    sign(REPORT, tmp_path, SIGN_OFF)
    (tmp_path / RECORD).write_text("{", "utf-8")

    with pytest.raises(UnreadableFile, match="签发的凭据"):
        sign(corrected(), tmp_path, SignOff(DAY, amendment="更正"))


# --- held against what was submitted ---------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the data and the pack made from it; commands run there."""
    monkeypatch.chdir(tmp_path)
    write(REPORT)
    assert main(["submit", "民政局.json", "--out", "送签", "--date", "2025-01-18"]) == 0
    (tmp_path / "退回").mkdir()
    (tmp_path / "退回" / "稿.docx").write_bytes((tmp_path / "送签" / "报审稿.docx").read_bytes())
    return tmp_path


def write(report: Report, name: str = "民政局.json") -> None:
    Path(name).write_text(write_data_file(report), "utf-8")


def end(*words: str, document: str = "退回/稿.docx") -> int:
    return main(["finalize", document, "--data", "民政局.json", "--date", "2025-01-20", "--out", "定稿", *words])


@pytest.mark.usefixtures("office")
def test_the_pack_is_found_and_what_came_back_is_held_against_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert end() == 0
    assert "与送审材料（送签，2025-01-18）对照：与送审时相同" in capsys.readouterr().err
    assert signed_versions(Path("定稿"))[0].submitted_sha256 == sha256(Path("送签/manifest.json").read_bytes())


@pytest.mark.usefixtures("office")
def test_data_that_changed_after_submission_are_named_number_by_number(capsys: pytest.CaptureFixture[str]) -> None:
    write(replace(corrected(), narrative={**REPORT.narrative, "problems": "全年培训9次。"}))

    assert end() == 2
    told = capsys.readouterr().err
    assert "数据在送审（2025-01-18）后变了" in told
    assert "“规章”行“本年制发件数”列：送审时是“0”，现在是“1”" in told
    assert "现在是“9次”" in told
    assert not Path("定稿").exists()


@pytest.mark.usefixtures("office")
def test_other_words_with_the_same_numbers_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    text = REPORT.narrative["overview.proactive"].replace("在法定期限内公示", "均在法定期限内公示")
    write(replace(REPORT, narrative={**REPORT.narrative, "overview.proactive": text}))

    assert end() == 0
    assert "数据文件在送审后有改动，但每个数都与送审时相同" in capsys.readouterr().err


@pytest.mark.usefixtures("office")
def test_the_pack_of_another_report_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    write(replace(REPORT, unit="示范区教育局", unit_code="jyj"))

    assert end("--pack", "送签") == 2
    assert "单位：送审时是“示范区民政局”，现在是“示范区教育局”；单位编码：送审时是“mzj”" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["审签单.docx", "送审数据.json"])
@pytest.mark.usefixtures("office")
def test_an_altered_pack_is_refused_with_the_file(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path("送签") / name
    path.write_bytes(path.read_bytes() + b" ")

    assert end() == 3
    assert f"{name} 的内容与清单里的 SHA-256 不符" in capsys.readouterr().err
    path.unlink()
    assert end() == 3
    assert f"缺 {name}" in capsys.readouterr().err


@pytest.mark.usefixtures("office")
def test_without_a_pack_it_is_said_and_goes_on_but_one_that_is_named_must_be_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("送签/manifest.json").unlink()

    assert end("--pack", "送签") == 3
    assert "没有送签材料（manifest.json）" in capsys.readouterr().err
    assert end() == 0
    assert "没有找到送签材料（manifest.json），没有与送审时的数据对照" in capsys.readouterr().err


@pytest.mark.usefixtures("office")
def test_of_several_packs_the_last_counts(capsys: pytest.CaptureFixture[str]) -> None:
    write(corrected())
    for day, folder in (("2025-01-19", "送签2"), ("2025-01-19", "送签3")):
        assert main(["submit", "民政局.json", "--out", folder, "--date", day]) == 0
    document = "退回/新稿.docx"
    Path(document).write_bytes(Path("送签2/报审稿.docx").read_bytes())

    assert end(document=document) == 2
    assert "有 2 份 2025-01-19 的送签材料：送签2、送签3" in capsys.readouterr().err
    assert end("--pack", "送签3", document=document) == 0
    write(REPORT)
    assert end(document="送签/报审稿.docx") == 2  # it lies in its pack; but another version was signed
    assert "现在的内容与签发的不同：表内 1 处数字" in capsys.readouterr().err


def test_an_amendment_that_was_cut_off_is_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    sign(REPORT, tmp_path, SIGN_OFF)
    before = (tmp_path / FINAL).read_bytes()
    amendment = SignOff(date(2025, 3, 1), "王局长", amendment="漏计一件规章")
    with monkeypatch.context() as patch:
        patch.setattr("toolkit.stages.finalization.write_record", killed)
        with pytest.raises(KeyboardInterrupt):
            sign(corrected(), tmp_path, amendment)
    assert (tmp_path / FINAL).read_bytes() != before
    sign(corrected(), tmp_path, amendment)

    assert (tmp_path / "第1版" / FINAL).read_bytes() == before
    assert [item.version for item in signed_versions(tmp_path)] == [1, 2]


def test_two_reports_never_share_a_folder(tmp_path: Path) -> None:
    sign(REPORT, tmp_path, SIGN_OFF)

    with pytest.raises(ToolkitError, match="里是示范区民政局2024年的定稿，不是示范区教育局2024年的"):
        sign(replace(REPORT, unit="示范区教育局", narrative=filled().narrative), tmp_path, SIGN_OFF)


# --- the command -----------------------------------------------------------------------------------------------------


def test_finalize_names_what_is_left_to_do_and_exits_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "民政局.json").write_text(write_data_file(REPORT), "utf-8")
    (tmp_path / "稿.docx").write_bytes(with_comment(DRAFT, "再核"))
    words = ["finalize", str(tmp_path / "稿.docx"), "--data", str(tmp_path / "民政局.json"), "--date", "2025-01-20"]

    assert main([*words, "--out", str(tmp_path / "定稿")]) == 1
    assert "李处长“再核”" in capsys.readouterr().err
    (tmp_path / "稿.docx").write_bytes(DRAFT)
    assert main([*words, "--out", str(tmp_path / "定稿"), "--dry-run"]) == 0
    assert not (tmp_path / "定稿").exists()
    assert main([*words, "--out", str(tmp_path / "定稿"), "--signed-by", "王局长"]) == 0
    assert "表内 200/200 个数" in capsys.readouterr().out
    assert json.loads((tmp_path / "定稿" / RECORD).read_text("utf-8"))["versions"][0]["signed_by"] == "王局长"
