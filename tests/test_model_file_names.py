"""Names of files: whatever a unit is called, Windows and Linux can hold it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.model import distinct_stems, safe_stem

FORBIDDEN = set('\\/:*?"<>|') | {chr(code) for code in range(32)}


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("示范区民政局", "示范区民政局"),
        ("民政局（本级）2024", "民政局（本级）2024"),
        ("民政局/老龄办", "民政局_老龄办"),
        ("..\\..\\etc", "_.._etc"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a:b*c?d"e<f>g|h', "a_b_c_d_e_f_g_h"),
        ("民政局\n", "民政局_"),
        ("民政局...", "民政局"),
        (" 民政局 . ", "民政局"),
        ("", "未命名"),
        ("...", "未命名"),
        ("\u202e\u200b", "未命名"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("Lpt1", "_Lpt1"),
        ("COM¹", "_COM¹"),
        ("CONTROL", "CONTROL"),
        ("民政局\u202exslx.exe", "民政局xslx.exe"),
        ("民\u200b政局", "民政局"),
        ("半个\ud83d", "半个"),
        ("e\u0301", "é"),
    ],
    ids=ascii,
)
def test_a_name_becomes_a_stem(name: str, stem: str) -> None:
    assert safe_stem(name) == stem


def test_a_name_of_300_characters_is_cut() -> None:
    assert safe_stem("局" * 300) == "局" * 66


def test_a_latin_name_is_cut_to_80() -> None:
    assert safe_stem("a" * 79 + "." + "b" * 300) == "a" * 79


@given(st.text())
def test_every_stem_can_be_a_file_everywhere(name: str) -> None:
    stem = safe_stem(name)

    assert stem
    assert not FORBIDDEN & set(stem)
    assert stem == stem.strip(". ")
    assert len(stem.encode()) <= 201


def test_names_that_clash_are_numbered() -> None:
    assert list(distinct_stems(["民政局", "a/b", "a:b", "A_B", "民政局"])) == [
        "民政局",
        "a_b",
        "a_b_2",
        "A_B_3",
        "民政局_2",
    ]


def test_a_number_does_not_clash_with_a_name() -> None:
    assert list(distinct_stems(["局", "局_2", "局"])) == ["局", "局_2", "局_3"]


@given(st.lists(st.text(alphabet="aA/: _2局", max_size=4)))
def test_no_two_stems_are_alike_where_case_does_not_count(names: list[str]) -> None:
    stems = list(distinct_stems(names))
    assert len({stem.casefold() for stem in stems}) == len(names)
