"""The scan before any parser: what a file is, its limits, and that nothing makes it raise."""

from dataclasses import fields, replace

import pytest
from hostile.formats import compound
from hypothesis import given
from hypothesis import strategies as st
from reports import FORM
from returned import T3, as_wps_saves, packed, parts_of, report_of, returned

from toolkit.aggregation import Source, add_up
from toolkit.intake import LIMITS, Kind, Limits, Note, Reason, Refused, kind_of, prescan
from toolkit.model import Report
from toolkit.workbook import read_workbook, resave
from toolkit.workflow import total_as_workbook


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", Kind.EMPTY),
        (bytes(500), Kind.ZEROS),
        (returned(), Kind.XLSX),
        (resave(returned()), Kind.XLSX),
        (as_wps_saves(returned()), Kind.XLSX),
        (returned()[:9000], Kind.XLSX),
        (b"before" + returned(), Kind.XLSX),
        (packed({"民政局.xlsx": returned()}), Kind.ZIP),
        (compound("Workbook"), Kind.XLS),
        (compound("Book"), Kind.XLS),
        (compound("WordDocument"), Kind.WORD_97),
        (compound("Workbook", "WordDocument"), Kind.XLS),
        (compound("EncryptedPackage", "Workbook"), Kind.ENCRYPTED),
        (b"%PDF-1.4", Kind.PDF),
        ("单位,数量".encode("gb18030"), Kind.TEXT),
        (b"\xff\xfe" + "单位".encode("utf-16-le"), Kind.TEXT),
        (b'\xef\xbb\xbf {"year": 2024}', Kind.DATA_FILE),
        (b"<HTML xmlns:x='urn:schemas-microsoft-com:office:excel'>", Kind.HTML),
        (b"Received: from x\r\n by y\r\nFrom: a@example.invalid\r\n\r\nhello", Kind.EML),
        (b"\x01\x02\x03\x04" * 50, Kind.OTHER),
    ],
    ids=lambda value: value.name if isinstance(value, Kind) else "",
)
def test_a_file_is_what_its_content_says(content: bytes, kind: Kind) -> None:
    assert kind_of(content, "年报.xlsx") is kind
    assert kind_of(content, "年报.pdf") is kind


def test_a_name_only_tells_lock_files() -> None:
    assert kind_of(b"\x05admin" + bytes(159), "收件/~$年报.xlsx") is Kind.LOCK_FILE
    assert kind_of(returned(), "~$年报.xlsx") is Kind.XLSX


_NOT_COUNTED = ("ratio", "depth", "part_name", "xml_depth", "sheets", "seconds", "memory", "answer")


def test_an_honest_workbook_needs_little_of_what_is_allowed() -> None:
    """With a tenth of every size and number it is still read; nobody comes near a limit by filling in a form."""
    counted = [item.name for item in fields(Limits) if item.name not in _NOT_COUNTED]
    small = replace(LIMITS, **{name: getattr(LIMITS, name) // 10 for name in counted})

    for content in (returned(), resave(returned()), as_wps_saves(returned())):
        assert prescan(content, limits=small).reason is None


def test_a_total_over_two_hundred_units_is_read() -> None:
    values = {cell.id: 1 for cell in FORM.inputs}
    sources = [Source(f"{n}.xlsx", Report(FORM, 2024, f"第{n}号单位", f"u{n}", values=values)) for n in range(200)]
    content = total_as_workbook(add_up(sources, "全市"))

    assert prescan(content).reason is None
    assert read_workbook(content)[0].values["requests.received.natural_person"] == 200


@pytest.mark.parametrize(
    ("limit", "reason"),
    [
        ({"file": 1000}, Reason.TOO_LARGE),
        ({"part": 1000}, Reason.EXPANDS_TOO_FAR),
        ({"inflated": 9000}, Reason.EXPANDS_TOO_FAR),
        ({"ratio": 2, "ratio_grace": 100}, Reason.EXPANDS_TOO_FAR),
        ({"parts": 5}, Reason.TOO_MANY_PARTS),
        ({"part_name": 10}, Reason.UNSAFE_NAME),
        ({"xml_depth": 3}, Reason.TOO_DEEP),
        ({"xml_elements": 500}, Reason.TOO_MANY),
        ({"sheets": 5}, Reason.TOO_MANY),
        ({"rows": 20}, Reason.TOO_FAR),
        ({"columns": 5}, Reason.TOO_FAR),
        ({"cells": 100}, Reason.TOO_MANY),
        ({"merges": 10}, Reason.TOO_MANY),
        ({"merged_cells": 50}, Reason.TOO_FAR),
        ({"rules": 5}, Reason.TOO_MANY),
        ({"names": 1}, Reason.TOO_MANY),
        ({"strings": 20}, Reason.TOO_MANY),
        ({"styles": 3}, Reason.TOO_MANY),
    ],
    ids=lambda value: "、".join(value) if isinstance(value, dict) else "",
)
def test_every_limit_is_kept(limit: dict[str, int], reason: Reason) -> None:
    assert prescan(returned(), limits=replace(LIMITS, **limit)).reason is reason


@given(st.binary(max_size=3000), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<", b"{"]))
def test_any_bytes_get_an_answer(content: bytes, start: bytes) -> None:
    inspected = prescan(start + content)

    assert inspected.reason is not None
    with pytest.raises(Refused, match="。"):
        inspected.accepted()


@given(st.data())
def test_any_part_gets_an_answer(data: st.DataObject) -> None:
    """Whatever stands in a part, the scan ends with an answer."""
    parts = parts_of(returned())
    name = data.draw(st.sampled_from(sorted(parts)))
    start, length = data.draw(st.integers(0, len(parts[name]))), data.draw(st.integers(0, 60))
    parts[name] = parts[name][:start] + data.draw(st.binary(max_size=60)) + parts[name][start + length :]

    prescan(packed(parts))


def test_every_reason_and_note_is_a_sentence_with_a_remedy() -> None:
    for reason in Reason:
        assert reason.told("某处").endswith("。")
        assert reason.remedy.endswith("。")
        assert "{}" not in reason.told("某处")
    assert all(note.value and not note.value.endswith("。") for note in Note)


def test_a_reason_says_where() -> None:
    parts = parts_of(returned())
    parts["xl/worksheets/sheet3.xml"] = parts["xl/worksheets/sheet3.xml"].replace(b"<v>3</v>", b"<v>NaN</v>", 1)
    inspected = prescan(packed(parts))

    with pytest.raises(Refused) as refused:
        inspected.accepted()
    assert refused.value.problem == f"有一格按数字存放，内容却不是数（“{T3}”表D4）。"
    assert report_of().values["requests.received.natural_person"] == 3
