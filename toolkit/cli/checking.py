"""What ``nianbao check`` does, once the process that reads the files has been started."""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from toolkit.checks import Checked, as_json, as_page, as_text, refusal_as_json
from toolkit.cli.output import write_result
from toolkit.cli.progress import progress
from toolkit.errors import ToolkitError
from toolkit.intake import Isolated
from toolkit.stages.checking import check_all, load_report

_Result = Checked | tuple[str, str]
"""The verdict, or (file, reason)."""


def check_and_tell(arguments: argparse.Namespace, child: Isolated) -> int:
    """Check the files, which `child` reads, and show or write what was found; the exit code."""
    last_year = load_report(arguments.last_year, child=child, own=arguments.form)[0] if arguments.last_year else None
    several = len(arguments.files) > 1
    files = progress(arguments.files, "校验", "份", len(arguments.files)) if several else arguments.files
    results = (_check_one(path, check) for path, check in check_all(files, child, last_year, arguments.form))
    content, codes = _told(arguments, results)
    _write(arguments, content)
    return max(codes)


def _told(arguments: argparse.Namespace, results: Iterable[_Result]) -> tuple[bytes, list[int]]:
    """What is written of the results, and the exit code of each. A line is made at once, and only the line kept."""
    if arguments.format in ("json", "text"):
        line = _as_json if arguments.format == "json" else partial(_as_text, verbose=arguments.verbose)
        told = [(f"{line(result)}\n", _exit_code(result)) for result in results]
        return "".join(text for text, _ in told).encode(), [code for _, code in told]
    kept = list(results)
    checked = [result for result in kept if isinstance(result, Checked)]
    return _as_file(checked, arguments.format), [_exit_code(result) for result in kept]


def _as_file(checked: Sequence[Checked], kind: str) -> bytes:
    if kind == "html":
        return as_page(checked).encode()
    from toolkit.workflow import findings_as_workbook

    return findings_as_workbook(checked)


def _check_one(path: Path, check: Callable[[], Checked]) -> _Result:
    """One file that cannot be read does not stop the others."""
    try:
        return check()
    except ToolkitError as error:
        print(f"错误：{path}：{error}", file=sys.stderr)
        return str(path), str(error)


def _as_json(result: _Result) -> str:
    return as_json(result) if isinstance(result, Checked) else refusal_as_json(*result)


def _as_text(result: _Result, *, verbose: bool) -> str:
    return as_text(result, verbose=verbose) if isinstance(result, Checked) else f"✗ {result[0]}：{result[1]}"


def _exit_code(result: _Result) -> int:
    if not isinstance(result, Checked):
        return 3
    return 0 if result.verdict.acceptable else 1


def _write(arguments: argparse.Namespace, content: bytes) -> None:
    """To the file asked for, else to the screen."""
    if arguments.out is None:
        sys.stdout.write(content.decode())
    else:
        write_result(arguments, content, arguments.files)
