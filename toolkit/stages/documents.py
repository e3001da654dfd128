"""成文：the official document of a report, and of many reports in one go."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.checks import Checked, Verdict
from toolkit.disk import write_whole
from toolkit.errors import ToolkitError
from toolkit.model import distinct_stems

if TYPE_CHECKING:  # python-docx takes a tenth of a second to import
    from toolkit.document import Layout


@dataclass(frozen=True, slots=True)
class Composed:
    """A document as a file, and what to tell about it."""

    content: bytes
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """The documents of one unit; or none, and why."""

    unit: str
    paths: tuple[Path, ...] = ()
    problem: str = ""


def make_document(
    checked: Checked, suffix: str, signed_on: date | None, *, draft: bool, layout: "Layout | None" = None
) -> Composed:
    """The official document as ``.docx``, ``.html`` or ``.pdf``.

    Raises :class:`ToolkitError` while errors remain, unless it is to be a `draft`, which says so on every page.
    """
    errors = checked.verdict.count("error")
    if errors and not draft:
        raise ToolkitError(
            f"{checked.file}：还有 {errors} 处必须改正的问题，没有成文。",
            "请先改正；只是要看样子的，可以生成草稿。",
            "--draft",
        )
    from toolkit.document import PLAIN, Draft, write_html, write_word

    mark = Draft(errors, _marked_spans(checked.verdict)) if draft else None
    if suffix == ".html":
        return Composed(write_html(checked.report, signed_on=signed_on, draft=mark).encode())
    word = write_word(checked.report, signed_on=signed_on, draft=mark, layout=layout or PLAIN)
    match suffix:
        case ".docx":
            return Composed(word)
        case ".pdf":
            from toolkit.stages.pdf_copy import pdf_of

            return Composed(*pdf_of(word, layout or PLAIN))
        case _:
            raise ToolkitError(f"不能生成“{suffix}”文件。", "成文的文件名请以 .docx、.html 或 .pdf 结尾。")


def write_documents(
    units: Iterable[tuple[str, Callable[[], Checked]]],
    folder: Path,
    make: Callable[[Checked, str], Composed],
    suffixes: Sequence[str] = (".docx",),
) -> Iterator[Made]:
    """The documents of many units into `folder`; yields what became of each, in order.

    `units`: name of a unit, and what reads its report; `make`: :func:`make_document`, its choices made. A unit whose
    report cannot be read, or has errors, stops no other.
    """
    listed = list(units)
    for (unit, read), stem in zip(listed, distinct_stems(unit for unit, _ in listed), strict=True):
        try:
            checked = read()
            contents = {suffix: make(checked, suffix) for suffix in suffixes}
            paths = tuple(folder / f"{stem}{checked.report.year}年年报{suffix}" for suffix in suffixes)
            for path, made in zip(paths, contents.values(), strict=True):
                write_whole(path, made.content)
        except ToolkitError as error:
            yield Made(unit, problem=str(error))
        else:
            yield Made(unit, paths)


def _marked_spans(verdict: Verdict) -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Where errors stand in the narrative: block → spans."""
    spans: dict[str, tuple[tuple[int, int], ...]] = {}
    for finding in verdict.findings:
        place = finding.place
        if finding.severity == "error" and place.block and place.start is not None and place.end is not None:
            spans[place.block] = (*spans.get(place.block, ()), (place.start, place.end))
    return spans
