"""Small workbooks written part by part, so that every spelling of the same content can be had: what the two readers,
ours and openpyxl, are asked about.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from returned import packed

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Attributes = Iterable[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class Spelling:
    """How something is written. All programs write the first of each; the others are as good."""

    quote: str = '"'
    prefix: str = ""
    backwards: bool = False  # attributes in the opposite order
    marked: bool = False  # texts as CDATA
    coded: bool = False  # characters as references to them
    space: str = ""  # between elements
    remark: str = ""  # a comment or an instruction between elements
    in_pairs: bool = False  # <v></v> for <v/>
    unnumbered: bool = False  # rows and cells without their addresses


PLAIN = Spelling()


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula; of a shared one, `shared` is its number and `area` where it counts, at the first of its cells."""

    text: str
    kind: str = ""
    area: str = ""
    shared: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the file writes it; `value` None: there is no ``<v>``. `runs`: the pieces of an inline text."""

    value: str | None = None
    type: str = ""
    style: str = ""
    formula: Formula | None = None
    runs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the file writes it: cells by their addresses, in whatever order."""

    number: str
    cells: tuple[tuple[str, Cell], ...]
    looks: tuple[tuple[str, str], ...] = ()
    spelling: Spelling = PLAIN


@dataclass(frozen=True, slots=True)
class Page:
    """A worksheet. `columns`: the attributes of each ``<col>``; `protection`: those of ``<sheetProtection>``;
    `spelling`: of what stands around the rows.
    """

    title: str
    rows: tuple[Row, ...]
    state: str = ""
    merges: tuple[str, ...] = ()
    columns: tuple[tuple[tuple[str, str], ...], ...] = ()
    protection: tuple[tuple[str, str], ...] | None = None
    spelling: Spelling = PLAIN


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook. `texts`: the content of each ``<si>``; `styles`: the number of the format of each; `codes`: those
    that the file defines itself. `spelling` is that of all parts but the sheets.
    """

    pages: tuple[Page, ...]
    texts: tuple[str, ...]
    styles: tuple[int, ...]
    codes: tuple[tuple[int, str], ...]
    date_1904: str = ""
    spelling: Spelling = PLAIN

    def file(self) -> bytes:
        parts = {
            "[Content_Types].xml": _content_types(self),
            "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": _workbook(self),
            "xl/_rels/workbook.xml.rels": _relations(
                [
                    *(("worksheet", f"worksheets/sheet{number}.xml") for number, _ in enumerate(self.pages, 1)),
                    ("styles", "styles.xml"),
                    ("sharedStrings", "sharedStrings.xml"),
                ]
            ),
            **{f"xl/worksheets/sheet{number}.xml": _page(page) for number, page in enumerate(self.pages, 1)},
            "xl/styles.xml": _styles(self),
            "xl/sharedStrings.xml": _texts(self),
        }
        return packed({name: f"{_HEAD}{part}".encode() for name, part in parts.items()})


def tag(name: str, attributes: Attributes = (), content: str = "", spelling: Spelling = PLAIN) -> str:
    """An element in that spelling; attributes without a value are left out."""
    given = [(key, str(value)) for key, value in attributes if value]
    given = given[::-1] if spelling.backwards else given
    quote = spelling.quote
    told = "".join(f" {key}={quote}{escape(value, {quote: f'&#{ord(quote)};'})}{quote}" for key, value in given)
    name = f"{spelling.prefix}{name}"
    if not content and not spelling.in_pairs:
        return f"<{name}{told}/>"
    return f"<{name}{told}>{content}</{name}>"


def text(content: str, spelling: Spelling = PLAIN) -> str:
    """Characters in that spelling."""
    if spelling.marked:
        return f"<![CDATA[{content}]]>"
    if spelling.coded:
        return "".join(f"&#{ord(character)};" for character in content)
    return escape(content)


def _row(row: Row) -> str:
    spelling = row.spelling
    if any(cell.formula and cell.formula.shared for _, cell in row.cells):
        spelling = replace(spelling, unnumbered=False)  # over those openpyxl breaks down
    between = f"{spelling.space}{spelling.remark}"
    cells = "".join(f"{between}{_cell(at, cell, spelling)}" for at, cell in row.cells)
    number = "" if spelling.unnumbered else row.number
    space = ("xmlns:x", MAIN if spelling.prefix else "")
    return f"{between}{tag('row', (space, ('r', number), *row.looks), f'{cells}{between}', spelling)}"


def _cell(at: str, cell: Cell, spelling: Spelling) -> str:
    attributes = (("r", "" if spelling.unnumbered else at), ("s", cell.style), ("t", cell.type))
    return tag("c", attributes, "".join(_inside(cell, spelling)), spelling)


def _inside(cell: Cell, spelling: Spelling) -> Iterator[str]:
    if cell.formula:
        formula = cell.formula
        attributes = (("t", formula.kind), ("ref", formula.area), ("si", formula.shared))
        yield tag("f", attributes, text(formula.text, spelling) if formula.text else "", spelling)
    if cell.value is not None:
        yield tag("v", (), text(cell.value, spelling) if cell.value else "", spelling)
    if len(cell.runs) == 1:
        yield tag("is", (), tag("t", (), text(cell.runs[0], spelling), spelling), spelling)
    elif cell.runs:
        pieces = (tag("r", (), tag("t", (), text(run, spelling), spelling), spelling) for run in cell.runs)
        yield tag("is", (), "".join(pieces), spelling)


def _page(page: Page) -> str:
    spelling = page.spelling
    merges = [tag("mergeCell", [("ref", area)], "", spelling) for area in page.merges]
    columns = [tag("col", column, "", spelling) for column in page.columns]
    protection = () if page.protection is None else (tag("sheetProtection", page.protection, "", spelling),)
    return _part(
        "worksheet",
        spelling,
        [("xmlns:r", RELATIONS)],
        [
            *_list("cols", columns, spelling, counted=False),
            tag("sheetData", (), "".join(map(_row, page.rows)), spelling),
            *protection,
            *_list("mergeCells", merges, spelling),
        ],
    )


def _workbook(book: Book) -> str:
    spelling = book.spelling
    entries = [
        [("name", page.title), ("sheetId", number), ("state", page.state), ("r:id", f"rId{number}")]
        for number, page in enumerate(book.pages, 1)
    ]
    properties = tag("workbookPr", [("date1904", book.date_1904)], "", spelling)
    sheets = [tag("sheet", entry, "", spelling) for entry in entries]
    items = [properties, *_list("sheets", sheets, spelling, counted=False)]
    return _part("workbook", spelling, [("xmlns:r", RELATIONS)], items)


def _styles(book: Book) -> str:
    spelling = book.spelling

    def made(name: str, *attributes: tuple[str, object], content: str = "") -> str:
        return tag(name, attributes, content, spelling)

    codes = [made("numFmt", ("numFmtId", number), ("formatCode", code)) for number, code in book.codes]
    ids = (("fontId", "0"), ("fillId", "0"), ("borderId", "0"))
    items = [
        *_list("numFmts", codes, spelling),
        *_list("fonts", [made("font", content=made("sz", ("val", "11")) + made("name", ("val", "Calibri")))], spelling),
        *_list("fills", [made("fill", content=made("patternFill", ("patternType", "none")))], spelling),
        *_list("borders", [made("border", content="".join(map(made, ("left", "right", "top", "bottom"))))], spelling),
        *_list("cellStyleXfs", [made("xf", ("numFmtId", "0"), *ids)], spelling),
        *_list("cellXfs", [made("xf", ("numFmtId", str(at)), *ids, ("xfId", "0")) for at in book.styles], spelling),
        *_list("cellStyles", [made("cellStyle", ("name", "Normal"), ("xfId", "0"), ("builtinId", "0"))], spelling),
    ]
    return _part("styleSheet", spelling, [], items)


def _texts(book: Book) -> str:
    items = [f"<si>{content}</si>" for content in book.texts]
    return _part("sst", book.spelling, [("count", len(items)), ("uniqueCount", len(items))], items)


def _part(name: str, spelling: Spelling, attributes: Attributes, items: Sequence[str]) -> str:
    """A whole part: elements of the main namespace with a prefix or without."""
    between = f"{spelling.space}{spelling.remark}"
    spaces = [("xmlns", MAIN), ("xmlns:x", MAIN if spelling.prefix else "")]
    return tag(name, [*spaces, *attributes], "".join(f"{between}{item}" for item in items), spelling)


def _list(name: str, items: Sequence[str], spelling: Spelling, *, counted: bool = True) -> Iterator[str]:
    """Where there is something to list."""
    if items:
        between = f"{spelling.space}{spelling.remark}"
        count = [("count", len(items) if counted else "")]
        yield tag(name, count, "".join(f"{between}{item}" for item in items), spelling)


def _content_types(book: Book) -> str:
    kinds = [
        ("workbook.xml", "sheet.main"),
        *((f"worksheets/sheet{number}.xml", "worksheet") for number, _ in enumerate(book.pages, 1)),
        ("styles.xml", "styles"),
        ("sharedStrings.xml", "sharedStrings"),
    ]
    parts = (
        tag("Override", [("PartName", f"/xl/{part}"), ("ContentType", f"{_TYPE}.{kind}+xml")]) for part, kind in kinds
    )
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return tag("Types", [("xmlns", f"{_PACKAGE}/content-types")], f"{default}{''.join(parts)}")


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    found = (
        tag("Relationship", [("Id", f"rId{number}"), ("Type", f"{RELATIONS}/{kind}"), ("Target", target)])
        for number, (kind, target) in enumerate(targets, 1)
    )
    return tag("Relationships", [("xmlns", f"{_PACKAGE}/relationships")], "".join(found))
