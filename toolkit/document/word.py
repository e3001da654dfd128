"""The official document as ``.docx``: to be read, to be reviewed, as it differs from another, and final."""

from datetime import date, datetime

from toolkit.document.assembly import EPOCH, Sheet, assemble
from toolkit.document.body import body_of
from toolkit.document.outline import Draft, Outline, outline_of
from toolkit.document.typography import load_typography
from toolkit.model import Report


def write_word(
    report: Report,
    *,
    signed_on: date | None,
    draft: Draft | None = None,
    sealed: bool = False,
    created: datetime = EPOCH,
) -> bytes:
    """The document of `report`.

    `signed_on` is the 成文日期 (none is printed while it is None); `draft` marks every page; `sealed` leaves room for
    the seal over the signature, which the office puts there itself.
    """
    outline = outline_of(report, signed_on=signed_on, draft=draft)
    typography = load_typography()
    sheet = Sheet(outline.title, mark=draft.mark if draft else "", created=created)
    return assemble(body_of(outline, typography, sealed=sealed), sheet, typography)


def write_review_copy(report: Report, *, created: datetime = EPOCH) -> bytes:
    """报审稿: the tables are locked, the text can be edited, and every change is tracked."""
    outline = outline_of(report, signed_on=None)
    typography = load_typography()
    sheet = Sheet(outline.title, tracked=True, created=created)
    return assemble(body_of(outline, typography, locked=True), sheet, typography)


def write_redline(outline: Outline, *, reviser: str, mark: str = "", created: datetime = EPOCH) -> bytes:
    """修订对比稿: `outline` with what :func:`toolkit.document.redline.redlined` found, as tracked changes."""
    typography = load_typography()
    sheet = Sheet(outline.title, mark=mark, reviser=reviser, created=created)
    return assemble(body_of(outline, typography), sheet, typography)


def write_final(report: Report, *, signed_on: date, sealed: bool = False, created: datetime = EPOCH) -> bytes:
    """正式稿: as :func:`write_word`, marked read-only."""
    outline = outline_of(report, signed_on=signed_on)
    typography = load_typography()
    sheet = Sheet(outline.title, read_only=True, created=created)
    return assemble(body_of(outline, typography, sealed=sealed), sheet, typography)
