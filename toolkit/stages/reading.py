"""Reading a file that somebody else made: in a child process, whatever kind of file it is."""

from toolkit.intake import LEGACY, Isolated, Kind, Reason, Refused, kind_of
from toolkit.model import Finding, Report, read_data_file
from toolkit.stages.transfer import from_bytes, to_bytes

READS = "toolkit.stages.reading:read_payload"
_WORKBOOKS = LEGACY | {Kind.XLSX}


def reader() -> Isolated:
    """The child process that reads; to be used as a context manager and given to :func:`read_apart`."""
    return Isolated(READS)


def read_apart(child: Isolated, content: bytes, key: bytes) -> tuple[Report, tuple[Finding, ...]]:
    """The report in a workbook or data file, read in the child.

    Raises :class:`UnreadableFile` that says why it is none, or what became of the child.
    """
    payload = key + b"\n" + content
    try:
        return from_bytes(child(payload))
    except Refused as refusal:
        if refusal.reason is not Reason.CRASHED:
            raise
    return from_bytes(child(payload))  # what killed the child may have come from outside


def read_payload(payload: bytes) -> bytes:
    """What the child does. `payload`: the office's key, a line feed, the file."""
    key, _, content = payload.partition(b"\n")
    return to_bytes(*read_content(content, key))


def read_content(content: bytes, key: bytes) -> tuple[Report, tuple[Finding, ...]]:
    """The report in a workbook or data file. Raises :class:`UnreadableFile` where it is neither."""
    kind = kind_of(content)
    if kind is Kind.DATA_FILE:
        return read_data_file(content)
    from toolkit.workbook import read_workbook

    return read_workbook(content, key=key)
