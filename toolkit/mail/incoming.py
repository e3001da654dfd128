"""A mail that came in, as a value."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from toolkit.mail.attachment import Attachment

Kind = Literal["message", "auto_reply", "bounce"]


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a mail says of itself, and the files in it. None of it is proof of who sent it."""

    message_id: str
    sender: str
    """The bare address where there is one, in lower case; else what stands in the header."""
    subject: str
    date: datetime | None
    """With its time zone; None where no date can be read."""
    attachments: tuple[Attachment, ...]
    """In their order, those of nested mails included. Empty for a bounce: what it carries is our own mail."""
    kind: Kind = "message"
    answers: tuple[str, ...] = ()
    """Message-IDs of the mails this one replies to or reports on, the nearest first."""
    failed: tuple[str, ...] = ()
    """For a bounce: the recipients it did not reach, where it names them."""
    notes: tuple[str, ...] = ()
    """Whole Chinese sentences on what was mended or could not be opened."""
