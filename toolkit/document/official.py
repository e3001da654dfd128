"""A report sent as a 公文: the outline with 版头, 主送机关, 附件说明, 附件 and 版记 around it. Pure."""

from collections.abc import Iterator

from toolkit.document.items import (
    Addressee,
    AttachmentHead,
    AttachmentNote,
    Banner,
    Imprint,
    Item,
    Outline,
    Paragraph,
    Run,
    Signature,
    Title,
)
from toolkit.document.layout import Dispatch
from toolkit.model import chinese_date, clean_text


def as_official(outline: Outline, dispatch: Dispatch | None) -> Outline:
    """`outline` as it is sent; itself where it is only published."""
    return Outline(tuple(_items(outline, dispatch))) if dispatch else outline


def _items(outline: Outline, dispatch: Dispatch) -> Iterator[Item]:
    yield Banner(clean_text(dispatch.issuer), clean_text(dispatch.number))
    for item in outline.items:
        if isinstance(item, Signature) and dispatch.attachments:
            yield AttachmentNote(_note(dispatch))
        yield item
        if isinstance(item, Title) and dispatch.to:
            yield Addressee(f"{clean_text(dispatch.to).rstrip('：:')}：")
    for number, attachment in enumerate(dispatch.attachments, 1):
        label = f"附件{number}" if len(dispatch.attachments) > 1 else "附件"
        yield AttachmentHead(label, clean_text(attachment.title))
        lines = filter(None, map(str.strip, clean_text(attachment.text).split("\n")))
        yield from (Paragraph((Run(line),)) for line in lines)
    if dispatch.printed_by:
        copies = f"抄送：{clean_text(dispatch.copies).rstrip('。')}。" if dispatch.copies else ""
        day = f"{chinese_date(dispatch.printed_on)}印发" if dispatch.printed_on else ""
        yield Imprint(copies, clean_text(dispatch.printed_by), day, own_page=not dispatch.imprint_below_text)


def _note(dispatch: Dispatch) -> tuple[str, ...]:
    """One attachment without a number, several with; no full stop after a name."""
    titles = [clean_text(attachment.title) for attachment in dispatch.attachments]
    if len(titles) == 1:
        return (f"附件：{titles[0]}",)
    return tuple(f"{'附件：' if number == 1 else ''}{number}.{title}" for number, title in enumerate(titles, 1))
