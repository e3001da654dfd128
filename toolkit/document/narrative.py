"""The text of a document, sorted into the blocks of the form. Headings are known by what they say, not by their style.

A heading of a part is 一、总体情况, whatever stands in its place: the number without the name, or the name without
the number where Word counts by itself.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from toolkit.document.attachments import supplement_lines
from toolkit.document.outline import level_of
from toolkit.document.reading import Line, ReadDocument
from toolkit.forms import Block, Form, Section
from toolkit.model import clean_text, squeezed

_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.．，]|[（(][一二三四五六七八九十]{1,3}[）)]、?)")
_DATE = re.compile(r"20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日")
_HEADING_LIMIT = 40  # characters
_TITLE_LINES = 4
_SAID_BESIDE = re.compile(r"(?:的)?(?:情况|工作|方面|部分)+$")


@dataclass(frozen=True, slots=True)
class Narrative:
    """Block → text. `strays` are lines that belong to no block, `headed` the parts whose headings were found."""

    blocks: Mapping[str, str]
    strays: tuple[str, ...]
    headed: tuple[str, ...]


def narrative_of(document: ReadDocument, form: Form, title: str, unit: str) -> Narrative:
    """The text of `document` by blocks, without its title, its 署名 and its 成文日期, and what tells of the 附表."""
    lines = _without_frame(document.lines, title, {unit, *supplement_lines(form)})
    named = frozenset(section.id for line in lines if (section := _named_section(form, line)))
    sorter = _Sorter(form, named)
    for line in lines:
        sorter.take(line)
    blocks = {block.id: "\n".join(sorter.texts[block.id]) for block in form.blocks if sorter.texts.get(block.id)}
    return Narrative(blocks, tuple(sorter.strays), tuple(sorter.headed))


def _without_frame(lines: tuple[Line, ...], title: str, last_lines: Collection[str]) -> tuple[Line, ...]:
    first, last = 0, len(lines)
    frame = set(map(squeezed, last_lines))
    said = ""
    for place in range(min(_TITLE_LINES, len(lines))):
        said += squeezed(lines[place].text)
        if said == squeezed(title):
            first = place + 1
    while last > first and (squeezed(lines[last - 1].text) in frame or _DATE.fullmatch(squeezed(lines[last - 1].text))):
        last -= 1
    return lines[first:last]


@dataclass
class _Sorter:
    """Takes line after line; knows in which part and block it is."""

    form: Form
    named: frozenset[str]  # the parts whose headings have the official names
    texts: dict[str, list[str]] = field(default_factory=dict)
    strays: list[str] = field(default_factory=list)
    headed: list[str] = field(default_factory=list)
    _section: Section | None = None
    _block: Block | None = None

    def __post_init__(self) -> None:
        self._block = _untitled(self.form, None)

    def take(self, line: Line) -> None:
        text = clean_text(line.text).strip()
        section = _named_section(self.form, line) or self._next_by_number(text)
        if section:
            self._section, self._block = section, _untitled(self.form, section)
            self.headed.append(section.id)
            return
        block = _titled(self.form, self._section, line)
        if block:
            self._block = block
        elif self._block:
            self.texts.setdefault(self._block.id, []).append(text)
        else:
            self.strays.append(text)

    def _next_by_number(self, text: str) -> Section | None:
        """The part that follows, if its heading stands nowhere by name and this line has its number."""
        place = self.form.sections.index(self._section) + 1 if self._section else 0
        section = self.form.sections[place] if place < len(self.form.sections) else None
        if section is None or section.id in self.named or not _is_heading(text):
            return None
        number = _split(squeezed(text))[0]
        return section if number and number == _split(squeezed(section.heading))[0] else None


def _named_section(form: Form, line: Line) -> Section | None:
    """The part this line is the heading of, by its name; where the number is wrong the name counts."""
    if not _is_heading(line.text):
        return None
    number, name = _split(squeezed(line.text))
    if not (number or line.numbered):
        return None
    return next((item for item in form.sections if _split(squeezed(item.heading))[1] == name), None)


def _is_heading(text: str) -> bool:
    return len(text.strip()) <= _HEADING_LIMIT and not re.search(r"[。；，！？：]$", text.strip())


def _titled(form: Form, section: Section | None, line: Line) -> Block | None:
    """The block of `section` this line is the title of: （一）主动公开, （一）主动公开情况, or so named and counted."""
    if section is None or not _is_heading(line.text):
        return None
    number, name = _split(squeezed(line.text))
    for block in form.blocks_of(section.id):
        own_name = _core(block.title)
        names = (own_name, own_name.replace("政府信息公开", ""))
        if number + name == squeezed(block.title):
            return block
        if (number or line.numbered) and level_of(block.title) and _core(name) in names:
            return block
    return None


def _untitled(form: Form, section: Section | None) -> Block | None:
    """The block whose text stands right under the heading of its part."""
    return next((b for b in form.blocks_of(section.id if section else None) if not level_of(b.title)), None)


def _split(text: str) -> tuple[str, str]:
    """Number and name of a heading."""
    match = _NUMBER.match(text)
    number = match[0] if match else ""
    return number, text[len(number) :]


def _core(title: str) -> str:
    return _SAID_BESIDE.sub("", _split(squeezed(title))[1])
