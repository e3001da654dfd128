"""The 附表 of ``examples/supplement`` as test material: its form, a report on it, and copies of it with a change."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from reports import NARRATIVE, filled

from toolkit.forms import Form, own_form
from toolkit.model import Report

FOLDER = Path(__file__).parent.parent / "examples" / "supplement" / "附表"
SHEET = "附表、公开渠道"
CHANNELS = """
    channels | items
    website  | 135
    wechat   | 420
    weibo    | 83
    video    | 48
    """


def form_in(folder: Path) -> Form:
    form = own_form(folder)
    assert form
    return form


FORM = form_in(FOLDER)


def with_channels(
    table: str = CHANNELS, *, narrative: Mapping[str, str] | None = None, blank: bool = False, form: Form = FORM
) -> Report:
    """A report with the 附表; cells that are not mentioned are 0 (or blank)."""
    report = filled(table, form=form, narrative={**NARRATIVE, **(narrative or {})}, blank=blank)
    return replace(report, values={**report.values, "channels.press_conferences.held": None if blank else 1})


def copied(folder: Path, file: str = "", old: str = "", new: str = "") -> Path:
    """The definition in `folder`, with `old` replaced by `new` in one of its files."""
    shutil.copytree(FOLDER, folder)
    if file:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder
