"""Hostile and damaged files, made from one honest workbook; the same seed makes the same files.

Each kind says what has to become of it: a :class:`~toolkit.intake.Reason`, ``same`` (read, every value as it was),
``told`` (read, with findings), or nothing in particular (any of these).
"""

from collections.abc import Iterator

from hostile.cells import CELLS
from hostile.formats import FORMATS
from hostile.mutations import MUTATIONS
from hostile.packages import PACKAGES
from hostile.specimen import Specimen
from hostile.xml_parts import XML_PARTS
from hostile.zips import ZIPS

KINDS: tuple[Specimen, ...] = (*ZIPS, *XML_PARTS, *PACKAGES, *CELLS, *FORMATS, *MUTATIONS)

__all__ = ["KINDS", "Specimen", "files"]


def files() -> Iterator[tuple[Specimen, int, bytes]]:
    """(kind, variation, content) of everything."""
    for kind in KINDS:
        for variation in range(kind.variations):
            yield kind, variation, kind.made(variation)
