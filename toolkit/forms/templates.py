"""Where ``templates/`` lies: inside the installed package, or beside it in a checkout."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable


@cache
def templates() -> Traversable:
    """The folder ``templates/``."""
    package = files("toolkit")
    installed = package / "templates"
    return installed if installed.is_dir() else package / ".." / "templates"


def read_template(path: str) -> str:
    """The text of a file in ``templates/``, e.g. ``schema/form.schema.json``."""
    return (templates() / path).read_text(encoding="utf-8")
