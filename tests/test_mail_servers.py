"""Sending and collecting over real servers on loopback: aiosmtpd and dovecot. Nothing here is a stand-in."""

import shutil
import socket
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest
from mail_samples import WORKBOOK, attached, encoded_word, file_part, mail, percent, tnef, tnef_file
from mail_servers import (
    PASSWORD,
    USER,
    Certificates,
    Dovecot,
    PostOffice,
    dovecot_server,
    free_port,
    make_certificates,
    smtp_server,
)

from toolkit.errors import ToolkitError
from toolkit.mail import (
    Attachment,
    Delivery,
    Letter,
    imap,
    make_message_id,
    open_mailbox,
    open_smtp,
    password_for,
    read_mail,
    to_bytes,
)
from toolkit.model import Security, Server

SENDER = f"示范区政务公开办公室 <{USER}>"
SENT = datetime(2025, 1, 6, 9, 0, tzinfo=timezone(timedelta(hours=8)))
ENCRYPTIONS: tuple[Security, ...] = ("none", "starttls", "tls")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder with a short path that dovecot's own user may enter."""
    path = Path(tempfile.mkdtemp(prefix="nianbao"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def certificates(folder: Path) -> Certificates:
    return make_certificates(folder)


@pytest.fixture
def trusted(certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system trusts the authority of the servers."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))


@pytest.fixture
def post(certificates: Certificates, trusted: None) -> Iterator[tuple[Server, PostOffice]]:  # noqa: ARG001
    with smtp_server("tls", certificates) as found:
        yield found


@pytest.fixture(scope="module")
def running(folder: Path, certificates: Certificates) -> Iterator[Dovecot]:
    (folder / "dovecot").mkdir()
    with dovecot_server(folder / "dovecot", certificates) as found:
        yield found


@pytest.fixture
def dovecot(running: Dovecot, trusted: None) -> Dovecot:  # noqa: ARG001
    """The mailbox, empty."""
    with running.client() as client:
        client.select_folder("INBOX")
        client.delete_messages(client.search("ALL"))
        client.expunge()
        for flags, _, name in client.list_folders():
            if name != "INBOX" and b"\\Noselect" not in flags:
                client.delete_folder(name)
    return running


def letter(unit: str, *files: Attachment) -> Letter:
    return Letter((f"{unit}@example.cn",), f"致{unit}", "请交表。\n", "<p>请交表。</p>\n", files)


def raw(made: Letter) -> bytes:
    return to_bytes(made, SENDER, make_message_id(made.subject, SENDER), SENT)


# --- sending ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("security", ENCRYPTIONS)
@pytest.mark.usefixtures("trusted")
def test_a_letter_arrives_as_it_was_made(security: Security, certificates: Certificates) -> None:
    made = raw(letter("mzj", Attachment("朱镕基纪念馆-民政局2024年报喆.xlsx", WORKBOOK)))
    with smtp_server(security, certificates) as (server, office):
        with open_smtp(server, PASSWORD if server.user else "") as outbox:
            assert outbox.send(made, USER, ["mzj@example.cn", "second@example.cn"]) == Delivery("sent")
        assert (office.envelopes[0].mail_from, office.envelopes[0].rcpt_tos) == (
            USER,
            ["mzj@example.cn", "second@example.cn"],
        )
    incoming = read_mail(office.mails[0])
    assert [(file.name, file.content) for file in incoming.attachments] == [
        ("朱镕基纪念馆-民政局2024年报喆.xlsx", WORKBOOK)
    ]


def test_one_connection_carries_the_batch(post: tuple[Server, PostOffice]) -> None:
    server, office = post
    units = [f"unit{number}" for number in range(20)]
    with open_smtp(server, PASSWORD) as outbox:
        before = office.connections
        for unit in units:
            assert outbox.send(raw(letter(unit)), USER, [f"{unit}@example.cn"]).state == "sent"
        assert office.connections == before
    assert [read_mail(content).subject for content in office.mails] == [f"致{unit}" for unit in units]


def test_a_refused_recipient_does_not_stop_the_batch(post: tuple[Server, PostOffice]) -> None:
    server, office = post
    with open_smtp(server, PASSWORD) as outbox:
        gone = outbox.send(raw(letter("a")), USER, ["nobody@example.cn"])
        later = outbox.send(raw(letter("b")), USER, ["later@example.cn"])
        both = outbox.send(raw(letter("c")), USER, ["nobody@example.cn", "later@example.cn"])
        half = outbox.send(raw(letter("d")), USER, ["nobody@example.cn", "d@example.cn"])
        spam = outbox.send(b"X-Spam: 1\r\n" + raw(letter("e")), USER, ["e@example.cn"])
        fine = outbox.send(raw(letter("f")), USER, ["f@example.cn"])
    assert (gone.state, gone.refusals[0].code, gone.refusals[0].permanent) == ("refused", 550, True)
    assert gone.refusals[0].answer == "User not found 用户不存在"
    assert (later.state, later.refusals[0].permanent) == ("deferred", False)
    assert (both.state, half.state, [refusal.recipient for refusal in half.refusals]) == (
        "deferred",
        "sent",
        ["nobody@example.cn"],
    )
    assert (spam.state, spam.refusals[0].answer, fine.state) == ("refused", "DT:SPM", "sent")
    assert [envelope.rcpt_tos for envelope in office.envelopes] == [["d@example.cn"], ["f@example.cn"]]


def test_a_connection_dropped_between_two_mails_is_opened_again(post: tuple[Server, PostOffice]) -> None:
    server, office = post
    with open_smtp(server, PASSWORD) as outbox:
        assert outbox.send(raw(letter("a")), USER, ["a@example.cn"]).state == "sent"
        office.hang_up["MAIL"] = 1
        assert outbox.send(raw(letter("b")), USER, ["b@example.cn"]).state == "sent"
        office.farewells = 1
        assert outbox.send(raw(letter("c")), USER, ["c@example.cn"]).state == "sent"
    assert [read_mail(content).subject for content in office.mails] == ["致a", "致b", "致c"]  # each exactly once


def test_a_connection_dropped_while_a_mail_is_taken_over_leaves_a_doubt_and_says_so(
    post: tuple[Server, PostOffice],
) -> None:
    server, office = post
    with open_smtp(server, PASSWORD) as outbox:
        office.hang_up["DATA"] = 1
        assert outbox.send(raw(letter("a")), USER, ["a@example.cn"]).state == "unknown"
        assert outbox.send(raw(letter("b")), USER, ["b@example.cn"]).state == "sent"
    assert [read_mail(content).subject for content in office.mails] == ["致a", "致b"]  # not sent a second time


def test_a_server_that_is_gone_for_good_stops_the_batch_in_words(post: tuple[Server, PostOffice]) -> None:
    server, office = post
    with open_smtp(server, PASSWORD) as outbox:
        office.hang_up["MAIL"] = 9
        with pytest.raises(ToolkitError, match="邮件服务器“localhost”"):
            outbox.send(raw(letter("a")), USER, ["a@example.cn"])
    assert office.mails == []


def test_a_sender_the_server_does_not_let_through(post: tuple[Server, PostOffice]) -> None:
    server, _ = post
    with (
        open_smtp(server, PASSWORD) as outbox,
        pytest.raises(ToolkitError, match=r"不接受发件人“stranger@example\.cn”（553"),
    ):
        outbox.send(raw(letter("a")), "stranger@example.cn", ["a@example.cn"])


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_told_with_the_remedy(security: Security, certificates: Certificates) -> None:
    with smtp_server(security, certificates) as (server, _):
        with (
            pytest.raises(ToolkitError, match=r"不接受用户“office@example\.cn”的登录.*授权码"),
            open_smtp(server, "wrong"),
        ):
            pass
        with pytest.raises(ToolkitError, match="全角字符"), open_smtp(server, "密码"):
            pass


def test_a_certificate_nobody_vouches_for_is_refused(certificates: Certificates) -> None:
    for security in ("starttls", "tls"):
        with (
            smtp_server(security, certificates) as (server, office),
            pytest.raises(ToolkitError, match="证书不受信任"),
            open_smtp(server, PASSWORD),
        ):
            pass
        assert office.mails == []


@pytest.mark.usefixtures("trusted")
def test_a_wrong_kind_of_encryption_is_told(certificates: Certificates) -> None:
    with smtp_server("none", certificates) as (server, _):
        with pytest.raises(ToolkitError, match="加密"), open_smtp(replace(server, security="tls"), ""):
            pass
        with pytest.raises(ToolkitError, match="不支持所要的加密"), open_smtp(replace(server, security="starttls"), ""):
            pass
        with (
            pytest.raises(ToolkitError, match="不支持所要的加密或登录"),
            open_smtp(replace(server, user=USER), PASSWORD),
        ):
            pass


@contextmanager
def mute_server() -> Iterator[int]:
    """Takes a connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


@pytest.mark.parametrize("connect", [open_smtp, open_mailbox])
def test_servers_that_cannot_be_reached(connect: object) -> None:
    assert connect in (open_smtp, open_mailbox)
    opened = open_smtp if connect is open_smtp else open_mailbox
    with (
        pytest.raises(ToolkitError, match=r"找不到邮件服务器“mail\.invalid”"),
        opened(Server("mail.invalid", 25, "none"), ""),
    ):
        pass
    with pytest.raises(ToolkitError, match="拒绝连接"), opened(Server("127.0.0.1", free_port(), "none"), ""):
        pass
    with (
        mute_server() as port,
        pytest.raises(ToolkitError, match=r"没有回应|不肯建立连接"),
        opened(Server("127.0.0.1", port, "none"), "", timeout=0.3),
    ):
        pass


# --- collecting -------------------------------------------------------------------------------------------------------


def reply(subject: str, *parts: bytes) -> bytes:
    headers = f"From: mzj@example.cn\r\nTo: {USER}\r\nSubject: {encoded_word(subject.encode('gb18030'), 'gb2312')}\r\n"
    return mail(*parts, headers=headers.encode())


def zipped(name: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, WORKBOOK)
    return buffer.getvalue()


@pytest.mark.parametrize("security", ENCRYPTIONS)
def test_replies_as_mail_programs_write_them_are_collected(security: Security, dovecot: Dovecot) -> None:
    name = "朱镕基纪念馆-民政局2024年报喆.xlsx"
    gbk, utf8 = name.encode("gb18030"), name.encode()
    forwarded = mail(attached(b'attachment; filename="' + gbk + b'"'), boundary=b"inner")
    archive = zipped(name)
    packed = file_part('Content-Type: application/zip; name="年报.zip"'.encode(), archive)
    rich = file_part(b"Content-Type: application/ms-tnef; name=winmail.dat", tnef(tnef_file(gbk, WORKBOOK)))
    replies = [
        reply("word", attached(f'attachment; filename="{encoded_word(gbk, "gb2312")}"'.encode())),
        reply("2231", attached(f"attachment; filename*=UTF-8''{percent(utf8)}".encode())),
        reply("bare", attached(b'attachment; filename="' + gbk + b'"')),
        reply("forwarded", b"Content-Type: message/rfc822\r\n\r\n" + forwarded),
        reply("zip", packed),
        reply("tnef", rich),
    ]
    for content in replies:
        dovecot.deliver(content)
    with open_mailbox(dovecot.server(security), PASSWORD) as mailbox:
        found = [read_mail(fetched.raw) for fetched in mailbox.fetch_new()]
    assert [incoming.subject for incoming in found] == ["word", "2231", "bare", "forwarded", "zip", "tnef"]
    assert [file.name for incoming in found for file in incoming.attachments] == [name] * 4 + ["年报.zip", name]
    contents = [file.content for incoming in found for file in incoming.attachments]
    assert contents == [WORKBOOK] * 4 + [archive, WORKBOOK]


def test_what_was_sent_comes_back_whole(post: tuple[Server, PostOffice], dovecot: Dovecot) -> None:
    """The whole way: our letter over SMTP into a unit's mailbox, and read there over IMAP."""
    server, office = post
    with open_smtp(server, PASSWORD) as outbox:
        outbox.send(raw(letter("mzj", Attachment("民政局2024年报.xlsx", WORKBOOK))), USER, ["mzj@example.cn"])
    dovecot.deliver(office.mails[0])
    with open_mailbox(dovecot.server("tls"), PASSWORD) as mailbox:
        (fetched,) = mailbox.fetch_new()
    assert fetched.raw == office.mails[0]
    assert read_mail(fetched.raw).attachments == (Attachment("民政局2024年报.xlsx", WORKBOOK),)


def test_collecting_goes_on_where_it_stopped(dovecot: Dovecot) -> None:
    uids = [dovecot.deliver(reply(str(number))) for number in range(4)]
    with open_mailbox(dovecot.server(), PASSWORD) as mailbox:
        fetching = mailbox.fetch_new()
        first, second = next(fetching), next(fetching)  # and then the power fails
    assert [first.uid, second.uid] == uids[:2]
    with open_mailbox(dovecot.server(), PASSWORD) as mailbox:
        rest = list(mailbox.fetch_new("INBOX", second.uid, second.uid_validity))
        assert [fetched.uid for fetched in rest] == uids[2:]
        assert list(mailbox.fetch_new("INBOX", rest[-1].uid, rest[-1].uid_validity)) == []
        uids.append(dovecot.deliver(reply("new")))
        assert [new.uid for new in mailbox.fetch_new("INBOX", rest[-1].uid, rest[-1].uid_validity)] == uids[4:]


def test_a_folder_numbered_anew_is_read_from_its_beginning(dovecot: Dovecot) -> None:
    uids = [dovecot.deliver(reply(str(number))) for number in range(2)]
    with open_mailbox(dovecot.server(), PASSWORD) as mailbox:
        assert [fetched.uid for fetched in mailbox.fetch_new("INBOX", uids[-1], uid_validity=1)] == uids


def test_collecting_changes_nothing(dovecot: Dovecot) -> None:
    for number in range(3):
        dovecot.deliver(reply(str(number), attached(b'attachment; filename="a.xlsx"')))
    before = dovecot.flags()
    with open_mailbox(dovecot.server(), PASSWORD) as mailbox:
        assert len(list(mailbox.fetch_new())) == 3
        mailbox._client.delete_messages(list(before))  # even if we tried: the folder is open for looking only
        mailbox._client.set_flags(list(before), [b"\\Seen"])
    assert dovecot.flags() == before
    assert not any(b"\\Seen" in flags for flags in before.values())


def test_folders_with_chinese_names(dovecot: Dovecot) -> None:
    dovecot.deliver(reply("filed"), "年报.2024&报送")
    with open_mailbox(dovecot.server(), PASSWORD) as mailbox:
        assert "年报.2024&报送" in mailbox.folders()
        assert [read_mail(fetched.raw).subject for fetched in mailbox.fetch_new("年报.2024&报送")] == ["filed"]
        with pytest.raises(ToolkitError, match=r"没有文件夹“报表”。现有的文件夹：.*年报"):
            list(mailbox.fetch_new("报表"))


def test_only_mails_since_a_day(dovecot: Dovecot) -> None:
    dovecot.deliver(reply("today"))
    with open_mailbox(dovecot.server(), PASSWORD) as mailbox:
        assert len(list(mailbox.fetch_new(since=date(2020, 1, 1)))) == 1
        assert list(mailbox.fetch_new(since=date(2090, 1, 1))) == []


def test_a_mail_too_large_comes_as_its_header(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "SIZE_LIMIT", 100_000)
    dovecot.deliver(reply("large", attached(b'attachment; filename="a.xlsx"').replace(b"UEs", b"A" * 200_000)))
    dovecot.deliver(reply("small"))
    with open_mailbox(dovecot.server(), PASSWORD) as mailbox:
        large, small = mailbox.fetch_new()
    assert (read_mail(large.raw).subject, len(large.raw) < 1000) == ("large", True)
    assert "太大" in large.note
    assert (read_mail(small.raw).subject, small.note) == ("small", "")


def test_a_mail_deleted_meanwhile_is_passed_over(dovecot: Dovecot) -> None:
    uids = [dovecot.deliver(reply(str(number))) for number in range(3)]
    with open_mailbox(dovecot.server(), PASSWORD) as mailbox:
        fetching = mailbox.fetch_new()
        assert next(fetching).uid == uids[0]
        with dovecot.client() as owner:
            owner.select_folder("INBOX")
            owner.delete_messages([uids[1]])
            owner.expunge()
        assert [fetched.uid for fetched in fetching] == uids[2:]


def test_an_empty_folder_has_nothing(dovecot: Dovecot) -> None:
    with open_mailbox(dovecot.server(), PASSWORD) as mailbox:
        assert list(mailbox.fetch_new()) == []


def test_a_wrong_imap_password_is_told_with_the_remedy(dovecot: Dovecot) -> None:
    with pytest.raises(ToolkitError, match=r"不接受用户“office@example\.cn”的登录.*授权码"):  # noqa: SIM117
        with open_mailbox(dovecot.server("tls"), "wrong"):
            pass


def test_an_imap_certificate_nobody_vouches_for_is_refused(running: Dovecot) -> None:
    for security in ("starttls", "tls"):
        with pytest.raises(ToolkitError, match="证书不受信任"), open_mailbox(running.server(security), PASSWORD):
            pass


def test_a_connection_that_breaks_while_collecting_is_told(dovecot: Dovecot) -> None:
    for number in range(3):
        dovecot.deliver(reply(str(number)))
    with open_mailbox(dovecot.server(), PASSWORD) as mailbox:
        fetching = mailbox.fetch_new()
        next(fetching)
        mailbox._client.socket().shutdown(socket.SHUT_RDWR)
        with pytest.raises(ToolkitError, match="连接断了"):
            list(fetching)


# --- passwords --------------------------------------------------------------------------------------------------------


def test_a_password_comes_from_the_environment_the_store_or_the_clerk(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backend import KeyringBackend
    from keyring.backends.fail import Keyring as NoStore

    class Store(KeyringBackend):
        """A credential store that holds one password."""

        priority = 1

        def __init__(self) -> None:
            """Nothing to prepare."""

        def get_password(self, service: str, username: str) -> str | None:
            return "stored" if (service, username) == ("nianbao-smtp", "office@example.cn@smtp.example.cn") else None

        def set_password(self, service: str, username: str, password: str) -> None:
            raise NotImplementedError

    monkeypatch.setattr(keyring.core, "_keyring_backend", None)  # whatever is set here is gone afterwards
    server = Server("smtp.example.cn", 465, "tls", USER)
    keyring.set_keyring(Store())
    assert password_for("smtp", server, environment={"NIANBAO_SMTP_PASSWORD": "set"}) == "set"
    assert password_for("smtp", server, environment={"NIANBAO_IMAP_PASSWORD": "set"}) == "stored"
    keyring.set_keyring(NoStore())  # type: ignore[no-untyped-call]
    question = "office@example.cn 的收信密码（QQ、163 等邮箱请填授权码）："
    assert password_for("imap", server, {question: "typed"}.__getitem__, {}) == "typed"
    with pytest.raises(ToolkitError, match="请设置环境变量 NIANBAO_IMAP_PASSWORD"):
        password_for("imap", server, environment={})
    assert password_for("smtp", replace(server, user=""), environment={}) == ""
