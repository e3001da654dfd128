"""Reading what comes in: files wherever they hide, replies that no person wrote, mails that break the rules."""

import base64
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mail_samples import (
    WORKBOOK,
    attached,
    container,
    encoded_word,
    file_part,
    mail,
    mapi_named,
    mapi_numbers,
    mapi_unicode,
    outlook_file,
    outlook_message,
    tnef,
    tnef_file,
    tnef_message,
)

from toolkit.errors import UnreadableFile
from toolkit.mail import Incoming, messages_in, read_mail, read_message, read_outlook

CHINA = timezone(timedelta(hours=8))
SENT_TICKS = 133_810_000_000_000_000  # 2025-01-10 16:26:40 UTC, in 100 ns since 1601


def names(incoming: Incoming) -> list[str]:
    return [file.name for file in incoming.attachments]


def workbook(name: str) -> bytes:
    return attached(f'attachment; filename="{encoded_word(name.encode("gb18030"), "gb2312")}"'.encode())


def plain(headers: str, body: str = "", charset: str = "utf-8") -> bytes:
    """A mail of one part."""
    head = f"{headers}\nMIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\n\n"
    return head.replace("\n", "\r\n").encode("gb18030") + body.encode(charset)


# --- an ordinary reply ------------------------------------------------------------------------------------------------


def test_a_reply_of_foxmail() -> None:
    headers = (
        b"Date: Fri, 10 Jan 2025 09:30:15 +0800\r\n"
        b'From: "=?GB2312?B?1cXI/Q==?=" <Zhang@MZJ.example.cn>\r\n'
        b"To: office <office@example.cn>\r\n"
        b"Subject: =?GB2312?B?u9i4tDogudjT2rGoy80yMDI0xOq1xM2o1qo=?=\r\n"
        b"References: <first@example.cn>, \r\n\t<ours@example.cn>\r\n"
        b"In-Reply-To: <ours@example.cn>\r\n"
        b"X-Mailer: Foxmail 7.2.25.331[cn]\r\n"
        b"Message-ID: <2025011009301512345678@mzj.example.cn>\r\n"
    )
    incoming = read_message(mail(workbook("民政局2024年报.xlsx"), headers=headers))
    assert incoming == Incoming(
        message_id="<2025011009301512345678@mzj.example.cn>",
        sender="zhang@mzj.example.cn",
        subject="回复: 关于报送2024年的通知",
        date=datetime(2025, 1, 10, 9, 30, 15, tzinfo=CHINA),
        attachments=incoming.attachments,
        answers=("<ours@example.cn>", "<first@example.cn>"),
    )
    assert [(file.name, file.content) for file in incoming.attachments] == [("民政局2024年报.xlsx", WORKBOOK)]


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("zhang@x.cn", "zhang@x.cn"),
        ("张三 <ZHANG@x.cn>", "zhang@x.cn"),
        ('"boss@gov.cn" <zhang@x.cn>', "zhang@x.cn"),
        ("张三", "张三"),
        ("", ""),
    ],
)
def test_the_sender_is_the_address_in_brackets(written: str, sender: str) -> None:
    assert read_message(plain(f"From: {written}\nSubject: a")).sender == sender


@pytest.mark.parametrize(
    ("headers", "date"),
    [
        ("Date: Fri, 10 Jan 2025 09:30:00 +0800 (CST)", datetime(2025, 1, 10, 9, 30, tzinfo=CHINA)),
        ("Date: Fri, 10 Jan 2025 09:30:00 -0000", datetime(2025, 1, 10, 9, 30, tzinfo=UTC)),
        (
            "Received: from a by b; Fri, 10 Jan 2025 09:30:00 +0800\nDate: 2025年1月10日",
            datetime(2025, 1, 10, 9, 30, tzinfo=CHINA),
        ),
        ("Date: Fri, 99 Jan 2025 99:99:00 +9999", None),
        ("Subject: none", None),
    ],
)
def test_the_date_is_what_can_be_read(headers: str, date: datetime | None) -> None:
    assert read_message(plain(headers)).date == date


