"""Reading what comes back, with every check, against openpyxl and calamine: ``python tests/benchmarks/collect.py``."""

import io
import sys
import tempfile
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.side_by_side import per_item, table
from office import libreoffice_saves
from openpyxl_sheets import sheets_by_openpyxl
from returned import as_wps_saves, returned

from toolkit.checks import check_report
from toolkit.workbook import read_workbook, resave
from toolkit.workbook.opened import open_workbook

EACH = 25  # files of each way to save
SLOW = 3


def files() -> list[bytes]:
    """A filled workbook as it was issued, and as openpyxl, WPS and LibreOffice save it, one after the other."""
    issued = returned()
    with tempfile.TemporaryDirectory() as folder:
        (by_libreoffice,) = libreoffice_saves([issued], Path(folder))
    return [issued, resave(issued), as_wps_saves(issued), by_libreoffice] * EACH


def main() -> None:
    every = files()
    few = every[: 4 * SLOW]
    for content in every[:4]:
        found = [sheet.typed for sheet in open_workbook(content).sheets]
        assert found == [sheet.typed for sheet in sheets_by_openpyxl(content)]

    def ours() -> None:
        for content in every:
            check_report(*read_workbook(content))

    def with_openpyxl() -> None:
        """Loaded as usual, once for formulas and once for values; the same rules, none of the integrity checks."""
        for content in few:
            for values in (False, True):
                openpyxl.load_workbook(io.BytesIO(content), data_only=values)
            check_report(report)

    def with_calamine() -> None:
        for content in every:
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            for name in book.sheet_names:
                book.get_sheet_by_name(name).to_python()

    report, _ = read_workbook(every[0])
    measured = per_item(
        {
            "scan, read, every check": (ours, len(every)),
            "openpyxl, rules only": (with_openpyxl, len(few)),
            "python-calamine, values only": (with_calamine, len(every)),
        }
    )
    print(f"{len(every)} filled workbooks as XlsxWriter, openpyxl, WPS and LibreOffice save them\n")
    goals = (("openpyxl, rules only", "≥ 20×"), ("python-calamine, values only", "≤ 2.5×"))
    print(table(measured, "scan, read, every check", goals))


if __name__ == "__main__":
    main()
