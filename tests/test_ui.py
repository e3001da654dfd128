"""The page for the clerk, in a real browser: a whole round, from the roster that is pasted to the document that is
final; with real mail, hostile files, and a colleague at the same time.
"""

import io
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hostile import KINDS
from mail_samples import file_part, mail
from mail_servers import PostOffice, make_certificates, smtp_server
from office_rounds import RIGHT, SETTINGS, WRONG, workbook
from playwright.sync_api import Browser
from reports import NARRATIVE, filled
from ui_program import Desk, browser, running, sit_down, start

from toolkit.disk import sha256
from toolkit.mail import read_message
from toolkit.model import Server
from toolkit.rounds import MailSettings, settings_as_text
from toolkit.stages.signature import MANIFEST
from toolkit.stages.signed import signed_versions
from toolkit.workbook import Cover, write_workbook
from toolkit.workflow import Round, find, ledger_of

CODES = [f"d{number:02}" for number in range(1, 31)]
ROSTER = "单位编码\t单位名称\t简称\t邮箱\n" + "".join(
    f"{code}\t示范区{code}局\t{code}局\t{code}@example.cn\n" for code in CODES
)
SCRIPT = "<script>document.title='闯入'</script><img src=http://evil.example/a.png onerror=alert(1)>"
WRONG_ONES = CODES[20:24]
MISSING = CODES[28:]
ON_REQUEST = "textarea[name='overview.on_request']"


@pytest.fixture(scope="module")
def post() -> Iterator[tuple[Server, PostOffice]]:
    with tempfile.TemporaryDirectory() as folder, smtp_server("none", make_certificates(Path(folder))) as found:
        yield found