def test_a_bare_gbk_subject_and_a_line_break_in_one() -> None:
    assert read_message(plain("Subject: 民政局2024年报")).subject == "民政局2024年报"
    injected = encoded_word("年报\r\nBcc: a@b.cn".encode(), "utf-8")
    assert read_message(plain(f"Subject: {injected}")).subject == "年报Bcc: a@b.cn"


# --- files wherever they hide -----------------------------------------------------------------------------------------


def test_pictures_of_the_text_signatures_and_invitations_are_no_files() -> None:
    picture = file_part(b"Content-Type: image/png; name=logo.png\r\nContent-ID: <1>\r\nContent-Disposition: inline")
    signature = file_part(b"Content-Type: application/pkcs7-signature; name=smime.p7s")
    invitation = file_part(b"Content-Type: text/calendar; name=invite.ics")
    incoming = read_message(mail(picture, workbook("年报.xlsx"), signature, invitation))
    assert names(incoming) == ["年报.xlsx"]


def test_a_text_file_is_a_file_and_a_second_text_is_not() -> None:
    note = b"Content-Type: text/plain; charset=gbk\r\n\r\nhello"
    csv = attached(b'attachment; filename="a.csv"', b"text/csv")
    assert names(read_message(mail(note, csv))) == ["a.csv"]


def test_files_in_forwarded_mails_are_found_to_the_third_depth() -> None:
    found = mail(workbook("第四层.xlsx"))
    for number in (3, 2, 1):
        found = mail(
            workbook(f"第{number}层.xlsx"), b"Content-Type: message/rfc822\r\n\r\n" + found, boundary=b"b%d" % number
        )
    incoming = read_message(found)
    assert names(incoming) == ["第1层.xlsx", "第2层.xlsx", "第3层.xlsx", "第四层.xlsx"]
    deeper = read_message(mail(b"Content-Type: message/rfc822\r\n\r\n" + found, boundary=b"b0"))
    assert names(deeper) == ["第1层.xlsx", "第2层.xlsx", "第3层.xlsx"]
    assert "里面的附件没有取出" in deeper.notes[0]


def test_a_forwarded_mail_in_base64_and_one_attached_as_a_file() -> None:
    inner = mail(workbook("年报.xlsx"), boundary=b"inner")
    encoded = file_part(b"Content-Type: message/rfc822", inner)
    as_file = attached('attachment; filename="转发.eml"'.encode(), b"application/octet-stream")
    as_file = as_file[: as_file.index(b"\r\n\r\n") + 4] + base64.encodebytes(inner)
    assert names(read_message(mail(encoded, as_file))) == ["年报.xlsx", "年报.xlsx"]


def test_winmail_dat_of_outlook_is_opened() -> None:
    long_name = [
        mapi_numbers(0x7FFF, [1, 2, 3]),
        mapi_named("无关"),
        mapi_unicode(0x3707, "民政局2024年政府信息公开年报.xlsx"),
    ]
    content = tnef(
        tnef_file("民政局~1.XLS".encode("gbk"), WORKBOOK, long_name),
        tnef_file("财政局年报.xlsx".encode("gbk"), WORKBOOK + b"\0\0"),
        tnef_message(tnef(tnef_file(b"inner.xlsx", b"inner"))),
    )
    part = file_part(b"Content-Type: application/ms-tnef; name=winmail.dat", content)
    incoming = read_message(mail(part))
    assert [(file.name, file.content) for file in incoming.attachments] == [
        ("民政局2024年政府信息公开年报.xlsx", WORKBOOK),
        ("财政局年报.xlsx", WORKBOOK + b"\0\0"),
        ("inner.xlsx", b"inner"),
    ]
    assert incoming.notes == ()


