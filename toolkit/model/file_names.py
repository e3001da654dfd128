"""Names for files we write: safe on Windows, whatever a unit is called."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_LIMIT = 80  # characters of a stem, so that the whole path stays below the 260 of Windows
_LIMIT_BYTES = 200  # the same in UTF-8, so that the name with its ending stays below the 255 of Linux


def safe_stem(text: str) -> str:
    """`text` as the stem of a file name: no separator, reserved name, trailing dot, nor overlong."""
    printable = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) not in ("Cf", "Cs"))
    short = printable[:_LIMIT].encode()[:_LIMIT_BYTES].decode(errors="ignore")
    stem = _FORBIDDEN.sub("_", short).strip(". ") or "未命名"
    return f"_{stem}" if _RESERVED.fullmatch(stem) else stem


def distinct_stems(texts: Iterable[str]) -> Iterator[str]:
    """Safe stems, no two of them alike on a disk that ignores case."""
    taken: set[int] = set()  # hashes, for there may be many: two that are alike only cost a name a number
    for text in texts:
        stem, number = safe_stem(text), 1
        candidate = stem
        while hash(candidate.casefold()) in taken:
            number += 1
            candidate = f"{stem}_{number}"
        taken.add(hash(candidate.casefold()))
        yield candidate
