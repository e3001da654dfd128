"""The grid: header trees, row trees and parts laid out as cells with spans, shown on small invented tables."""

from collections.abc import Sequence

import pytest

from toolkit.forms import Column, GridCell, Part, Role, Row, Table, a1, a1_range

Path = tuple[str, ...]


def column(*path: str) -> Column:
    """A column with this label under these bands."""
    *under, label = path
    return Column(f"c_{label}", label, label, tuple(under), None, "")


def row(*path: str) -> Row:
    *under, label = path
    return Row(f"r_{label}", label, label, tuple(under), "说明", "依据")


def table(*parts: Part, across: bool = False) -> Table:
    return Table("t", "表", "表", "件", "依据", "across" if across else "matrix", parts, ())


def part(columns: Sequence[Path], rows: Sequence[Path], title: str = "") -> Part:
    return Part(title, "角", tuple(column(*path) for path in columns), tuple(row(*path) for path in rows))


def texts(cells: Sequence[GridCell], role: Role) -> list[str]:
    """``A1:B1 文字`` of every cell of a role."""
    return [f"{cell.range} {cell.text or cell.cell}" for cell in cells if cell.role is role]


@pytest.mark.parametrize(
    ("columns", "headings"),
    [
        pytest.param([("甲",), ("乙",)], ["B1 甲", "C1 乙"], id="flat"),
        pytest.param(
            [("合", "甲"), ("合", "乙"), ("丙",)],
            ["B1:C1 合", "D1:D2 丙", "B2 甲", "C2 乙"],
            id="a column without a band reaches down",
        ),
        pytest.param(
            [("一", "二", "三", "甲"), ("一", "二", "乙"), ("一", "丙"), ("丁",)],
            ["B1:D1 一", "E1:E4 丁", "B2:C2 二", "D2:D4 丙", "B3 三", "C3:C4 乙", "B4 甲"],
            id="four levels",
        ),
        pytest.param([("甲",), ("甲",)], ["B1 甲", "C1 甲"], id="equal labels stay two columns"),
        pytest.param(
            [("合", "甲"), ("合", "甲")],
            ["B1:C1 合", "B2 甲", "C2 甲"],
            id="equal labels under one band stay two columns",
        ),
        pytest.param(
            [("合", "甲"), ("乙",), ("合", "丙")],
            ["B1 合", "C1:C2 乙", "D1 合", "B2 甲", "D2 丙"],
            id="a band interrupted by a column is two bands",
        ),
        pytest.param(
            [("合", "中", "甲"), ("合", "乙"), ("合", "中", "丙")],
            ["B1:D1 合", "B2 中", "C2:C3 乙", "D2 中", "B3 甲", "D3 丙"],
            id="an inner band interrupted by a column is two bands",
        ),
        pytest.param(
            [("合", "中", "甲"), ("乙",), ("合", "中", "丙")],
            ["B1 合", "C1:C3 乙", "D1 合", "B2 中", "D2 中", "B3 甲", "D3 丙"],
            id="bands of all levels end where a column interrupts them",
        ),
        pytest.param(
            [("左", "中", "甲"), ("右", "中", "乙")],
            ["B1 左", "C1 右", "B2 中", "C2 中", "B3 甲", "C3 乙"],
            id="bands of one name under different bands are two",
        ),
        pytest.param([("甲",), ("甲", "乙")], ["B1:B2 甲", "C1 甲", "C2 乙"], id="a column named like the next band"),
    ],
)
def test_bands_over_columns_become_spans(columns: Sequence[Path], headings: list[str]) -> None:
    assert texts(table(part(columns, [("行",)])).grid.cells, Role.HEADING) == headings


@pytest.mark.parametrize(
    ("rows", "labels"),
    [
        pytest.param([("甲",), ("乙",)], ["A2 甲", "A3 乙"], id="flat"),
        pytest.param(
            [("甲",), ("合", "乙"), ("合", "丙")], ["A2:B2 甲", "A3:A4 合", "B3 乙", "B4 丙"], id="one band of rows"
        ),
        pytest.param(
            [("合", "中", "甲"), ("合", "乙"), ("合", "中", "丙")],
            ["A2:A4 合", "B2 中", "C2 甲", "B3:C3 乙", "B4 中", "C4 丙"],
            id="an interrupted band",
        ),
    ],
)
def test_bands_of_rows_become_spans(rows: Sequence[Path], labels: list[str]) -> None:
    assert texts(table(part([("列",)], rows)).grid.cells, Role.LABEL) == labels


