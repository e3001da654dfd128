"""Checking one file after the other, wherever it came from: read apart, then held against every rule."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from toolkit.checks import Checked, check_report, repeated_paragraphs
from toolkit.disk import find_key, read_bytes
from toolkit.forms import find_own
from toolkit.intake import LIMITS, Isolated, ahead
from toolkit.model import Finding, Report, fill_placeholders, with_last_year
from toolkit.published import SIZE_LIMIT, SUFFIXES
from toolkit.stages.apart import reader
from toolkit.stages.reading import read_apart


def load_report(
    path: Path, key: bytes = b"", child: Isolated | None = None, own: Path | None = None
) -> tuple[Report, tuple[Finding, ...]]:
    """The report in a workbook, data file or published document. Raises :class:`UnreadableFile` where it is none.

    `own`: the folder of the definition that the office owns; without one, it is looked for above the file. A
    published document is known by the name of the file: what comes back from a unit must be a workbook. Read in
    `child`, the :func:`reader` for many files; without one, in a child for this file alone.
    """
    published = path.suffix.lower() in SUFFIXES
    content = read_bytes(path, (SIZE_LIMIT if published else LIMITS.file) + 1)  # enough to see that it is too long
    with nullcontext(child) if child else reader() as process:
        own = own or find_own(path.parent)
        return read_apart(process, content, key, own, published=published)


def load_reports(paths: Iterable[Path], key: bytes = b"", own: Path | None = None) -> list[Report]:
    """The reports in many files, all read in one child. Raises where one of them cannot be read."""
    with reader() as child:
        return [load_report(path, key, child, own)[0] for path in paths]


def check(
    path: Path,
    key: bytes = b"",
    last_year: Report | None = None,
    child: Isolated | None = None,
    own: Path | None = None,
) -> Checked:
    """Read a file and hold every rule against it, and against last year's report where there is one."""
    return _checked(path, last_year, partial(load_report, path, key, child, own))


def check_all(
    paths: Iterable[Path], child: Isolated, last_year: Report | None = None, own: Path | None = None
) -> Iterator[tuple[Path, Callable[[], Checked]]]:
    """For each file what checks it, or raises why it cannot be read; while one is checked, `child` reads the next."""
    for path, loaded in ahead(paths, lambda path: load_report(path, find_key(path.parent), child, own)):
        yield path, partial(_checked, path, last_year, loaded)


def _checked(path: Path, last_year: Report | None, load: Callable[[], tuple[Report, tuple[Finding, ...]]]) -> Checked:
    report, findings = load()
    if last_year is not None:
        findings = (*findings, *repeated_paragraphs(report, last_year))
    return checked_report(str(path), report, findings, last_year)


def checked_report(name: str, report: Report, findings: tuple[Finding, ...], last_year: Report | None) -> Checked:
    """Hold every rule against a report that was read; the office's own copy of last year's goes before the unit's."""
    report = fill_placeholders(report)
    if last_year is not None:
        if report.last_year:
            from toolkit.workbook import check_last_year

            findings = (*findings, *check_last_year(report, last_year))
        report = with_last_year(report, last_year)
    return Checked(name, report, check_report(report, findings))
