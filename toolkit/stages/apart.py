"""The child process in which files are read that somebody else made. It loads what it needs while its caller does."""

from toolkit.intake import Isolated

READS = "toolkit.stages.reading:read_payload"


def reader() -> Isolated:
    """The child process that reads; to be used as a context manager and given to those who read."""
    return Isolated(READS)
