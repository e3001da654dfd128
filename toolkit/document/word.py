"""The official document as ``.docx``: to be read, to be reviewed, as it differs from another, and final."""

from dataclasses import replace
from datetime import date, datetime

from toolkit.document.assembly import EPOCH, Sheet, assemble
from toolkit.document.body import body_of
from toolkit.document.items import Draft, Imprint, Outline
from toolkit.document.layout import PLAIN, Layout
from toolkit.document.official import as_official
from toolkit.document.outline import outline_of
from toolkit.document.typography import load_typography
from toolkit.model import Report


def write_word(
    report: Report,
    *,
    signed_on: date | None,
    draft: Draft | None = None,
    layout: Layout = PLAIN,
    created: datetime = EPOCH,
) -> bytes:
    """The document of `report`.

    `signed_on` is the 成文日期 (none is printed while it is None); `draft` marks every page.
    """
    outline = as_official(outline_of(report, signed_on=signed_on, draft=draft), layout.dispatch)
    sheet = Sheet(outline.title, mark=draft.mark if draft else "", created=created)
    return _written(outline, sheet, layout)


def write_review_copy(report: Report, *, layout: Layout = PLAIN, created: datetime = EPOCH) -> bytes:
    """报审稿: the tables are locked, the text can be edited, and every change is tracked."""
    outline = outline_of(report, signed_on=None)
    typography = load_typography(layout.preferences)
    sheet = Sheet(outline.title, tracked=True, created=created)
    return assemble(body_of(outline, typography, locked=True), sheet, typography)


def write_redline(
    outline: Outline, *, reviser: str, mark: str = "", layout: Layout = PLAIN, created: datetime = EPOCH
) -> bytes:
    """修订对比稿: `outline` with what :func:`toolkit.document.redline.redlined` found, as tracked changes."""
    sheet = Sheet(outline.title, mark=mark, reviser=reviser, created=created)
    return _written(outline, sheet, replace(layout, letterhead=b""))


def write_final(report: Report, *, signed_on: date, layout: Layout = PLAIN, created: datetime = EPOCH) -> bytes:
    """正式稿: as :func:`write_word`, marked read-only."""
    outline = as_official(outline_of(report, signed_on=signed_on), layout.dispatch)
    return _written(outline, Sheet(outline.title, read_only=True, created=created), layout)


def _written(outline: Outline, sheet: Sheet, layout: Layout) -> bytes:
    typography = load_typography(layout.preferences)
    body = body_of(outline, typography, sealed=layout.sealed)
    imprint_page = any(isinstance(item, Imprint) and item.own_page for item in outline.items)
    return assemble(body, replace(sheet, letterhead=layout.letterhead, imprint_page=imprint_page), typography)
