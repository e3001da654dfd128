"""The file a command makes: written, or in a rehearsal only named."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from toolkit.disk import Content


def write_result(arguments: argparse.Namespace, content: Content, sources: Sequence[Path], note: str = "") -> None:
    """Write `content` to ``--out`` and say so, with a `note` on what it is; with ``--dry-run`` only say so.

    Raises :class:`~toolkit.errors.ToolkitError` rather than overwrite one of `sources`.
    """
    write_file(arguments.out, content, sources, note, dry_run=arguments.dry_run)


def write_file(path: Path, content: Content, sources: Sequence[Path], note: str = "", *, dry_run: bool) -> None:
    """The same for a file of any name."""
    if dry_run:
        print(f"演练：将写入 {path}，没有写。", file=sys.stderr)
        return
    from toolkit.workflow import save

    save(path, content, sources)
    print(f"已写入 {path}{f'：{note}' if note else ''}。", file=sys.stderr)
