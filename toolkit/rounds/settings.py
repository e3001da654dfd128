"""``round.toml``: what the office decided about a round. A clerk edits it by hand; every fault is told at once."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from toolkit.errors import ToolkitError, UnreadableFile
from toolkit.forms import shape_faults
from toolkit.model import Server, decoded_text, is_address

SETTINGS_FILE = "round.toml"

_SCHEMA = "round"
_PASSWORD = re.compile(r"passw(or)?d|pwd|密码|口令|授权码", re.IGNORECASE)
_NAMED = re.compile(r"[^<>\r\n]*<([^<>]+)>")
_LINE = re.compile(r"at line (\d+)")
_REMEDY = "请用记事本改正后保存。"

_Raw = dict[str, Any]  # TOML as parsed; never leaves this module


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mail goes out and comes in; without a server, letters are files. Passwords are never part of it."""

    sender: str = ""
    reply_to: str = ""
    smtp: Server | None = None
    imap: Server | None = None
    imap_folder: str = "INBOX"
    per_minute: int = 20


@dataclass(frozen=True, slots=True)
class Settings:
    """What the office asks for: the report of which `year`, by when, and whom to call.

    A returned report may be corrected within `correction_days` of its return before it counts as overdue.
    """

    year: int
    office: str
    office_contact: str = ""
    deadline: date | None = None
    correction_days: int = 0
    mail: MailSettings = field(default_factory=MailSettings)


def read_settings(content: bytes) -> Settings:
    """The settings in the content of a ``round.toml``, UTF-8 or as Notepad saved it.

    Raises :class:`ToolkitError` with every fault: the key and what is wrong with it.
    """
    raw = _parsed(_text(content))
    faults = list(_passwords(raw, ""))
    faults += [f"{key}：{problem}" if key else problem for key, problem, _ in shape_faults(raw, _SCHEMA)]
    faults += _wrong_values(raw)
    if faults:
        listed = "\n  ".join(faults)
        raise ToolkitError(f"{SETTINGS_FILE} 有 {len(faults)} 处错误：\n  {listed}\n", _REMEDY)
    return _settings(raw)


def _text(content: bytes) -> str:
    text = decoded_text(content)
    if text is not None:
        return text
    raise UnreadableFile(f"{SETTINGS_FILE} 的编码既不是 UTF-8 也不是 GB18030。", "请用记事本另存为 UTF-8。")


def _parsed(text: str) -> _Raw:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        number = int(found[1]) if found else len(text.splitlines())
        line = "".join(text.splitlines()[number - 1 : number]).strip()
        raise UnreadableFile(
            f"{SETTINGS_FILE} 第 {number} 行写法不对：{line}\n",
            '每行是“项 = 值”；文字两边用英文的双引号 "，日期写成 2025-01-15，同一项只写一次。' + _REMEDY,
        ) from error


def _passwords(raw: _Raw, path: str) -> Iterator[str]:
    """Passwords somebody wrote down; taken out, so that nothing else is said of them."""
    for key in list(raw):
        if isinstance(raw[key], dict):
            yield from _passwords(raw[key], f"{path}{key}.")
        elif _PASSWORD.search(key):
            del raw[key]
            yield f"{path}{key}：密码不能写在这个文件里，请删去这一行"


def _wrong_values(raw: _Raw) -> Iterator[str]:
    """What is wrong with values whose shape is right."""
    deadline = raw.get("deadline")
    if deadline is not None and _date(deadline) is None:
        yield f"deadline：“{deadline}”不是日期，应当写成 2025-01-15 的样子"
    mail = raw.get("mail")
    addresses = mail if isinstance(mail, dict) else {}
    for key in ("sender", "reply_to"):
        given = addresses.get(key)
        if isinstance(given, str) and given and not is_address(_bare(given)):
            yield f"mail.{key}：“{given}”不是有效的邮箱，应当写成“名称 <邮箱>”或者只写邮箱"


def _bare(mailbox: str) -> str:
    """The address in ``名称 <邮箱>``."""
    named = _NAMED.fullmatch(mailbox)
    return named[1] if named else mailbox


def _date(value: object) -> date | None:
    """A date of TOML, or one between quotation marks."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _settings(raw: Mapping[str, Any]) -> Settings:
    plain = {key: raw[key] for key in ("year", "office", "office_contact", "correction_days") if key in raw}
    return Settings(**plain, deadline=_date(raw.get("deadline")), mail=_mail(raw.get("mail", {})))


def _mail(raw: Mapping[str, Any]) -> MailSettings:
    servers = {key: Server(**raw[key]) for key in ("smtp", "imap") if key in raw}
    return MailSettings(**{**raw, **servers})
