"""Where our workbooks and sheets differ from those of XlsxWriter."""

from xlsxwriter import Workbook as Book
from xlsxwriter.worksheet import Worksheet

__all__ = ["Book", "LockedBook", "Sheet"]


class Sheet(Worksheet):  # type: ignore[misc]
    """XlsxWriter looks in each formula for thirty functions newer than the file format; ours use none of them."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002
        return formula.removeprefix("=")


class LockedBook(Book):  # type: ignore[misc]
    """XlsxWriter has no protection of the workbook structure; the schema wants it right after ``workbookPr``."""

    def _write_workbook_pr(self) -> None:
        super()._write_workbook_pr()
        self._xml_empty_tag("workbookProtection", [("lockStructure", "1")])
