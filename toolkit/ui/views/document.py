"""The official document of a unit or of the total: to be looked at, and to be taken along."""

from starlette.responses import Response

from toolkit.document import differences, find_soffice
from toolkit.errors import ToolkitError
from toolkit.ui.drawing import told_of
from toolkit.ui.manuscript import Manuscript, manuscript_of
from toolkit.ui.rendering import download, paper
from toolkit.ui.visit import Visit
from toolkit.workflow import changes_since_submitted, make_document

_KINDS = ("docx", "html", "pdf")


def show(visit: Visit) -> Response:
    """The document inside a page, with what stands against it and what changed since it was last submitted."""
    manuscript = manuscript_of(visit, visit.path["of"])
    changed = changes_since_submitted(visit.place(manuscript.subject), manuscript.report)
    facts = {
        "section": f"document/{manuscript.of}",
        "which": manuscript.total,
        "manuscript": manuscript,
        "told": told_of(manuscript.checked),
        "changes": str(changed[1]) if changed else "",
        "differences": list(differences(changed[0])) if changed else [],
        "pdf": find_soffice() is not None,
    }
    return visit.page("document.html", facts)


def as_paper(visit: Visit) -> Response:
    """The document itself."""
    return paper(_made(manuscript_of(visit, visit.path["of"]), ".html").decode())


def as_file(visit: Visit) -> Response:
    """The document as a file."""
    kind = visit.path["kind"]
    if kind not in _KINDS:
        raise ToolkitError("没有这种文件。")
    manuscript = manuscript_of(visit, visit.path["of"])
    draft = "" if manuscript.checked.verdict.acceptable else "（草稿）"
    name = f"{manuscript.report.unit}{manuscript.report.year}年年报{draft}.{kind}"
    return download(name, _made(manuscript, f".{kind}"))


def _made(manuscript: Manuscript, suffix: str) -> bytes:
    return make_document(manuscript.checked, suffix, None, draft=not manuscript.checked.verdict.acceptable).content
