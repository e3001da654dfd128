"""An honest workbook with a random piece of its XML lost, doubled, renamed or moved; the zip around it is in order.

Digits are left alone: a workbook with another number in it is a workbook with another number.
"""

import re
from collections.abc import Callable
from random import Random

from returned import Parts, repacked, returned

from hostile.specimen import SHEET, Specimen

_ELEMENT = re.compile(rb"<([A-Za-z][\w:]*)(?: [^<>]*)?(?:/>|>(?:(?!<\1[ />]).)*?</\1>)", re.DOTALL)
_TAG = re.compile(rb"</?[A-Za-z][^<>]*>")
_ATTRIBUTE = re.compile(rb' [\w:]+="[^"]*"')
_SHEETS = (SHEET, "xl/worksheets/sheet2.xml", "xl/worksheets/sheet4.xml")
_SUPPORT = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "[Content_Types].xml")


def somewhere(pattern: re.Pattern[bytes], data: bytes, chance: Random) -> re.Match[bytes]:
    """A match somewhere in the part, looked for from a random place on."""
    return pattern.search(data, chance.randrange(len(data) * 9 // 10)) or next(pattern.finditer(data))


def lost(pattern: re.Pattern[bytes]) -> Callable[[bytes, Random], bytes]:
    def change(data: bytes, chance: Random) -> bytes:
        found = somewhere(pattern, data, chance)
        return data[: found.start()] + data[found.end() :]

    return change


def doubled(data: bytes, chance: Random) -> bytes:
    found = somewhere(_ELEMENT, data, chance)
    return data[: found.end()] + found[0] + data[found.end() :]


def moved(data: bytes, chance: Random) -> bytes:
    """Two neighbours change places."""
    first = somewhere(_ELEMENT, data, chance)
    second = _ELEMENT.match(data, first.end())
    if second is None:
        return lost(_ELEMENT)(data, chance)
    return data[: first.start()] + second[0] + first[0] + data[second.end() :]


def renamed(data: bytes, chance: Random) -> bytes:
    found = somewhere(_ELEMENT, data, chance)
    new = found[0].replace(found[1], b"zz" + found[1])
    return data[: found.start()] + new + data[found.end() :]


def attribute_renamed(data: bytes, chance: Random) -> bytes:
    found = somewhere(_ATTRIBUTE, data, chance)
    return data[: found.start()] + b" zz" + found[0][1:] + data[found.end() :]


def exchanged(data: bytes, chance: Random) -> bytes:
    """Two attributes of the same name take each other's value."""
    first = somewhere(_ATTRIBUTE, data, chance)
    name = first[0].partition(b"=")[0] + b'="'
    start = data.find(name, first.end())
    if start < 0:
        return attribute_renamed(data, chance)
    end = data.index(b'"', start + len(name)) + 1
    return data[: first.start()] + data[start:end] + data[first.end() : start] + first[0] + data[end:]


_CHANGES: dict[str, Callable[[bytes, Random], bytes]] = {
    "丢一个元素": lost(_ELEMENT),
    "丢一个标记": lost(_TAG),
    "丢一个属性": lost(_ATTRIBUTE),
    "元素写两遍": doubled,
    "相邻元素对调": moved,
    "元素改名": renamed,
    "属性改名": attribute_renamed,
    "属性值对调": exchanged,
}


def mutation(
    name: str, change: Callable[[bytes, Random], bytes], where: str, parts: tuple[str, ...], times: int
) -> Specimen:
    def make(chance: Random) -> bytes:
        part = chance.choice(parts)

        def apply(found: Parts) -> None:
            found[part] = change(found[part], chance)

        return repacked(returned(), apply)

    return Specimen(f"{where}：{name}", None, make, variations=times)


MUTATIONS = (
    *(mutation(name, change, "三张表", _SHEETS, 8) for name, change in _CHANGES.items()),
    *(mutation(name, change, "共用文字", ("xl/sharedStrings.xml",), 2) for name, change in _CHANGES.items()),
    *(mutation(name, change, "工作簿", _SUPPORT, 4) for name, change in _CHANGES.items()),
)
