"""Letter templates: text files anybody can edit, in ``templates/letters`` and, for one round, in its own folder."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from toolkit.disk import read_bytes
from toolkit.errors import ToolkitError
from toolkit.forms import read_template
from toolkit.model import decoded_text

LetterKind = Literal["issue", "remind", "send_back", "receipt"]
Role = Literal["salutation", "paragraph", "problems", "signature"]

LETTER_FILES: Mapping[LetterKind, str] = {
    "issue": "下发.txt",
    "remind": "催报.txt",
    "send_back": "退回.txt",
    "receipt": "收讫.txt",
}
FRAME_FILE = "版式.html"
_FRAME = "letters/frame.html"
_SUBJECT = re.compile(r"主题\s*[:：](.*)")
_MARK = re.compile(r"[{｛]([^{}｛｝\n]*)[}｝]")  # an input method of Chinese writes the wide ones
_PROBLEMS = "问题清单"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a letter and what it is there for; '' separates paragraphs."""

    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """A letter with its marks unfilled. `source` is the file the clerk edits; `frame` the page around the HTML."""

    source: str
    subject: str
    lines: tuple[Line, ...]
    frame: str


def letter_files() -> Mapping[str, str]:
    """What to lay into a round's folder for editing: file name → content."""
    texts = {name: read_template(f"letters/{kind}.txt") for kind, name in LETTER_FILES.items()}
    return texts | {FRAME_FILE: read_template(_FRAME)}


def load_letter(kind: LetterKind, folder: Path | None = None) -> LetterTemplate:
    """The letter of that kind: from `folder` where it has one (``下发.txt``, ``版式.html``), else the one we bring.

    Raises :class:`ToolkitError` that names the file where it cannot be used.
    """
    source, text = _either(folder, LETTER_FILES[kind], f"letters/{kind}.txt")
    frame_source, frame = _either(folder, FRAME_FILE, _FRAME)
    if "{正文}" not in frame:
        raise ToolkitError(f"“{frame_source}”里没有{{正文}}，信放不进去。", "请补上，或删去这个文件。")
    return _parsed(source, text, frame)


def _either(folder: Path | None, name: str, shipped: str) -> tuple[str, str]:
    if folder is not None and (folder / name).is_file():
        return str(folder / name), _decoded(folder / name)
    return shipped, read_template(shipped)


def _decoded(path: Path) -> str:
    """A text file as any editor of Windows writes it."""
    content = read_bytes(path)
    with suppress(UnicodeDecodeError):
        wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        text = content.decode("utf-16") if wide else decoded_text(content)
        if text is not None:
            return text
    raise ToolkitError(f"“{path}”不是文本文件，读不了。", "请用记事本另存为 UTF-8 编码的文本文件。")


def _parsed(source: str, text: str, frame: str) -> LetterTemplate:
    lines = [line.strip() for line in text.splitlines() if not line.lstrip().startswith("#")]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        del lines[-1]
    subject = _SUBJECT.fullmatch(lines[0]) if lines else None
    body = lines[1:]
    while body and not body[0]:
        del body[0]
    if subject is None or not subject[1].strip() or not body:
        raise ToolkitError(f"信函“{source}”的写法有误。", "第一行应当是“主题：……”，空一行后是抬头和正文。")
    last = max((number for number, line in enumerate(body) if not line), default=len(body))
    return LetterTemplate(
        source=source,
        subject=subject[1].strip(),
        lines=tuple(Line(line, _role(number, line, last)) for number, line in enumerate(body)),
        frame=frame,
    )


def _role(number: int, line: str, last_blank: int) -> Role:
    if number == 0:
        return "salutation"
    if _MARK.fullmatch(line) and _MARK.findall(line) == [_PROBLEMS]:
        return "problems"
    return "signature" if number > last_blank else "paragraph"


def filled_lines(template: LetterTemplate, fields: Mapping[str, str]) -> tuple[Line, ...]:
    """The lines with their marks filled in; a line with marks of which none has a text is left out."""
    filled = []
    for line in template.lines:
        if line.role == "problems":
            filled.append(line)
            continue
        text = fill(template, line.text, fields)
        marks = _MARK.findall(line.text)
        if not marks or any(fields[mark.strip()].strip() for mark in marks):
            filled.append(Line(text, line.role))
    return tuple(filled)


def fill(template: LetterTemplate, text: str, fields: Mapping[str, str]) -> str:
    """`text` with its marks replaced, each once and literally: nothing in a value is read as a mark."""
    unknown = [mark for mark in _MARK.findall(text) if mark.strip() not in fields]
    if unknown:
        raise ToolkitError(
            f"信函“{template.source}”里的记号{{{unknown[0]}}}不认识。",
            f"可以用的记号：{'、'.join(f'{{{name}}}' for name in fields)}。",
        )
    return _MARK.sub(lambda mark: fields[mark[1].strip()], text)
