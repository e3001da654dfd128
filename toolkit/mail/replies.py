"""Who wrote a mail: a person, a program that answers for one, or a mail server that could not deliver."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.mail.header_text import header_text
from toolkit.mail.incoming import Kind
from toolkit.mail.mending import Part, raw_header

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_PICTURE = re.compile(r"\.(png|jpe?g|gif|svg|bmp|webp)$", re.IGNORECASE)  # logo@2x.png is no address
_SERVER = re.compile(r"mailer-daemon|postmaster|mail-daemon|microsoftexchange[0-9a-f]{32}")
_NOT_DELIVERED = re.compile(
    r"退信|退回|被退|未送达|无法送达|无法投递|投递失败|发送失败|undeliver|delivery status|delivery failure"
    r"|delivery has failed|returned mail|failure notice|delivery failed|could not be delivered|non.?delivery",
    re.IGNORECASE,
)
_AUTOMATIC = re.compile(
    r"\s*\[?(自动回复|自动答复|自动应答|自動回覆|自动回执|(离开办公室|外出|休假)[:：]"
    r"|automatic reply|auto.?reply|auto.?response|out of (the )?office)",
    re.IGNORECASE,
)
_RECEIPT = re.compile(r"\s*(已读|已讀|read|未读就删除|not read)\s*[:：]", re.IGNORECASE)
_ROBOT_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Autoresponder", "X-Mail-Autoreply")


@dataclass(frozen=True, slots=True)
class Origin:
    """What kind of mail it is, the recipients a bounce names, and the remark for the log."""

    kind: Kind
    failed: tuple[str, ...] = ()
    note: str = ""


def origin_of(message: Part, body: str, *, has_files: bool) -> Origin:
    """The kind of `message`. A mail with files is never taken for an automatic reply: nobody's report is lost so."""
    report = message.get_param("report-type", "") if message.get_content_type() == "multipart/report" else ""
    if report == "disposition-notification" or (not has_files and _RECEIPT.match(_header(message, "Subject"))):
        return Origin("auto_reply", note="已读回执。")
    statuses = tuple(_statuses(message))
    if statuses and all(action in ("delayed", "delivered", "relayed", "expanded") for action, _ in statuses):
        late = any(action == "delayed" for action, _ in statuses)
        return Origin("auto_reply", note="对方服务器暂时没有收下，仍在重试。" if late else "投递回执。")
    if report == "delivery-status" or statuses or _from_server(message):
        failed = tuple(dict.fromkeys(_failed(message, statuses, body)))
        return Origin("bounce", failed, f"退信：{'、'.join(failed) or '收件人不详'} 没有收到。")
    if not has_files and _by_robot(message):
        return Origin("auto_reply", note="自动回复。")
    return Origin("message")


def address_in(header: str) -> str:
    """The bare address in ``From``, in lower case: the one in angle brackets, else the first; '' where none is."""
    bracketed = re.findall(r"<\s*([^<>\s]+@[^<>\s]+)\s*>", header)
    found = bracketed[-1:] or ADDRESS.findall(header)[:1]
    return found[0].lower() if found else ""


def original_ids(message: Part) -> Iterator[str]:
    """The Message-IDs of mails inside `message`: of a bounce, the mail that came back."""
    for part in message.walk():
        if part is message:
            continue
        text = raw_header(part, "Message-ID")
        if part.get_content_type() == "text/rfc822-headers":
            found = re.search(r"^Message-ID:\s*(<[^<>\s]+>)", str(part.get_payload()), re.IGNORECASE | re.MULTILINE)
            text = found[1].encode() if found else b""
        if text:
            yield header_text(text)


def _header(message: Part, name: str) -> str:
    return header_text(raw_header(message, name))


def _statuses(message: Part) -> Iterator[tuple[str, str]]:
    """(action, recipient) of a delivery status report (RFC 3464)."""
    for part in message.walk():
        recipient = part.get("Final-Recipient") or part.get("Original-Recipient")
        if recipient and part.get("Action"):
            yield str(part["Action"]).strip().lower(), str(recipient).partition(";")[2].strip().strip("<>").lower()


def _from_server(message: Part) -> bool:
    """A daemon's mail always; a postmaster's where it says it is about delivery."""
    if message.get("X-Failed-Recipients"):
        return True
    sender = _header(message, "From")
    local = (address_in(sender) or sender.lower()).partition("@")[0]
    if local.startswith("mailer-daemon"):
        return True
    return bool(_SERVER.fullmatch(local)) and bool(_NOT_DELIVERED.search(_header(message, "Subject")))


def _failed(message: Part, statuses: tuple[tuple[str, str], ...], body: str) -> Iterator[str]:
    """Whom the mail did not reach: as the report says, else a header, else the first address in the text."""
    named = [recipient for action, recipient in statuses if action == "failed" and recipient]
    named = named or [item.strip().lower() for item in str(message.get("X-Failed-Recipients", "")).split(",")]
    if any(named):
        yield from filter(None, named)
        return
    ours = {found.lower() for found in ADDRESS.findall(_header(message, "To"))}
    for found in map(str.lower, ADDRESS.findall(body)):
        if found not in ours and not _SERVER.match(found) and not _PICTURE.search(found):
            yield found
            return


def _by_robot(message: Part) -> bool:
    submitted = _header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    precedence = _header(message, "Precedence").lower().replace("-", "_")
    return (
        submitted not in ("", "no")
        or precedence == "auto_reply"
        or any(message.get(name) is not None for name in _ROBOT_HEADERS)
        or _AUTOMATIC.match(_header(message, "Subject")) is not None
    )
