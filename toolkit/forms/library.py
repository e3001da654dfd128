"""The definitions at hand: the editions that are installed, the layouts mixed from them, and what an office owns."""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from functools import cache

from toolkit.errors import ToolkitError, UnreadableFile
from toolkit.forms.definition import Form, Loans
from toolkit.forms.loading import load_form
from toolkit.forms.templates import edition_folder, templates

OWN_FOLDER = "附表"
"""Where, in the folder of a round or above a file, the definition lies that an office owns."""


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


def newest_form() -> Form:
    """The definition of the newest edition: what most reports are made on."""
    return find_form(*editions()[0])


@cache
def layouts(form: Form) -> tuple[Form, ...]:
    """A form, then the layouts that units mixed from it and other editions."""
    return (form, *(_mixed(form, borrowed) for borrowed in form.mixtures))


def layout_with(form: Form, cells: Collection[str]) -> Form:
    """`form`, or the layout mixed from it that lacks fewer of `cells`."""
    return min(layouts(form), key=lambda layout: sum(layout.cell(cell) is None for cell in cells))


def layout_of_digest(form: Form, digest: str) -> Form:
    """The layout of a form whose digest begins so; the form itself where there is none."""
    if form.digest.startswith(digest):
        return form  # and no other edition is loaded to mix from
    return next((layout for layout in layouts(form) if layout.digest.startswith(digest)), form)


def _mixed(form: Form, borrowed: Loans) -> Form:
    source = dict(borrowed)
    tables = tuple(
        find_form(form.id, source[table.id]).table(table.id) if table.id in source else table for table in form.tables
    )
    digest = hashlib.sha256(f"{form.digest} {borrowed}".encode()).hexdigest()
    cells = {cell.id for table in tables for cell in table.cells}
    blocks = tuple(replace(block, shows=tuple(cell for cell in block.shows if cell in cells)) for block in form.blocks)
    return replace(form, tables=tables, blocks=blocks, digest=digest, mixtures=(), borrowed=borrowed)


def form_for_year(form: str, year: int, own: Form | None = None) -> Form:
    """The edition in force for a report year; the office's `own` definition goes before the installed one.

    Raises :class:`ToolkitError` where there is none.
    """
    installed = (find_form(name, edition) for name, edition in editions())
    for found in (own, *installed) if own else installed:
        if found and found.id == form and found.first_year <= year <= (found.last_year or year):
            return found
    raise ToolkitError(f"没有适用于 {year} 年度的表式。", "请核对年度（报告年度是所报告的那一年，不是报送的那一年）。")


def form_named(form: str, edition: str, supplement: str = "", own: Form | None = None) -> Form:
    """The form of these names: `own`, or one that is installed.

    Raises :class:`ToolkitError` where neither is it, and :class:`UnreadableFile` that names a 附表 whose definition is
    missing.
    """
    if own and (own.id, own.edition, own.supplement.id if own.supplement else "") == (form, edition, supplement):
        return own
    if not supplement:
        return find_form(form, edition)
    there = f"；这里的附表是“{own.supplement.title}”（{own.supplement.id}）" if own and own.supplement else ""
    raise UnreadableFile(
        f"文件带有附表 {supplement}，这里没有它的定义{there}。",
        f"请把附表的定义放进年报工作的“{OWN_FOLDER}”文件夹，或用 --form 写明它所在的文件夹。",
    )