@pytest.mark.parametrize("length", range(0, 400, 7))
def test_a_torn_winmail_dat_yields_what_is_whole_and_never_raises(length: int) -> None:
    content = tnef(
        tnef_file("民政局.xlsx".encode("gbk"), WORKBOOK), tnef_file(b"b.xlsx", b"b", [mapi_unicode(0x3707, "年报")])
    )
    incoming = read_message(mail(attached(b'attachment; filename="winmail.dat"')[:-1] + b"\r\n"))
    assert names(incoming) == ["winmail.dat"]  # not TNEF inside: a file like any other
    torn = read_message(mail(file_part(b"Content-Type: application/ms-tnef; name=winmail.dat", content[:length])))
    assert set(names(torn)) <= {"民政局.xlsx", "b.xlsx", "年报", "winmail.dat"}


def test_a_file_in_the_text_itself() -> None:
    text = "见附件\n\nbegin 644 report.csv\n#86)C\n`\nend\n"
    incoming = read_message(plain("Subject: a", text))
    assert [(file.name, file.content) for file in incoming.attachments] == [("report.csv", b"abc")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("从QQ邮箱发来的超大附件\n民政局年报.xlsx", True),
        ("https://mail.qq.com/cgi-bin/ftnExs_download?k=1", True),
        ("链接: https://pan.baidu.com/s/1abc 提取码: 1234", True),
        ("> 请勿使用网盘链接，请勿使用超大附件。", False),
    ],
)
def test_a_file_that_stayed_in_the_cloud_is_told(text: str, told: bool) -> None:
    assert ("网盘或超大附件" in "".join(read_message(plain("Subject: a", text)).notes)) is told


# --- .msg -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unicode", [True, False])
def test_a_message_saved_by_outlook(unicode: bool) -> None:
    inner = outlook_message(
        {0x0037: "内层"}, [outlook_file("内层年报喆.xlsx", WORKBOOK, unicode=unicode)], unicode=unicode
    )
    texts = {
        0x0037: "报送年报",
        0x0C1F: "/o=Exchange/cn=zhang",
        0x5D01: "Zhang@MZJ.example.cn",
        0x1035: "<1@mzj>",
        0x1042: "<ours>",
    }
    files = [
        outlook_file("民政局2024年报喆.xlsx", WORKBOOK * 300, unicode=unicode),
        outlook_file("内层", inner, unicode=unicode),
    ]
    raw = container(outlook_message(texts, files, SENT_TICKS, unicode=unicode))
    incoming = read_mail(raw)
    assert incoming == Incoming(
        message_id="<1@mzj>",
        sender="zhang@mzj.example.cn",
        subject="报送年报",
        date=datetime(2025, 1, 10, 16, 26, 40, tzinfo=UTC),
        attachments=incoming.attachments,
        answers=("<ours>",),
    )
    assert [(file.name, len(file.content)) for file in incoming.attachments] == [
        ("民政局2024年报喆.xlsx", len(WORKBOOK) * 300),
        ("内层年报喆.xlsx", len(WORKBOOK)),
    ]


def test_a_message_of_outlook_tells_by_its_headers_who_wrote_it() -> None:
    headers = "From: zhang@mzj.example.cn\r\nAuto-Submitted: auto-replied\r\nSubject: away\r\n"
    assert read_mail(container(outlook_message({0x007D: headers}))).kind == "auto_reply"


def test_a_message_of_outlook_as_attachment_is_opened() -> None:
    raw = container(outlook_message({0x0037: "a"}, [outlook_file("年报.xlsx", WORKBOOK)]))
    part = file_part('Content-Type: application/vnd.ms-outlook; name="转发.msg"'.encode(), raw)
    assert names(read_message(mail(part))) == ["年报.xlsx"]
    torn = file_part('Content-Type: application/vnd.ms-outlook; name="转发.msg"'.encode(), raw[:700])
    incoming = read_message(mail(torn, workbook("年报.xlsx")))
    assert names(incoming) == ["年报.xlsx"]
    assert "Outlook 邮件文件已损坏" in incoming.notes[0]


@pytest.mark.parametrize("length", [8, 100, 512, 700, 2000])
def test_a_torn_message_of_outlook_is_refused_in_words(length: int) -> None:
    raw = container(outlook_message({0x0037: "a"}, [outlook_file("年报.xlsx", WORKBOOK)]))
    with pytest.raises(UnreadableFile, match="Outlook"):
        read_outlook(raw[:length])


