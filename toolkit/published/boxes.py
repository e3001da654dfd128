"""Tables drawn with characters (``├──┼──┤``, ``+---+---+``): what stands between two rules is one row."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest

_RULE = re.compile(r"\s*[┌├└┏┣┗╔╠╚+][─━═┄┈┬┼┴┳╋┻╦╬╩├┤┐┘┓┛╗╝╣│+=\-\s]{3,}")
_BARS = str.maketrans("│┃║｜", "||||")
_RULED_ROWS = 4  # fewer rules only set off the head of a table whose rows are a line each


def unboxed(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """(number of the line, text): the lines of a row put together, its cells between bars; other lines as they are."""
    numbered = list(enumerate((line.translate(_BARS) for line in lines), 1))
    groups = [(kind, list(members)) for kind, members in groupby(numbered, key=_kind)]
    ruled = sum(kind == "row" for kind, _ in groups) >= _RULED_ROWS and any(kind == "rule" for kind, _ in groups)
    for at, (kind, members) in enumerate(groups):
        between_rules = ruled and kind == "row" and at > 0 and groups[at - 1][0] == "rule"
        if between_rules and len({text.count("|") for _, text in members}) == 1:
            yield members[0][0], _put_together([text for _, text in members])
        elif kind != "rule":
            yield from members


def _kind(line: tuple[int, str]) -> str:
    text = line[1].strip()
    if _RULE.fullmatch(text):
        return "rule"
    return "row" if text.startswith("|") and text.endswith("|") and text != "|" else "text"


def _put_together(lines: Sequence[str]) -> str:
    cells = zip_longest(*(line.strip()[1:-1].split("|") for line in lines), fillvalue="")
    return f"|{'|'.join(''.join(piece.strip() for piece in cell) for cell in cells)}|"
