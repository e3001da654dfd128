"""The text of a stretch of a Word file as it is shown: insertions and controls included, deletions and hidden not."""

from collections.abc import Iterator

from lxml import etree

from toolkit.document.reading.opening import Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

# What has no text of its own: deleted or moved away, field codes, properties, and the second version of a drawing.
SKIPPED = frozenset(
    [f"{W}{name}" for name in ("del", "moveFrom", "delText", "instrText", "pPr", "rPr", "sdtPr", "sdtEndPr", "ruby")]
    + [f"{_MC}Fallback"]
)
_CHARACTERS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}


def text_of(parent: etree._Element) -> str:
    return "".join(_pieces(parent, _field_codes(parent)))


def _field_codes(parent: etree._Element) -> frozenset[etree._Element]:
    """The runs between the beginning of a field and what it shows: a field in there shows something to Word alone."""
    codes: set[etree._Element] = set()
    open_fields: list[set[etree._Element]] = []  # of each, the runs since it began
    for mark in parent.iter(f"{W}fldChar", f"{W}t"):
        run = mark.getparent()
        if mark.tag == f"{W}t" and run is not None:
            for field in open_fields:
                field.add(run)
        elif mark.get(f"{W}fldCharType") == "begin":
            open_fields.append(set())
        elif open_fields and mark.get(f"{W}fldCharType") == "separate":
            codes |= open_fields[-1]
            open_fields[-1] = set()
        elif open_fields:
            open_fields.pop()
    return frozenset(codes)


def _pieces(parent: etree._Element, codes: frozenset[etree._Element]) -> Iterator[str]:
    for element in parent:
        if element.tag in SKIPPED or element in codes:
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
            yield from _pieces(element, codes)


def _is_hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and is_on(vanish)


def is_on(switch: etree._Element) -> bool:
    """Whether a property that is there says yes; ``baseline`` is the vertical place of ordinary text."""
    return switch.get(f"{W}val", "1") not in ("0", "false", "off", "baseline")


def hide_what_styles_hide(body: etree._Element, package: Package) -> None:
    """Write into every run what its style, or that of its paragraph, says of hiding, so that a run tells for itself."""
    hiding = _hiding_styles(package)
    for run in body.iter(f"{W}r") if hiding else ():
        own = run.find(f"{W}rPr/{W}rStyle")
        paragraph = next(run.iterancestors(f"{W}p"), None)
        around = paragraph.find(f"{W}pPr/{W}pStyle") if paragraph is not None else None
        if hiding.intersection(str(style.get(f"{W}val")) for style in (own, around) if style is not None):
            looks = run.find(f"{W}rPr")
            looks = looks if looks is not None else etree.SubElement(run, f"{W}rPr")
            if looks.find(f"{W}vanish") is None:
                looks.append(etree.Element(f"{W}vanish"))


def _hiding_styles(package: Package) -> frozenset[str]:
    """The ids of styles that hide their text; also those based on one of them."""
    styles = [style for part in package.related("/styles") for style in part.iter(f"{W}style")]
    hiding: set[str] = set()
    for _ in styles:
        more = {str(style.get(f"{W}styleId")) for style in styles if _hides(style, hiding)}
        if more <= hiding:
            break
        hiding |= more
    return frozenset(hiding)


def _hides(style: etree._Element, hiding: set[str]) -> bool:
    vanish, base = style.find(f"{W}rPr/{W}vanish"), style.find(f"{W}basedOn")
    if vanish is not None:
        return is_on(vanish)
    return base is not None and base.get(f"{W}val") in hiding
