"""A whole round with real mail: sent over SMTP with TLS and a login, collected from dovecot over IMAP with TLS."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import office_rounds
import pytest
from mail_samples import encoded_word, file_part, mail, percent, tnef, tnef_file
from mail_servers import PASSWORD, USER, Dovecot, PostOffice, dovecot_server, make_certificates, smtp_server
from office_rounds import RIGHT, SETTINGS, WRONG, start, workbook, zipped_in_gbk

from toolkit.cli import main
from toolkit.mail import read_message
from toolkit.rounds import STATE_NAMES, MailSettings, read_settings
from toolkit.workflow import Round, find, ledger_of, status

UNITS = {
    "mzj": "民政局",
    "jyj": "教育局",
    "czj": "财政局",
    "rsj": "人社局",
    "zjj": "住建局",
    "wjw": "卫健委",
    "yjj": "应急局",
    "qhz": "清河镇",
}
ROSTER = "单位编码,单位名称,简称,邮箱\n" + "".join(
    f"{code},示范区{name},{name},{code}@example.cn\n" for code, name in UNITS.items()
)


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Round, PostOffice, Dovecot]]:
    """A round whose settings name the two servers; the commands run in its folder."""
    folder = Path(tempfile.mkdtemp(prefix="nianbao"))
    folder.chmod(0o755)
    certificates = make_certificates(folder)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))
    monkeypatch.setenv("NIANBAO_SMTP_PASSWORD", PASSWORD)
    monkeypatch.setenv("NIANBAO_IMAP_PASSWORD", PASSWORD)
    (folder / "dovecot").mkdir()
    with (
        smtp_server("tls", certificates) as (smtp, office),
        dovecot_server(folder / "dovecot", certificates) as dovecot,
    ):
        settings = MailSettings(f"公开办 <{USER}>", smtp=smtp, imap=dovecot.server("tls"), per_minute=600)
        round_ = start(folder / "round", replace(SETTINGS, mail=settings), ROSTER)
        monkeypatch.chdir(round_.root)
        yield round_, office, dovecot
    shutil.rmtree(folder, ignore_errors=True)


def reply(code: str, *parts: bytes) -> bytes:
    sender = f"From: {code}@example.cn\r\nTo: {USER}\r\nSubject: ".encode()
    subject = encoded_word(f"回复：{UNITS[code]}年报".encode("gb18030"), "gb2312").encode()
    return mail(*parts, headers=sender + subject + b"\r\n")


def replies(round_: Round) -> Iterator[bytes]:
    """As the mail programs of seven units send their workbooks."""
    mzj, jyj, czj, rsj, zjj, wjw = (workbook(round_, code) for code in ("mzj", "jyj", "czj", "rsj", "zjj", "wjw"))
    wrong = workbook(round_, "yjj", WRONG)
    gbk = "民政局年报（镕）.xlsx".encode("gb18030")
    yield reply("mzj", file_part(b"Content-Disposition: attachment; filename*=gb18030''" + percent(gbk).encode(), mzj))
    yield reply("jyj", file_part(b'Content-Disposition: attachment; filename="' + gbk + b'"', jyj))  # raw 8-bit
    archive = zipped_in_gbk("财政局/年报（喆）.xlsx", czj)
    yield reply("czj", file_part(b'Content-Disposition: attachment; filename="a.zip"', archive))
    inner = reply("rsj", file_part(b'Content-Disposition: attachment; filename="rsj.xlsx"', rsj))
    yield reply("rsj", b"Content-Type: message/rfc822\r\n\r\n" + inner)  # forwarded
    yield reply("zjj", file_part(b"Content-Type: application/ms-tnef", tnef(tnef_file(b"a.xlsx", zjj))))
    word = encoded_word("卫健委.xlsx".encode("gb18030"), "gb2312").encode()
    yield reply("wjw", file_part(b'Content-Type: application/octet-stream; name="' + word + b'"', wjw))
    yield reply("yjj", file_part(b'Content-Disposition: attachment; filename="yjj.xlsx"', wrong))


def states() -> dict[str, str]:
    now = office_rounds.NOW
    return {state.unit.code: STATE_NAMES[state.state] for state in status(find(Path()), now).states}


def test_a_round(servers: tuple[Round, PostOffice, Dovecot], capsys: pytest.CaptureFixture[str]) -> None:
    round_, office, dovecot = servers
    assert main(["issue"]) == 0

    # every unit gets its own workbook, once
    assert main(["send", "--yes"]) == 0
    assert main(["send", "--yes"]) == 0
    letters = {envelope.rcpt_tos[0]: read_message(envelope.original_content or b"") for envelope in office.envelopes}
    assert len(office.envelopes) == len(letters) == len(UNITS)
    for code, name in UNITS.items():
        (file,) = letters[f"{code}@example.cn"].attachments
        assert file.name == f"{code}_{name}_2024年报.xlsx"
        assert file.content == (round_.root / "下发" / file.name).read_bytes()

    # what comes back, in whatever clothes
    for raw in replies(round_):
        dovecot.deliver(raw)
    dovecot.deliver(b"From: qhz@example.cn\r\nSubject: out\r\nAuto-Submitted: auto-replied\r\n\r\nI am out")
    dovecot.deliver(reply("qhz"))
    capsys.readouterr()
    assert main(["collect"]) == 1
    told = capsys.readouterr().out
    assert "民政局年报（镕）.xlsx：示范区民政局，收下，校验通过。" in told
    assert "年报（喆）.xlsx：示范区财政局，收下，校验通过。" in told
    assert "是自动回复" in told
    assert states() == dict.fromkeys(UNITS, "合格") | {"yjj": "待修改", "qhz": "已下发"}
    assert set(dovecot.flags().values()) <= {(), (b"\\Recent",)}, "nothing is marked as read"
    assert main(["collect"]) == 0, "and nothing is read twice"

    # back to who is wrong, a word to who is missing
    office.envelopes.clear()
    assert main(["send-back", "--yes"]) == 0
    assert main(["remind", "--yes"]) == 0
    sent = [
        (envelope.rcpt_tos[0], read_message(envelope.original_content or b"").subject) for envelope in office.envelopes
    ]
    assert sent == [
        ("yjj@example.cn", "关于修改2024年政府信息公开工作年度报告的通知（示范区应急局）"),
        ("yjj@example.cn", "关于尽快报送2024年政府信息公开工作年度报告的函（示范区应急局）"),
        ("qhz@example.cn", "关于尽快报送2024年政府信息公开工作年度报告的函（示范区清河镇）"),
    ]
    better = workbook(round_, "yjj", RIGHT, turn=2)
    dovecot.deliver(reply("yjj", file_part(b'Content-Disposition: attachment; filename="yjj2.xlsx"', better)))
    assert main(["collect"]) == 0
    assert states()["yjj"] == "合格"

    # confirmed, with a receipt
    office.envelopes.clear()
    assert main(["accept", "--receipt", "--yes"]) == 0
    assert len(office.envelopes) == 7
    assert main(["total", "--name", "示范区", "--out", "成果/汇总.json"]) == 1, "清河镇 is missing"


def test_a_bounce_is_told_with_the_unit_it_concerns(servers: tuple[Round, PostOffice, Dovecot]) -> None:
    round_, _, dovecot = servers
    assert main(["issue"]) == 0
    report = (
        b"From: MAILER-DAEMON@example.cn\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nfailed\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; example.cn\r\n\r\n"
        b"Final-Recipient: rfc822; qhz@example.cn\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    )
    dovecot.deliver(report)
    assert main(["collect"]) == 0
    with ledger_of(round_) as ledger:
        assert [event.kind for event in ledger.events("qhz")] == ["issued", "bounced"]


def test_a_wrong_password_is_told(
    servers: tuple[Round, PostOffice, Dovecot], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert servers
    monkeypatch.setenv("NIANBAO_SMTP_PASSWORD", "wrong")
    monkeypatch.setenv("NIANBAO_IMAP_PASSWORD", "wrong")
    assert main(["issue"]) == 0
    assert main(["send", "--yes"]) == 2
    assert main(["collect"]) == 2
    assert capsys.readouterr().err.count("授权码") == 2


def test_many_are_not_mailed_unasked(
    servers: tuple[Round, PostOffice, Dovecot], capsys: pytest.CaptureFixture[str]
) -> None:
    _, office, _ = servers
    assert main(["issue"]) == 0
    assert main(["send"]) == 2
    assert "要给 8 个单位发邮件，没有得到确认" in capsys.readouterr().err
    assert main(["send", "民政局"]) == 0
    assert main(["send", "--dry-run"]) == 0
    assert [envelope.rcpt_tos for envelope in office.envelopes] == [["mzj@example.cn"]]


def test_the_password_is_nowhere_in_the_folder(servers: tuple[Round, PostOffice, Dovecot]) -> None:
    round_, _, _ = servers
    assert main(["issue"]) == 0
    assert main(["send", "--yes"]) == 0
    for path in round_.root.rglob("*"):
        assert not path.is_file() or PASSWORD.encode() not in path.read_bytes(), path
    assert read_settings((round_.root / "round.toml").read_bytes()).mail.sender == f"公开办 <{USER}>"
