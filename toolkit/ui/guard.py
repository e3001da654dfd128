"""Who may ask: this browser, after the one-time token in its address was exchanged for a cookie, from our own pages.

A page of somebody else may make the browser send us requests. They are told by their Host (DNS rebinding), by their
Origin and by what the browser says of their site (cross-site requests); the cookie does not travel with them either.
"""

import secrets
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HANDOVER = "/handover"  # where a second start of the program asks for a token

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_SAFE = ("GET", "HEAD")
_STRANGER = "请从年报程序打开的页面进入：这个地址只能用一次，或者程序已经重新启动。请再启动一次程序。"


class Keys:
    """The tokens not yet used, the cookies of the browsers let in, and the secret of a second start."""

    def __init__(self) -> None:
        self.handover = secrets.token_urlsafe(32)
        self._tokens: set[str] = set()
        self._sessions: set[str] = set()

    def new_token(self) -> str:
        token = secrets.token_urlsafe(32)
        self._tokens.add(token)
        return token

    def exchange(self, token: str) -> str | None:
        """The cookie for a token, which is worth nothing afterwards; None where it is none of ours."""
        if token not in self._tokens:
            return None
        self._tokens.discard(token)
        session = secrets.token_urlsafe(32)
        self._sessions.add(session)
        return session

    def knows(self, session: str) -> bool:
        return session in self._sessions


class Guard:
    """The door before the application; `authority` is ``127.0.0.1:port``."""

    def __init__(self, app: ASGIApp, authority: str, keys: Keys) -> None:
        self._app = app
        self._authority = authority
        self._keys = keys
        self._cookie = f"nianbao{authority.rpartition(':')[2]}"  # cookies know no ports

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", _POLICY)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        answer = self._answer(scope)
        await (answer or self._app)(scope, receive, send_guarded)

    def _answer(self, scope: Scope) -> Response | None:
        """What is said at the door; None lets the request in."""
        headers, method, path = Headers(scope=scope), scope["method"], scope["path"]
        if headers.get("host") != self._authority:
            return PlainTextResponse("地址不对。", 421)
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return PlainTextResponse("不接受别的网页发来的请求。", 403)
        if path == HANDOVER:
            known = secrets.compare_digest(
                headers.get("authorization", "").encode(), f"Bearer {self._keys.handover}".encode()
            )
            return None if known and "origin" not in headers else PlainTextResponse("", 403)
        if method not in _SAFE and headers.get("origin") != f"http://{self._authority}":
            return PlainTextResponse("不接受别的网页发来的请求。", 403)
        token = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if token and method == "GET":
            return self._let_in(token, path)
        return None if self._keys.knows(self._session(headers)) else PlainTextResponse(_STRANGER, 403)

    def _let_in(self, token: str, path: str) -> Response:
        session = self._keys.exchange(token)
        if session is None:
            return PlainTextResponse(_STRANGER, 403)
        answer = RedirectResponse(path, 303)
        answer.set_cookie(self._cookie, session, httponly=True, samesite="strict", path="/")
        return answer

    def _session(self, headers: Headers) -> str:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self._cookie)
        except CookieError:
            return ""
        return found.value if found else ""
