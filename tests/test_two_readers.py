"""What our reader sees in a file is what openpyxl sees in it, whatever was in the files before.

Ours remembers shapes it has seen. So the files are read one after the other in one process, each different from the
last in one small thing: most of what is remembered still holds, and something does not.
"""

import itertools
import random
import re
import warnings
from collections import Counter
from pathlib import Path

import pytest
from mutations import MUTATIONS, first_book, spelling_of_all
from office import libreoffice_saves
from returned import Parts, as_wps_saves, repacked, returned
from small_books import Book, Cell, Formula, Page, Row
from two_readers import disagreements

from toolkit.intake import Reason, Refused
from toolkit.workbook import resave
from toolkit.workbook.opened import open_workbook

FILES = 500  # of a chain that are read by both
AFRESH, SAVED = 60, 12  # every so many mutations: a new book; the same as other programs save it, and the one before

DEFENCE = {
    Reason.REPEATED_CELL,  # rows or cells twice, or out of order
    Reason.BAD_NUMBER,  # 1_000, １２, NaN, and what no spreadsheet can hold
    Reason.BAD_TEXT,  # the number of a text that is not there
    Reason.BAD_STYLE,  # of a style
    Reason.SHEET_NAMES,  # too long, or twice the same
    Reason.NO_SHEETS,  # all hidden
    Reason.DAMAGED,  # a date that is none
}
"""Why we refuse what openpyxl reads, or breaks down over."""


@pytest.mark.parametrize(
    ("seed", "refused"),
    [(0, 71), (1, 66), (2, 105), (3, 65), (4, 74), (5, 62), (6, 62), (7, 70), (8, 56), (9, 62)],
)
def test_whatever_was_read_before(seed: int, refused: int) -> None:
    """`refused` is how many of the files ours refuses, besides those that both read."""
    rng = random.Random(seed)
    book = before = first_book(rng)
    outcomes: Counter[Reason | None] = Counter()
    mutations = 0
    while outcomes[None] < FILES:
        mutations += 1
        mutated = rng.choice(MUTATIONS)(rng, book) if mutations % AFRESH else first_book(rng)
        content = mutated.file()
        outcome = refusal(content)
        outcomes[outcome] += 1
        if outcome is None:
            book, before = mutated, book
            if mutations % SAVED == 0:
                usual = as_wps_saves(spelling_of_all(rng, mutated).file())
                outcomes.update(map(refusal, (as_openpyxl_saves(content), before.file(), usual)))

    del outcomes[None]
    assert outcomes.keys() <= DEFENCE
    assert outcomes.total() == refused


def refusal(content: bytes) -> Reason | None:
    """Why ours refuses a file; where it does not, both see the same in it."""
    try:
        assert disagreements(content) == []
    except Refused as refused:
        return refused.reason
    return None


def as_openpyxl_saves(content: bytes) -> bytes:
    """It warns of dates that are too far away."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return resave(content)


@pytest.mark.parametrize("unit", ["czj", "mzj", "yjj"])
def test_filled_workbooks_one_after_another(unit: str) -> None:
    """Those of real size, each with a few cells changed."""
    rng = random.Random(unit)
    content = returned(unit)
    for number in range(8):
        content = repacked(content, lambda parts: _change_cells(parts, rng))
        assert disagreements(content if number % 2 else as_wps_saves(content)) == [], (unit, number)


def _change_cells(parts: Parts, rng: random.Random) -> None:
    name = f"xl/worksheets/sheet{rng.randint(2, 4)}.xml"
    filled = re.compile(rb'(?<=<c r=")([A-Z]+[0-9]+" s=")([0-9]+)"(?: t="[a-z]+")?>(?:<v>[^<]*</v>|<is>.*?</is>)</c>')
    chosen = set(rng.sample(range(60), 5))
    places = itertools.count()
    parts[name] = filled.sub(lambda cell: _changed(cell, rng) if next(places) in chosen else cell[0], parts[name])


def _changed(cell: re.Match[bytes], rng: random.Random) -> bytes:
    at, style = cell[1], cell[2]
    contents = (b">\n<v>12</v></c>", b' t="b"><v>1</v></c>', b' t="e"><v>#N/A</v></c>', b' t="s"><v>9</v></c>')
    texts = (b' t="str"><v>12\xe4\xbb\xb6</v></c>', b' t="inlineStr"><is><t>12 </t></is></c>', b"><v>1e3</v></c>")
    return b'%b%b"%b' % (at, rng.choice((style, b"1", b"2")), rng.choice((*contents, *texts)))


@pytest.mark.libreoffice
def test_as_libreoffice_saves_them(tmp_path: Path) -> None:
    rng = random.Random(0)
    books: list[Book] = []
    while len(books) < 100:
        book = first_book(rng)
        for _ in range(5):
            mutated = rng.choice(MUTATIONS)(rng, book)
            book = mutated if is_read(mutated) else book
        books.append(book)

    for content in libreoffice_saves([book.file() for book in books], tmp_path):
        assert disagreements(content) == []


def is_read(book: Book) -> bool:
    try:
        open_workbook(book.file())
    except Refused:
        return False
    return True


def test_a_type_tells_which_of_two_contents_counts() -> None:
    """Text in ``<is>`` counts in an inline text alone, a value in ``<v>`` everywhere else."""
    cells = (
        ("A1", Cell("1", "", runs=("2",))),
        ("B1", Cell("1", "inlineStr", runs=("2",))),
        ("C1", Cell("1", "inlineStr")),
        ("D1", Cell(type="", runs=("2",))),
    )
    book = Book((Page("甲", (Row("1", cells),)),), (), (0,), ())

    (sheet,) = open_workbook(book.file()).sheets
    assert sheet.typed == {(0, 0): 1, (0, 1): "2"}


def test_a_formula_is_shared_although_its_first_cell_is_below_a_merged_area() -> None:
    cells = (
        ("A1", Cell("1")),
        ("B1", Cell("2", formula=Formula("B2+1", "shared", "B1:C1", "0"))),
        ("C1", Cell("3", formula=Formula("", "shared", "", "0"))),
    )
    book = Book((Page("甲", (Row("1", cells),), merges=("A1:B1",)),), (), (0,), ())

    (sheet,) = open_workbook(book.file()).sheets
    assert sheet.typed == {(0, 0): 1, (0, 2): "=C2+1"}
    assert disagreements(book.file()) == []
