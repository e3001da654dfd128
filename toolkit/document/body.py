"""Outline → the body of the document as WordprocessingML, paragraph by paragraph."""

from collections.abc import Iterator
from itertools import dropwhile

from toolkit.document.items import (
    AttachmentNote,
    Heading,
    Imprint,
    Item,
    Outline,
    Paragraph,
    Signature,
    TableItem,
    Title,
)
from toolkit.document.lines import width
from toolkit.document.markup import (
    KEEP_NEXT,
    NEW_PAGE,
    control,
    ending_section,
    paragraph,
    right_blank,
    section_end,
    text_run,
    text_runs,
)
from toolkit.document.official_body import official_xml
from toolkit.document.tables import table_xml
from toolkit.document.typography import Typography


def body_of(outline: Outline, typography: Typography, *, sealed: bool = False, locked: bool = False) -> str:
    """The whole body; `locked` puts every table into a content control that cannot be edited."""
    parts = []
    for index in range(len(outline.items)):
        part = "".join(_item(outline, index, typography, sealed=sealed, locked=locked))
        following = _after(outline, index)
        parts.append(ending_section(part) if isinstance(following, Imprint) and following.own_page else part)
    return "".join(parts)


def _item(outline: Outline, index: int, typography: Typography, *, sealed: bool, locked: bool) -> Iterator[str]:
    item = outline.items[index]
    match item:
        case Title():
            yield from _title(item, typography)
        case Heading():
            if _opens_landscape(outline, index, typography):
                yield section_end(landscape=False)
            direct = _before_heading(outline, index, typography)
            yield paragraph(f"Heading{item.level}", text_runs(item.runs), direct, change=item.change)
        case Paragraph():
            keep = KEEP_NEXT if _before_signature(outline, index) else ""
            yield paragraph("BodyText", text_runs(item.runs), keep, change=item.change)
        case TableItem():
            table = table_xml(item, typography, keep_last_row=_before_signature(outline, index))
            yield _locked(item, index, table) if locked else table
            if typography.table(item.table).landscape:
                yield section_end(landscape=True)
        case Signature():
            yield from _signature(item, typography, sealed=sealed)
        case _:
            yield official_xml(item, typography)


def _after(outline: Outline, index: int) -> Item | None:
    return outline.items[index + 1] if index + 1 < len(outline.items) else None


def _before_signature(outline: Outline, index: int) -> bool:
    """Whether this is said last: it stays with 署名, which never stands alone on a page (clause 7.3.5.4)."""
    following = dropwhile(lambda item: isinstance(item, Heading | AttachmentNote), outline.items[index + 1 :])
    return isinstance(next(following, None), Signature)


def _locked(item: TableItem, number: int, table: str) -> str:
    """The table in a control that can be neither edited nor deleted."""
    name = "表格（锁定，数字以数据为准）"
    return control(table, name=name, tag=item.table.id, number=number + 1, lock="sdtContentLocked")


def _opens_landscape(outline: Outline, index: int, typography: Typography) -> bool:
    """Whether this is the heading of a table that lies across."""
    following = _after(outline, index)
    return isinstance(following, TableItem) and (typography.table(following.table).landscape)


def _before_heading(outline: Outline, index: int, typography: Typography) -> str:
    """The heading of a table that fills a page opens that page."""
    following = _after(outline, index)
    if isinstance(following, TableItem):
        setting = typography.table(following.table)
        return NEW_PAGE if setting.new_page else ""
    return ""


def _title(item: Title, typography: Typography) -> Iterator[str]:
    """Balanced lines, then a blank line: together whole lines of the page, or the first page has 21."""
    style = typography.style("Title")
    lines = typography.title_lines(item.text)
    after = (len(lines) + 1) * typography.page.line_twips - len(lines) * style.line_twips
    if item.before:
        runs = text_run(item.before, change="deleted") + text_run("\n".join(lines), change="inserted")
    else:
        runs = text_run("\n".join(lines))
    yield paragraph("Title", runs, f'<w:spacing w:after="{after}"/>')


def _signature(item: Signature, typography: Typography, *, sealed: bool) -> Iterator[str]:
    """署名 above 成文日期, clause 7.3.5, kept together and with the text before."""
    place, style = typography.signature, typography.style("Signature")
    unit, day = width(item.unit), width(item.date or "")
    if sealed:
        centred = place.right_chars_sealed + (day - unit) / 2
        right_of_unit = max(0.0, centred)  # a long name ends at the margin, and the date moves left to stay under it
        right_of_date = place.right_chars_sealed + right_of_unit - centred
        blank_lines = place.blank_lines_sealed
    else:
        right_of_unit = place.right_chars
        right_of_date = place.right_chars + unit - place.shift_chars - day
        if right_of_date < place.right_chars:  # the date is longer: it stands at the right, the name moves left
            right_of_unit += place.right_chars - right_of_date
            right_of_date = place.right_chars
        blank_lines = place.blank_lines
    before = f'<w:spacing w:before="{blank_lines * style.line_twips}"/>'
    keep = KEEP_NEXT if item.date else ""
    yield paragraph("Signature", text_run(item.unit), keep + before + right_blank(right_of_unit, style.char_twips))
    if item.date:
        yield paragraph("Signature", text_run(item.date), right_blank(right_of_date, style.char_twips))
