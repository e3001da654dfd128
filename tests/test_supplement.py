"""附表: what an office adds to the official form, from its definition to the attachment of the report."""

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from office import libreoffice_saves
from reports import FORM as OFFICIAL
from reports import filled
from supplement import CHANNELS, FOLDER, FORM, SHEET, copied, form_in, with_channels
from test_workbook_integrity import put, saved

from toolkit.aggregation import Source, add_up, series
from toolkit.checks import Checked, as_json, check_report
from toolkit.document import (
    Layout,
    content_of_outline,
    narrative_of,
    outline_of,
    read_page,
    read_word,
    redlined,
    title_of,
    verify,
    write_html,
    write_review_copy,
    write_word,
)
from toolkit.document.items import AttachmentHead, AttachmentNote, Heading, Signature, TableItem
from toolkit.document.layout import Attachment, Dispatch
from toolkit.errors import DefinitionError, ToolkitError, UnreadableFile
from toolkit.forms import editions, find_own, find_sentences, load_own
from toolkit.forms.loading import RESERVED_SHEETS
from toolkit.model import fill_placeholders, read_data_file, standard_text, with_last_year, write_data_file
from toolkit.workbook import Cover, read_workbook, resave, write_workbook
from toolkit.workbook.build import plan_workbook
from toolkit.workbook.plan import Live
from toolkit.workbook.sheets import names

KEY = b"key of the tests"
WECHAT, TOTAL = "channels.wechat.items", "channels.new_media.items"
OVERVIEW = "overview.proactive"


# --- the definition --------------------------------------------------------------------------------------------------


def test_the_official_form_stays_as_it_is_and_the_tables_come_after_it() -> None:
    assert FORM.official_tables == OFFICIAL.tables
    assert [table.id for table in FORM.supplement_tables] == ["channels"]
    assert [cell.id for cell in FORM.cells[: len(OFFICIAL.cells)]] == [cell.id for cell in OFFICIAL.cells]
    assert FORM.identities[: len(OFFICIAL.identities)] == OFFICIAL.identities
    assert (FORM.name, FORM.version) == ("zfxxgk-2021+channels", "2021版（带附表“主动公开渠道统计表”）")
    assert FORM.digest != OFFICIAL.digest


def test_units_are_those_of_the_columns() -> None:
    held = FORM.cell("channels.press_conferences.held")
    wechat = FORM.cell(WECHAT)
    assert held
    assert wechat
    assert (wechat.unit, held.unit) == ("条", "场")


def test_it_is_found_above_a_file(tmp_path: Path) -> None:
    copied(tmp_path / "附表")
    deep = tmp_path / "收件" / "一月"
    deep.mkdir(parents=True)
    assert find_own(deep) == (tmp_path / "附表").resolve()
    (tmp_path / "收件" / "附表").mkdir()  # an empty folder is no definition
    assert find_own(deep) == (tmp_path / "附表").resolve()


def test_the_definition_is_one_object_until_its_files_change(tmp_path: Path) -> None:
    folder = copied(tmp_path / "附表")
    before = form_in(folder)
    assert form_in(folder) is before
    path = folder / "channels.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("短视频账号", "短视频平台"), encoding="utf-8")
    assert form_in(folder).digest != before.digest


