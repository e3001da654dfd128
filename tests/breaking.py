"""Functions that do in a child process what no program should; the request names the one."""

import os
import sys
from collections.abc import Callable

from toolkit.errors import UnreadableFile
from toolkit.intake import Reason, Refused


class Panic(BaseException):
    """Like that of a library in Rust: no Exception."""


def loop() -> bytes:
    while True:
        pass


def eat() -> bytes:
    return bytes(len([bytearray(10**7) for _ in range(200)]))


def leave() -> bytes:
    os._exit(3)


def abort() -> bytes:
    os.abort()


def panic() -> bytes:
    raise Panic


def bug() -> bytes:
    raise KeyError


def refuse() -> bytes:
    raise Refused(Reason.MACRO, "第一张表")


def unlike() -> bytes:
    raise UnreadableFile("不是年报。", "请换一份。")


def chat() -> bytes:
    sys.stdout.write("noise on standard output")
    return b"said"


def flood() -> bytes:
    return bytes(40 * 2**20)


def process() -> bytes:
    return str(os.getpid()).encode()


_DEEDS: dict[bytes, Callable[[], bytes]] = {
    deed.__name__.encode(): deed for deed in (loop, eat, leave, abort, panic, bug, refuse, unlike, chat, flood, process)
}


def act(request: bytes) -> bytes:
    """The deed of that name; anything else comes back backwards."""
    return _DEEDS[request]() if request in _DEEDS else request[::-1]
