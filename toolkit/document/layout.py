"""How an office wants its document: what the standard leaves open, a letterhead, and what makes it a 公文."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from toolkit.disk import read_bytes
from toolkit.document.typography import STANDARD, Preferences
from toolkit.errors import ToolkitError, UnreadableFile
from toolkit.forms import shape_faults

_REMEDY = "各项的写法见 templates/schema/layout.schema.json。"


@dataclass(frozen=True, slots=True)
class Attachment:
    """附件: its title, and its text, a paragraph a line."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What a report carries when it is sent as a 公文: 版头, 主送, 附件, 版记.

    Whether the text ends on an even page, and with room, only the printed page shows: then `imprint_below_text`.
    """

    issuer: str
    number: str
    to: str = ""
    copies: str = ""
    printed_by: str = ""
    printed_on: date | None = None
    attachments: tuple[Attachment, ...] = ()
    imprint_below_text: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """`letterhead` is a Word file whose own content is kept; `sealed` leaves room for the seal, which nobody draws."""

    preferences: Preferences = STANDARD
    sealed: bool = False
    letterhead: bytes = b""
    dispatch: Dispatch | None = None


PLAIN = Layout()


def read_layout(path: Path) -> Layout:
    """The layout in a TOML file. Raises :class:`ToolkitError` with every fault."""
    try:
        raw = tomllib.loads(read_bytes(path).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"“{path}”不是 UTF-8 编码。", "请用记事本另存为 UTF-8。") from error
    except tomllib.TOMLDecodeError as error:
        raise UnreadableFile(f"“{path}”写法不对（{error}）。", "每行是“项 = 值”，文字两边用英文的双引号。") from error
    faults = [f"{key}：{problem}" if key else problem for key, problem, _ in shape_faults(raw, "layout")]
    if faults:
        raise ToolkitError(f"“{path}”有 {len(faults)} 处错误：\n  " + "\n  ".join(faults) + "\n", _REMEDY)
    return Layout(
        preferences=Preferences(
            title_font=raw.get("title_font", ""),
            bold_level_3=raw.get("bold_level_3", False),
            landscape=tuple(raw.get("landscape", ())),
        ),
        sealed=raw.get("sealed", False),
        letterhead=read_bytes(path.parent / raw["letterhead"]) if "letterhead" in raw else b"",
        dispatch=_dispatch(raw["dispatch"]) if "dispatch" in raw else None,
    )


def _dispatch(raw: dict[str, Any]) -> Dispatch:
    attachments = tuple(Attachment(item["title"], item["text"]) for item in raw.get("attachments", ()))
    return Dispatch(**{**raw, "attachments": attachments})
