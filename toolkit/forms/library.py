"""The definitions at hand: the editions that are installed, the layouts mixed from them, and what an office owns."""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from functools import cache
from pathlib import Path

from toolkit.errors import DefinitionError, ToolkitError, UnreadableFile
from toolkit.forms.definition import Form, Loans
from toolkit.forms.loading import load_form
from toolkit.forms.supplement import SUPPLEMENT, load_supplement
from toolkit.forms.templates import edition_folder, templates

OWN_FOLDER, WHOLE_FORM_FOLDER = "附表", "表式"
"""Where, in the folder of a round or above a file, the definition lies that an office owns: tables it adds to an
official form, or a whole form.
"""


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
def layouts(form: Form) -> tuple[Form, ...]:
    """A form, then the layouts that units mixed from it and other editions."""
    return (form, *(_mixed(form, borrowed) for borrowed in form.mixtures))


def layout_with(form: Form, cells: Collection[str]) -> Form:
    """`form`, or the layout mixed from it that lacks fewer of `cells`."""
    return min(layouts(form), key=lambda layout: sum(layout.cell(cell) is None for cell in cells))


def layout_of_digest(form: Form, digest: str) -> Form:
    """The layout of a form whose digest begins so; the form itself where there is none."""
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


# --- what an office owns ---------------------------------------------------------------------------------------------


def find_own(start: Path) -> Path | None:
    """The folder of the definition an office owns, for a file in `start`: 附表 (or 表式) in it or above it."""
    above = (start.resolve(), *start.resolve().parents)
    places = (folder / name for folder in above for name in (OWN_FOLDER, WHOLE_FORM_FOLDER))
    return next((place for place in places if any(place.glob("*.toml"))), None)


def own_form(folder: Path | None) -> Form | None:
    """The form that an office defined in `folder`: a 附表 (``supplement.toml``) or a whole form (``form.toml``). None
    for no folder. As long as its files stay as they are, it is one object.

    Raises :class:`DefinitionError` with every fault, and :class:`ToolkitError` where no definition is there.
    """
    if folder is None:
        return None
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    if not files:
        raise ToolkitError(f"文件夹“{folder}”里没有表式定义（.toml）。", "请写明定义所在的文件夹。")
    return _own(folder, tuple((file.name, file.read_bytes()) for file in files))


@cache
def _own(folder: Path, files: tuple[tuple[str, bytes], ...]) -> Form:
    whole = "form.toml" in dict(files) and f"{SUPPLEMENT}.toml" not in dict(files)
    try:
        return load_form(folder) if whole else load_supplement(folder, find_form)
    except DefinitionError as error:
        raise DefinitionError(
            tuple(replace(fault, file=f"{folder.name}/{fault.file}") for fault in error.faults)
        ) from error


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