def test_another_container_is_no_mail() -> None:
    with pytest.raises(UnreadableFile, match="不是 Outlook 的邮件"):
        read_outlook(container({"Workbook": b"an old .xls"}))


# --- written by no person ---------------------------------------------------------------------------------------------

AUTO_REPLIES = {
    "Outlook": "Subject: Automatic reply: 年报\nAuto-Submitted: auto-generated\nX-Auto-Response-Suppress: All",
    "Exchange, Chinese": "Subject: 自动答复: 年报\nAuto-Submitted: auto-replied",
    "QQ": "Subject: =?utf-8?B?" + base64.b64encode("自动回复:关于报送年报的通知".encode()).decode() + "?=",
    "163": "Subject: 自动回复：关于报送年报的通知\nX-AUTO-REPLY: 1",
    "Foxmail": "Subject: =?GB2312?B?" + base64.b64encode("自动回复: 年报".encode("gbk")).decode() + "?=",
    "vacation program": "Subject: away\nAuto-Submitted: auto-replied (vacation)\nPrecedence: bulk",
    "old program": "Subject: away\nPrecedence: auto_reply",
    "out of office": "Subject: Out of Office: report",
    "read receipt of Outlook": "Subject: 已读: 关于报送年报的通知",
}


@pytest.mark.parametrize("case", AUTO_REPLIES)
def test_automatic_replies_are_known(case: str) -> None:
    incoming = read_message(plain(f"From: zhang@x.cn\n{AUTO_REPLIES[case]}", "我正在休假。"))
    assert incoming.kind == "auto_reply"
    assert incoming.notes


@pytest.mark.parametrize(
    "headers",
    [
        "Subject: 回复: 自动回复: 关于报送年报的通知",
        "Subject: 报送年报\nAuto-Submitted: no",
        "Subject: 报送年报\nPrecedence: bulk",
        "Subject: 外出学习经费",
        "From: 邮件系统 <postmaster@x.cn>\nSubject: 报送年报",
    ],
)
def test_a_persons_mail_is_none(headers: str) -> None:
    assert read_message(plain(headers)).kind == "message"


def test_a_mail_with_a_workbook_is_never_taken_for_an_automatic_reply() -> None:
    headers = "Subject: 自动回复: 年报\r\nAuto-Submitted: auto-generated\r\n".encode()
    incoming = read_message(mail(workbook("年报.xlsx"), headers=headers))
    assert (incoming.kind, names(incoming)) == ("message", ["年报.xlsx"])
    picture = attached(b'attachment; filename="logo.png"', b"image/png")
    assert read_message(mail(picture, headers=headers)).kind == "auto_reply"


def report(kind: str, fields: str, original: bytes = b"", headers: str = "") -> bytes:
    """A report of a mail server (RFC 3462): text, machine-readable fields, the mail it is about."""
    parts = [
        b"Content-Type: text/plain; charset=utf-8\r\n\r\nsorry a.helper@other.cn",
        f"Content-Type: message/{kind}\r\n\r\n{fields}".encode(),
        b"Content-Type: message/rfc822\r\n\r\n" + original,
    ]
    head = f"{headers or 'From: MAILER-DAEMON@mx.example.cn (Mail Delivery System)'}\r\nSubject: Undelivered\r\n"
    head += f'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type={kind}; boundary="r"\r\n\r\n'
    return head.encode() + b"".join(b"\r\n--r\r\n" + part for part in parts) + b"\r\n--r--\r\n"


OURS = mail(workbook("空白表.xlsx"), headers=b"From: office@example.cn\r\nMessage-ID: <ours@example.cn>\r\n")
STATUS = (
    "Reporting-MTA: dns; mx.example.cn\r\n\r\n"
    "Final-Recipient: rfc822; Zhang@mzj.example.cn\r\nAction: {0}\r\nStatus: 5.1.1\r\n\r\n"
    "Final-Recipient: rfc822; li@mzj.example.cn\r\nAction: {1}\r\nStatus: 5.1.1\r\n"
)


