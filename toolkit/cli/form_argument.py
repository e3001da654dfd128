"""``--form``: a definition that the office owns, where it does not lie with the files."""

import argparse
from pathlib import Path


def add_form(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--form",
        metavar="文件夹",
        type=Path,
        help="本单位附表的定义所在的文件夹（默认：从文件所在的文件夹往上找“附表”）",
    )
