"""The text of a stretch of a Word file as it is shown: insertions and controls included, deletions and hidden not."""

from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

# What has no text of its own: deleted or moved away, field codes, properties, and the second version of a drawing.
SKIPPED = frozenset(
    [f"{W}{name}" for name in ("del", "moveFrom", "delText", "instrText", "pPr", "rPr", "sdtPr", "sdtEndPr", "ruby")]
    + [f"{_MC}Fallback"]
)
_CHARACTERS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}


def text_of(parent: etree._Element) -> str:
    return "".join(_pieces(parent))


def _pieces(parent: etree._Element) -> Iterator[str]:
    for element in parent:
        if element.tag in SKIPPED:
            continue
        if element.tag == f"{W}t":
            yield element.text or ""
        elif element.tag in _CHARACTERS:
            yield _CHARACTERS[str(element.tag)]
        elif element.tag == f"{W}r" and _is_hidden(element):
            continue
        elif element.tag == f"{W}p":  # in a text box
            yield f"{text_of(element)}\n"
        else:
            yield from _pieces(element)


def _is_hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val", "1") not in ("0", "false", "off")
