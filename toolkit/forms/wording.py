"""What the narrative calls the numbers of a 附表, as data: cell → words that stand by its number."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from toolkit.errors import DefinitionError, Fault
from toolkit.forms.definition import Form
from toolkit.forms.loading import read_definition

_NAME = "wording"
_FILE = f"{_NAME}.toml"

Wording = Mapping[str, tuple[str, ...]]


@cache
def find_wording(form: Form) -> Wording:
    """The words for the cells of the 附表 of `form`; none where it has no 附表, or that names none."""
    return load_wording(form.folder, form) if form.supplement else {}


def load_wording(folder: Path, form: Form) -> Wording:
    """Read ``wording.toml`` in `folder`, which a definition need not have, and hold it against `form`.

    Raises :class:`DefinitionError` with every fault found.
    """
    if not (folder / _FILE).is_file():
        return {}
    faults: list[Fault] = []
    raw = read_definition(folder, _NAME, _NAME, faults)
    words: dict[str, str] = {}
    for cell, said in (raw or {}).get("cells", {}).items():
        if form.cell(cell) is None:
            faults.append(Fault(_FILE, f"cells.{cell}", f"没有单元格 {cell}", "单元格写作 表.行.列"))
        for word in said:
            if word in words:
                faults.append(Fault(_FILE, f"cells.{cell}", f"“{word}”在 {words[word]} 已经写过", "一个说法只指一格"))
            words[word] = cell
    if raw is None or faults:
        raise DefinitionError(tuple(faults))
    return {cell: tuple(said) for cell, said in raw["cells"].items()}
