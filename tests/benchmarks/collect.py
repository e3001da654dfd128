"""Reading what comes back, with every check, against openpyxl and calamine.

``python tests/benchmarks/collect.py [workbooks of each way to save]``: no two workbooks are alike.
"""

import io
import sys
import tempfile
from pathlib import Path

from python_calamine import CalamineWorkbook

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.returns import returns
from benchmarks.side_by_side import per_item, table
from office import libreoffice_saves
from openpyxl_sheets import opened_by_openpyxl
from returned import COVER, KEY, as_wps_saves

from toolkit.checks import Verdict, check_report
from toolkit.workbook import read_workbook, resave, write_workbook
from toolkit.workbook.read import read_opened

EACH = 25
SLOW = 5


def files(each: int) -> list[bytes]:
    """Filled workbooks as they were issued, and as openpyxl, WPS and LibreOffice save them, one after the other."""
    issued = [write_workbook(report, COVER) for report in returns(4 * each)]
    with tempfile.TemporaryDirectory() as folder:
        by_libreoffice = libreoffice_saves(issued[3::4], Path(folder))
    ways = (issued[0::4], map(resave, issued[1::4]), map(as_wps_saves, issued[2::4]), by_libreoffice)
    return [content for four in zip(*ways, strict=True) for content in four]


def with_ours(contents: list[bytes]) -> list[Verdict]:
    return [check_report(*read_workbook(content, key=KEY)) for content in contents]


def with_openpyxl(contents: list[bytes]) -> list[Verdict]:
    return [check_report(*read_opened(opened_by_openpyxl(content), key=KEY)) for content in contents]


def with_calamine(contents: list[bytes]) -> None:
    for content in contents:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def main() -> None:
    every = files(int(sys.argv[1]) if len(sys.argv) > 1 else EACH)
    few = every[: 4 * SLOW]
    assert with_ours(few) == with_openpyxl(few)
    measured = per_item(
        {
            "scan, read, every check": (lambda: with_ours(every), len(every)),
            "without the rules": (lambda: [read_workbook(content, key=KEY) for content in every], len(every)),
            "openpyxl, the same checks": (lambda: with_openpyxl(few), len(few)),
            "python-calamine, values only": (lambda: with_calamine(every), len(every)),
        }
    )
    print(f"{len(every)} filled workbooks as XlsxWriter, openpyxl, WPS and LibreOffice save them\n")
    goals = (
        ("without the rules", ""),
        ("openpyxl, the same checks", "≥ 20×"),
        ("python-calamine, values only", "≤ 2.5×"),
    )
    print(table(measured, "scan, read, every check", goals))


if __name__ == "__main__":
    main()