@pytest.mark.parametrize(
    "sender",
    [
        pytest.param("From: MAILER-DAEMON@mx.example.cn (Mail Delivery System)", id="postfix"),
        pytest.param("From: MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@x.cn", id="Exchange"),
        pytest.param("From: Mail Delivery System <postmaster@x.cn>\r\nReturn-Path: <>", id="others"),
    ],
)
def test_a_bounce_names_whom_the_mail_did_not_reach_and_carries_no_files(sender: str) -> None:
    incoming = read_message(report("delivery-status", STATUS.format("failed", "failed"), OURS, sender))
    assert incoming.kind == "bounce"
    assert incoming.failed == ("zhang@mzj.example.cn", "li@mzj.example.cn")
    assert incoming.answers == ("<ours@example.cn>",)
    assert incoming.attachments == ()  # the blank workbook is ours, not a submission
    assert incoming.notes == ("退信：zhang@mzj.example.cn、li@mzj.example.cn 没有收到。",)


def test_of_several_recipients_only_those_that_failed_count() -> None:
    assert read_message(report("delivery-status", STATUS.format("delivered", "failed"), OURS)).failed == (
        "li@mzj.example.cn",
    )


@pytest.mark.parametrize(
    ("headers", "body", "failed"),
    [
        pytest.param(
            "From: PostMaster@qq.com\nTo: office@example.cn\nSubject: 来自qq.com的退信",
            "很抱歉，您的邮件被退回。原邮件信息：\n发件人：office@example.cn\n收件人：12345@qq.com\n退信原因：收件人不存在",
            ("12345@qq.com",),
            id="QQ",
        ),
        pytest.param(
            "From: postmaster@163.com\nTo: office@example.cn\nSubject: 系统退信",
            '<img src="logo@2x.png">抱歉，您的邮件被退回来了……收件人：<b>wang@163.com</b> 550 User not found',
            ("wang@163.com",),
            id="163",
        ),
        pytest.param(
            "From: mailer-daemon@x.cn\nTo: office@example.cn\nX-Failed-Recipients: wang@x.cn, li@x.cn\nSubject: a",
            "",
            ("wang@x.cn", "li@x.cn"),
            id="exim",
        ),
        pytest.param(
            "From: mailer-daemon@x.cn\nTo: office@example.cn\nSubject: failure notice", "Sorry.", (), id="silent"
        ),
        pytest.param("From: MAILER-DAEMON (Mail Delivery System)\nSubject: a", "", (), id="without a domain"),
    ],
)
def test_bounces_in_plain_words(headers: str, body: str, failed: tuple[str, ...]) -> None:
    incoming = read_message(plain(headers, body, "gb18030"))
    assert (incoming.kind, incoming.failed) == ("bounce", failed)


def test_a_delay_and_a_receipt_are_no_failure() -> None:
    delayed = read_message(report("delivery-status", STATUS.format("delayed", "delayed"), OURS))
    assert (delayed.kind, delayed.failed, delayed.notes) == ("auto_reply", (), ("对方服务器暂时没有收下，仍在重试。",))
    fields = "Final-Recipient: rfc822;zhang@mzj.example.cn\r\nDisposition: manual-action; displayed\r\n"
    assert read_message(report("disposition-notification", fields)).notes == ("已读回执。",)


# --- mails that break the rules ---------------------------------------------------------------------------------------


