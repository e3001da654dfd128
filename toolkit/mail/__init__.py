"""Mail: letters out, replies in. Knows neither the ledger nor the workbook: values in, values out.

Entries: :func:`compose` and :func:`open_smtp` to send, :func:`open_mailbox` and :func:`read_mail` to collect. May
import: ``toolkit.model``, ``toolkit.forms`` (for ``templates/letters``), ``toolkit.disk``, ``toolkit.errors``, and
alone in the program smtplib, imaplib, email, mailbox, imapclient, olefile and keyring.
"""

from toolkit.mail.attachment import Attachment
from toolkit.mail.files import is_maildir, messages_in
from toolkit.mail.imap import SIZE_LIMIT, Fetched, Mailbox, open_mailbox
from toolkit.mail.incoming import Incoming, Kind
from toolkit.mail.letter import Letter, compose
from toolkit.mail.merge import MERGE_COLUMNS, MergeItem, mail_merge_list
from toolkit.mail.mime import address_of, as_draft, make_message_id, to_bytes
from toolkit.mail.pace import paced
from toolkit.mail.password import password_for
from toolkit.mail.reading import read_mail, read_message, read_outlook
from toolkit.mail.rendering import ProblemLine
from toolkit.mail.smtp import Delivery, Outbox, Refusal, open_smtp
from toolkit.mail.template import FRAME_FILE, LETTER_FILES, LetterKind, LetterTemplate, letter_files, load_letter

__all__ = [
    "FRAME_FILE",
    "LETTER_FILES",
    "MERGE_COLUMNS",
    "SIZE_LIMIT",
    "Attachment",
    "Delivery",
    "Fetched",
    "Incoming",
    "Kind",
    "Letter",
    "LetterKind",
    "LetterTemplate",
    "Mailbox",
    "MergeItem",
    "Outbox",
    "ProblemLine",
    "Refusal",
    "address_of",
    "as_draft",
    "compose",
    "is_maildir",
    "letter_files",
    "load_letter",
    "mail_merge_list",
    "make_message_id",
    "messages_in",
    "open_mailbox",
    "open_smtp",
    "paced",
    "password_for",
    "read_mail",
    "read_message",
    "read_outlook",
    "to_bytes",
]