def test_notepad_may_have_put_its_mark_before_the_text(tmp_path: Path) -> None:
    folder = copied(tmp_path / "附表")
    for path in folder.glob("*.toml"):
        path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert form_in(folder).digest == FORM.digest


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        pytest.param(
            "supplement.toml",
            'id      = "channels"',
            'id = "渠道"',
            "supplement.toml：id：“渠道”不合规定的写法",
            id="id",
        ),
        pytest.param(
            "supplement.toml",
            'edition = "2021"',
            'edition = "2035"',
            "supplement.toml：extends：没有表式 zfxxgk 的 2035版",
            id="edition",
        ),
        pytest.param(
            "supplement.toml",
            'tables  = ["channels"]',
            'tables = ["channels", "way"]',
            "way.toml：没有这个文件",
            id="a table that is not there",
        ),
        pytest.param(
            "supplement.toml",
            'tables  = ["channels"]',
            'tables = ["channels", "channels"]',
            "supplement.toml：tables：表 channels 列了 2 次",
            id="a table twice",
        ),
        pytest.param(
            "supplement.toml",
            '"channels.website.items"',
            '"channels.web.items"',
            f"supplement.toml：shows.{OVERVIEW}：没有单元格 channels.web.items",
            id="shows an unknown cell",
        ),
        pytest.param(
            "supplement.toml",
            f'"{OVERVIEW}"',
            '"overview.way"',
            "supplement.toml：shows.overview.way：没有文字段落 overview.way",
            id="shows in an unknown block",
        ),
        pytest.param(
            "channels.toml",
            'id    = "channels"',
            'id = "requests"',
            "channels.toml：id：应当与文件名相同，是 channels",
            id="an id that is not the name of the file",
        ),
        pytest.param(
            "channels.toml",
            SHEET,
            "三、申请办理",
            "channels.toml：sheet：工作簿里已经有“三、申请办理”这张工作表",
            id="the sheet of an official table",
        ),
        pytest.param(
            "channels.toml",
            SHEET,
            "history",
            "channels.toml：sheet：工作簿里已经有“history”这张工作表",
            id="the sheet Excel keeps for itself",
        ),
        pytest.param(
            "channels.toml",
            'id       = "items_fall"',
            'id = "carry_over"',
            "channels.toml：rules.carry_over：已经有叫 years.carry_over 的规则",
            id="a rule of the official form",
        ),
        pytest.param(
            "channels.toml",
            "new_media = wechat … video",
            "new_media = wechat … vid",
            "channels.toml：rules[0].holds：没有代号为 vid 的项",
            id="a rule",
        ),
        pytest.param(
            "channels.toml",
            'label = "微博"',
            'lable = "微博"',
            "channels.toml：parts[0].rows[2]：缺少 label",
            id="a key that is misspelled",
        ),
        pytest.param(
            "sentences.toml",
            "{channels.press_conferences.held}",
            "{channels.press.held}",
            "sentences.toml：blocks[0].sentences[1].text：没有单元格 channels.press.held",
            id="a sentence",
        ),
        pytest.param(
            "wording.toml",
            '"微信公众号", ',
            '"视频号", ',
            "wording.toml：cells.channels.video.items：“视频号”在 channels.wechat.items 已经写过",
            id="a word for two cells",
        ),
        pytest.param(
            "wording.toml",
            '"channels.website.items" ',
            '"channels.web.items"',
            "wording.toml：cells.channels.web.items：没有单元格 channels.web.items",
            id="a word for no cell",
        ),
    ],
)
def test_a_fault_of_a_definition_is_told_with_file_and_key(
    file: str, old: str, new: str, told: str, tmp_path: Path
) -> None:
    with pytest.raises(DefinitionError) as error:
        form_in(copied(tmp_path / "附表", file, old, new))
    assert f"附表/{told}" in str(error.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    folder = copied(tmp_path / "附表", "supplement.toml", 'title   = "主动公开渠道统计表"\n', "")
    path = folder / "channels.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("wechat … video", "wechat … vid"), encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        load_own(folder)
    assert [(fault.file, fault.key) for fault in error.value.faults] == [
        ("supplement.toml", ""),
        ("channels.toml", "rules[0].holds"),
    ]


@pytest.mark.parametrize("name", ["proactive", "last", "workbook"])
def test_a_table_cannot_take_a_name_that_means_something_else(name: str, tmp_path: Path) -> None:
    folder = copied(tmp_path / "附表", "supplement.toml", 'tables  = ["channels"]', f'tables = ["{name}"]')
    (folder / "channels.toml").rename(folder / f"{name}.toml")
    with pytest.raises(DefinitionError, match=f"supplement.toml：tables：{name} (?:是官方表式里的表|另有用处)"):
        load_own(folder)


# --- workbook --------------------------------------------------------------------------------------------------------


def test_a_workbook_reads_back_as_it_was_written() -> None:
    report = with_last_year(with_channels(), replace(with_channels(), year=2023))
    content = write_workbook(report, Cover(key=KEY))
    assert read_workbook(content, key=KEY, own=FORM) == (report, ())
    assert write_workbook(report, Cover(key=KEY)) == content


def test_its_sheet_stands_after_the_official_tables_and_only_inputs_are_open() -> None:
    book = openpyxl.load_workbook(_stream(write_workbook(with_channels(), Cover(key=KEY))))
    assert book.sheetnames[1:6] == [*(table.sheet for table in OFFICIAL.tables), SHEET, "文字部分"]
    sheet = book[SHEET]
    places = {cell.id: cell.address for cell in FORM.supplement_tables[0].cells}
    assert sheet.protection.sheet
    assert {address for cell, address in places.items() if not sheet[address].protection.locked} == {
        address for cell, address in places.items() if cell != TOTAL
    }
    assert sheet[places[TOTAL]].value == "=SUM(C4:C6)"
    assert book["封面"]["A2"].value.startswith("表号 zfxxgk-2021+channels · 2024年度")


def test_what_is_changed_on_its_sheet_is_named() -> None:
    book = openpyxl.load_workbook(_stream(write_workbook(with_channels(), Cover(key=KEY))))
    put(SHEET, "B4", "微信")(book)
    put(SHEET, "C7", 9)(book)
    _, findings = read_workbook(saved(book), key=KEY, own=FORM)
    named = {(finding.rule, finding.place.sheet, finding.place.address) for finding in findings}
    assert ("workbook.label_changed", SHEET, "B4") in named
    assert ("workbook.formula_changed", SHEET, "C7") in named


def test_a_sheet_that_was_deleted_is_missing() -> None:
    book = openpyxl.load_workbook(_stream(write_workbook(with_channels(), Cover(key=KEY))))
    del book[SHEET]
    report, findings = read_workbook(saved(book), key=KEY, own=FORM)
    assert ("workbook.sheet_missing", SHEET) in {(finding.rule, finding.place.sheet) for finding in findings}
    assert WECHAT not in report.values


def test_without_its_definition_a_workbook_is_refused_and_says_which_is_missing() -> None:
    content = write_workbook(with_channels(), Cover(key=KEY))
    with pytest.raises(
        UnreadableFile, match=r"没有它的定义：附表“主动公开渠道统计表” channels，定义 [0-9a-f]{16}。.*--form"
    ):
        read_workbook(content, key=KEY)


def test_with_another_definition_of_that_name_a_workbook_is_refused(tmp_path: Path) -> None:
    other = form_in(copied(tmp_path / "附表", "channels.toml", "转发的不计", "转发的也计"))
    content = write_workbook(with_channels(), Cover(key=KEY))
    with pytest.raises(
        UnreadableFile, match=f"下发以后改动过.*定义 {FORM.digest[:16]}，现在的定义是 {other.digest[:16]}"
    ):
        read_workbook(content, key=KEY, own=other)


def test_sentences_beyond_what_a_formula_holds_are_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path / "附表")
    with (folder / "sentences.toml").open("a", encoding="utf-8") as file:
        file.write(f'[[blocks.sentences]]\ntext = "{"各渠道更新及时，" * 30}"\n' * 40)
    with pytest.raises(ToolkitError, match=r"“overview\.proactive”的参考语句写成公式有 \d+ 个字符，超过"):
        write_workbook(with_channels(form=form_in(folder)))


