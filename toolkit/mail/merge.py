"""Without a server: a list from which Outlook, Foxmail or a person sends the letters."""

from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.mail.letter import Letter

MERGE_COLUMNS = ("单位", "收件人", "主题", "正文", "附件", "邮件文件")


@dataclass(frozen=True, slots=True)
class MergeItem:
    """A letter, and where its files lie: the attachments, and the letter itself as ``.eml``."""

    unit: str
    letter: Letter
    files: tuple[str, ...]
    mail_file: str


def mail_merge_list(items: Iterable[MergeItem]) -> list[tuple[str, ...]]:
    """Rows of :data:`MERGE_COLUMNS`, for a table whose cells are text; ``;`` joins several addresses or files."""
    return [
        (
            item.unit,
            ";".join(item.letter.recipients),
            item.letter.subject,
            item.letter.text,
            ";".join(item.files),
            item.mail_file,
        )
        for item in items
    ]
