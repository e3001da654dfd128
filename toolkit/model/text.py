"""Text: of users, made safe to keep; from files of Chinese Windows; and a date as official documents write it."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

# Control characters, which no .xlsx or .docx may hold, and marks that turn the direction of writing: with them a text
# shows as another than it is.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufffe\uffff]"
)


def hidden_characters(text: str) -> tuple[str, ...]:
    """The characters that :func:`clean_text` takes out of `text`, each once."""
    return tuple(dict.fromkeys(_FORBIDDEN.findall(text)))


def clean_text(text: str) -> str:
    """`text` with line ends as LF and without control characters and marks of direction."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def squeezed(text: str) -> str:
    """`text` without any whitespace."""
    return "".join(text.split())


def listed(names: Iterable[str]) -> Iterator[str]:
    """``"、".join(names)`` in pieces, to be written one after the other: there may be very many."""
    between = ""
    for name in names:
        yield f"{between}{name}"
        between = "、"


def text_length(text: str) -> int:
    """Characters as a spreadsheet counts them: one outside of the basic plane (𠮷) counts as two."""
    return len(text.encode("utf-16-le")) // 2


def decoded_text(content: bytes) -> str | None:
    """A text file in UTF-8 or GB18030 (which holds GBK); None where it is neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def chinese_date(day: date) -> str:
    """Arabic digits, no leading zero (GB/T 9704 clause 7.3.5.4): 2025年1月20日."""
    return f"{day.year}年{day.month}月{day.day}日"
