"""文字部分的导出和导入：the text to Word and back, without touching a number of the tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import dropwhile

from toolkit.document import (
    Cleaning,
    ReadDocument,
    cleaned,
    exported_digests,
    narrative_of,
    read_word,
    text_digest,
    title_of,
)
from toolkit.document.numbers import written_numbers
from toolkit.errors import ToolkitError
from toolkit.model import Report, squeezed


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the text: the report with it, the blocks that changed, and everything worth telling.

    `conflicts`: blocks that were changed here and in the file; they keep the text of the data.
    """

    report: Report
    changed: tuple[str, ...]
    conflicts: tuple[str, ...]
    cleanings: tuple[tuple[str, Cleaning], ...]
    notes: tuple[str, ...]


def import_narrative(content: bytes, report: Report) -> Imported:
    """The text of a Word file put into `report`: a copy exported before, or any report a department wrote.

    Raises :class:`ToolkitError` where no heading of a report is found.
    """
    document = read_word(content)
    bases = exported_digests(document)
    found, notes = _found(document, report)
    cleanings: list[tuple[str, Cleaning]] = []
    narrative = dict(report.narrative)
    changed, conflicts = [], []
    for block in report.form.blocks:
        if block.id not in found:
            continue
        lines = [cleaned(line) for line in found[block.id].split("\n")]
        text = "\n".join(line for line, _ in lines if line)
        before = report.narrative.get(block.id, "")
        base = bases.get(block.id)
        if text_digest(text) == text_digest(before) or text_digest(found[block.id]) == base:
            continue  # the same, or untouched in the file
        if base and text_digest(before) != base:
            conflicts.append(block.id)
            continue
        narrative[block.id] = text
        changed.append(block.id)
        cleanings += [(block.title, change) for _, told in lines for change in told]
        notes += _numbers(block.title, before, text)
    filled = {block: text for block, text in narrative.items() if text}
    return Imported(replace(report, narrative=filled), tuple(changed), tuple(conflicts), tuple(cleanings), tuple(notes))


def _found(document: ReadDocument, report: Report) -> tuple[Mapping[str, str], list[str]]:
    """Text of each block, what to tell.

    Where the controls of our copy are gone, or somebody wrote beside them, the headings tell the blocks.
    """
    notes = list(_notes(document))
    texts: dict[str, list[str]] = {}
    for line in document.tagged_lines:
        texts.setdefault(line.tag.partition("#")[0], []).append(line.text.strip())
    if any(report.form.block(block) for block in texts) and not _written_beside(document, report):
        return {block: "\n".join(filter(None, lines)) for block, lines in texts.items()}, notes
    narrative = narrative_of(document, report.form, title_of(report), report.unit)
    if not narrative.headed:
        raise ToolkitError("文档里没有找到“一、总体情况”这样的标题，分不出各部分。", "请给各部分写上标题后重试。")
    notes += [f"“{stray[:20]}”在表格部分，不属于任何一段，没有采用。" for stray in narrative.strays]
    missing = [b.title for b in report.form.blocks if b.required and b.id not in narrative.blocks]
    if missing:
        notes.append(f"文档里没有 {'、'.join(missing)}，数据里原有的文字不动。")
    return narrative.blocks, notes


def _written_beside(document: ReadDocument, report: Report) -> bool:
    """Whether there is text outside the controls of our copy that is none of its headings."""
    form = report.form
    headings = {squeezed(item) for item in (*(s.heading for s in form.sections), *(b.title for b in form.blocks))}
    lines = dropwhile(lambda line: not line.tag, document.lines)
    return any(not line.tag and squeezed(line.text) not in headings for line in lines)


def _notes(document: ReadDocument) -> Iterator[str]:
    if document.revisions:
        yield f"有 {len(document.revisions)} 处修订没有处理，按接受后的文字读入。"
    if document.comments:
        yield f"有 {len(document.comments)} 条批注，没有读入。"
    if document.tables:
        yield f"有 {len(document.tables)} 张表格没有采用：表里的数以数据为准。"
    if document.strangers:
        yield f"有{'、'.join(document.strangers)}，没有读入。"
    if document.disguised:
        yield f"有{'、'.join(document.disguised)}，按普通文字读入，请核对。"
    if any(line.numbered for line in document.lines):
        yield "有 Word 自动编号的段落：编号不是文字，没有读入，请核对。"


def _numbers(title: str, before: str, after: str) -> Iterator[str]:
    """The numbers of a block that changed."""
    old, new = ([number.text for number in written_numbers(text)] for text in (before, after))
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal" and before:
            yield f"“{title}”里的数：{'、'.join(old[a:b]) or '（无）'} → {'、'.join(new[c:d]) or '（无）'}"
