"""Start: a random port of 127.0.0.1, a token in the address, the browser; and the end, by Ctrl-C or by the page."""

import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from toolkit.errors import ToolkitError
from toolkit.rounds import find_root
from toolkit.ui.app import make_app
from toolkit.ui.desk import Desk
from toolkit.ui.guard import Guard, Keys
from toolkit.ui.running import Running, address_of_running, claim, record_of, withdraw

_FAREWELL = 5.0  # seconds for work in progress to come to the end of the file it is at


def serve(start: Path, tell: Callable[[str], None], open_browser: Callable[[str], object]) -> None:
    """Serve the rounds in `start` until somebody ends it; where this is done already, open the page that is there.

    `tell` is given what a person should read; `open_browser` the address.
    """
    record = record_of(_place(start))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        keys = Keys()
        port = listener.getsockname()[1]
        while not claim(record, Running(port, keys.handover)):
            address = address_of_running(record)
            if address:
                tell(f"已经在运行，打开它的页面：{address}")
                open_browser(address)
                return
            withdraw(record)
        try:
            _serve(listener, Desk(start.resolve()), keys, tell, open_browser)
        finally:
            withdraw(record)


def _place(start: Path) -> Path:
    """The round that `start` lies in; else `start`, where several may lie."""
    try:
        return find_root(start)
    except ToolkitError:
        return start


def _serve(
    listener: socket.socket, desk: Desk, keys: Keys, tell: Callable[[str], None], open_browser: Callable[[str], object]
) -> None:
    authority = f"127.0.0.1:{listener.getsockname()[1]}"

    def address() -> str:
        roots = desk.roots
        home = f"/r/{next(iter(roots))}/" if len(roots) == 1 else "/"
        return f"http://{authority}{home}?token={keys.new_token()}"

    def stop() -> None:
        server.should_exit = True
        desk.closing.set()

    app = Guard(make_app(desk, address, stop), authority, keys)
    config = uvicorn.Config(app, log_config=None, lifespan="off", server_header=False, timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    first = address()
    tell(f"请在浏览器里打开（已自动打开的不用管）：{first}\n用完按 Ctrl-C，或点页面右上角的“结束”。")
    open_browser(first)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended so, too, it takes back its word
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
    desk.close(_FAREWELL)
    tell("已结束。")
