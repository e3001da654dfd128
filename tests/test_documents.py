"""成文 for many units in one go."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from office_rounds import start, workbook
from reports import filled
from test_document_layout import DISPATCH, REPORT

from toolkit.checks import Checked, check_report
from toolkit.cli import main
from toolkit.document import Layout, read_word, verify, write_word
from toolkit.errors import UnreadableFile
from toolkit.model import Report
from toolkit.published.printed import printed_pages
from toolkit.stages.documents import Composed, make_document, write_documents
from toolkit.stages.pdf_copy import pdf_of

DAY = date(2025, 1, 20)


def checked(report: Report) -> Checked:
    return Checked("a.xlsx", report, check_report(report))


def document(item: Checked, suffix: str) -> Composed:
    return make_document(item, suffix, None, draft=False)


def unreadable() -> Checked:
    raise UnreadableFile("文件已损坏。", "请单位重新发送。")


def test_one_unit_that_fails_stops_no_other(tmp_path: Path) -> None:
    good, other = filled(), filled(unit="示范区教育局")
    wrong = filled("requests | natural_person\nreceived | 3", unit="示范区财政局")
    made = list(
        write_documents(
            [
                ("示范区民政局", lambda: checked(good)),
                ("示范区财政局", lambda: checked(wrong)),
                ("示范区司法局", unreadable),
                ("示范区教育局", lambda: checked(other)),
            ],
            tmp_path,
            document,
            (".docx", ".html"),
        )
    )

    assert [bool(item.paths) for item in made] == [True, False, False, True]
    assert "必须改正的问题" in made[1].problem
    assert "文件已损坏" in made[2].problem
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        f"{unit}2024年年报{suffix}" for unit in ("示范区民政局", "示范区教育局") for suffix in (".docx", ".html")
    )
    assert verify(read_word(made[3].paths[0].read_bytes()), other).equal


def test_of_a_whole_round_one_unit_whose_original_is_gone_stops_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    round_ = start(tmp_path / "一轮")
    for code in ("mzj", "jyj", "czj"):
        (tmp_path / f"{code}.xlsx").write_bytes(workbook(round_, code))
    assert main(["collect", *(str(path) for path in tmp_path.glob("*.xlsx")), "--round", str(round_.root)]) == 0
    (original,) = (round_.root / "收件").glob("*/*jyj.xlsx")
    original.chmod(0o644)
    original.unlink()
    capsys.readouterr()
    words = ["report", "--all", "--out", str(tmp_path / "年报"), "--round", str(round_.root)]

    assert main([*words, "--dry-run"]) == 0
    assert not (tmp_path / "年报").exists()
    assert main(words) == 1
    out, told = capsys.readouterr()
    assert "示范区教育局：" in out
    assert "请从备份恢复" in out
    assert "已成文 2 份，没有成文 1 份" in told
    assert sorted(path.name for path in (tmp_path / "年报").iterdir()) == [
        "示范区民政局2024年年报.docx",
        "示范区财政局2024年年报.docx",
    ]


def test_units_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    report = filled()
    made = list(write_documents([("民政局", lambda: checked(report))] * 2, tmp_path, document))

    assert len({path for item in made for path in item.paths}) == 2


# --- PDF -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def stand_in_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", str(Path(__file__).parent / "fonts.conf"))


@pytest.mark.libreoffice
@pytest.mark.usefixtures("stand_in_fonts")
def test_the_fonts_that_stand_in_are_read_from_the_pdf_itself() -> None:
    made = make_document(checked(filled()), ".pdf", DAY, draft=True)
    (note,) = made.notes

    assert made.content.startswith(b"%PDF")
    for font in ("方正小标宋简体（用的是 NotoSerifCJK", "黑体（用的是 ", "Times New Roman（用的是 LiberationSerif）"):
        assert font in note


@pytest.mark.libreoffice
@pytest.mark.usefixtures("stand_in_fonts")
def test_a_signature_that_libreoffice_leaves_alone_gets_the_last_words_beside_it() -> None:
    report = replace(filled(), narrative={"overview.intro": "工作说明。" * 26, "problems": "\n".join(["不足。"] * 13)})
    word = write_word(report, signed_on=DAY, layout=Layout(sealed=True))

    assert "不足。六、其他需要报告的事项示范区民政局2025年1月20日" in printed_pages(pdf_of(word)[0])[-1].text


@pytest.mark.libreoffice
@pytest.mark.usefixtures("stand_in_fonts")
def test_where_the_imprint_came_to_stand_is_told() -> None:
    """Its text fills six pages to the last lines."""
    report = replace(REPORT, narrative={**REPORT.narrative, "other_matters": "本年度未收取信息处理费。\n" * 2})

    def told(*, below: bool) -> str:
        layout = Layout(dispatch=replace(DISPATCH, attachments=(), imprint_below_text=below))
        return pdf_of(write_word(report, signed_on=DAY, layout=layout), layout)[1][0]

    assert told(below=True).startswith("版记在第 7 面，是单数页。")
    assert told(below=False).startswith("第 6 面排完，空白一面，版记在第 8 面。")
