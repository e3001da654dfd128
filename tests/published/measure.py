"""How well a document is read: cells right, wrong, not found; and whether what is wrong was told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from published.drawing import shown
from toolkit.errors import ToolkitError
from toolkit.model import Finding, Report, Value, read_value
from toolkit.published import read_published


@dataclass(frozen=True)
class Sample:
    """A document and the report it was made from. `without`: rows it leaves out."""

    name: str
    report: Report
    content: bytes
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Score:
    """Cells of one document. `silent`: wrong, and no finding speaks of them."""

    name: str
    right: int
    wrong: tuple[str, ...]
    silent: tuple[str, ...]
    missing: tuple[str, ...]
    blocks_right: int
    blocks: int
    refusal: str = ""

    @property
    def cells(self) -> int:
        return self.right + len(self.wrong) + len(self.missing)


def truth(report: Report, without: Iterable[str] = ()) -> Mapping[str, Value]:
    """What a reader should find: what is printed."""
    gone = set(without)
    return {
        cell.id: read_value(shown(report.value(cell.id))).value for cell in report.form.cells if cell.row.id not in gone
    }


def score(sample: Sample) -> Score:
    """Read the document of `sample`."""
    name, report = sample.name, sample.report
    wanted = truth(report, sample.without)
    try:
        found, findings = read_published(sample.content)
    except ToolkitError as error:
        return Score(name, 0, (), (), tuple(wanted), 0, len(report.narrative), str(error))
    values = dict(found.values)
    wrong = tuple(cell for cell, value in wanted.items() if cell in values and values[cell] != value)
    extra = tuple(cell for cell in values if cell not in wanted)
    told = _told(findings)
    right_blocks = sum(found.narrative.get(block) == text for block, text in report.narrative.items())
    return Score(
        name,
        sum(cell in values and values[cell] == value for cell, value in wanted.items()),
        (*wrong, *extra),
        tuple(cell for cell in (*wrong, *extra) if cell not in told),
        tuple(cell for cell in wanted if cell not in values),
        right_blocks,
        len(report.narrative),
    )


def _told(findings: Iterable[Finding]) -> set[str]:
    return {cell for finding in findings if finding.severity != "hint" for cell in finding.place.cells}
