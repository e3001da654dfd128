"""``--layout``: how an office wants its document."""

import argparse
from pathlib import Path

from toolkit.document import PLAIN, Layout, read_layout


def add_layout(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--layout",
        metavar="版式",
        type=Path,
        help="本单位的版式（.toml）：标题字体、横排、红头文件、作为公文印发的版头版记；不写就按国家标准",
    )


def the_layout(arguments: argparse.Namespace) -> Layout:
    """The layout in the file named. Raises :class:`toolkit.errors.ToolkitError` with every fault of it."""
    return read_layout(arguments.layout) if arguments.layout else PLAIN
