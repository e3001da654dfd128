"""The child's side of :mod:`toolkit.stages.reading`: a file that somebody else made is read, and judged, in here.

It is loaded, and gets ready, before anything is asked: while its caller is still loading what it needs itself.
"""

from contextlib import suppress
from pathlib import Path

from toolkit.errors import ToolkitError
from toolkit.forms import Form, own_form
from toolkit.model import Finding, Report
from toolkit.stages.transfer import ASKED, JUDGE, PUBLISHED, REPEATED, from_bytes, to_bytes
from toolkit.workbook import make_ready, read_workbook

with suppress(ToolkitError):  # whoever asks is told
    make_ready()


def answer(payload: bytes) -> bytes:
    """What the child makes of a request. `payload`: what is to be done, in words, the office's key, the folder of the
    definition it owns, last year's report, and the file, with line feeds between.
    """
    first, key, folder, last_year, content = payload.split(b"\n", 4)
    words = first.decode().split()
    own = own_form(Path(folder.decode()) if folder else None)
    if PUBLISHED in words:
        from toolkit.published import read_published

        report, findings = read_published(content)
    else:
        report, findings = read_workbook(content, key=key, own=own)
    if JUDGE in words:
        return _judged(report, findings, words, own, last_year)
    return to_bytes(report, findings)


def _judged(
    report: Report, findings: tuple[Finding, ...], words: list[str], own: Form | None, last_year: bytes
) -> bytes:
    from toolkit.stages.judging import Terms, judged

    last = from_bytes(last_year, own).report if last_year else None
    try:
        checked = judged("", report, findings, Terms(last, REPEATED in words, ASKED in words), own)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  # whoever asked judges it again, and hears what is wrong
        return to_bytes(report, findings)
    tallies = {rule: (tally.passed, tally.failed, tally.unevaluable) for rule, tally in checked.verdict.tallies.items()}
    return to_bytes(checked.report, checked.verdict.findings, tallies)
