"""Letters: what goes out, and how it is made from a template and the facts about a unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.errors import ToolkitError
from toolkit.mail.attachment import Attachment
from toolkit.mail.rendering import ProblemLine, as_html, as_text
from toolkit.mail.template import LetterTemplate, fill, filled_lines
from toolkit.model import is_address


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail before it has a sender, a date and an identity."""

    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    cc: tuple[str, ...] = ()

    @property
    def recipients(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.to, *self.cc)))


def compose(
    template: LetterTemplate,
    fields: Mapping[str, str],
    *,
    to: Sequence[str],
    problems: Sequence[ProblemLine] = (),
    attachments: Sequence[Attachment] = (),
) -> Letter:
    """`template` filled in for one unit. `fields` has the text of every mark (``单位`` → ``民政局``), '' for none.

    Raises :class:`ToolkitError` for a mark that is not in `fields`, for an address that is none, and for a line break
    where a header would be split.
    """
    subject = fill(template, template.subject, fields)
    lines = filled_lines(template, fields)
    letter = Letter(
        to=tuple(to),
        subject=subject,
        text=as_text(lines, problems),
        html=as_html(template.frame, subject, lines, problems),
        attachments=tuple(attachments),
    )
    refuse_unsendable(letter)
    return letter


def refuse_unsendable(letter: Letter) -> None:
    """Raise :class:`ToolkitError` for a letter without recipient, a bad address, a control character in a header."""
    if not letter.to:
        raise ToolkitError(f"邮件“{letter.subject}”没有收件人。", "请在名单里补上邮箱。")
    for address in letter.recipients:
        if not is_address(address):
            raise ToolkitError(f"邮箱“{_shown(address)}”不是有效的地址。", "请核对名单里的“邮箱”一列。")
    for text in (letter.subject, *(attachment.name for attachment in letter.attachments)):
        refuse_control_characters(text)


def refuse_control_characters(text: str) -> None:
    """Raise :class:`ToolkitError` for a text that would end a header and begin another."""
    if any(ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u2028\u2029" for char in text):
        raise ToolkitError(f"“{_shown(text)}”里有换行或控制字符，不能写进邮件。", "请在名单或信函里改成一行普通文字。")


def _shown(text: str) -> str:
    return "".join(char if char.isprintable() else "␤" for char in text)
