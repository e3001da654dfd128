"""Checking one file after the other, wherever it came from: read apart, then held against every rule."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from toolkit.checks import Checked, Tally, Verdict
from toolkit.disk import find_key, read_bytes
from toolkit.forms import find_own, own_form
from toolkit.intake import LIMITS, Isolated, ahead
from toolkit.model import Finding, Report
from toolkit.published import SIZE_LIMIT, SUFFIXES
from toolkit.stages.apart import reader
from toolkit.stages.judging import Terms, judged
from toolkit.stages.reading import FromOutside, judge_apart, read_apart
from toolkit.stages.transfer import Answer


def load_report(
    path: Path, key: bytes = b"", child: Isolated | None = None, own: Path | None = None
) -> tuple[Report, tuple[Finding, ...]]:
    """The report in a workbook, data file or published document. Raises :class:`UnreadableFile` where it is none.

    `own`: the folder of the definition that the office owns; without one, it is looked for above the file. A
    published document is known by the name of the file: what comes back from a unit must be a workbook. Read in
    `child`, the :func:`reader` for many files; without one, in a child for this file alone.
    """
    content = _content(path)
    with nullcontext(child) if child else reader() as process:
        return read_apart(process, content, key, own or find_own(path.parent), published=_is_published(path))


def _is_published(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES


def _content(path: Path) -> bytes:
    """Enough of it to see that it is too long."""
    return read_bytes(path, (SIZE_LIMIT if _is_published(path) else LIMITS.file) + 1)


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
    own = own or find_own(path.parent)
    report, findings = load_report(path, key, child, own)
    return judged(str(path), report, findings, Terms(last_year, repeated=True), own_form(own))


def check_all(
    paths: Iterable[Path], child: Isolated, last_year: Report | None = None, own: Path | None = None
) -> Iterator[tuple[Path, Callable[[], Checked]]]:
    """For each file what checks it, or raises why it cannot be read: several at a time, all of it in `child`."""
    terms = Terms(last_year, repeated=True)

    def work(path: Path) -> Answer:
        key, folder = find_key(path.parent), own or find_own(path.parent)
        return judge_apart(child, FromOutside(_content(path), key, folder, _is_published(path)), terms)

    for path, answer in ahead(paths, work):
        yield path, partial(_checked, path, answer, terms, own)


def _checked(path: Path, answer: Callable[[], Answer], terms: Terms, own: Path | None) -> Checked:
    return as_checked(str(path), answer(), terms, own or find_own(path.parent))


def as_checked(name: str, answer: Answer, terms: Terms, own: Path | None) -> Checked:
    """What was judged in the child, or, where it was not, is judged here."""
    if answer.tallies is None:
        return judged(name, answer.report, answer.findings, terms, own_form(own))
    tallies = {rule: Tally(*times) for rule, times in answer.tallies.items()}
    return Checked(name, answer.report, Verdict(answer.findings, tallies))
