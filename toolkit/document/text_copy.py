"""The text alone as a Word file to work on: every block in a control that carries its name and the digest of its text.

The digest tells afterwards who changed a block: the person who has the file, somebody else in the meantime, or both.
It is also a property of the file: LibreOffice writes the text back without the controls.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from toolkit.document.assembly import EPOCH, Sheet, assemble
from toolkit.document.markup import control, paragraph, text_run
from toolkit.document.outline import level_of, title_of
from toolkit.document.reading import ReadDocument
from toolkit.document.typography import load_typography
from toolkit.forms import Block, Section
from toolkit.model import Report, clean_text

_PROPERTY = "nianbao."  # before the name of a block


def write_text_copy(report: Report, *, created: datetime = EPOCH) -> bytes:
    """All blocks of `report`, empty ones too, under the headings of the document; no table."""
    title = title_of(report)
    typography = load_typography()
    body = "".join(_body(report, "\n".join(typography.title_lines(title))))
    digests = tuple(
        (f"{_PROPERTY}{block.id}", text_digest(report.narrative.get(block.id, ""))) for block in report.form.blocks
    )
    return assemble(body, Sheet(title, properties=digests, created=created), typography)


def exported_digests(document: ReadDocument) -> dict[str, str]:
    """Block → digest of the text it had when it was exported; empty where the document is no copy of ours.

    Where the controls are gone, those in the properties count.
    """
    tags = (line.tag.partition("#") for line in document.tagged_lines)
    return {
        **{
            name.removeprefix(_PROPERTY): value
            for name, value in document.properties.items()
            if name.startswith(_PROPERTY)
        },
        **{block: digest for block, _, digest in tags if digest},
    }


def text_digest(text: str) -> str:
    """Of the words alone: blank lines and indents do not count."""
    lines = (line.strip() for line in clean_text(text).split("\n"))
    return hashlib.sha256("\n".join(filter(None, lines)).encode()).hexdigest()[:12]


def tag_of(block: Block, text: str) -> str:
    return f"{block.id}#{text_digest(text)}"


def _body(report: Report, title: str) -> Iterator[str]:
    yield paragraph("Title", text_run(title), '<w:spacing w:after="200"/>')
    number = 0
    sections: tuple[Section | None, ...] = (None, *report.form.sections)
    for section in sections:
        blocks = report.form.blocks_of(section.id if section else None)
        if section and blocks:
            yield paragraph("Heading1", text_run(section.heading))
        for block in blocks:
            if level := level_of(block.title):
                yield paragraph(f"Heading{level}", text_run(block.title))
            number += 1
            yield _control(block, report.narrative.get(block.id, ""), number)


def _control(block: Block, text: str, number: int) -> str:
    """Its text can be edited, the control cannot be deleted."""
    lines = [line.strip() for line in clean_text(text).split("\n") if line.strip()] or [""]
    content = "".join(paragraph("BodyText", text_run(line)) for line in lines)
    return control(content, name=block.title, tag=tag_of(block, text), number=number, lock="sdtLocked")
