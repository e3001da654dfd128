"""A file that travels with a mail, and what there is to say about one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file and its name. The name of a file that came in is a label to show, never a path to write to."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A whole Chinese sentence for the log: what was mended, or could not be opened."""

    text: str
