"""What lies in ``templates/``."""

from pathlib import Path

from toolkit.disk import shipped


def templates() -> Path:
    """The folder ``templates/``."""
    return shipped("templates")


def edition_folder(form: str, edition: str) -> Path:
    """The folder of the definition of an edition."""
    return templates() / f"{form}-{edition}"


def is_shipped(folder: Path) -> bool:
    """Whether it is the folder of a definition that came with the program."""
    return any(item == folder for item in templates().iterdir())


def read_template(path: str) -> str:
    """The text of a file in ``templates/``, e.g. ``schema/form.schema.json``."""
    return (templates() / path).read_text(encoding="utf-8")
