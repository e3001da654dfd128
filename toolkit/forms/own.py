"""The definition an office owns: where it lies, and the form it makes of it."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from toolkit.errors import DefinitionError, Fault, ToolkitError
from toolkit.forms.definition import Form
from toolkit.forms.library import OWN_FOLDER, find_form
from toolkit.forms.loading import load_form
from toolkit.forms.sentences import load_sentences
from toolkit.forms.supplement import SUPPLEMENT, load_supplement
from toolkit.forms.wording import load_wording

WHOLE_FORM_FOLDER = "表式"
_WHOLE = "form"


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
    return _kept(folder.resolve(), tuple((file.name, file.read_bytes()) for file in files))


@cache
def _kept(folder: Path, files: tuple[tuple[str, bytes], ...]) -> Form:  # noqa: ARG001  # of files as they are now
    try:
        return load_own(folder)
    except DefinitionError as error:
        told = (replace(fault, file=f"{folder.name}/{fault.file}") for fault in error.faults)
        raise DefinitionError(tuple(told)) from error


def load_own(folder: Path) -> Form:
    """The definition in `folder`, with its sentences and its wording held against it.

    Raises :class:`DefinitionError` with every fault.
    """
    whole = (folder / f"{_WHOLE}.toml").is_file() and not (folder / f"{SUPPLEMENT}.toml").is_file()
    form = load_form(folder) if whole else load_supplement(folder, find_form)
    faults: list[Fault] = []
    for load in (load_sentences, load_wording):
        try:
            load(folder, form)
        except DefinitionError as error:
            faults += error.faults
    if faults:
        raise DefinitionError(tuple(faults))
    return form
