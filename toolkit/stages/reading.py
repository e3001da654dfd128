"""Reading a file that somebody else made: in a child process, whatever kind of file it is."""

from toolkit.intake import Isolated, Kind, kind_of
from toolkit.model import Finding, Report, read_data_file
from toolkit.stages.transfer import from_bytes, to_bytes

READS = "toolkit.stages.reading:read_payload"


def reader() -> Isolated:
    """The child process that reads; to be used as a context manager and given to :func:`read_apart`."""
    return Isolated(READS)


def read_apart(child: Isolated, content: bytes, key: bytes) -> tuple[Report, tuple[Finding, ...]]:
    """The report in a workbook, read in the child, or in a data file, which is only text.

    Raises :class:`UnreadableFile` that says why it is none, or what became of the child.
    """
    if kind_of(content) is Kind.DATA_FILE:
        return read_data_file(content)
    return from_bytes(child(key + b"\n" + content))


def read_payload(payload: bytes) -> bytes:
    """What the child does. `payload`: the office's key, a line feed, the file."""
    key, _, content = payload.partition(b"\n")
    from toolkit.workbook import read_workbook

    return to_bytes(*read_workbook(content, key=key))