def test_the_corner_spans_all_labels_and_all_headings() -> None:
    grid = table(part([("合", "甲"), ("乙",)], [("带", "子")])).grid
    assert texts(grid.cells, Role.CORNER) == ["A1:B2 角"]


def test_numbers_stand_in_reading_order_below_and_beside_their_labels() -> None:
    grid = table(part([("甲",), ("乙",)], [("一",), ("二",)])).grid
    assert texts(grid.numbers, Role.INPUT) == ["B2 t.r_一.c_甲", "C2 t.r_一.c_乙", "B3 t.r_二.c_甲", "C3 t.r_二.c_乙"]


def test_parts_stand_one_below_the_other_each_with_a_title_across() -> None:
    wide, narrow = part([("甲",), ("乙",), ("丙",)], [("一",)], "第一段"), part([("丁",)], [("二",)], "第二段")
    assert texts(table(wide, narrow).grid.cells, Role.TITLE) == ["A1:D1 第一段", "A4:D4 第二段"]


def test_the_last_column_of_a_narrow_part_stretches_to_the_full_width() -> None:
    wide, narrow = part([("甲",), ("乙",), ("丙",)], [("一",)], "第一段"), part([("丁",), ("戊",)], [("二",)], "第二段")
    grid = table(wide, narrow).grid

    assert texts(grid.cells, Role.HEADING)[3:] == ["B5 丁", "C5:D5 戊"]
    assert grid.place("t.r_二.c_戊").range == "C6:D6"


def test_a_band_over_a_stretched_column_stretches_too() -> None:
    wide, narrow = part([("甲",), ("乙",), ("丙",)], [("一",)], "第一段"), part([("合", "丁")], [("二",)], "第二段")
    assert texts(table(wide, narrow).grid.cells, Role.HEADING)[3:] == ["B5:D5 合", "B6:D6 丁"]


def test_labels_of_all_parts_share_the_label_columns() -> None:
    deep, flat = part([("甲",)], [("带", "一")], "第一段"), part([("乙",)], [("二",)], "第二段")
    assert texts(table(deep, flat).grid.cells, Role.LABEL) == ["A3 带", "B3 一", "A6:B6 二"]


def test_a_table_of_one_part_repeats_its_heading_on_every_page() -> None:
    grid = table(part([("合", "甲"), ("乙",)], [("一",)])).grid
    assert (grid.heading_rows, grid.label_columns, grid.height, grid.width) == (2, 1, 3, 3)


def test_a_table_of_several_parts_has_no_heading_to_repeat() -> None:
    assert table(part([("甲",)], [("一",)], "第一段"), part([("乙",)], [("二",)], "第二段")).grid.heading_rows == 0


def test_across_lays_all_rows_side_by_side_under_their_bands() -> None:
    grid = table(part([("甲",), ("乙",)], [("一",), ("诉讼", "二"), ("诉讼", "三")]), across=True).grid

    assert texts(grid.cells, Role.HEADING) == [
        "A1:B1 一",
        "C1:F1 诉讼",
        "A2:A3 甲",
        "B2:B3 乙",
        "C2:D2 二",
        "E2:F2 三",
        "C3 甲",
        "D3 乙",
        "E3 甲",
        "F3 乙",
    ]
    assert texts(grid.numbers, Role.INPUT)[-1] == "F4 t.r_三.c_乙"
    assert (grid.heading_rows, grid.label_columns) == (3, 0)


@pytest.mark.parametrize(
    ("row_", "column_", "address"),
    [(0, 0, "A1"), (3, 3, "D4"), (0, 25, "Z1"), (0, 26, "AA1"), (9, 51, "AZ10"), (0, 702, "AAA1"), (0, 16383, "XFD1")],
)
def test_addresses_count_as_a_spreadsheet_does(row_: int, column_: int, address: str) -> None:
    assert a1(row_, column_) == address


def test_a_rectangle_of_one_cell_is_an_address() -> None:
    assert (a1_range(0, 0, 1, 1), a1_range(0, 0, 3, 3)) == ("A1", "A1:C3")
