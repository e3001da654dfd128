"""The official document of a unit or of the total: to be looked at, and to be taken along."""

from starlette.responses import Response

from toolkit.document import find_soffice
from toolkit.errors import ToolkitError
from toolkit.stages.signature import DRAFT
from toolkit.ui.drawing import told_of
from toolkit.ui.rendering import download, paper
from toolkit.ui.subject import Subject, subject_of
from toolkit.ui.visit import Visit
from toolkit.workflow import changes_since, make_document

_KINDS = ("docx", "html", "pdf")


def show(visit: Visit) -> Response:
    """The document inside a page, with what stands against it and what changed since it was last submitted."""
    subject = subject_of(visit, visit.path["of"])
    previous = subject.folder(visit.round, "送签") / DRAFT
    facts = {
        "section": f"document/{subject.of}",
        "subject": subject,
        "told": told_of(subject.checked),
        "changes": changes_since(previous, subject.report) if previous.is_file() else None,
        "pdf": find_soffice() is not None,
    }
    return visit.page("document.html", facts)


def as_paper(visit: Visit) -> Response:
    """The document itself."""
    return paper(_made(subject_of(visit, visit.path["of"]), ".html").decode())


def as_file(visit: Visit) -> Response:
    """The document as a file."""
    kind = visit.path["kind"]
    if kind not in _KINDS:
        raise ToolkitError("没有这种文件。")
    subject = subject_of(visit, visit.path["of"])
    draft = "" if subject.checked.verdict.acceptable else "（草稿）"
    name = f"{subject.report.unit}{subject.report.year}年年报{draft}.{kind}"
    return download(name, _made(subject, f".{kind}"))


def _made(subject: Subject, suffix: str) -> bytes:
    return make_document(subject.checked, suffix, None, draft=not subject.checked.verdict.acceptable)
