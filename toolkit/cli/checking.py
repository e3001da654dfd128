"""What ``nianbao check`` does, once the process that reads the files has been started."""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from toolkit.checks import Checked, as_json, as_page, as_text, refusal_as_json
from toolkit.cli.output import write_result
from toolkit.cli.progress import progress, tell
from toolkit.disk import find_key
from toolkit.errors import ToolkitError
from toolkit.intake import Isolated
from toolkit.stages.checking import check, check_all, load_report
from toolkit.stages.judging import make_ready

_Result = Checked | tuple[str, str]
"""The verdict, or (file, reason)."""


def check_and_tell(arguments: argparse.Namespace, child: Isolated) -> int:
    """Check the files, which `child` reads, and show or write what was found; the exit code."""
    several = len(arguments.files) > 1
    if not several:
        make_ready()  # while the child gets ready to read: several files are judged there
    last_year = load_report(arguments.last_year, child=child, own=arguments.form)[0] if arguments.last_year else None
    if several:
        files = progress(arguments.files, "校验", "份", len(arguments.files))
        checks = check_all(files, child, last_year, arguments.form)
    else:
        (path,) = arguments.files
        only = partial(check, path, find_key(path.parent), last_year, child, arguments.form)
        checks = iter([(path, only)])
    results = (_check_one(path, check) for path, check in checks)
    if arguments.format in ("json", "text"):
        return _tell_each(arguments, results, tell if several else print)
    kept = list(results)
    content = _as_file([result for result in kept if isinstance(result, Checked)], arguments.format)
    _write(arguments, content)
    return max(map(_exit_code, kept))


def _tell_each(arguments: argparse.Namespace, results: Iterable[_Result], show: Callable[[str], None]) -> int:
    """A line or some for each result, shown as soon as it is there; into a file, when all are."""
    line = _as_json if arguments.format == "json" else partial(_as_text, verbose=arguments.verbose)
    lines: list[str] = []
    worst = 0
    for result in results:
        worst = max(worst, _exit_code(result))
        if arguments.out:
            lines.append(f"{line(result)}\n")
        else:
            show(line(result))
    if arguments.out:
        _write(arguments, "".join(lines).encode())
    return worst


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
