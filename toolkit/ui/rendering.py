"""Pages from ``pages/``: everything that is put into one is text, never markup (autoescape)."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from toolkit.model import SEVERITY_NAMES, plain_number, show
from toolkit.rounds import EVENT_NAMES, STATE_NAMES

_SANDBOX = "default-src 'none'; style-src '{style}'; img-src data:; frame-ancestors 'self'; sandbox"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("toolkit.ui", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(STATES=STATE_NAMES, SEVERITIES=SEVERITY_NAMES, EVENTS=EVENT_NAMES)
    made.filters.update(time=_time, show=show, number=plain_number)
    return made


def _time(time: datetime | None) -> str:
    """In the time zone of this computer."""
    return f"{time.astimezone():%Y-%m-%d %H:%M}" if time else ""


def page(name: str, facts: Mapping[str, object], status: int = 200) -> Response:
    """The page of that name with `facts` in it."""
    return HTMLResponse(_environment().get_template(name).render(facts), status)


def paper(document: str) -> Response:
    """A document we wrote, to be looked at inside a page: without script, links or anything from outside."""
    style = document.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return HTMLResponse(document, headers={"Content-Security-Policy": _SANDBOX.format(style=f"sha256-{digest}")})


def download(name: str, content: bytes) -> Response:
    """A file to be saved, whatever it is."""
    header = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type="application/octet-stream", headers={"Content-Disposition": header})