def test_a_code_too_long_for_the_stamp_is_refused_with_the_room_there_is() -> None:
    report = replace(with_channels(), unit_code="示范区民政局养老科室九")
    with pytest.raises(ToolkitError, match="太长。请改用不超过 40 个字母数字（或 8 个汉字）的编码"):
        write_workbook(report)
    assert write_workbook(replace(report, unit_code="示范区民政局养老"))


def test_an_official_workbook_is_read_as_ever_beside_a_supplement() -> None:
    report, findings = read_workbook(write_workbook(filled(), Cover(key=KEY)), key=KEY, own=FORM)
    assert (report.form, findings) == (OFFICIAL, ())


@pytest.mark.libreoffice
def test_libreoffice_agrees_with_its_formulas(tmp_path: Path) -> None:
    reports = [
        with_channels(),
        with_channels(blank=True),
        with_channels("channels | items\nwebsite | ·\nwechat | 12条\nweibo | -3\nvideo | 5"),
        replace(filled(form=FORM), zero_return=True),
        with_last_year(with_channels("channels | items\nwechat | 3"), replace(with_channels(), year=2023)),
    ]
    contents = [resave(write_workbook(report)) for report in reports]
    for report, content in zip(reports, libreoffice_saves(contents, tmp_path), strict=True):
        book = openpyxl.load_workbook(_stream(content), data_only=True)
        for sheet in plan_workbook(report, Cover()).sheets:
            for spot in sheet.spots:
                if isinstance(spot.content, Live):
                    shown = book[sheet.name][spot.address].value
                    assert ("" if shown is None else shown) == spot.content.value, (sheet.name, spot.address)


