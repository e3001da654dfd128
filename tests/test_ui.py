"""The page for the clerk, in a real browser: a whole round, from the roster that is pasted to the document that is
final; with real mail, hostile files, and a colleague at the same time.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hostile import KINDS
from mail_samples import file_part, mail
from mail_servers import PostOffice, make_certificates, smtp_server
from office_rounds import RIGHT, SETTINGS, WRONG, workbook
from reports import NARRATIVE, filled
from ui_program import Desk, browser, running, sit_down, start

from toolkit.mail import read_message
from toolkit.model import Server
from toolkit.rounds import MailSettings, settings_as_text
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
    import tempfile

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
    rows = desk.page.query_selector_all("#units tbody tr")
    cells = [[cell.inner_text() for cell in row.query_selector_all("th, td")[:2]] for row in rows]
    return {name: state for name, state in cells}


@pytest.mark.chromium
def test_a_round(tmp_path: Path, post: tuple[Server, PostOffice]) -> None:
    server, office = post
    pictures = tmp_path / "pictures"
    with running(tmp_path, tmp_path / "home") as address, browser() as chromium:
        desk = sit_down(chromium, address, pictures)
        page = desk.page
        origin = page.url.rstrip("/")
        desk.see("home")

        # a new round: the roster is pasted from a spreadsheet
        page.get_by_role("link", name="新建一次年报工作").click()
        desk.see("new")
        page.fill("#year", "2024")
        page.fill("#office", SETTINGS.office)
        page.fill("#deadline", "2025-01-15")
        page.fill("#folder", "2024年报")
        page.fill("#pasted", ROSTER)
        desk.press("新建")
        round_ = find(tmp_path / "2024年报")
        assert [unit.code for unit in round_.roster.units] == CODES

        # nothing is written before one has seen what would be
        desk.see("issue")
        assert not list((round_.root / "下发").iterdir())
        desk.press("生成 30 份工作簿")
        assert "顺利 30" in desk.finish()
        assert len(list((round_.root / "下发").glob("*.xlsx"))) == 30

        # the mail server, by the settings; a fault is told and nothing is saved
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
        round_ = find(round_.root)

        desk.go("发送")
        desk.see("send")
        page.locator(".letters summary").first.click()
        assert "d01_d01局_2024年报.xlsx" in page.inner_text(".letters li >> nth=0")
        assert not office.envelopes
        desk.press("发送：发给勾选的单位")
        assert "顺利 30" in desk.finish()
        assert {envelope.rcpt_tos[0] for envelope in office.envelopes} == {f"{code}@example.cn" for code in CODES}
        office.envelopes.clear()

        # what comes back is dropped on the board, all at once
        desk.go("进度")
        sent = returns(round_)
        desk.drop(sent)
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
        page.fill("#q", "d21")
        assert page.locator("#units tbody tr:visible").count() == 1
        page.goto(f"{page.url.split('?')[0]}?state=to_correct")
        assert len(table_of(desk)) == 4

        # what a unit sent: the wrong cells are marked on the official table; its text is text
        page.get_by_role("link", name="示范区d21局").click()
        desk.see("unit")
        assert "三、本年度办理结果" in page.inner_text("table.official >> nth=1")
        assert "疑应为" in " ".join(cell.get_attribute("title") or "" for cell in page.query_selector_all("td.error"))
        desk.go("进度")
        page.get_by_role("link", name="示范区d19局").click()
        assert SCRIPT in page.inner_text("main")
        assert "闯入" not in page.title()
        desk.see("unit_with_markup")

        # back to who is wrong, and a word to who is missing
        desk.go("退回")
        desk.see("send_back")
        assert not list((round_.root / "退回").glob("*.xlsx"))
        desk.press("退回修改：发给勾选的单位")
        desk.finish()
        desk.go("催报")
        for code in WRONG_ONES:
            page.uncheck(f"input[value={code}]")
        desk.see("remind")
        desk.press("催报：发给勾选的单位")
        desk.finish()
        subjects = [read_message(envelope.original_content or b"").subject for envelope in office.envelopes]
        assert [subject[:4] for subject in subjects] == ["关于修改"] * 4 + ["关于尽快"] * 2

        # corrected; confirmed by a colleague, while we look at the board
        desk.go("进度")
        desk.drop({f"{code}改.xlsx": workbook(round_, code, turn=2) for code in WRONG_ONES})
        desk.finish()
        desk.go("进度")
        process, second = start(tmp_path, tmp_path / "home")
        assert process.wait(20) == 0, "a second start opens the first one"
        process.communicate()
        colleague = sit_down(chromium, second, pictures)
        colleague.page.get_by_role("link", name="2024年度").click()
        colleague.go("确认")
        colleague.see("accept")
        colleague.press("确认勾选的单位")
        page.wait_for_selector(".accepted b:text-is('28')")
        assert sum(state == "已确认" for state in table_of(desk).values()) == 28

        # the total, with who is missing
        desk.go("汇总")
        assert "d29局（已下发）、d30局（已下发）" in page.inner_text("main")
        page.fill("#name", "示范区")
        desk.press("汇总")
        assert "计入 28 个单位" in desk.finish()
        page.get_by_role("link", name="看汇总").click()
        assert "84" in page.inner_text("table.official >> nth=1")
        desk.see("total")

        # the text beside its numbers: a wrong one is told as it is typed, and mended
        desk.go("文字")
        page.fill(ON_REQUEST, "本年度新收政府信息公开申请99件，均已办结。")
        page.wait_for_selector("#found .findings li:has-text('99')")
        desk.see("text_wrong")
        page.fill(ON_REQUEST, "本年度新收政府信息公开申请{requests.received.total}件，均已办结。")
        page.wait_for_selector("#found .statements .good:has-text('84')")
        assert not page.query_selector("#found .findings li:has-text('99')")
        desk.press("保存")
        desk.see("text")

        # the document, the pack, what the leader signed
        desk.go("成文")
        assert "新收政府信息公开申请84件" in page.frame_locator("iframe").locator("body").inner_text()
        desk.see("document")
        desk.go("送签定稿")
        page.fill("#drafter", "周例一")
        page.fill("#date", "2025-01-18")
        desk.press("生成送签材料")
        submitted = round_.root / "成果" / "送签" / "示范区"
        assert {"报审稿.docx", "审签单.docx"} <= {path.name for path in submitted.iterdir()}
        desk.see("sign")
        page.set_input_files("#file", submitted / "报审稿.docx")
        page.fill("#signed", "2025-01-20")
        desk.press("看看行不行")
        assert "可以定稿" in page.inner_text("h1")
        assert not (round_.root / "成果" / "定稿").exists()
        page.get_by_role("link", name="返回").click()
        page.set_input_files("#file", submitted / "报审稿.docx")
        page.fill("#signed", "2025-01-20")
        desk.press("定稿")
        desk.see("finalized")
        page.get_by_role("link", name="返回").click()
        assert "与数据一致" in page.inner_text("#verified")

        # taken along
        desk.go("文件")
        desk.see("files")
        with page.expect_download() as download:
            page.get_by_role("link", name="定稿/示范区/正式稿.docx").click()
        final = round_.root / "成果" / "定稿" / "示范区" / "正式稿.docx"
        assert Path(download.value.path()).read_bytes() == final.read_bytes()
        desk.go("台账")
        desk.see("log")

        # nothing was asked of anybody else, and nothing was complained about
        assert {request for request in desk.requests if not request.startswith(f"{origin}/")} == set()
        assert not [told for told in (*desk.complaints, *colleague.complaints) if "422" not in told]
        desk.press("结束")
        assert "已结束" in page.inner_text("h1")
    with ledger_of(round_) as ledger:
        events = list(ledger.events())
    assert sum(event.kind == "accepted" for event in events) == 28
    assert not list((tmp_path / "home").rglob("*.json")), "the program took back its word"
