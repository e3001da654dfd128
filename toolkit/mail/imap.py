"""Collecting by IMAP: looks only. Nothing is marked as read, moved or deleted, and every mail is fetched by its UID."""

import imaplib
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from toolkit.errors import ToolkitError
from toolkit.mail.connection import ENCRYPTION, encryption, login_refused, reaching, refuse_odd_login
from toolkit.mail.header_text import text_of
from toolkit.model import Server

if TYPE_CHECKING:
    from imapclient import IMAPClient

SIZE_LIMIT = 40 * 1024 * 1024
logging.getLogger("imapclient").addHandler(logging.NullHandler())  # what it logs is no talk for a clerk
_WHO_WE_ARE = {"name": "nianbao", "version": "1.0", "vendor": "nianbao"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail as it lies on the server. (`uid_validity`, `uid`) names it for good; the pair is what to remember."""

    uid_validity: int
    uid: int
    raw: bytes
    note: str = ""
    """Why `raw` is only the header, where it is."""


@contextmanager
def open_mailbox(server: Server, password: str, timeout: float = 60) -> Iterator["Mailbox"]:
    """A connection, logged in. `timeout` in seconds.

    Raises :class:`ToolkitError` where the server cannot be reached, its certificate is not trusted, or it refuses the
    login.
    """
    refuse_odd_login(server, password)
    client = _connected(server, timeout)
    with client:
        _log_in(client, server, password)
        yield Mailbox(client, server)


class Mailbox:
    """An open mailbox."""

    def __init__(self, client: "IMAPClient", server: Server) -> None:
        self._client = client
        self._server = server

    def folders(self) -> tuple[str, ...]:
        """The names of the folders, Chinese ones readable."""
        with _asking(self._server):
            return tuple(str(name) for _, _, name in self._client.list_folders())

    def fetch_new(
        self, folder: str = "INBOX", after_uid: int = 0, uid_validity: int = 0, since: date | None = None
    ) -> Iterator[Fetched]:
        """The mails after `after_uid`, the oldest first, one at a time; those not older than `since`, if given.

        Where the server has numbered the folder anew (`uid_validity` is not its own any more), all of them: who has
        them already sees that by their content. A mail over :data:`SIZE_LIMIT` comes as its header only.
        Raises :class:`ToolkitError` where there is no such folder, or the connection breaks; what was yielded before
        stays valid, and the next call may go on from there.
        """
        validity = self._examine(folder)
        first = after_uid + 1 if validity == uid_validity else 1
        for uid, size in self._sizes(first, since):
            fetched = self._fetch(validity, uid, size)
            if fetched is not None:
                yield fetched

    def _examine(self, folder: str) -> int:
        """EXAMINE instead of SELECT: the server itself then refuses every change."""
        names = self.folders()
        if folder.upper() != "INBOX" and folder not in names:
            raise ToolkitError(f"邮箱里没有文件夹“{folder}”。", f"现有的文件夹：{'、'.join(names)}。")
        with _asking(self._server):
            status: Mapping[bytes, Any] = self._client.select_folder(folder, readonly=True)
        return int(status[b"UIDVALIDITY"])

    def _sizes(self, first: int, since: date | None) -> list[tuple[int, int]]:
        criteria: list[object] = ["UID", f"{first}:*", *(("SINCE", since) if since else ())]
        with _asking(self._server):
            found = sorted(uid for uid in self._client.search(criteria) if uid >= first)  # n:* always has the last one
            sizes: Mapping[int, Mapping[bytes, Any]] = self._client.fetch(found, ["RFC822.SIZE"]) if found else {}
        return [(uid, int(sizes[uid][b"RFC822.SIZE"])) for uid in found if uid in sizes]

    def _fetch(self, validity: int, uid: int, size: int) -> Fetched | None:
        """None where it was deleted meanwhile."""
        large = size > SIZE_LIMIT
        with _asking(self._server):
            answer = self._client.fetch([uid], ["BODY.PEEK[HEADER]" if large else "BODY.PEEK[]"])
        raw = answer.get(uid, {}).get(b"BODY[HEADER]" if large else b"BODY[]")
        if not isinstance(raw, bytes):
            return None
        note = f"邮件有 {size / 1024 / 1024:.0f} MB，太大，没有取附件，请人工处理。" if large else ""
        return Fetched(validity, uid, raw, note)


def _connected(server: Server, timeout: float) -> "IMAPClient":
    from imapclient import IMAPClient

    context = encryption() if server.security == "tls" else None
    with reaching(server):
        try:
            return IMAPClient(server.host, server.port, ssl=bool(context), ssl_context=context, timeout=timeout)
        except imaplib.IMAP4.error as error:
            raise ToolkitError(f"邮件服务器“{server.host}”不肯建立连接（{_told(error)}）。", ENCRYPTION) from error


def _log_in(client: "IMAPClient", server: Server, password: str) -> None:
    """Log in and say who we are: 163 and 126 shut the folders of a program that does not (RFC 2971)."""
    with _asking(server):
        if server.security == "starttls":
            _encrypt(client, server)
        try:
            client.login(server.user, password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise login_refused(server, _told(error)) from error
        if client.has_capability("ID"):
            client.id_(_WHO_WE_ARE)


def _encrypt(client: "IMAPClient", server: Server) -> None:
    try:
        client.starttls(encryption())
    except imaplib.IMAP4.error as error:
        raise ToolkitError(f"邮件服务器“{server.host}”不支持 starttls（{_told(error)}）。", ENCRYPTION) from error


@contextmanager
def _asking(server: Server) -> Iterator[None]:
    with reaching(server):
        try:
            yield
        except imaplib.IMAP4.abort as error:
            raise ConnectionError(str(error)) from error
        except imaplib.IMAP4.error as error:
            raise ToolkitError(f"邮件服务器“{server.host}”没有照办（{_told(error)}）。", "请稍后再试。") from error


def _told(error: Exception) -> str:
    """What the server said; the library gives it as text of bytes."""
    return text_of(str(error).removeprefix("b'").removesuffix("'").encode("latin-1", "replace"))