def test_no_sheet_of_ours_can_be_taken() -> None:
    ours = (getattr(names, name) for name in vars(names) if name.isupper())
    sheets = {name for name in ours if isinstance(name, str)} - {names.ZERO_RETURN}
    assert sheets <= {*RESERVED_SHEETS}


# --- checks and text -------------------------------------------------------------------------------------------------


def test_a_report_in_order_passes() -> None:
    assert check_report(with_channels()).findings == ()


def test_blanks_wrong_content_and_a_claimed_total_are_told_like_any() -> None:
    report = with_channels("channels | items\nwebsite | ·\nwechat | 12条\nweibo | 1\nvideo | 1\nnew_media | 9")
    told = {(finding.rule, finding.place.cells[0], finding.severity) for finding in check_report(report).findings}
    assert ("cells.blank", "channels.website.items", "error") in told
    assert ("cells.not_a_number", WECHAT, "error") in told
    wrong = with_channels("channels | items\nwechat | 1\nweibo | 1\nvideo | 1\nnew_media | 9")
    (finding,) = check_report(wrong).findings
    assert (finding.rule, finding.actual, finding.expected) == ("channels.new_media", 9, 3)


def test_last_year_is_compared() -> None:
    report = with_last_year(with_channels("channels | items\nwechat | 3"), replace(with_channels(), year=2023))
    told = [finding for finding in check_report(report).findings if finding.rule == "years.items_fall"]
    assert [finding.place.cells[0] for finding in told] == [
        "channels.website.items",
        WECHAT,
        "channels.weibo.items",
        "channels.video.items",
        TOTAL,
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("微信公众号发布信息420条。", []),
        ("微信公众号发布信息120条。", ["微信公众号发布信息120条"]),
        ("“示范民政”微信公众号 420 条，原创微博 83 条，微信视频号 49 条。", ["微信视频号 49 条"]),
        ("召开3场新闻发布会。", ["3场新闻发布会"]),
        ("召开新闻发布会 1 场，政务新媒体共发布信息 551 条。", []),
        ("政府网站、微信公众号共发布信息120条。", []),  # of both
        ("微信公众号较上年增加12条，上年微信公众号发布12条。", []),
        ("微信公众号新增关注120人，推送120余条。", []),
        ("下属单位微信公众号发布信息12条。", []),
    ],
)
def test_the_text_is_held_against_it(text: str, wrong: list[str]) -> None:
    verdict = check_report(with_channels(narrative={OVERVIEW: text}))
    assert [finding.place.text for finding in verdict.findings if finding.rule == "narrative.number"] == wrong


def test_its_numbers_fill_placeholders_and_standard_sentences() -> None:
    report = fill_placeholders(with_channels(narrative={OVERVIEW: f"新媒体发布{{{TOTAL}}}条。"}))
    assert report.narrative[OVERVIEW] == "新媒体发布551条。"
    assert standard_text(report, find_sentences(FORM))[OVERVIEW].endswith(
        "全年通过政府网站发布信息135条，政务新媒体发布信息551条（其中微信公众号420条、微博83条、视频号48条）。召开新闻发布会1场。"
    )
    official = standard_text(filled(), find_sentences(OFFICIAL))[OVERVIEW]
    assert standard_text(report, find_sentences(FORM))[OVERVIEW].startswith(official)


# --- data file, total, series ----------------------------------------------------------------------------------------


def test_a_data_file_says_which_it_carries() -> None:
    report = with_channels()
    text = write_data_file(report)
    again, findings = read_data_file(text.encode(), FORM)
    assert (again.form, {**report.values, **again.totals}, findings) == (FORM, dict(again.values), ())
    assert json.loads(text)["supplement"] == "channels"
    assert json.loads(as_json(Checked("x.json", report, check_report(report))))["supplement"] == "channels"
    with pytest.raises(UnreadableFile, match="带有附表 channels，这里没有它的定义"):
        read_data_file(text.encode())


