"""The board: every unit and how far it is, to be searched and filtered; and the ledger."""

from starlette.responses import Response

from toolkit.rounds import (
    LOG_COLUMNS,
    UnitState,
    chart,
    deadline_in_words,
    last_in_words,
    log_row,
    remarks,
    told_by_name,
)
from toolkit.ui.visit import Visit
from toolkit.workflow import ledger_of, status

_LINES = 500  # of the ledger on one page, the latest first


def show(visit: Visit) -> Response:
    """The first page of a round."""
    board = status(visit.round, visit.now)
    wanted, searched = visit.query.get("state", ""), visit.query.get("q", "").strip()
    states = [state for state in board.states if _fits(state, wanted) and _says(state, searched)]
    rows = [(state, last_in_words(board, state.last), remarks(state)) for state in states]
    outside = [(told_by_name(event), event) for event in board.survey.unidentified]
    return visit.page(
        "board.html",
        {
            "section": "board",
            "board": board,
            "rows": rows,
            "wanted": wanted,
            "searched": searched,
            "deadline": deadline_in_words(board),
            "chart": chart(board),
            "outside": outside,
        },
    )


def _fits(state: UnitState, wanted: str) -> bool:
    return not wanted or (state.overdue if wanted == "overdue" else state.state == wanted)


def _says(state: UnitState, searched: str) -> bool:
    unit = state.unit
    return searched.casefold() in f"{unit.code}\n{unit.name}\n{unit.short}\n{unit.contact}".casefold()


def log(visit: Visit) -> Response:
    """The ledger; ``?all=1`` all of it."""
    shown = None if visit.query.get("all") else _LINES
    names = {unit.code: unit.name for unit in visit.round.roster.units}
    with ledger_of(visit.round) as ledger:
        rows = [log_row(event, names, visit.now) for event in ledger.events()]
    facts = {"section": "log", "columns": LOG_COLUMNS, "rows": rows[::-1][:shown], "total": len(rows)}
    return visit.page("log.html", facts)
