"""What ``nianbao check`` does, once the process that reads the files has been started."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from toolkit.checks import Checked, as_json, as_page, as_text, refusal_as_json
from toolkit.cli.output import write_result
from toolkit.cli.progress import progress
from toolkit.errors import ToolkitError
from toolkit.intake import Isolated
from toolkit.stages.checking import check_all, load_report


def check_and_tell(arguments: argparse.Namespace, child: Isolated) -> int:
    """Check the files, which `child` reads, and show or write what was found; the exit code."""
    last_year = load_report(arguments.last_year, child=child, own=arguments.form)[0] if arguments.last_year else None
    several = len(arguments.files) > 1
    files = progress(arguments.files, "校验", "份", len(arguments.files)) if several else arguments.files
    results = [_check_one(path, check) for path, check in check_all(files, child, last_year, arguments.form)]
    checked = [result for result in results if isinstance(result, Checked)]
    match arguments.format:
        case "xlsx":
            from toolkit.workflow import findings_as_workbook

            _write(arguments, findings_as_workbook(checked))
        case "html":
            _write(arguments, as_page(checked).encode())
        case "json":
            lines = [as_json(result) if isinstance(result, Checked) else refusal_as_json(*result) for result in results]
            _write(arguments, "".join(f"{line}\n" for line in lines).encode())
        case _:
            lines = [_as_text(result, verbose=arguments.verbose) for result in results]
            _write(arguments, "".join(f"{line}\n" for line in lines).encode())
    return max(_exit_code(result) for result in results)


def _check_one(path: Path, check: Callable[[], Checked]) -> Checked | tuple[str, str]:
    """The verdict, or (file, reason): one file that cannot be read does not stop the others."""
    try:
        return check()
    except ToolkitError as error:
        print(f"错误：{path}：{error}", file=sys.stderr)
        return str(path), str(error)


def _as_text(result: Checked | tuple[str, str], *, verbose: bool) -> str:
    return as_text(result, verbose=verbose) if isinstance(result, Checked) else f"✗ {result[0]}：{result[1]}"


def _exit_code(result: Checked | tuple[str, str]) -> int:
    if not isinstance(result, Checked):
        return 3
    return 0 if result.verdict.acceptable else 1


def _write(arguments: argparse.Namespace, content: bytes) -> None:
    """To the file asked for, else to the screen."""
    if arguments.out is None:
        sys.stdout.write(content.decode())
    else:
        write_result(arguments, content, arguments.files)
