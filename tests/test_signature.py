"""送签: the pack that goes to the leader."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from office import convert, pdf_pages
from reports import filled

from toolkit.checks import Checked, check_report
from toolkit.cli import main
from toolkit.demo import examples
from toolkit.disk import sha256
from toolkit.document import content_of_file, content_of_outline, outline_of, read_word, redlined, verify, write_redline
from toolkit.errors import ToolkitError
from toolkit.model import Report, read_data_file, write_data_file
from toolkit.stages.basis import Origin, SourceFile
from toolkit.stages.signature import DATA, DRAFT, MANIFEST, RECORD, REDLINE, SHEET, Earlier, Pack, Request, make_pack

REPORT, _ = read_data_file((examples() / "demo" / "returns" / "mzj.json").read_bytes())
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ORIGIN = Origin((SourceFile("示范区民政局", "民政局.xlsx", "0" * 64),))
REQUEST = Request(date(2025, 1, 18), ORIGIN, "周例一", "0000-0000101")


def checked(report: Report = REPORT) -> Checked:
    return Checked("民政局.xlsx", report, check_report(report))


def changed(**values: int) -> Report:
    """The example with other numbers, and a text that was edited."""
    narrative = dict(REPORT.narrative)
    narrative["overview.proactive"] = narrative["overview.proactive"].replace("135条", "153条")
    narrative["problems"] += "\n三是培训不够，全年只办了2次。"
    del narrative["overview.platform"]
    cells = {name.replace("__", "."): value for name, value in values.items()}
    return replace(REPORT, narrative=narrative, values={**REPORT.values, **cells})


def pack_of(report: Report = REPORT, earlier: Report | None = None, request: Request = REQUEST) -> Pack:
    content = Earlier("上一稿", content_of_outline(outline_of(earlier, signed_on=None))) if earlier else None
    return make_pack(checked(report), request, content)


def document(content: bytes, part: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return etree.fromstring(package.read(part))


def text(content: bytes) -> str:
    return "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in document(content).iter(f"{W}p"))


# --- the pack --------------------------------------------------------------------------------------------------------


def test_the_pack_holds_every_paper_and_the_digest_of_each() -> None:
    pack = pack_of(earlier=changed(proactive__licensing__decisions=56))
    manifest = json.loads(pack.files[MANIFEST])

    assert set(pack.files) == {DRAFT, SHEET, RECORD, REDLINE, DATA, MANIFEST}
    assert manifest["files"] == {name: sha256(content) for name, content in pack.files.items() if name != MANIFEST}
    assert (manifest["unit"], manifest["year"], manifest["submitted_on"]) == ("示范区民政局", 2024, "2025-01-18")


def test_the_same_input_gives_the_same_bytes() -> None:
    earlier = changed(proactive__licensing__decisions=56)

    assert pack_of(earlier=earlier) == pack_of(earlier=earlier)


def test_what_has_errors_is_not_submitted() -> None:
    with pytest.raises(ToolkitError, match="不能送签"):
        make_pack(checked(filled("requests | natural_person\nreceived | 3")), REQUEST)


def test_in_the_draft_tables_are_locked_text_is_open_and_changes_are_tracked() -> None:
    draft = pack_of().files[DRAFT]
    body = document(draft)
    locks = [lock.get(f"{W}val") for lock in body.iter(f"{W}lock")]

    assert locks == ["sdtContentLocked"] * 3
    assert not [table for table in body.iter(f"{W}tbl") if not list(table.iterancestors(f"{W}sdt"))]
    assert not [control for control in body.iter(f"{W}sdt") if control.find(f"{W}sdtContent/{W}p") is not None]
    assert document(draft, "word/settings.xml").find(f"{W}trackRevisions") is not None
    assert verify(read_word(draft), REPORT).equal


def test_the_sheet_says_what_was_checked_and_which_draft_it_belongs_to() -> None:
    pack = pack_of()
    sheet = text(pack.files[SHEET])

    for said in (
        "示范区民政局2024年政府信息公开工作年度报告",
        "周例一",
        "2025年1月18日",
        "☑主动公开",
        "保密审查",
        "签　　发",
        "核对 200 个数、42 条勾稽关系、9 段文字",
        sha256(pack.files[DRAFT]),
    ):
        assert said in sheet


def test_explanations_are_on_the_sheet_and_in_the_record() -> None:
    said = {"narrative.missing_block@overview.platform": "平台由区里统一建设"}
    narrative = {block: words for block, words in REPORT.narrative.items() if block != "overview.platform"}
    pack = pack_of(replace(REPORT, narrative=narrative, explanations=said))

    for name in (SHEET, RECORD):
        assert "平台由区里统一建设" in text(pack.files[name])
    assert json.loads(pack.files[MANIFEST])["checks"] == {"error": 0, "query": 0, "hint": 0, "explained": 1}


def test_the_record_tells_the_source_of_every_number() -> None:
    record = text(pack_of().files[RECORD])

    assert len(re.findall(r"^填报（[A-Z]+[0-9]+）$", record, re.MULTILINE)) == 166
    assert len(re.findall(r"^计算（[0-9]+ 项之和）$", record, re.MULTILINE)) == 34


@pytest.mark.libreoffice
@pytest.mark.poppler
def test_the_sheet_is_one_page_however_much_there_is_to_say(tmp_path: Path) -> None:
    many = {
        f"narrative.missing_block@{block}": "因机构改革，这项工作已移交其他单位办理。" * 8 for block in REPORT.narrative
    }
    long = "示范区" + "经济技术开发区管理委员会" * 16
    sources = tuple(SourceFile(f"{long}{number}", "很长的文件名" * 20, "f" * 64) for number in range(60))
    wordy = replace(
        REQUEST, origin=Origin(sources, remarks=("汇总不完整。" * 40,) * 9), drafter="周例一、" * 60, phone="0000-" * 40
    )
    sheets = [
        pack_of(replace(REPORT, unit=unit, narrative={}, explanations=many), REPORT, request).files[SHEET]
        for unit in (REPORT.unit, long)
        for request in (REQUEST, wordy)
    ]
    files = [tmp_path / f"sheet{number}.docx" for number in range(len(sheets))]
    for file, content in zip(files, sheets, strict=True):
        file.write_bytes(content)

    assert [len(pdf_pages(pdf)) for pdf in convert(files, "pdf", tmp_path)] == [1, 1, 1, 1]


def test_what_has_no_room_on_the_sheet_is_marked() -> None:
    narrative: dict[str, str] = {}
    sheet = text(pack_of(replace(REPORT, narrative=narrative)).files[SHEET])

    assert "1. 文字部分缺少" in sheet
    assert "……" in sheet


# --- the redline -----------------------------------------------------------------------------------------------------


def redline(new: Report, old: Report) -> tuple[bytes, str]:
    outline, changes = redlined(outline_of(new, signed_on=None), content_of_outline(outline_of(old, signed_on=None)))
    return write_redline(outline, reviser="修订对比"), str(changes)


def accepted(content: bytes) -> list[str]:
    return [line.text for line in read_word(content).lines]


def rejected(content: bytes) -> Iterator[str]:
    """What is left when every change is rejected, paragraph by paragraph, outside tables."""
    for paragraph in document(content).find(f"{W}body").iterchildren(f"{W}p"):  # type: ignore[union-attr]
        if paragraph.find(f"{W}pPr/{W}rPr/{W}ins") is None:
            yield "".join(
                item.text or ""
                for item in paragraph.iter(f"{W}t", f"{W}delText")
                if not list(item.iterancestors(f"{W}ins"))
            )


def test_accepting_every_change_gives_the_new_text_and_rejecting_it_the_old_one() -> None:
    new, old = REPORT, changed(proactive__licensing__decisions=56)
    content, _ = redline(new, old)

    def lines(report: Report) -> list[str]:
        return [item.words.replace("\n", "") for item in content_of_outline(outline_of(report, signed_on=None)).texts]

    assert [line.replace("\n", "") for line in accepted(content)] == lines(new)
    assert list(rejected(content)) == lines(old)


def test_changes_are_counted_numbers_and_tables_apart() -> None:
    one = changed(
        proactive__licensing__decisions=56, requests__received__natural_person=2, requests__granted__natural_person=2
    )
    _, told = redline(one, REPORT)

    assert told == "表内 7 处数字、2 张表改动，文字 4 段改动（其中数字 2 处）"
    assert redline(REPORT, REPORT)[1] == "没有改动"


def test_a_changed_number_is_replaced_whole_in_text_and_cell() -> None:
    content, _ = redline(changed(proactive__licensing__decisions=56), REPORT)
    body = document(content)
    gone = ["".join(t.text or "" for t in item.iter(f"{W}delText")) for item in body.iter(f"{W}del")]
    came = ["".join(t.text or "" for t in item.iter(f"{W}t")) for item in body.iter(f"{W}ins")]

    assert "135" in gone
    assert "153" in came
    assert "55" in gone
    assert "56" in came
    assert len({item.get(f"{W}id") for item in body.iter(f"{W}ins", f"{W}del")}) == len(
        list(body.iter(f"{W}ins", f"{W}del"))
    )


def test_the_previous_draft_may_be_a_word_file() -> None:
    earlier = content_of_file(read_word(pack_of().files[DRAFT]), REPORT.form)
    pack = make_pack(checked(changed(proactive__licensing__decisions=56)), REQUEST, Earlier("上一稿", earlier))

    assert pack.changes is not None
    assert (pack.changes.cells, pack.changes.tables) == (1, 1)


def test_a_long_text_is_compared_in_time() -> None:
    long = replace(REPORT, narrative={"problems": "公开工作还有不足，需要改进。" * 4000})
    edited = replace(REPORT, narrative={"problems": "公开工作还有不足，需要改进。" * 3999 + "明年改进。"})
    _, told = redline(edited, long)

    assert told.startswith("表内 0 处数字、0 张表改动，文字 1 段改动")


# --- the command -----------------------------------------------------------------------------------------------------


def test_submit_writes_the_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "民政局.json").write_text(write_data_file(REPORT), "utf-8")
    words = ["submit", str(tmp_path / "民政局.json"), "--out", str(tmp_path / "送签"), "--date", "2025-01-18"]

    assert main([*words, "--dry-run"]) == 0
    assert not (tmp_path / "送签").exists()
    assert main(words) == 0
    assert sorted(path.name for path in (tmp_path / "送签").iterdir()) == sorted([DRAFT, SHEET, RECORD, DATA, MANIFEST])
    assert main([*words[:-2], "--previous", str(tmp_path / "送签" / DRAFT), "--date", "2025-01-19"]) == 0
    assert "与上一稿相比：没有改动" in capsys.readouterr().out


def test_submit_refuses_a_report_with_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_text(write_data_file(filled("requests | natural_person\nreceived | 3")), "utf-8")

    assert main(["submit", str(tmp_path / "a.json"), "--out", str(tmp_path / "送签")]) == 1
    assert "没有生成送签材料" in capsys.readouterr().err
    assert not (tmp_path / "送签").exists()
