"""Addresses → views: a plain function of a :class:`Visit` gets its thread here, and its troubles get words."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from importlib.resources import files

import anyio
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from toolkit.errors import ToolkitError
from toolkit.rounds import LEDGER_FILE
from toolkit.ui.desk import Desk
from toolkit.ui.guard import HANDOVER
from toolkit.ui.rendering import page
from toolkit.ui.task import OUR_FAULT, tell_on_request
from toolkit.ui.views import board, collecting, document, home, letters, signing, total, unit
from toolkit.ui.views import files as downloads
from toolkit.ui.visit import View, Visit

_MOST_FILES = 5000  # dropped at once
_FIELD = 4 * 2**20  # bytes of a text field: a whole roster may be pasted
_STATIC = {"page.css": "text/css; charset=utf-8", "page.js": "text/javascript; charset=utf-8"}
_LAST_LOOK = 0.5  # seconds for the last page to get its style
_LOOK = 0.25  # seconds between two looks at what may have changed

_ROUND = "/r/{round}"
_VIEWS: tuple[tuple[str, str, View], ...] = (
    ("GET", "/", home.show),
    ("POST", "/open", home.open_round),
    ("GET", "/new", home.form),
    ("POST", "/new", home.create),
    ("GET", f"{_ROUND}/", board.show),
    ("GET", f"{_ROUND}/log", board.log),
    ("GET", f"{_ROUND}/settings", home.settings),
    ("POST", f"{_ROUND}/settings", home.change_settings),
    ("GET", f"{_ROUND}/units/{{unit:path}}", unit.show),
    ("POST", f"{_ROUND}/units/{{unit:path}}/accept", unit.accept_unit),
    ("POST", f"{_ROUND}/units/{{unit:path}}/explanation", unit.decide),
    ("GET", f"{_ROUND}/issue", letters.issue_form),
    ("POST", f"{_ROUND}/issue", letters.issue_all),
    ("GET", f"{_ROUND}/letters/{{kind}}", letters.form),
    ("POST", f"{_ROUND}/letters/{{kind}}", letters.post),
    ("GET", f"{_ROUND}/collect", collecting.form),
    ("POST", f"{_ROUND}/collect", collecting.collect_uploads),
    ("POST", f"{_ROUND}/mailbox", collecting.fetch_mailbox),
    ("GET", f"{_ROUND}/tasks/{{task}}", collecting.progress),
    ("POST", f"{_ROUND}/tasks/{{task}}/cancel", collecting.cancel),
    ("GET", f"{_ROUND}/accept", unit.accept_form),
    ("POST", f"{_ROUND}/accept", unit.accept_all),
    ("GET", f"{_ROUND}/total", total.form),
    ("POST", f"{_ROUND}/total", total.add),
    ("POST", f"{_ROUND}/total/superior", total.fill_superior),
    ("POST", f"{_ROUND}/adjust", total.add_adjustment),
    ("POST", f"{_ROUND}/withdraw", total.withdraw_entry),
    ("GET", f"{_ROUND}/text", total.text),
    ("POST", f"{_ROUND}/text", total.save_text),
    ("POST", f"{_ROUND}/text/check", total.check_text),
    ("GET", f"{_ROUND}/document/{{of:path}}/paper", document.as_paper),
    ("GET", f"{_ROUND}/document/{{of:path}}/file/{{kind}}", document.as_file),
    ("GET", f"{_ROUND}/document/{{of:path}}", document.show),
    ("GET", f"{_ROUND}/sign", signing.form),
    ("POST", f"{_ROUND}/sign", signing.submit),
    ("POST", f"{_ROUND}/finalize", signing.finalize_signed),
    ("GET", f"{_ROUND}/files", downloads.show),
    ("GET", f"{_ROUND}/files/all", downloads.everything),
    ("GET", f"{_ROUND}/files/{{file}}", downloads.one),
)


def make_app(desk: Desk, address: Callable[[], str], stop: Callable[[], None]) -> Starlette:
    """The application; `address` makes an address with a fresh token, `stop` ends the program."""

    async def hand_over(_: Request) -> Response:
        return PlainTextResponse(address())

    async def end(_: Request) -> Response:
        asyncio.get_running_loop().call_later(_LAST_LOOK, stop)
        return page("ended.html", {})

    routes = [Route(path, _endpoint(desk, view), methods=[method]) for method, path, view in _VIEWS]
    routes += [
        Route(HANDOVER, hand_over, methods=["POST"]),
        Route("/end", end, methods=["POST"]),
        Route("/static/{name}", _static),
        Route("/favicon.ico", _no_icon),
        Route(f"{_ROUND}/changes", _stream(desk, _round_version)),
        Route(f"{_ROUND}/tasks/{{task}}/changes", _stream(desk, _task_version)),
    ]
    return Starlette(routes=routes, exception_handlers={404: _not_found})


def _endpoint(desk: Desk, view: View) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        form = FormData()
        if request.method == "POST":
            form = await request.form(max_files=_MOST_FILES, max_fields=_MOST_FILES, max_part_size=_FIELD)
        now = datetime.now().astimezone()
        visit = Visit(desk, now, request.path_params, dict(request.query_params), form)
        return await run_in_threadpool(_told, view, visit)

    return answer


def _told(view: View, visit: Visit) -> Response:
    try:
        return view(visit)
    except ToolkitError as error:
        return page("trouble.html", {"problem": error.problem, "remedy": error.remedy, "base": _base(visit)}, 422)
    except Exception:  # noqa: BLE001  # our fault: a sentence for the user, the traceback on request
        tell_on_request()
        return page("trouble.html", {"problem": OUR_FAULT, "remedy": "", "base": _base(visit)}, 500)


def _base(visit: Visit) -> str:
    return visit.address() if "round" in visit.path else "/"


async def _not_found(_: Request, __: Exception) -> Response:
    return page("trouble.html", {"problem": "没有这个页面。", "remedy": "请从首页进入。", "base": "/"}, 404)


async def _no_icon(_: Request) -> Response:
    return Response(status_code=204)


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _STATIC:
        return PlainTextResponse("", 404)
    content = (files("toolkit.ui") / "static" / name).read_bytes()
    return Response(content, media_type=_STATIC[name])


# --- what changes while one looks at it ------------------------------------------------------------------------------


def _stream(desk: Desk, version: Callable[[Desk, Request], str]) -> Callable[[Request], Awaitable[Response]]:
    """Server-sent events: one whenever the version of what is shown is another, the present one first."""

    async def events(request: Request) -> AsyncIterator[str]:
        last = ""
        while not desk.closing.is_set() and not await request.is_disconnected():
            now = await run_in_threadpool(version, desk, request)
            if now != last:
                yield f"data: {now}\n\n"
                last = now
            await anyio.sleep(_LOOK)

    async def answer(request: Request) -> Response:
        return StreamingResponse(events(request), media_type="text/event-stream")

    return answer


def _round_version(desk: Desk, request: Request) -> str:
    """The number of the last event: read only where the file of the ledger was written to."""
    try:
        root = desk.root(request.path_params["round"])
        stat = (root / LEDGER_FILE).stat()
    except (ToolkitError, OSError):
        return "gone"
    return f"{stat.st_mtime_ns}-{stat.st_size}"


def _task_version(desk: Desk, request: Request) -> str:
    try:
        return desk.task(request.path_params["task"]).version
    except ToolkitError:
        return "gone"
