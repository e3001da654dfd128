"""The editions that are installed, and the layouts mixed from them."""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from functools import cache

from toolkit.errors import ToolkitError
from toolkit.forms.definition import Form, Loans
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


@cache
def layouts(form: str, edition: str) -> tuple[Form, ...]:
    """An edition, then the layouts that units mixed from it and others."""
    pure = find_form(form, edition)
    return (pure, *(_mixed(pure, borrowed) for borrowed in pure.mixtures))


def layout_with(form: Form, cells: Collection[str]) -> Form:
    """`form`, or the layout mixed from it that lacks fewer of `cells`."""
    return min(layouts(form.id, form.edition), key=lambda layout: sum(layout.cell(cell) is None for cell in cells))


def layout_of_digest(form: str, edition: str, digest: str) -> Form:
    """The layout of an edition whose digest begins so; the edition itself where there is none."""
    found = layouts(form, edition)
    return next((layout for layout in found if layout.digest.startswith(digest)), found[0])


def _mixed(form: Form, borrowed: Loans) -> Form:
    source = dict(borrowed)
    tables = tuple(
        find_form(form.id, source[table.id]).table(table.id) if table.id in source else table for table in form.tables
    )
    digest = hashlib.sha256(f"{form.digest} {borrowed}".encode()).hexdigest()
    cells = {cell.id for table in tables for cell in table.cells}
    blocks = tuple(replace(block, shows=tuple(cell for cell in block.shows if cell in cells)) for block in form.blocks)
    return replace(form, tables=tables, blocks=blocks, digest=digest, mixtures=(), borrowed=borrowed)


def form_for_year(form: str, year: int) -> Form:
    """The edition in force for a report year. Raises :class:`ToolkitError` where there is none."""
    for name, edition in editions():
        if name == form:
            found = find_form(name, edition)
            if found.first_year <= year <= (found.last_year or year):
                return found
    raise ToolkitError(f"没有适用于 {year} 年度的表式。", "请核对年度（报告年度是所报告的那一年，不是报送的那一年）。")
