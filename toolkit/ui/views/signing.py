"""送签与定稿: the pack for the leader, and what comes back signed."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from urllib.parse import quote

from starlette.responses import Response

from toolkit.errors import ToolkitError
from toolkit.stages.finalization import SignOff
from toolkit.stages.signature import Request
from toolkit.stages.signing import Signing
from toolkit.stages.signing_in_round import SignedDocument, finalize_in_round, submit_in_round, verify_in_round
from toolkit.ui.drawing import told_of
from toolkit.ui.manuscript import TOTAL, Manuscript, manuscript_of
from toolkit.ui.task import Line, Task
from toolkit.ui.visit import Visit
from toolkit.workflow import basis_of, last_total, last_year_of, ledger_of


def form(visit: Visit) -> Response:
    """What is ready to be submitted, what was submitted, what was signed."""
    manuscript = _manuscript(visit, visit.query.get("of", TOTAL))
    with _signing(visit, manuscript) as signing:
        facts = {
            "section": f"sign?of={manuscript.of}",
            "which": manuscript.total,
            "manuscript": manuscript,
            "told": told_of(manuscript.checked),
            "today": visit.now.date(),
            "packs": signing.packs(),
            "versions": signing.signed(),
            "verified": verify_in_round(signing),
        }
    return visit.page("sign.html", facts)


def submit(visit: Visit) -> Response:
    """Write the pack for signature, and record it."""
    manuscript = _manuscript(visit, visit.text("of"))
    day = visit.day("date") or visit.now.date()

    def work() -> Generator[Line]:
        basis = basis_of(visit.round, manuscript.subject, visit.now)
        request = Request(day, basis.origin, visit.text("drafter"), visit.text("phone"))
        code = manuscript.subject.code
        last_year = (
            last_year_of(visit.round).reports.get(code) if code else last_total(visit.round, manuscript.report.unit)
        )
        with _signing(visit, manuscript) as signing:
            pack = submit_in_round(signing, basis, manuscript.checked, request, last_year)
        for name in pack.files:
            yield Line(f"已写入 {pack.folder.relative_to(visit.round.root).as_posix()}/{name}", "good")
        if pack.changes:
            yield Line(pack.changes)

    return visit.begin(Task("送签", work, lambda: None, _back(visit, manuscript)))


def finalize_signed(visit: Visit) -> Response:
    """Hold what came back against what was submitted; write the final document where nothing forbids it."""
    manuscript = _manuscript(visit, visit.text("of"))
    uploads, signed_on = visit.files("file"), visit.day("date")
    if signed_on is None or not uploads:
        raise ToolkitError("没有选领导签回的文档，或者没有写签发日期。", "签发日期就是成文日期。")
    content = uploads[0].file.read()
    rehearse = bool(visit.text("rehearse"))
    sign_off = SignOff(signed_on, visit.text("signed_by"), amendment=visit.text("amendment"))

    def work() -> Generator[Line]:
        basis = basis_of(visit.round, manuscript.subject, visit.now)
        with _signing(visit, manuscript) as signing:
            done = finalize_in_round(signing, basis, content, sign_off, rehearse=rehearse)
        yield from _lines(done, rehearse=rehearse)

    return visit.begin(Task("看看能不能定稿" if rehearse else "定稿", work, lambda: None, _back(visit, manuscript)))


def _lines(done: SignedDocument, *, rehearse: bool) -> Iterator[Line]:
    """What became of it; what matters most last."""
    verification = done.returned.verification
    if done.result is None:
        for obstacle in done.returned.obstacles:
            yield Line(obstacle, "wrong")
        yield Line(f"不能定稿：还有 {len(done.returned.obstacles)} 处要先处理，没有写任何文件。", "wrong")
        return
    yield from (Line(note) for note in done.result.notes)
    yield Line(f"{'将写入' if rehearse else '已写入'} {done.folder.name}：{'、'.join(done.result.files)}。", "good")
    if done.result.changes:
        yield Line(f"第 {done.result.version} 版，与上一版相比：{done.result.changes}。")
    if verification.edited:
        yield Line(f"审签中改了 {len(verification.edited)} 段文字。")
    equal = f"表内 {verification.cells_equal}/{verification.cells} 个数、文字 {verification.numbers} 个数与数据相等。"
    yield Line(f"{'可以定稿，现在没有写任何文件。' if rehearse else '已定稿，记入台账。'}{equal}", "good")


def _manuscript(visit: Visit, of: str) -> Manuscript:
    return manuscript_of(visit, of or TOTAL)


def _back(visit: Visit, manuscript: Manuscript) -> tuple[str, str]:
    return visit.address(f"sign?of={quote(manuscript.of)}"), "回到送签、定稿"


@contextmanager
def _signing(visit: Visit, manuscript: Manuscript) -> Iterator[Signing]:
    """What the ledger knows of its way to signature."""
    with ledger_of(visit.round) as ledger:
        yield Signing(visit.round, ledger, manuscript.subject, visit.now)
