"""送签与定稿: the pack for the leader, and what comes back signed."""

from collections.abc import Generator, Iterator
from urllib.parse import quote

from starlette.responses import Response

from toolkit import workflow
from toolkit.document import PLAIN
from toolkit.errors import ToolkitError
from toolkit.stages.finalization import FINAL, SignOff
from toolkit.stages.signature import Request
from toolkit.stages.signing import Signing
from toolkit.stages.signing_steps import Comparison, Output, SignedCopy, SignedDocument
from toolkit.stages.submitted import hold_cells
from toolkit.ui.drawing import told_of
from toolkit.ui.manuscript import TOTAL, Manuscript, manuscript_of
from toolkit.ui.task import Line, Task
from toolkit.ui.visit import Visit
from toolkit.workflow import InRound, basis_of, signing_of


def form(visit: Visit) -> Response:
    """What is ready to be submitted, what was submitted, what was signed."""
    manuscript = _manuscript(visit, visit.query.get("of", TOTAL))
    place = visit.place(manuscript.subject)
    with signing_of(place) as signing:
        facts = {
            "section": f"sign?of={manuscript.of}",
            "which": manuscript.total,
            "manuscript": manuscript,
            "told": told_of(manuscript.checked),
            "today": visit.now.date(),
            "packs": signing.packs(),
            "versions": signing.signed(),
            "verified": _verified(place, signing),
        }
    return visit.page("sign.html", facts)


def submit(visit: Visit) -> Response:
    """Write the pack for signature, and record it."""
    manuscript = _manuscript(visit, visit.text("of"))
    day = visit.day("date") or visit.now.date()

    def work() -> Generator[Line]:
        place, report = visit.place(manuscript.subject), manuscript.report
        basis = basis_of(place)
        hold_cells(report, basis.checked.report, "文稿里", "数变了的，请重新汇总，再送签。")
        request = Request(day, basis.origin, visit.text("drafter"), visit.text("phone"))
        pack = workflow.submit(manuscript.checked, request, place, Comparison(), Output())
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
        place = visit.place(manuscript.subject)
        done = workflow.finalize(SignedCopy(content), sign_off, place, Output(rehearse=rehearse))
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
    yield Line(
        f"{'将写入' if rehearse else '已写入'} {done.result.folder.name}：{'、'.join(done.result.files)}。", "good"
    )
    if done.result.changes:
        yield Line(f"第 {done.result.version} 版，与上一版相比：{done.result.changes}。")
    if verification.edited:
        yield Line(f"审签中改了 {len(verification.edited)} 段文字。")
    equal = f"表内 {verification.cells_equal}/{verification.cells} 个数、文字 {verification.numbers} 个数与数据相等。"
    yield Line(f"{'可以定稿，现在没有写任何文件。' if rehearse else '已定稿，记入台账。'}{equal}", "good")


def _verified(place: InRound, signing: Signing) -> str:
    """The final document read back and held against the data that was signed; '' where nothing was signed yet."""
    if not signing.signed():
        return ""
    final = signing.folder() / FINAL
    return workflow.verify(final, None, place, PLAIN).told(final.name)


def _manuscript(visit: Visit, of: str) -> Manuscript:
    return manuscript_of(visit, of or TOTAL)


def _back(visit: Visit, manuscript: Manuscript) -> tuple[str, str]:
    return visit.address(f"sign?of={quote(manuscript.of)}"), "回到送签、定稿"
