"""The text of a header: encoded-words, bare 8-bit bytes, and labels that do not tell the truth."""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

# Labels that are believed first. Everything else, "gb2312" and unknown labels included, is told from the bytes: what is
# called gb2312 or gbk is GB18030 in truth, and what is called us-ascii or iso-8859-1 is often GBK.
_BELIEVED = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-16": "utf-16",
    "utf-7": "utf-7",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}
_CHINESE = re.compile(r"gb|x-gb|cp936|ms936|windows-936|euc-?cn|x-euc-?cn|chinese")
_WESTERN = re.compile(r"iso-8859-1|iso-8859-15|latin1|windows-1252|cp1252")
_WORD = re.compile(r"=\?([^?*\s]+)(?:\*[^?]*)?\?([bq])\?([^?]*)\?=", re.IGNORECASE)
_NO_BASE64 = re.compile(r"[^A-Za-z0-9+/=]")


def text_of(raw: bytes, label: str = "") -> str:
    """`raw` as text: by its label where that is believable and fits, else UTF-8, else GB18030. Never raises."""
    for codec in _codecs(label.strip().lower()):
        try:
            return raw.decode(codec)
        except UnicodeError:
            continue
    return raw.decode("gb18030", errors="replace")


def _codecs(label: str) -> Iterator[str]:
    if label in _BELIEVED:
        yield _BELIEVED[label]
    if _CHINESE.match(label):
        yield "gb18030"
    yield "utf-8"
    yield "gb18030"
    if _WESTERN.fullmatch(label):
        yield "cp1252"


def header_text(raw: bytes) -> str:
    """A header as a person reads it, on one line."""
    return decode_words(unfold(raw)).strip()


def unfold(raw: bytes) -> str:
    """The lines of a header as one line of text; encoded-words stay."""
    return text_of(re.sub(rb"\r?\n|\r", b"", raw)).replace("\t", " ")


def decode_words(text: str) -> str:
    """`text` with its encoded-words (RFC 2047) decoded. Neighbours are put together first: a 汉字 may be split."""
    pieces: list[str] = []
    run: list[re.Match[str]] = []
    end = 0
    for word in _WORD.finditer(text):
        between = text[end : word.start()]
        if between.strip() or not run:
            pieces += [_decoded(run), between]
            run = []
        run.append(word)
        end = word.end()
    return "".join([*pieces, _decoded(run), text[end:]])


def _decoded(words: Sequence[re.Match[str]]) -> str:
    parts = []
    for (label, encoding), group in groupby(words, key=lambda word: (word[1].lower(), word[2].lower())):
        payloads = [word[3] for word in group]
        raw = _from_base64(payloads) if encoding == "b" else _from_quoted(payloads)
        parts.append(text_of(raw, label))
    return "".join(parts)


def _from_base64(payloads: Sequence[str]) -> bytes:
    """Some programs cut base64 where the line is full, in the middle of a group of four."""
    whole, rest = b"", ""
    for payload in payloads:
        rest += _NO_BASE64.sub("", payload)
        if rest.endswith("=") or len(rest) % 4 == 0:
            whole, rest = whole + _group(rest), ""
    return whole + _group(rest)


def _group(text: str) -> bytes:
    bare = text.replace("=", "")
    bare = bare[: len(bare) - (len(bare) % 4 == 1)]  # one character alone encodes nothing
    return base64.b64decode(bare + "=" * (-len(bare) % 4))


def _from_quoted(payloads: Sequence[str]) -> bytes:
    return b"".join(binascii.a2b_qp(payload.encode("utf-8"), header=True) for payload in payloads)
