"""Issuing against XlsxWriter, openpyxl and plain copying: ``python tests/benchmarks/issue.py``."""

import io
import shutil
import sys
import tempfile
import zipfile
from datetime import date
from pathlib import Path

import openpyxl

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.side_by_side import per_item, table

from toolkit.forms import find_form
from toolkit.model import Report, with_last_year
from toolkit.workbook import Cover, Stencils, blank_report, write_workbook

UNITS, SLOW = 1000, 20
FORM = find_form("zfxxgk", "2021")


def request(number: int) -> tuple[Report, Cover]:
    """The blank report of a unit, with last year's values, and its cover."""
    values = {cell.id: (number * 7 + place) % 90 for place, cell in enumerate(FORM.inputs)}
    last = Report(FORM, 2023, f"示范区第{number}局", f"u{number:04}", values=dict(values))
    report = with_last_year(blank_report(FORM, 2024, last.unit, last.unit_code), last)
    return report, Cover(
        "示范区政务公开办公室", date(2025, 1, 15), "010-1234", f"甲{number}", f"138{number:08}", key=b"k"
    )


def parts(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as book:
        return {name: book.read(name) for name in book.namelist()}


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        template = write_workbook(*request(0))

        def stencil() -> None:
            stencils = Stencils()
            for number in range(UNITS):
                (folder / f"s{number}.xlsx").write_bytes(stencils.write(*request(number)))

        def xlsxwriter() -> None:
            for number in range(SLOW):
                (folder / f"x{number}.xlsx").write_bytes(write_workbook(*request(number)))

        def with_openpyxl() -> None:
            for number in range(SLOW):
                book = openpyxl.load_workbook(io.BytesIO(template))
                book.worksheets[0]["B4"] = f"示范区第{number}局"
                book.save(folder / f"o{number}.xlsx")

        def copy() -> None:
            for number in range(UNITS):
                shutil.copyfile(folder / f"s{number}.xlsx", folder / f"c{number}.xlsx")

        measured = per_item(
            {
                "stencil": (stencil, UNITS),
                "XlsxWriter": (xlsxwriter, SLOW),
                "openpyxl": (with_openpyxl, SLOW),
                "copying the files": (copy, UNITS),
            }
        )
        for number in range(SLOW):
            assert parts((folder / f"s{number}.xlsx").read_bytes()) == parts((folder / f"x{number}.xlsx").read_bytes())
    print(f"{UNITS} workbooks, each with its own stamp, names and last year's values; equal part for part\n")
    print(table(measured, "stencil", (("XlsxWriter", "≥ 50×"), ("openpyxl", "≥ 200×"), ("copying the files", "≤ 3×"))))


if __name__ == "__main__":
    main()
