"""What can be different in a workbook from the one read before it, one small thing at a time.

Each takes a source of randomness and a book, and gives a book that differs in one cell, row, sheet or table. Most of
them leave it sound; what some make of it no program would write, and our reader may refuse it.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from small_books import PLAIN, Book, Cell, Formula, Page, Row, Spelling

T = TypeVar("T")
Mutation = Callable[[random.Random, Book], Book]

COLUMNS = "ABCDEF"
HEIGHT = 9

WHOLE = ("0", "1", "7", "42", "-3", "-0", "007", "45292", "123456789012345678")
NUMBERS = (*WHOLE, "1.5", "0.1", "1e3", "1E-2", "12.0", "0.75")
OUT_OF_RANGE = ("1e400", "-1e400", "NaN")
ODD_NUMBERS = (*OUT_OF_RANGE, "", " 3 ", "3.", ".5", "+5", "1_000", "１２", "0x10", "12件", "1,2", "--1", "1e5.5")
MARKED_TEXTS = ("&<>\"'", "]]", "_x0041_", "=1+1", "  两端  ", "一\n二", "a\tb", "😀")
TEXTS = ("", "甲", "#REF!", "12", "01", *MARKED_TEXTS)
FORMULAS = ("SUM(A1:B2)", "A1", 'IF(A1<>0,"平","不平")', "A1&B1", "1+1", "'乙 & 丙'!A1", "$A$1+B2", "SUM( A1 , B1 )")
ERRORS = ("#REF!", "#DIV/0!", "#N/A", "#VALUE!")
FORMATS = (0, 1, 2, 9, 10, 14, 20, 22, 45, 46, 49, 27, 57)
DATES = ("yyyy-mm-dd", "h:mm", "[h]:mm:ss", "m/d/yy h:mm", "yyyy\\年")
CODES = (*DATES, "0.00", '0"日"', '"d"0', "General", "@", "[Red]0")
ITEMS = (
    "<t>甲</t>",
    "<t>乙</t>",
    "<t></t>",
    "<t/>",
    "",
    '<t xml:space="preserve"> 前后 </t>',
    "<t> 前后 </t>",
    "<r><t>一</t></r><r><rPr><b/></rPr><t>二</t></r>",
    '<t>汉字</t><rPh sb="0" eb="2"><t>hànzì</t></rPh>',
    "<t>a&amp;b &lt;c&gt; &quot;</t>",
    "<t>&#30002;</t>",
    "<t><![CDATA[<x>]]></t>",
    "<t>_x0041_x</t>",
    "<t>一\n二</t>",
    "<!-- --><t>丙</t>",
)
SPELLINGS = (
    Spelling(quote="'"),
    Spelling(prefix="x:"),
    Spelling(backwards=True),
    Spelling(marked=True),
    Spelling(coded=True),
    Spelling(space="\n  "),
    Spelling(space="\r\n\t"),
    Spelling(remark="<!-- <c r='A1'><v>9</v></c> -->"),
    Spelling(remark="<?x <v>9</v>?>"),
    Spelling(in_pairs=True),
    Spelling(unnumbered=True),
    Spelling(quote="'", backwards=True, coded=True, in_pairs=True),
)


def first_book(rng: random.Random) -> Book:
    """Two or three sheets of a few dozen cells, as all programs write them."""
    pages = tuple(Page(title, _rows(rng)) for title in ("甲", "乙 & 丙", "丁")[: rng.randint(2, 3)])
    texts = tuple(f"<t>第{number}项</t>" for number in range(8))
    return Book(pages, texts, (0, 1, 10, 14, 49, 164, 165), ((164, "0.00_ "), (165, "yyyy-mm-dd")))


def _rows(rng: random.Random) -> tuple[Row, ...]:
    return tuple(
        Row(str(row), tuple((f"{letter}{row}", _usual_cell(rng)) for letter in COLUMNS if rng.random() < 0.8))
        for row in range(1, HEIGHT + 1)
    )


def _usual_cell(rng: random.Random) -> Cell:
    style = str(rng.randrange(7))
    match rng.randrange(6):
        case 0:
            return Cell(style=style)
        case 1 | 2:
            return Cell(str(rng.randrange(8)), "s", style)
        case 3:
            return Cell(str(rng.randrange(90)), "", style, Formula(rng.choice(FORMULAS)))
        case 4:
            return Cell("平", "str", style, Formula(rng.choice(FORMULAS)))
        case _:
            return Cell(str(rng.randrange(900)), "", style)


# --- one cell ---------------------------------------------------------------------------------------------------------


def number(rng: random.Random, book: Book) -> Book:
    return _with_cell(
        rng, book, lambda cell: replace(cell, value=rng.choice(NUMBERS), type=rng.choice(("", "n")), runs=())
    )


def odd_number(rng: random.Random, book: Book) -> Book:
    return _with_cell(rng, book, lambda cell: replace(cell, value=rng.choice(ODD_NUMBERS), type="", runs=()))


def no_value(rng: random.Random, book: Book) -> Book:
    """``<v/>``, or not even that; but of a date, which openpyxl could not save."""
    value = rng.choice(("", None))
    return _with_cell(rng, book, lambda cell: cell if cell.type == "d" else replace(cell, value=value, runs=()))


def type_only(rng: random.Random, book: Book) -> Book:
    """The same characters, meant otherwise."""
    kind = rng.choice(("", "n", "s", "str", "b", "e", "inlineStr", "d"))
    return _with_cell(rng, book, lambda cell: replace(cell, type=kind) if cell.value or kind != "d" else cell)


def text_of_its_own(rng: random.Random, book: Book) -> Book:
    return _with_cell(rng, book, lambda cell: replace(cell, value=rng.choice(TEXTS), type="str", runs=()))


def inline_text(rng: random.Random, book: Book) -> Book:
    runs = tuple(rng.choice(TEXTS) for _ in range(rng.randint(1, 3)))
    return _with_cell(rng, book, lambda cell: replace(cell, value=None, type="inlineStr", runs=runs, formula=None))


def two_contents(rng: random.Random, book: Book) -> Book:
    """A value and an inline text: the type of the cell tells which is meant."""
    kind, value, run = rng.choice(("", "inlineStr", "str")), rng.choice(NUMBERS), rng.choice(("7", "乙"))
    return _with_cell(rng, book, lambda cell: replace(cell, value=value, type=kind, runs=(run,)))


def shared_text(rng: random.Random, book: Book) -> Book:
    """By its number, which may be too high."""
    index = str(rng.randrange(len(book.texts) + 1))
    return _with_cell(rng, book, lambda cell: replace(cell, value=index, type="s", runs=()))


def truth(rng: random.Random, book: Book) -> Book:
    return _with_cell(rng, book, lambda cell: replace(cell, value=rng.choice("01"), type="b", runs=()))


def error(rng: random.Random, book: Book) -> Book:
    return _with_cell(rng, book, lambda cell: replace(cell, value=rng.choice(ERRORS), type="e", runs=()))


def iso_date(rng: random.Random, book: Book) -> Book:
    value = rng.choice(("2024-03-05", "2024-03-05T08:30:00", "2024-03-05T08:30:00Z"))
    return _with_cell(rng, book, lambda cell: replace(cell, value=value, type="d", runs=()))


def style(rng: random.Random, book: Book) -> Book:
    """Another look; which may not exist."""
    chosen = rng.choice(("", *map(str, range(len(book.styles) + 1))))
    return _with_cell(rng, book, lambda cell: replace(cell, style=chosen))


def formula(rng: random.Random, book: Book) -> Book:
    """Another, or none any more."""
    chosen = rng.choice((None, *map(Formula, FORMULAS)))
    return _with_cell(rng, book, lambda cell: replace(cell, formula=chosen))


def array_formula(rng: random.Random, book: Book) -> Book:
    return _with_cell_at(
        rng, book, lambda at, cell: replace(cell, formula=Formula(rng.choice(FORMULAS), "array", at), runs=())
    )


def shared_formula(rng: random.Random, book: Book) -> Book:
    """The cells of a row share one, each moved by its distance from the first."""
    chosen = rng.choice(FORMULAS)

    def share(row: Row) -> Row:
        area, group = f"{row.cells[0][0]}:{row.cells[-1][0]}", row.number
        first, others = Formula(chosen, "shared", area, group), Formula("", "shared", "", group)
        sharing = (
            (at, replace(cell, formula=others if place else first)) for place, (at, cell) in enumerate(row.cells)
        )
        return replace(row, cells=tuple(sharing))

    return _with_row(rng, book, share)


def without_a_cell(rng: random.Random, book: Book) -> Book:
    return _with_row(rng, book, lambda row: replace(row, cells=_without(rng, row.cells)))


# --- one row ----------------------------------------------------------------------------------------------------------


def cells_out_of_order(rng: random.Random, book: Book) -> Book:
    return _with_row(rng, book, lambda row: replace(row, cells=_swapped(rng, row.cells)))


def cell_twice(rng: random.Random, book: Book) -> Book:
    return _with_row(rng, book, lambda row: replace(row, cells=(*row.cells, row.cells[-1])))


def contents_exchanged(rng: random.Random, book: Book) -> Book:
    """Two cells of a row change places, their addresses do not; formulas they share stay in their order."""

    def exchange(row: Row) -> Row:
        contents = _swapped(rng, tuple(cell for _, cell in row.cells))
        if any(cell.formula and cell.formula.shared for cell in contents):
            return row
        return replace(row, cells=tuple((at, cell) for (at, _), cell in zip(row.cells, contents, strict=True)))

    return _with_row(rng, book, exchange)


def look_of_a_row(rng: random.Random, book: Book) -> Book:
    """Hidden, of another height, or with what only some programs write."""
    looks = rng.choice(
        (
            (),
            (("hidden", "1"),),
            (("hidden", "true"),),
            (("hidden", "0"),),
            (("ht", "0"), ("customHeight", "1")),
            (("ht", "21.5"), ("customHeight", "1")),
            (("spans", "1:6"), ("hidden", "1")),
            (("s", "1"), ("customFormat", "1")),
        )
    )
    return _with_row(rng, book, lambda row: replace(row, looks=looks))


def spelling(rng: random.Random, book: Book) -> Book:
    return _with_row(rng, book, lambda row: replace(row, spelling=rng.choice((PLAIN, *SPELLINGS))))


def spelling_around_rows(rng: random.Random, book: Book) -> Book:
    return _with_page(rng, book, lambda page: replace(page, spelling=rng.choice((PLAIN, *SPELLINGS))))


def spelling_of_tables(rng: random.Random, book: Book) -> Book:
    """But for comments, over which openpyxl breaks down there."""
    return replace(book, spelling=replace(rng.choice((PLAIN, *SPELLINGS)), remark=""))


def spelling_of_all(_rng: random.Random, book: Book) -> Book:
    """Everything as all programs write it."""
    rows = (tuple(replace(row, spelling=PLAIN) for row in page.rows) for page in book.pages)
    pages = (replace(page, rows=each, spelling=PLAIN) for page, each in zip(book.pages, rows, strict=True))
    return replace(book, pages=tuple(pages), spelling=PLAIN)


def moved_down(rng: random.Random, book: Book) -> Book:
    """The same cells under other addresses."""

    def move(row: Row) -> Row:
        number = str(int(row.number) + rng.randint(1, 2))
        return replace(row, number=number, cells=tuple((f"{at[0]}{number}", cell) for at, cell in row.cells))

    return _with_row(rng, book, move)


# --- one sheet --------------------------------------------------------------------------------------------------------


def rows_out_of_order(rng: random.Random, book: Book) -> Book:
    return _with_page(rng, book, lambda page: replace(page, rows=_swapped(rng, page.rows)))


def without_a_row(rng: random.Random, book: Book) -> Book:
    return _with_page(rng, book, lambda page: replace(page, rows=_without(rng, page.rows)))


def merge(rng: random.Random, book: Book) -> Book:
    areas = rng.choice(((), ("A1:B2",), ("B3:D3", "A5:A8"), ("C7:F9",), ("A1:A1",), ("E2:F4", "A1:B1")))
    return _with_page(rng, book, lambda page: replace(page, merges=areas))


def columns(rng: random.Random, book: Book) -> Book:
    chosen = rng.choice(
        (
            (),
            ((("min", "2"), ("max", "2"), ("width", "9"), ("hidden", "1")),),
            ((("min", "1"), ("max", "3"), ("width", "12.5"), ("customWidth", "1")),),
            ((("min", "4"), ("max", "6"), ("width", "0"), ("customWidth", "1")),),
            ((("min", "5"), ("max", "16384"), ("width", "9"), ("hidden", "true")),),
        )
    )
    return _with_page(rng, book, lambda page: replace(page, columns=chosen))


def protection(rng: random.Random, book: Book) -> Book:
    chosen = rng.choice((None, (), (("sheet", "1"),), (("sheet", "0"),), (("selectLockedCells", "1"),)))
    return _with_page(rng, book, lambda page: replace(page, protection=chosen))


def state(rng: random.Random, book: Book) -> Book:
    return _with_page(rng, book, lambda page: replace(page, state=rng.choice(("", "hidden", "veryHidden", "visible"))))


def title(rng: random.Random, book: Book) -> Book:
    chosen = rng.choice(("甲", "乙 & 丙", "戊'己", '"庚"', "辛<1>", "长" * 31, "长" * 32))
    return _with_page(rng, book, lambda page: replace(page, title=chosen))


# --- the tables that cells refer to -----------------------------------------------------------------------------------


def sheets_in_another_order(rng: random.Random, book: Book) -> Book:
    return replace(book, pages=tuple(rng.sample(book.pages, len(book.pages))))


def texts_in_another_order(rng: random.Random, book: Book) -> Book:
    """So that the same number means another text."""
    return replace(book, texts=tuple(rng.sample(book.texts, len(book.texts))))


def another_text(rng: random.Random, book: Book) -> Book:
    return replace(book, texts=_exchanged(rng, book.texts, rng.choice(ITEMS)))


def one_text_less(_rng: random.Random, book: Book) -> Book:
    return replace(book, texts=book.texts[:-1])


def one_text_more(rng: random.Random, book: Book) -> Book:
    return replace(book, texts=(*book.texts, rng.choice(ITEMS)))


def styles_in_another_order(rng: random.Random, book: Book) -> Book:
    return replace(book, styles=tuple(rng.sample(book.styles, len(book.styles))))


def another_style(rng: random.Random, book: Book) -> Book:
    return replace(
        book, styles=_exchanged(rng, book.styles, rng.choice((*FORMATS, *(number for number, _ in book.codes))))
    )


def another_format(rng: random.Random, book: Book) -> Book:
    """So that the same style means another: a date where there was a number."""
    codes = dict(book.codes) | {rng.choice((164, 165)): rng.choice(CODES)}
    return replace(book, codes=tuple(codes.items()))


def other_years(rng: random.Random, book: Book) -> Book:
    return replace(book, date_1904=rng.choice(("", "1", "0", "true")))


MUTATIONS: tuple[Mutation, ...] = (
    number,
    odd_number,
    no_value,
    type_only,
    text_of_its_own,
    inline_text,
    two_contents,
    shared_text,
    truth,
    error,
    iso_date,
    style,
    formula,
    array_formula,
    shared_formula,
    without_a_cell,
    cells_out_of_order,
    cell_twice,
    contents_exchanged,
    look_of_a_row,
    spelling,
    spelling_around_rows,
    spelling_of_tables,
    spelling_of_all,
    moved_down,
    rows_out_of_order,
    without_a_row,
    merge,
    columns,
    protection,
    state,
    title,
    sheets_in_another_order,
    texts_in_another_order,
    another_text,
    one_text_less,
    one_text_more,
    styles_in_another_order,
    another_style,
    another_format,
    other_years,
)


# --- where ------------------------------------------------------------------------------------------------------------


def _with_cell(rng: random.Random, book: Book, change: Callable[[Cell], Cell]) -> Book:
    return _with_cell_at(rng, book, lambda _, cell: change(cell))


def _with_cell_at(rng: random.Random, book: Book, change: Callable[[str, Cell], Cell]) -> Book:
    def in_row(row: Row) -> Row:
        if not row.cells:
            return row
        place = rng.randrange(len(row.cells))
        at, cell = row.cells[place]
        return replace(row, cells=(*row.cells[:place], (at, change(at, cell)), *row.cells[place + 1 :]))

    return _with_row(rng, book, in_row)


def _with_row(rng: random.Random, book: Book, change: Callable[[Row], Row]) -> Book:
    def in_page(page: Page) -> Page:
        places = [place for place, row in enumerate(page.rows) if row.cells]
        if not places:
            return page
        place = rng.choice(places)
        return replace(page, rows=(*page.rows[:place], change(page.rows[place]), *page.rows[place + 1 :]))

    return _with_page(rng, book, in_page)


def _with_page(rng: random.Random, book: Book, change: Callable[[Page], Page]) -> Book:
    place = rng.randrange(len(book.pages))
    return replace(book, pages=(*book.pages[:place], change(book.pages[place]), *book.pages[place + 1 :]))


def _without(rng: random.Random, items: tuple[T, ...]) -> tuple[T, ...]:
    place = rng.randrange(len(items))
    return (*items[:place], *items[place + 1 :])


def _exchanged(rng: random.Random, items: tuple[T, ...], item: T) -> tuple[T, ...]:
    place = rng.randrange(len(items))
    return (*items[:place], item, *items[place + 1 :])


def _swapped(rng: random.Random, items: Sequence[T]) -> tuple[T, ...]:
    """Two neighbours change places."""
    result = list(items)
    if len(result) > 1:
        place = rng.randrange(len(result) - 1)
        result[place : place + 2] = result[place + 1], result[place]
    return tuple(result)
