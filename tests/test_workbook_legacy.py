"""Workbooks saved in older and other formats: read as values, with a note; damaged ones refused, in the child."""

import io
from collections.abc import Iterator
from random import Random

import openpyxl
import pytest
from office import convert
from returned import KEY, T3, T4, edited, report_of, returned
from xlsb import as_xlsb

from toolkit.checks import check_report
from toolkit.errors import UnreadableFile
from toolkit.intake import Kind, kind_of
from toolkit.model import Finding
from toolkit.stages.apart import reader
from toolkit.stages.reading import read_apart
from toolkit.workbook import read_workbook


def binary(content: bytes) -> bytes:
    return as_xlsb(openpyxl.load_workbook(io.BytesIO(content), data_only=True))


def findings_in(content: bytes) -> dict[str, Finding]:
    report, findings = read_workbook(content, key=KEY)
    return {finding.rule: finding for finding in check_report(report, findings).findings}


def test_an_xlsb_is_read_with_a_note() -> None:
    content = binary(returned())
    report, findings = read_workbook(content, key=KEY)

    assert kind_of(content) is Kind.XLSB
    assert report == report_of()
    assert [(finding.rule, finding.severity) for finding in findings] == [("workbook.other_format", "hint")]
    assert findings[0].message == (
        "收到的是二进制 Excel 工作簿（.xlsb），不是下发的 .xlsx：数已读取，公式、合并和锁定未能核对。"
    )


def test_what_is_missing_from_an_xlsb_is_an_error() -> None:
    content = binary(edited(returned(), lambda book: book.remove(book[T4])))

    assert findings_in(content)["workbook.sheet_missing"].place.sheet == T4


def test_a_changed_label_in_an_xlsb_is_named() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book[T3]["A4"].value = "一、新收"

    assert findings_in(binary(edited(returned(), change)))["workbook.label_changed"].place.address == "A4"


def test_a_stranger_among_the_xlsb_is_refused() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "别的表"

    with pytest.raises(UnreadableFile, match="不是本程序下发的年报工作簿"):
        read_workbook(as_xlsb(book))


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, bytes]]:
    """The workbook as LibreOffice saves it in other formats."""
    folder = tmp_path_factory.mktemp("legacy")
    (folder / "czj.xlsx").write_bytes(returned())
    yield {format_: convert([folder / "czj.xlsx"], format_, folder)[0].read_bytes() for format_ in ("xls", "ods")}


@pytest.mark.libreoffice
@pytest.mark.parametrize(("format_", "kind"), [("xls", Kind.XLS), ("ods", Kind.ODS)])
def test_other_formats_of_libreoffice_are_read_with_a_note(saved: dict[str, bytes], format_: str, kind: Kind) -> None:
    report, findings = read_workbook(saved[format_], key=KEY)

    assert kind_of(saved[format_]) is kind
    assert report == report_of()
    assert [finding.rule for finding in findings] == ["workbook.other_format"]


@pytest.mark.libreoffice
@pytest.mark.parametrize("format_", ["xls", "ods"])
def test_damaged_files_of_other_formats_end_nothing_but_themselves(saved: dict[str, bytes], format_: str) -> None:
    """An .xls has no checksums: what is changed in it may be read; no damage stops the batch."""
    answers: list[object] = []
    with reader() as child:
        for variation in range(30):
            try:
                answers.append(read_apart(child, damaged(saved[format_], Random(variation)), KEY)[0])
            except UnreadableFile as error:
                answers.append(error)
        assert read_apart(child, saved[format_], KEY)[0] == report_of()
    assert len(answers) == 30


def damaged(content: bytes, chance: Random) -> bytes:
    if chance.random() < 0.3:
        return content[: chance.randrange(600, len(content))]
    changed = bytearray(content)
    for _ in range(chance.choice((1, 20, 300))):
        changed[chance.randrange(512, len(changed))] = chance.randrange(256)
    return bytes(changed)
