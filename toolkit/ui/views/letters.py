"""Issuing, and the letters: what would go out is shown first, one by one; then it goes, once."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from toolkit.errors import ToolkitError
from toolkit.mail import LetterKind
from toolkit.ui.task import Line, Mark, Task
from toolkit.ui.visit import Visit
from toolkit.workflow import (
    Delivered,
    Mailing,
    draft_letters,
    drafts_in,
    issue_round,
    last_year_of,
    ledger_of,
    letters_to_remind,
    letters_to_send,
    password,
    plan_round,
    receipts,
    send,
    send_back,
    status,
    to_send_back,
)

_TITLES: dict[LetterKind, str] = {"issue": "发送", "remind": "催报", "send_back": "退回修改", "receipt": "收讫回执"}
_GOOD = {"sent", "drafted", "already"}
_DOUBTFUL = "上次发送时中断，可能已经送到。请向单位核实；没有收到的，勾选“再发一次”再发。"


def issue_form(visit: Visit) -> Response:
    """What would be written."""
    last_year = last_year_of(visit.round)
    planned = [(item, item.path.is_file(), last_year.files.get(item.unit.code, "")) for item in plan_round(visit.round)]
    return visit.page("issue.html", {"section": "issue", "planned": planned, "notes": last_year.notes})


def issue_all(visit: Visit) -> Response:
    """Write the workbooks."""
    round_, now = visit.round, visit.now
    planned = plan_round(round_)

    def work() -> Generator[Line]:
        with ledger_of(round_) as ledger:
            for item in issue_round(round_, ledger, planned, last_year_of(round_), now):
                yield Line(f"{item.unit.name} → {item.path.name}", "good", item.unit.code)

    then = (visit.address("letters/issue"), "下一步：发给各单位")
    return visit.begin(Task("下发工作簿", work, lambda: len(planned), then))


# --- letters ---------------------------------------------------------------------------------------------------------


def form(visit: Visit) -> Response:
    """Every letter that would go out, to be read before it does."""
    kind = _kind(visit)
    returns = list(to_send_back(visit.round, (), visit.now)) if kind == "send_back" else []
    mailings = [] if kind == "send_back" else _mailings(visit, kind, ())
    facts = {
        "section": f"letters/{kind}",
        "kind": kind,
        "title": _TITLES[kind],
        "mailings": mailings,
        "returns": returns,
        "smtp": visit.round.settings.mail.smtp,
        "folder": drafts_in(visit.round, kind).relative_to(visit.round.root),
    }
    return visit.page("letters.html", facts)


@dataclass(frozen=True, slots=True)
class _Way:
    """How letters go out: by the server, whose password this is; None: as drafts. `again`: what is in doubt, too."""

    secret: str | None
    again: bool


def post(visit: Visit) -> Response:
    """Send the letters to the units chosen, or write them as drafts."""
    kind, chosen = _kind(visit), frozenset(visit.texts("unit"))
    if not chosen:
        raise ToolkitError("没有选单位。", "请返回勾选。")
    way = _way(visit)
    round_, now = visit.round, visit.now

    def work() -> Generator[Line]:
        mailings: list[Mailing] = []
        if kind == "send_back":
            for item in to_send_back(round_, chosen, now):
                mailings.append(send_back(round_, item, now))
                told = f"{item.unit.name}：已生成 {item.path.name}，{len(item.problems)} 处。"
                yield Line(told, "good", item.unit.code)
        else:
            mailings.extend(_mailings(visit, kind, chosen))
        yield from map(_line, _delivered(visit, mailings, kind, way))

    total = len(chosen) * (2 if kind == "send_back" else 1)
    return visit.begin(Task(_TITLES[kind], work, lambda: total, (visit.address(), "回到进度")))


def _way(visit: Visit) -> _Way:
    """A password that is missing is told before anything is done."""
    said = visit.text("password")
    secret = password(visit.round, "smtp", lambda _: said) if visit.text("way") == "mail" else None
    return _Way(secret, bool(visit.text("again")))


def _kind(visit: Visit) -> LetterKind:
    kind = next((kind for kind in _TITLES if kind == visit.path["kind"]), None)
    if kind is None:
        raise ToolkitError("没有这种信函。", "请从上面的目录进入。")
    return kind


def _mailings(visit: Visit, kind: LetterKind, units: Iterable[str]) -> Sequence[Mailing]:
    codes = frozenset(units)
    match kind:
        case "remind":
            return letters_to_remind(visit.round, codes, visit.now)
        case "receipt":
            accepted = [state for state in status(visit.round, visit.now).states if state.state == "accepted"]
            return receipts(
                visit.round, [state for state in accepted if not codes or state.unit.code in codes], visit.now
            )
        case _:
            return letters_to_send(visit.round, codes, visit.now)


def _delivered(visit: Visit, mailings: Sequence[Mailing], kind: LetterKind, way: _Way) -> Iterator[Delivered]:
    if way.secret is None:
        return draft_letters(visit.round, mailings, drafts_in(visit.round, kind), visit.now)
    return send(visit.round, mailings, way.secret, again=way.again)


def _line(item: Delivered) -> Line:
    mark: Mark = "good" if item.became in _GOOD else "wrong"
    says = _DOUBTFUL if item.became == "doubtful" else item.says
    return Line(f"{item.unit.name}：{says}", mark, item.unit.code)
