"""Real mail servers on loopback: aiosmtpd takes what we send, Debian's dovecot has what we collect."""

import asyncio
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from imapclient import IMAPClient

from toolkit.model import Security, Server

USER = "office@example.cn"
PASSWORD = "shouquanma16wei"  # what QQ and 163 call 授权码
_PATIENCE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Certificates:
    """A certificate for localhost, and the authority that signed it."""

    authority: Path
    chain: Path
    key: Path

    @property
    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        return context


def make_certificates(folder: Path) -> Certificates:
    authority = trustme.CA()
    leaf = authority.issue_cert("localhost", "127.0.0.1")
    made = Certificates(folder / "authority.pem", folder / "chain.pem", folder / "key.pem")
    authority.cert_pem.write_to_path(str(made.authority))
    leaf.private_key_pem.write_to_path(str(made.key))
    for number, blob in enumerate(leaf.cert_chain_pems):
        blob.write_to_path(str(made.chain), append=number > 0)
    return made


# --- SMTP ------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class PostOffice:
    """What the SMTP server took in, and how it is to misbehave."""

    envelopes: list[Envelope] = field(default_factory=list)
    connections: int = 0
    hang_up: dict[str, int] = field(default_factory=dict)
    """Stage (``MAIL`` or ``DATA``) → how many times still to break the connection there."""
    farewells: int = 0
    """How many times still to answer MAIL with 421."""

    @property
    def mails(self) -> list[bytes]:
        return [envelope.original_content or b"" for envelope in self.envelopes]

    async def handle_EHLO(  # noqa: N802  # aiosmtpd names its hooks so
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._perhaps_hang_up(server, "MAIL")
        if self.farewells:
            self.farewells -= 1
            return "421 too many messages in this connection"
        if address.startswith("stranger"):
            return "553 Mail from must equal authorized user"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith("nobody"):
            return "550 User not found 用户不存在"
        if address.startswith("later"):
            return "451 greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if b"X-Spam" in (envelope.original_content or b""):
            return "554 DT:SPM"
        self.envelopes.append(envelope)
        self._perhaps_hang_up(server, "DATA")
        return "250 OK"

    def _perhaps_hang_up(self, server: SMTP, stage: str) -> None:
        if self.hang_up.get(stage, 0) and isinstance(server.transport, asyncio.Transport):
            self.hang_up[stage] -= 1
            server.transport.abort()


def _authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    known = isinstance(data, LoginPassword) and data.login == USER.encode() and data.password == PASSWORD.encode()
    return AuthResult(success=known, handled=False)


@contextmanager
def smtp_server(security: Security, certificates: Certificates) -> Iterator[tuple[Server, PostOffice]]:
    """A server; with encryption it wants a login, without it takes none."""
    office = PostOffice()
    settings: dict[str, Any] = {}
    if security == "starttls":
        settings = {"tls_context": certificates.context, "require_starttls": True, "auth_required": True}
    if security == "tls":
        settings = {"auth_require_tls": False}  # it does not see that the whole connection is encrypted
    if security != "none":
        settings["authenticator"] = _authenticate
    port = free_port()
    context = certificates.context if security == "tls" else None
    controller = Controller(office, "127.0.0.1", port, ssl_context=context, **settings)
    controller.start()
    office.connections = 0  # the controller knocked at its own door
    try:
        yield Server("localhost", port, security, USER if security != "none" else ""), office
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


# --- IMAP ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A running dovecot with one mailbox, reachable in the three ways."""

    ports: dict[Security, int]
    authority: Path

    def server(self, security: Security = "none") -> Server:
        return Server("localhost", self.ports[security], security, USER)

    @contextmanager
    def client(self) -> Iterator[IMAPClient]:
        """The mailbox as its owner's mail program opens it."""
        with IMAPClient("localhost", self.ports["none"], ssl=False) as client:
            client.login(USER, PASSWORD)
            yield client

    def deliver(self, raw: bytes, folder: str = "INBOX") -> int:
        """Lay a mail into a folder, unread; returns its UID."""
        with self.client() as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            answer = client.append(folder, raw)
        return int(answer.split()[2].rstrip(b"]"))

    def flags(self, folder: str = "INBOX") -> dict[int, tuple[bytes, ...]]:
        """UID → flags of all mails in a folder."""
        with self.client() as client:
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search("ALL"), ["FLAGS"])
        return {uid: values[b"FLAGS"] for uid, values in found.items()}


@contextmanager
def dovecot_server(folder: Path, certificates: Certificates) -> Iterator[Dovecot]:
    """Start dovecot with a mailbox of its own in `folder`; skip with the reason where it is not installed."""
    program = _dovecot()
    ports: dict[Security, int] = {"none": free_port(), "tls": free_port()}
    ports["starttls"] = ports["none"]
    settings = folder / "dovecot.conf"
    settings.write_text(_settings(folder, ports, certificates), encoding="utf-8")
    with (
        (folder / "output.txt").open("wb") as output,
        subprocess.Popen([program, "-F", "-c", settings], stdout=output, stderr=subprocess.STDOUT) as process,
    ):
        try:
            _await(lambda: _answers(ports["none"]), process, folder)
            yield Dovecot(ports, certificates.authority)
        finally:
            process.terminate()
            process.wait(_PATIENCE_SECONDS)


def _dovecot() -> str:
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")
    if found is None:
        stop = pytest.fail if os.environ.get("CI") else pytest.skip
        stop("没有安装 dovecot（Debian 的 dovecot-imapd）")
    return found


def _settings(folder: Path, ports: dict[Security, int], certificates: Certificates) -> str:
    """Everything inside `folder`. Dovecot never opens a mailbox as root: then it does so as the user of its package."""
    import grp  # only here: there is no dovecot where there is no such module
    import pwd

    run, users = folder / "run", ""
    if os.geteuid() == 0:
        owner = group = "dovecot"
        shutil.chown(folder, owner)
    else:
        owner, group = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
        users = f"default_internal_user = {owner}\ndefault_internal_group = {group}\ndefault_login_user = {owner}\n"
    return f"""
base_dir = {run}
state_dir = {run}
log_path = {folder}/log.txt
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificates.chain}
ssl_key = <{certificates.key}
disable_plaintext_auth = no
first_valid_uid = 1
auth_failure_delay = 0
mail_location = maildir:{folder}/Maildir
{users}
passdb {{
  driver = static
  args = user={USER} password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {ports["none"]}
  }}
  inet_listener imaps {{
    port = {ports["tls"]}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
namespace inbox {{
  inbox = yes
}}
"""


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            return connection.recv(4) == b"* OK"
    except OSError:
        return False


def _await(ready: Callable[[], bool], process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            told = [file.read_text("utf-8", "replace") for file in folder.glob("*.txt")]
            pytest.fail("dovecot 没有启动：\n" + "\n".join(told))
        time.sleep(0.1)
