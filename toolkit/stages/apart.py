"""The child process in which files are read that somebody else made. It loads what it needs while its caller does."""

from toolkit.intake import AT_ONCE, Isolated

READS = "toolkit.stages.answering:answer"


def reader() -> Isolated:
    """The child process that reads, or several for many files; a context manager, given to those who read."""
    return Isolated(READS, at_once=AT_ONCE)