def test_a_line_among_the_headers_that_is_none() -> None:
    headers = "From: zhang@x.cn\r\nSubject: 关于报送\r\n民政局年报的邮件\r\nTo: office@example.cn\r\n".encode("gb18030")
    incoming = read_message(mail(workbook("年报.xlsx"), headers=headers))
    assert (incoming.subject, names(incoming)) == ("关于报送 民政局年报的邮件", ["年报.xlsx"])
    assert incoming.notes == ("邮件信头格式有误，已修复后读取。",)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        pytest.param(b'boundary="----=_Part_1"', b"", id="boundary not named"),
        pytest.param(b'boundary="----=_Part_1"', b'boundary="other"', id="another boundary named"),
        pytest.param(b"------=_Part_1--\r\n", b"", id="cut off at the end"),
        pytest.param(b"\r\n", b"\n", id="line ends of Unix"),
        pytest.param(b"base64\r\n", b'"BASE64" \r\n', id="encoding with a blank behind it"),
        pytest.param(b"MIME-Version: 1.0\r\n", b"", id="MIME-Version missing"),
        pytest.param(b"Content-Type: application", b"Content-Type: application/x; ; =;application", id="odd type"),
    ],
)
def test_a_broken_multipart_gives_its_file_back(right: bytes, wrong: bytes) -> None:
    raw = mail(workbook("年报.xlsx"))
    assert right in raw
    incoming = read_message(raw.replace(right, wrong))
    assert [(file.name, file.content) for file in incoming.attachments] == [("年报.xlsx", WORKBOOK)]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"\x00\xff\xfe",
        b"Subject",
        b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
        b"Content-Type: message/rfc822\r\n\r\n",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=a\r\n\r\n--a\r\n\r\n--a--",
        b"From: =?utf-8?B?====?= <\r\nSubject: =?x?Q?=ZZ?=\r\nReferences: <<>>\r\n\r\n",
        b"Content-Type: text/plain; charset=\xff\xff\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
        b"Content-Type: application/octet-stream; name*0*=x'y'%; name*99999999999=a\r\n\r\n",
    ],
)
def test_nothing_makes_the_reader_raise(raw: bytes) -> None:
    read_message(raw)


INSERTED = st.sampled_from([b"", b'"', b";", b"=?", b"\r\n", b"''", b"\xff", b"--", b"base64"])
DAMAGE = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), INSERTED), min_size=1, max_size=6)


@settings(max_examples=300)
@given(DAMAGE)
def test_no_damage_makes_the_reader_raise(damage: list[tuple[float, int, bytes]]) -> None:
    forwarded = b"Content-Type: message/rfc822\r\n\r\n" + mail(workbook("转发.xlsx"), boundary=b"inner")
    raw = mail(workbook("年报.xlsx"), forwarded, report("delivery-status", STATUS.format("failed", "failed"), OURS))
    for place, length, inserted in damage:
        at = int(place * len(raw))
        raw = raw[:at] + inserted + raw[at + length :]
    read_message(raw)


def test_a_mail_nested_beyond_measure_is_told() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))
    incoming = read_message(b"Subject: bomb\r\n" + deep)
    assert incoming.subject == "bomb"
    assert "超出常理" in incoming.notes[-1]


def test_of_very_many_files_the_first_are_taken() -> None:
    many = [attached(b'attachment; filename="%d.txt"' % number) for number in range(600)]
    incoming = read_message(mail(*many))
    assert len(incoming.attachments) == 500
    assert "超过 500 个" in incoming.notes[0]


# --- mails on a disk --------------------------------------------------------------------------------------------------


def test_mails_in_files_and_folders(tmp_path: Path) -> None:
    first, second = mail(workbook("甲.xlsx")), mail(workbook("乙.xlsx"))
    for folder in ("cur", "new"):
        (tmp_path / "Maildir" / folder).mkdir(parents=True)
    (tmp_path / "Maildir" / "cur" / "1736472600.1.host!2,S").write_bytes(first)
    (tmp_path / "Maildir" / "new" / "1736472700.2.host").write_bytes(second)
    (tmp_path / "inbox").write_bytes(
        b"From a@b Fri Jan 10 09:30:00 2025\n" + first + b"\nFrom a@b Fri Jan 10 2025\n" + second
    )
    (tmp_path / "one.eml").write_bytes(first)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    found = {
        name: [name for raw in messages_in(tmp_path / name) for name in names(read_mail(raw))]
        for name in ("Maildir", "inbox", "one.eml")
    }
    assert found == {"Maildir": ["甲.xlsx", "乙.xlsx"], "inbox": ["甲.xlsx", "乙.xlsx"], "one.eml": ["甲.xlsx"]}
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_what_is_no_mailbox_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="不是 Maildir"):
        list(messages_in(tmp_path))
    with pytest.raises(UnreadableFile, match="没有文件"):
        list(messages_in(tmp_path / "missing.eml"))
