"""The name of an attachment, as mail programs of thirty years have written it.

`filename*` of RFC 2231, whole or in pieces; encoded-words of RFC 2047, which the standard forbids here and Chinese
programs use; bare UTF-8 and GBK; percent signs and character references of webmail.
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote_to_bytes

from toolkit.mail.header_text import decode_words, text_of, unfold

_PARAMETER = re.compile(
    r"""(?:^|[;\s])(?P<key>filename|name)(?P<piece>\*\d+)?(?P<extended>\*)?\s*=\s*
        (?P<value>"(?:[^"\\]|\\.)*"(?=\s*(?:;|$|\w+\s*=))|[^;]*)""",
    re.IGNORECASE | re.VERBOSE,
)
_EXTENDED = re.compile(r"(?P<label>[^'\s]*)'[^'\s]*'(?P<text>.*)", re.DOTALL)
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_REFERENCE = re.compile(r"&#(?:\d{2,7}|x[0-9A-Fa-f]{2,6});")
_DAMAGED = re.compile("[\ufffd?]")


def attachment_name(disposition: bytes, content_type: bytes, description: bytes = b"") -> str:
    """The name in ``Content-Disposition``, ``Content-Type`` or, last, ``Content-Description``; '' where none is.

    A damaged one (``????.xlsx``) yields to a whole one.
    """
    found = [name for header in (disposition, content_type) for name in _names(unfold(header)) if name]
    described = clean_name(decode_words(unfold(description)))
    if re.search(r"\.[A-Za-z0-9]{2,5}$", described):
        found.append(described)
    return next((name for name in found if not _DAMAGED.search(name)), found[0] if found else "")


def clean_name(text: str) -> str:
    """`text` as a label: the last part of a path, without characters that cannot be seen."""
    seen = "".join(char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char)[0] != "C")
    return re.split(r"[\\/]", seen)[-1].strip()


def _names(header: str) -> Iterator[str]:
    """The names in a header, the most trustworthy first."""
    found = list(_PARAMETER.finditer(header))
    for key in ("filename", "name"):
        mine = [match for match in found if match["key"].lower() == key]
        pieces = {int(match["piece"][1:]): match for match in reversed(mine) if match["piece"]}
        whole = [match for match in mine if not match["piece"]]
        yield from (clean_name(_extended(_bare(match["value"]))) for match in whole if match["extended"])
        if pieces:
            yield clean_name(_joined(pieces))
        yield from (clean_name(_plain(_bare(match["value"]))) for match in whole if not match["extended"])


def _bare(value: str) -> str:
    """Without the quotes around it. Only quotes are unescaped: other backslashes are of Windows paths."""
    value = value.strip()
    if value.startswith('"'):
        value = value[1:].removesuffix('"')
    return value.replace('\\"', '"').replace("\\\\", "\\")


def _extended(value: str) -> str:
    """``charset'language'percent-encoded``; the two quotes may be missing."""
    parts = _EXTENDED.fullmatch(value)
    label, text = (parts["label"], parts["text"]) if parts else ("", value)
    if not text.isascii():
        return decode_words(text)  # written bare in spite of the star: it is text already
    return decode_words(text_of(unquote_to_bytes(text), label))


def _joined(pieces: Mapping[int, re.Match[str]]) -> str:
    """The pieces of RFC 2231 in their order, which is not always the order they stand in."""
    ordered = [pieces[number] for number in sorted(pieces)]
    values = [_bare(match["value"]) for match in ordered]
    if not any(match["extended"] for match in ordered):
        return _plain("".join(values))
    return _extended("".join(_percented(ordered, values)))


def _percented(pieces: Sequence[re.Match[str]], values: Sequence[str]) -> Iterator[str]:
    """The first piece carries the charset; a piece without a star is literal."""
    for match, value in zip(pieces, values, strict=True):
        yield value if match["extended"] else value.replace("%", "%25")


def _plain(value: str) -> str:
    """A parameter without a star, and what programs put there although they should not."""
    if value.isascii() and _PERCENT.search(value):
        if _EXTENDED.fullmatch(value):
            return _extended(value)
        told = text_of(unquote_to_bytes(value))
        if not told.isascii() and "\ufffd" not in told:
            return told
    text = decode_words(value)
    return html.unescape(text) if _REFERENCE.search(text) else text
