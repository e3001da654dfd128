"""The child's side of isolation: :func:`serve`, with ``module:function seconds bytes`` as its arguments.

It answers one request after the other, each ``length content`` on standard input, with ``sign length content`` on
standard output, until its input ends. Whatever else libraries print goes to standard error.
"""

import faulthandler
import gc
import json
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import BinaryIO

from toolkit.errors import ToolkitError
from toolkit.intake.reasons import Refused

ANSWER, REFUSAL, OUT_OF_MEMORY, CRASH = b"=", b"!", b"m", b"x"
LENGTH = 8  # bytes
_GRACE = 5.0  # seconds after which the child ends itself, should nobody be left to end it


def serve() -> None:
    """Do for each request what the arguments of the process say, until the parent closes the pipe."""
    target, seconds, memory = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    requests, answers = _pipes()
    _limit_memory(memory)
    function = _loaded(target)
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 -- os.devnull is no file of ours
        while header := requests.read(LENGTH):
            content = requests.read(int.from_bytes(header, "big"))
            # Counts down in C, whatever Python or a library is caught in.
            faulthandler.dump_traceback_later(seconds + _GRACE, file=nowhere, exit=True)
            sign, answer = _answer(function, content)
            faulthandler.cancel_dump_traceback_later()
            answers.write(sign + len(answer).to_bytes(LENGTH, "big") + answer)
            answers.flush()
            if sign in (OUT_OF_MEMORY, CRASH):
                return  # a fresh process is cleaner than what is left of this one


def _loaded(target: str) -> Callable[[bytes], bytes]:
    """The function, loaded. What that loads stays to the end: the collector of garbage never looks through it."""
    module, _, name = target.partition(":")
    gc.disable()
    function: Callable[[bytes], bytes] = getattr(import_module(module), name)
    gc.freeze()
    gc.enable()
    return function


def _answer(function: Callable[[bytes], bytes], content: bytes) -> tuple[bytes, bytes]:
    try:
        return ANSWER, function(content)
    except ToolkitError as error:
        reason = error.reason.name if isinstance(error, Refused) else ""
        detail = error.detail if isinstance(error, Refused) else ""
        return REFUSAL, json.dumps([reason, detail, error.problem, error.remedy]).encode()
    except MemoryError:
        return OUT_OF_MEMORY, b""
    except BaseException:  # noqa: BLE001 -- a Rust panic is no Exception, and the batch must go on
        import traceback

        traceback.print_exc()
        return CRASH, b""


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output for the protocol alone."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, answers


def _limit_memory(most: int) -> None:
    """By the kernel where it can; elsewhere the parent watches."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
