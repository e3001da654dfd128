"""Every Word file of ours against the published schemas: no program has to repair what we write."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from openxml_audit import FileFormat, OpenXmlValidator
from reports import filled
from test_document_layout import DISPATCH
from word_files import W, edited

from toolkit.checks import Checked, check_report
from toolkit.demo import examples
from toolkit.document import (
    Draft,
    Layout,
    content_of_outline,
    outline_of,
    write_final,
    write_review_copy,
    write_text_copy,
    write_word,
)
from toolkit.document.typography import Preferences
from toolkit.model import read_data_file
from toolkit.stages.basis import Origin, SourceFile
from toolkit.stages.signature import Earlier, Request, make_pack

REPORT, _ = read_data_file((examples() / "demo" / "returns" / "mzj.json").read_bytes())
DAY = date(2025, 1, 20)
# A part with theme fonts and colours: the validator asks for one, Word does not, and no style of ours has a theme.
_NOT_WANTED = "relationships/theme"


def faults(content: bytes, folder: Path) -> list[str]:
    path = folder / "document.docx"
    path.write_bytes(content)
    result = OpenXmlValidator(FileFormat.OFFICE_2013).validate(path)
    return [str(error) for error in result.errors if _NOT_WANTED not in str(error)]


def documents() -> dict[str, bytes]:
    earlier = Earlier("上年报告", content_of_outline(outline_of(replace(filled(), year=2023), signed_on=None)))
    checked = Checked("a.xlsx", REPORT, check_report(REPORT))
    pack = make_pack(checked, Request(DAY, Origin((SourceFile("示范区民政局", "a.xlsx", "0" * 64),))), earlier)
    return {
        "plain": write_word(REPORT, signed_on=DAY),
        "sealed": write_word(REPORT, signed_on=DAY, layout=Layout(sealed=True)),
        "across": write_word(REPORT, signed_on=DAY, layout=Layout(Preferences(landscape=("requests",)))),
        "sent": write_word(REPORT, signed_on=DAY, layout=Layout(dispatch=DISPATCH)),
        "draft": write_word(REPORT, signed_on=None, draft=Draft(1, {"problems": ((0, 3),)})),
        "final": write_final(REPORT, signed_on=DAY),
        "review copy": write_review_copy(REPORT),
        "text copy": write_text_copy(REPORT),
        **{name: content for name, content in pack.files.items() if name.endswith(".docx")},
    }


DOCUMENTS = documents()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_it_is_valid(name: str, tmp_path: Path) -> None:
    assert not faults(DOCUMENTS[name], tmp_path)


def test_the_validator_would_notice(tmp_path: Path) -> None:
    def disordered(root: etree._Element) -> None:
        properties = next(root.iter(f"{W}pPr"))
        properties.insert(0, properties[-1])

    assert faults(edited(DOCUMENTS["plain"], disordered), tmp_path)
