"""A kind of hostile or damaged file."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from returned import Parts, repacked, returned

from toolkit.intake import Reason

Expected = Reason | Literal["same", "told"] | None
SHEET = "xl/worksheets/sheet3.xml"  # 三、申请办理
WORKBOOK, RELATIONS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Specimen:
    """`make` takes a source of chance of its own for each variation."""

    name: str
    expected: Expected
    make: Callable[[Random], bytes]
    variations: int = 1
    file_name: str = "年报.xlsx"

    def made(self, variation: int) -> bytes:
        return self.make(Random(f"{self.name}/{variation}"))


def fixed(name: str, expected: Expected, content: bytes, file_name: str = "年报.xlsx") -> Specimen:
    return Specimen(name, expected, lambda _: content, file_name=file_name)


def changed(name: str, expected: Expected, change: Callable[[Parts], object]) -> Specimen:
    """The honest workbook with its parts changed."""
    return Specimen(name, expected, lambda _: repacked(returned(), change))


def replaced(name: str, expected: Expected, old: bytes, new: bytes, part: str = SHEET) -> Specimen:
    """… with one pattern replaced once in one part."""
    return changed(name, expected, lambda parts: replace_in(parts, part, old, new))


def replace_in(parts: Parts, part: str, old: bytes, new: bytes) -> None:
    parts[part], count = re.subn(old, lambda match: match.expand(new), parts[part], count=1, flags=re.DOTALL)
    assert count, (part, old)
