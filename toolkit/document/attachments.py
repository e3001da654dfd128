"""附件: how they are told of under the text, and headed where they stand (GB/T 9704 clauses 7.3.4 and 7.3.7). Pure."""

from collections.abc import Sequence

from toolkit.document.items import AttachmentHead, AttachmentNote
from toolkit.forms import Form


def attachment_note(titles: Sequence[str]) -> AttachmentNote:
    """附件说明. One attachment without a number, several with; no full stop after a name."""
    if len(titles) == 1:
        return AttachmentNote((f"附件：{titles[0]}",))
    lines = (f"{'附件：' if number == 1 else ''}{number}.{title}" for number, title in enumerate(titles, 1))
    return AttachmentNote(tuple(lines))


def attachment_head(titles: Sequence[str], place: int) -> AttachmentHead:
    """What stands over the attachment at `place`, counted from 0."""
    return AttachmentHead(f"附件{place + 1}" if len(titles) > 1 else "附件", titles[place])


def supplement_titles(form: Form) -> tuple[str, ...]:
    """What the tables of the 附表 are called as attachments."""
    return tuple(table.title for table in form.supplement_tables)


def supplement_lines(form: Form) -> frozenset[str]:
    """Every line that a document has because of the 附表, beside its tables."""
    titles = supplement_titles(form)
    if not titles:
        return frozenset()
    heads = (attachment_head(titles, place) for place in range(len(titles)))
    return frozenset((*attachment_note(titles).lines, *(line for head in heads for line in head.lines)))
