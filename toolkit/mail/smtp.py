"""Sending by SMTP: one connection for the batch, and for every mail an answer that leaves no doubt, or says so."""

import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal

from toolkit.errors import ToolkitError
from toolkit.mail.connection import ENCRYPTION, encryption, login_refused, reaching, refuse_odd_login
from toolkit.mail.header_text import text_of
from toolkit.model import Server

_OUR_NAME = (
    "[127.0.0.1]"  # the computer's own name may be Chinese, which EHLO cannot say, and asking DNS for it may hang
)
_CLOSING = 421
_DONE = 250
_TAKEN = (250, 251)


@dataclass(frozen=True, slots=True)
class Refusal:
    """The server will not deliver to `recipient`: for good, or not now (4xx)."""

    recipient: str
    code: int
    answer: str

    @property
    def permanent(self) -> bool:
        return self.code >= 500


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a mail.

    sent      the server took it over, for everybody but the `refusals`
    refused   nobody gets it, and trying again is of no use
    deferred  nobody gets it now; it may be sent again later
    unknown   the connection broke while the server was taking it over: it may be on its way, so it must not be sent
              again without a look
    """

    state: Literal["sent", "refused", "deferred", "unknown"]
    refusals: tuple[Refusal, ...] = ()


@contextmanager
def open_smtp(server: Server, password: str, timeout: float = 60) -> Iterator["Outbox"]:
    """A connection, logged in, for as many mails as are to be sent. `timeout` in seconds.

    Raises :class:`ToolkitError` where the server cannot be reached, its certificate is not trusted, or it refuses the
    login.
    """
    refuse_odd_login(server, password)
    outbox = Outbox(server, password, timeout)
    try:
        outbox.connect()
        yield outbox
    finally:
        outbox.close()


class Outbox:
    """An open connection. Where the server has dropped it between two mails, it is opened again without a word."""

    def __init__(self, server: Server, password: str, timeout: float) -> None:
        self._server = server
        self._password = password
        self._timeout = timeout
        self._client: smtplib.SMTP | None = None

    def send(self, raw: bytes, sender: str, recipients: Sequence[str]) -> Delivery:
        """Hand one mail over. `sender` and `recipients` are bare addresses.

        A refused recipient is no exception but a :class:`Delivery`. Raises :class:`ToolkitError` where going on is of
        no use: the server cannot be reached any more, or refuses the sender; then this mail was not handed over.
        """
        with reaching(self._server):
            try:
                refusals = self._announce(sender, recipients)
            except (smtplib.SMTPServerDisconnected, ConnectionError):  # nothing of this mail was handed over yet
                self.close()
                refusals = self._announce(sender, recipients)
        if len(refusals) == len(recipients):
            self._reset()
            return _nobody(refusals)
        return self._hand_over(raw, refusals, recipients)

    def connect(self) -> smtplib.SMTP:
        """Open the connection and log in; see :func:`open_smtp`."""
        server = self._server
        with reaching(server):
            try:
                self._client = client = self._opened()
                if server.security == "starttls":
                    client.starttls(context=encryption())
                if server.user:
                    client.login(server.user, self._password)
            except smtplib.SMTPAuthenticationError as error:
                raise login_refused(server, _text(error.smtp_error)) from error
            except smtplib.SMTPNotSupportedError as error:
                raise ToolkitError(f"邮件服务器“{server.host}”不支持所要的加密或登录。", ENCRYPTION) from error
            except (smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException) as error:
                raise ToolkitError(f"邮件服务器“{server.host}”不肯建立连接（{error}）。", ENCRYPTION) from error
        return client

    def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with suppress(smtplib.SMTPException, OSError):
                client.quit()
            client.close()

    def _client_now(self) -> smtplib.SMTP:
        return self._client or self.connect()

    def _reset(self) -> None:
        """Forget the mail that was announced; a server that is gone has forgotten it too."""
        try:
            self._client_now().rset()
        except smtplib.SMTPServerDisconnected:
            self.close()

    def _opened(self) -> smtplib.SMTP:
        server, timeout = self._server, self._timeout
        if server.security == "tls":
            return smtplib.SMTP_SSL(server.host, server.port, _OUR_NAME, timeout=timeout, context=encryption())
        return smtplib.SMTP(server.host, server.port, _OUR_NAME, timeout=timeout)

    def _announce(self, sender: str, recipients: Sequence[str]) -> tuple[Refusal, ...]:
        """Tell the server from whom and for whom; returns the recipients it will not have."""
        client = self._client_now()
        client.ehlo_or_helo_if_needed()
        code, answer = _still_open(client.mail(sender))
        if code not in _TAKEN:
            self._reset()
            raise ToolkitError(
                f"邮件服务器“{self._server.host}”不接受发件人“{sender}”（{code} {_text(answer)}）。",
                "发件人应当与登录的邮箱一致；因发得太快受到限制的，请过些时候再发。",
            )
        answers = [(recipient, *_still_open(client.rcpt(recipient))) for recipient in recipients]
        return tuple(Refusal(whom, code, _text(text)) for whom, code, text in answers if code not in _TAKEN)

    def _hand_over(self, raw: bytes, refusals: tuple[Refusal, ...], recipients: Sequence[str]) -> Delivery:
        client = self._client_now()
        try:
            code, answer = client.data(raw)
        except smtplib.SMTPDataError as error:  # it would not even begin
            code, answer = error.smtp_code, _bytes(error.smtp_error)
        except (smtplib.SMTPServerDisconnected, OSError):
            self.close()
            return Delivery("unknown", refusals)
        if code == _DONE:
            return Delivery("sent", refusals)
        if code == _CLOSING:
            self.close()
        return _nobody(tuple(Refusal(recipient, code, _text(answer)) for recipient in recipients))


def _still_open(answer: tuple[int, bytes]) -> tuple[int, bytes]:
    """Some servers take only so many mails on one connection, and say farewell before they close it."""
    if answer[0] == _CLOSING:
        raise smtplib.SMTPServerDisconnected(_text(answer[1]))
    return answer


def _nobody(refusals: tuple[Refusal, ...]) -> Delivery:
    return Delivery("refused" if all(refusal.permanent for refusal in refusals) else "deferred", refusals)


def _bytes(answer: bytes | str) -> bytes:
    return answer if isinstance(answer, bytes) else answer.encode()


def _text(answer: bytes | str) -> str:
    """What the server said, on one line."""
    return " ".join(text_of(_bytes(answer)).split())
