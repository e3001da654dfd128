"""A report sent as a 公文: the outline with 版头, 主送机关, 附件说明, 附件 and 版记 around it. Pure."""

from collections.abc import Iterator

from toolkit.document.attachments import attachment_head, attachment_note
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
    own = [item.title for item in outline.items if isinstance(item, AttachmentHead)]
    titles = [*own, *(clean_text(attachment.title) for attachment in dispatch.attachments)]
    heads = (attachment_head(titles, place) for place in range(len(titles)))
    for item in outline.items:
        if isinstance(item, Signature) and titles:
            yield attachment_note(titles)
        match item:
            case AttachmentNote():
                pass  # of its own attachments alone
            case AttachmentHead():
                yield next(heads)
            case _:
                yield item
        if isinstance(item, Title) and dispatch.to:
            yield Addressee(f"{clean_text(dispatch.to).rstrip('：:')}：")
    for attachment in dispatch.attachments:
        yield next(heads)
        lines = filter(None, map(str.strip, clean_text(attachment.text).split("\n")))
        yield from (Paragraph((Run(line),)) for line in lines)
    if dispatch.printed_by:
        copies = f"抄送：{clean_text(dispatch.copies).rstrip('。')}。" if dispatch.copies else ""
        day = f"{chinese_date(dispatch.printed_on)}印发" if dispatch.printed_on else ""
        yield Imprint(copies, clean_text(dispatch.printed_by), day, own_page=not dispatch.imprint_below_text)
