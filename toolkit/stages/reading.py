"""Reading a file that somebody else made: in a child process, whatever kind of file it is."""

from pathlib import Path

from toolkit.forms import own_form
from toolkit.intake import LIMITS, Isolated, Kind, Reason, Refused, kind_of
from toolkit.model import Finding, Report, read_data_file
from toolkit.published import refuse_huge
from toolkit.stages.transfer import from_bytes, to_bytes

_WORKBOOK, _PUBLISHED = b"workbook", b"published"


def read_apart(
    child: Isolated, content: bytes, key: bytes, own: Path | None = None, *, published: bool = False
) -> tuple[Report, tuple[Finding, ...]]:
    """The report in a workbook (or in a document somebody `published`), read in the child, or in a data file, which
    is only text. `own` is the folder of the definition that the office owns, if it has one.

    Raises :class:`UnreadableFile` that says why it is none, or what became of the child.
    """
    if kind_of(content) is Kind.DATA_FILE and len(content) <= LIMITS.file:
        return read_data_file(content, own_form(own))
    if published:
        refuse_huge(content)
    folder = str(own.resolve()).encode() if own else b""
    payload = b"\n".join((_PUBLISHED if published else _WORKBOOK, key, folder, content))
    try:
        return from_bytes(child(payload), own_form(own))
    except Refused as refusal:
        if refusal.reason is not Reason.CRASHED:
            raise
    return from_bytes(child(payload), own_form(own))  # what killed the child may have come from outside


def read_payload(payload: bytes) -> bytes:
    """What the child does. `payload`: what it is, the office's key, the folder of the definition it owns, and the file,
    with line feeds between.
    """
    what, key, folder, content = payload.split(b"\n", 3)
    if what == _PUBLISHED:
        from toolkit.published import read_published

        return to_bytes(*read_published(content))
    from toolkit.workbook import read_workbook

    return to_bytes(*read_workbook(content, key=key, own=own_form(Path(folder.decode()) if folder else None)))
