"""What lies in ``templates/``."""

from importlib.resources.abc import Traversable

from toolkit.disk import shipped


def templates() -> Traversable:
    """The folder ``templates/``."""
    return shipped("templates")


def edition_folder(form: str, edition: str) -> Traversable:
    """The folder of the definition of an edition."""
    return templates() / f"{form}-{edition}"


def is_shipped(folder: Traversable) -> bool:
    """Whether it is the folder of a definition that came with the program."""
    return any(item == folder for item in templates().iterdir())


def read_template(path: str) -> str:
    """The text of a file in ``templates/``, e.g. ``schema/form.schema.json``."""
    return (templates() / path).read_text(encoding="utf-8")