def packed(named: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in named.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def returns(round_: Round) -> dict[str, bytes]:
    """What the units send: right, wrong, by mail, in an archive, hostile by name, by text and by structure."""
    sent = {f"{code}局年报.xlsx": workbook(round_, code) for code in CODES[:18]}
    unit = next(unit for unit in round_.roster.units if unit.code == CODES[18])
    narrative = {**NARRATIVE, "problems": SCRIPT}
    report = replace(filled(RIGHT, unit=unit.name, narrative=narrative), unit_code=unit.code)
    sent["../../<img src=x onerror=alert(1)>.xlsx"] = write_workbook(report, Cover(key=round_.key))
    sent["再报.zip"] = packed({f"{code}.xlsx": workbook(round_, code) for code in CODES[24:28]})
    attached = file_part(b'Content-Disposition: attachment; filename="a.xlsx"', workbook(round_, CODES[19]))
    sent["回复.eml"] = mail(attached, headers=b"From: d20@example.cn\r\nSubject: report\r\n")
    sent |= {f"{code}.xlsx": workbook(round_, code, WRONG) for code in WRONG_ONES}
    sent |= {f"坏{number}_{kind.file_name}": kind.made(0) for number, kind in enumerate(KINDS[::20])}
    return sent


def table_of(desk: Desk) -> dict[str, str]:
    """Unit → state, as the board shows them."""
    rows = [row.query_selector_all("th, td") for row in desk.page.query_selector_all("#units tbody tr")]
    return {cells[0].inner_text(): cells[1].inner_text() for cells in rows}


@pytest.mark.chromium
def test_a_round(tmp_path: Path, post: tuple[Server, PostOffice]) -> None:
    server, office = post
    with running(tmp_path, tmp_path / "home") as address, browser() as chromium:
        desk = sit_down(chromium, address, tmp_path / "pictures")
        origin = desk.page.url.rstrip("/")
        start_a_round(desk)
        issue(desk, find(tmp_path / "2024年报"))
        set_up_mail(desk, find(tmp_path / "2024年报"), server)
        round_ = find(tmp_path / "2024年报")
        send(desk, office)
        collect(desk, round_)
        look_at_units(desk)
        send_back_and_remind(desk, round_, office)
        correct(desk, round_)
        colleague = accept_beside(desk, chromium, tmp_path)
        add_up(desk)
        write(desk)
        sign(desk, round_)
        take_along(desk, round_)

        # nothing was asked of anybody else, and nothing was complained about
        assert {request for request in desk.requests if not request.startswith(f"{origin}/")} == set()
        assert not [told for told in (*desk.complaints, *colleague.complaints) if "422" not in told]
        desk.press("结束")
        assert "已结束" in desk.page.inner_text("h1")
    with ledger_of(round_) as ledger:
        events = list(ledger.events())
    assert sum(event.kind == "accepted" for event in events) == 28
    assert not list((tmp_path / "home").rglob("*.json")), "the program took back its word"


def start_a_round(desk: Desk) -> None:
    """The roster is pasted from a spreadsheet."""
    page = desk.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "新建一次年报工作"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    desk.see("home")
    desk.follow("新建一次年报工作")
    desk.see("new")
    page.fill("#year", "2024")
    page.fill("#office", SETTINGS.office)
    page.fill("#deadline", "2025-01-15")
    page.fill("#folder", "2024年报")
    page.fill("#pasted", ROSTER)
    desk.press("新建")


def issue(desk: Desk, round_: Round) -> None:
    """Nothing is written before one has seen what would be."""
    assert [unit.code for unit in round_.roster.units] == CODES
    desk.see("issue")
    assert not list((round_.root / "下发").iterdir())
    desk.press("生成 30 份工作簿")
    assert "顺利 30" in desk.finish()
    assert len(list((round_.root / "下发").glob("*.xlsx"))) == 30


def set_up_mail(desk: Desk, round_: Round, server: Server) -> None:
    """By the settings; a fault is told, and nothing is saved."""
    page = desk.page
    desk.go("设置")
    desk.see("settings")
    page.fill("#text", 'year = "二〇二四"')
    desk.press("保存")
    assert "round.toml 有" in page.inner_text("main")
    desk.see("trouble")
    page.go_back()
    mails = MailSettings("公开办 <office@example.cn>", smtp=server, per_minute=600)
    page.fill("#text", settings_as_text(replace(round_.settings, mail=mails)))
    desk.press("保存")


def send(desk: Desk, office: PostOffice) -> None:
    """Every letter can be read before it goes."""
    desk.go("发送")
    desk.see("send")
    desk.page.locator(".letters summary").first.click()
    assert "d01_d01局_2024年报.xlsx" in desk.page.inner_text(".letters li >> nth=0")
    assert not office.envelopes
    desk.press("发送：发给勾选的单位")
    assert "顺利 30" in desk.finish()
    assert {envelope.rcpt_tos[0] for envelope in office.envelopes} == {f"{code}@example.cn" for code in CODES}
    office.envelopes.clear()


def collect(desk: Desk, round_: Round) -> None:
    """What comes back is dropped on the board, all at once."""
    page = desk.page
    desk.go("进度")
    desk.drop(returns(round_))
    told = desk.finish()
    desk.see("collected")
    assert page.get_attribute("progress", "value") == page.get_attribute("progress", "max")
    assert "<img src=x onerror=alert(1)>.xlsx：示范区d19局" in told
    desk.go("进度")
    states = table_of(desk)
    assert [states[f"示范区{code}局"] for code in WRONG_ONES] == ["待修改"] * 4
    assert [states[f"示范区{code}局"] for code in MISSING] == ["已下发"] * 2
    assert sum(state == "合格" for state in states.values()) == 24
    desk.see("board")


def look_at_units(desk: Desk) -> None:
    """The wrong cells are marked on the official table; what a unit typed is text."""
    page = desk.page
    page.fill("#q", "d21")
    assert page.locator("#units tbody tr:visible").count() == 1
    desk.follow("待修改")
    page.wait_for_url("**?state=to_correct")
    assert len(table_of(desk)) == 4
    desk.follow("示范区d21局")
    desk.see("unit")
    assert "三、本年度办理结果" in page.inner_text("table.official >> nth=1")
    assert "疑应为" in " ".join(cell.get_attribute("title") or "" for cell in page.query_selector_all("td.error"))
    desk.go("进度")
    desk.follow("示范区d19局")
    assert SCRIPT in page.inner_text("main")
    assert "闯入" not in page.title()
    desk.see("unit_with_markup")


def send_back_and_remind(desk: Desk, round_: Round, office: PostOffice) -> None:
    """Back to who is wrong, and a word to who is missing."""
    desk.go("退回")
    desk.see("send_back")
    assert not list((round_.root / "退回").glob("*.xlsx"))
    desk.press("退回修改：发给勾选的单位")
    desk.finish()
    desk.go("催报")
    for code in WRONG_ONES:
        desk.page.uncheck(f"input[value={code}]")
    desk.see("remind")
    desk.press("催报：发给勾选的单位")
    desk.finish()
    subjects = [read_message(envelope.original_content or b"").subject for envelope in office.envelopes]
    assert [subject[:4] for subject in subjects] == ["关于修改"] * 4 + ["关于尽快"] * 2


def correct(desk: Desk, round_: Round) -> None:
    """The corrections are dropped wherever one is."""
    desk.drop({f"{code}改.xlsx": workbook(round_, code, turn=2) for code in WRONG_ONES})
    desk.finish()
    desk.go("进度")


def accept_beside(desk: Desk, chromium: Browser, folder: Path) -> Desk:
    """A colleague confirms; our board shows it of itself."""
    process, second = start(folder, folder / "home")
    process.communicate(timeout=60)
    assert process.returncode == 0, "a second start opens the first one"
    colleague = sit_down(chromium, second, desk.pictures)
    colleague.go("确认")
    colleague.see("accept")
    colleague.press("确认勾选的单位")
    desk.page.wait_for_selector(".accepted b:text-is('28')")
    assert sum(state == "已确认" for state in table_of(desk).values()) == 28
    return colleague


def add_up(desk: Desk) -> None:
    """With an adjustment (that is withdrawn), with who is missing, and who answers for it."""
    desk.go("汇总")
    page = desk.page
    assert "d29局（已下发）、d30局（已下发）" in page.inner_text("main")
    page.get_by_text("登记一笔调整").click()
    page.select_option("#cell", "requests.received.natural_person")
    page.fill("#amount", "-1")
    page.fill("#adjust_reason", "多报一件")
    page.fill("#adjust_by", "王老师")
    desk.press("登记")
    page.locator("summary", has_text="撤销").first.click()
    page.fill("input[name=reason]:visible >> nth=-1", "已经核实，没有多报")
    page.fill("input[name=by]:visible >> nth=-1", "王老师")
    desk.see("adjustments")
    desk.press("撤销这笔调整")
    assert "已撤销：已经核实，没有多报（王老师）" in page.inner_text("main")
    page.fill("#name", "示范区")
    page.fill("#reason", "两个单位已撤并")
    page.fill("#by", "王老师")
    desk.press("汇总")
    assert "全辖区：计入 28 份" in (told := desk.finish())
    assert "汇总不完整，王老师已确认：两个单位已撤并" in told
    desk.follow("看汇总")
    assert "84" in page.inner_text("table.official >> nth=1")
    desk.see("total")


def write(desk: Desk) -> None:
    """A wrong number is told as it is typed, and mended."""
    page = desk.page
    desk.go("文字")
    page.fill(ON_REQUEST, "本年度新收政府信息公开申请99件，均已办结。")
    page.wait_for_selector("#found .findings li:has-text('99')")
    desk.see("text_wrong")
    page.fill(ON_REQUEST, "本年度新收政府信息公开申请{requests.received.total}件，均已办结。")
    page.wait_for_selector("#found .statements .good:has-text('84')")
    assert not page.query_selector("#found .findings li:has-text('99')")
    with desk.context.new_page() as other:  # another window, with the text as it was
        other.goto(page.url)
        desk.press("保存")
        desk.see("text")
        other.get_by_role("button", name="保存").click()
        assert "别人刚刚保存过文字" in other.inner_text("main")
    desk.go("成文")
    assert "新收政府信息公开申请84件" in page.frame_locator("iframe").locator("body").inner_text()
    desk.see("document")


def sign(desk: Desk, round_: Round) -> None:
    """The pack; what the leader signed, first rehearsed, then final; read back and held against the data."""
    page = desk.page
    desk.go("送签定稿")
    page.fill("#drafter", "周例一")
    page.fill("#date", "2025-01-18")
    desk.press("生成送签材料")
    desk.finish()
    desk.follow("回到送签")
    submitted = round_.root / "成果" / "送签" / "示范区第1稿"
    assert {"报审稿.docx", "审签单.docx"} <= {path.name for path in submitted.iterdir()}
    desk.see("sign")
    see_what_changed(desk)
    for button, heading in (("看看行不行", "可以定稿"), ("定稿", "已定稿")):
        page.set_input_files("#file", submitted / "报审稿.docx")
        page.fill("#signed", "2025-01-20")
        assert not (round_.root / "成果" / "定稿").exists()
        desk.press(button)
        assert heading in desk.finish()
        desk.see(heading)
        desk.follow("回到送签")
    assert "与数据一致" in page.inner_text("#verified")
    (signed,) = signed_versions(round_.root / "成果" / "定稿" / "示范区")
    assert signed.submitted_sha256 == sha256((submitted / MANIFEST).read_bytes())


def see_what_changed(desk: Desk) -> None:
    """What is written after the draft went to the leader shows beside the document."""
    desk.go("文字")
    desk.page.fill(ON_REQUEST, "本年度新收政府信息公开申请84件，均已按期办结。")
    desk.press("保存")
    desk.go("成文")
    desk.page.locator("summary", has_text="看改在哪里").click()
    assert desk.page.locator(".changes ins").all_inner_texts() == ["按期"]
    desk.see("differences")
    desk.go("送签定稿")


def take_along(desk: Desk, round_: Round) -> None:
    """What was made, by name; and the ledger."""
    desk.go("文件")
    desk.see("files")
    with desk.page.expect_download() as download:
        desk.page.get_by_role("link", name="定稿/示范区/正式稿.docx").click()
    final = round_.root / "成果" / "定稿" / "示范区" / "正式稿.docx"
    assert Path(download.value.path()).read_bytes() == final.read_bytes()
    desk.go("台账")
    desk.see("log")