def test_sums_are_of_the_inputs_and_a_unit_without_the_supplement_is_a_gap() -> None:
    reports = [
        with_channels(),
        replace(with_channels(CHANNELS.replace("420", "10")), unit="示范区教育局", unit_code="jyj"),
    ]
    sources = [Source(f"{report.unit}.xlsx", report) for report in reports]
    total = add_up(sources, "示范区")
    assert (total.report.values[WECHAT], total.report.totals[TOTAL], total.complete) == (430, 692, True)
    assert [found.value for found in total.contributions[WECHAT]] == [420, 10]

    plain = replace(filled(), unit="示范区财政局", unit_code="czj")
    total = add_up([Source("财政局.xlsx", plain), *sources], "示范区")
    assert total.report.form is FORM
    assert {(gap.unit, gap.cell) for gap in total.gaps} == {
        ("示范区财政局", cell.id) for cell in FORM.supplement_tables[0].inputs
    }


def test_different_supplements_are_not_added(tmp_path: Path) -> None:
    other = form_in(copied(tmp_path / "附表", "channels.toml", "转发的不计", "转发的也计"))
    sources = [Source("甲", with_channels()), Source("乙", replace(with_channels(form=other), unit_code="jyj"))]
    with pytest.raises(ToolkitError, match="附表不同的报告不能相加"):
        add_up(sources, "示范区")


def test_a_series_goes_over_years_with_and_without_it() -> None:
    years = [replace(filled(), year=2022), replace(with_channels(), year=2023), with_channels()]
    observations = series(years)
    assert [(item.year, item.value) for item in observations if item.cell.id == TOTAL] == [(2023, 551), (2024, 551)]
    assert [item.year for item in observations if item.cell.id == "requests.received.total"] == [2022, 2023, 2024]


# --- the document ----------------------------------------------------------------------------------------------------


def test_it_is_an_attachment_after_the_statutory_parts() -> None:
    items = outline_of(with_channels(), signed_on=date(2025, 1, 20)).items
    headings = [item.text for item in items if isinstance(item, Heading) and item.level == 1]
    assert headings == [section.heading for section in OFFICIAL.sections]
    note, signature, head, table = items[-4:]
    assert note == AttachmentNote(("附件：主动公开渠道统计表",))
    assert isinstance(signature, Signature)
    assert head == AttachmentHead("附件", "主动公开渠道统计表")
    assert isinstance(table, TableItem)
    assert table.numbers[TOTAL] == "551"


def test_verify_reads_it_back_from_word_and_page() -> None:
    report, day = with_channels(), date(2025, 1, 20)
    for document in (
        read_word(write_word(report, signed_on=day)),
        read_page(write_html(report, signed_on=day).encode()),
    ):
        verification = verify(document, report, day)
        assert (verification.equal, verification.cells, verification.edited) == (True, 206, ())
        wrong = replace(report, values={**report.values, WECHAT: 421})
        assert [difference.place for difference in verify(document, wrong, day).differences] == [
            "“主动公开渠道统计表”表“微信公众号”行“发布条数”列",
            "“主动公开渠道统计表”表“新媒体合计”行“发布条数”列",
        ]


def test_with_other_attachments_it_is_the_first() -> None:
    dispatch = Dispatch("示范区民政局文件", "示民〔2025〕1号", attachments=(Attachment("名词解释", "一行。"),))
    report, layout = with_channels(), Layout(dispatch=dispatch)
    document = read_word(write_word(report, signed_on=None, layout=layout))
    lines = [line.text for line in document.lines]
    assert "附件：1.主动公开渠道统计表" in lines
    assert "2.名词解释" in lines
    assert lines.index("附件1") + 1 == lines.index("主动公开渠道统计表")
    assert lines.index("附件2") + 1 == lines.index("名词解释")
    assert verify(document, report, layout=layout).equal


def test_a_review_copy_comes_back_with_the_text_alone() -> None:
    report = with_channels()
    returned = narrative_of(read_word(write_review_copy(report)), FORM, title_of(report), report.unit)
    assert (returned.blocks, returned.strays) == (report.narrative, ())


def test_a_redline_shows_its_cells_and_no_frame() -> None:
    before = content_of_outline(outline_of(with_channels(CHANNELS.replace("420", "400")), signed_on=None))
    outline, changes = redlined(outline_of(with_channels(), signed_on=None), before)
    assert (changes.cells, changes.tables, changes.paragraphs) == (2, 1, 0)
    assert isinstance(outline.items[-2], AttachmentHead)


def test_the_program_has_no_supplement_of_its_own() -> None:
    assert all("附表" not in name for form in editions() for name in form)
    assert find_own(FOLDER.parent) == FOLDER.resolve()


def _stream(content: bytes) -> io.BytesIO:
    return io.BytesIO(content)
