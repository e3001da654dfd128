"""Reading a file that somebody else made, and judging what it says: in a child process, whatever kind of file it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.forms import own_form
from toolkit.intake import LIMITS, Isolated, Kind, Reason, Refused, kind_of
from toolkit.model import Finding, Report, read_data_file
from toolkit.published import refuse_huge
from toolkit.stages.transfer import ASKED, JUDGE, PUBLISHED, REPEATED, Answer, from_bytes, to_bytes

if TYPE_CHECKING:  # the rules are loaded where they are held against something
    from toolkit.stages.judging import Terms


@dataclass(frozen=True, slots=True)
class FromOutside:
    """A file that somebody else made: a workbook, or a document that was `published`; or a data file, which is only
    text. `key`: of the office; `own`: the folder of the definition that the office owns, if it has one.
    """

    content: bytes
    key: bytes
    own: Path | None = None
    published: bool = False


def read_apart(
    child: Isolated, content: bytes, key: bytes, own: Path | None = None, *, published: bool = False
) -> tuple[Report, tuple[Finding, ...]]:
    """The report in a file (see :class:`FromOutside`), read in the child, and the findings of its reader.

    Raises :class:`UnreadableFile` that says why it is none, or what became of the child.
    """
    answer = _answer(child, FromOutside(content, key, own, published))
    return answer.report, answer.findings


def judge_apart(child: Isolated, file: FromOutside, terms: "Terms") -> Answer:
    """The same, and it is judged in the child, too: that takes nearly as long as reading it.

    The answer has no tallies where it has to be judged here: a data file, and what cannot be judged on these `terms`.
    """
    chosen = {JUDGE: True, REPEATED: terms.repeated, ASKED: terms.asked}
    words = [word for word, wanted in chosen.items() if wanted]
    return _answer(child, file, words, to_bytes(terms.last_year, ()) if terms.last_year else b"")


def _answer(child: Isolated, file: FromOutside, words: Iterable[str] = (), last_year: bytes = b"") -> Answer:
    own = own_form(file.own)
    if kind_of(file.content) is Kind.DATA_FILE and len(file.content) <= LIMITS.file:
        return Answer(*read_data_file(file.content, own))
    if file.published:
        refuse_huge(file.content)
        words = (PUBLISHED, *words)
    folder = str(file.own.resolve()).encode() if file.own else b""
    payload = b"\n".join((" ".join(words).encode(), file.key, folder, last_year, file.content))
    try:
        return from_bytes(child(payload), own)
    except Refused as refusal:
        if refusal.reason is not Reason.CRASHED:
            raise
    return from_bytes(child(payload), own)  # what killed the child may have come from outside
