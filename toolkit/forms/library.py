"""The editions that are installed."""

from functools import cache

from toolkit.errors import ToolkitError
from toolkit.forms.definition import Form
from toolkit.forms.loading import load_form
from toolkit.forms.templates import edition_folder, templates


@cache
def editions() -> tuple[tuple[str, str], ...]:
    """(form, edition) of every definition in ``templates/``, newest edition first."""
    folders = (folder for folder in templates().iterdir() if (folder / "form.toml").is_file())
    pairs = (folder.name.rpartition("-") for folder in folders)
    return tuple(sorted(((form, edition) for form, _, edition in pairs), key=lambda pair: pair[1], reverse=True))


@cache
def find_form(form: str, edition: str) -> Form:
    """The definition of an edition. Raises :class:`ToolkitError` where it is not installed."""
    if (form, edition) not in editions():
        known = "、".join(f"{name} {year}版" for name, year in editions())
        raise ToolkitError(f"没有表式 {form} 的 {edition}版。", f"本程序备有：{known}。")
    return load_form(edition_folder(form, edition))


def form_for_year(form: str, year: int) -> Form:
    """The edition in force for a report year. Raises :class:`ToolkitError` where there is none."""
    for name, edition in editions():
        if name == form:
            found = find_form(name, edition)
            if found.first_year <= year <= (found.last_year or year):
                return found
    raise ToolkitError(f"没有适用于 {year} 年度的表式。", "请核对年度（报告年度是所报告的那一年，不是报送的那一年）。")
