"""版头, 主送机关, 附件 and 版记 as WordprocessingML (clauses 7.2, 7.3.2, 7.3.4, 7.3.7, 7.4)."""

from toolkit.document.items import Addressee, AttachmentHead, AttachmentNote, Banner, Imprint
from toolkit.document.markup import KEEP_NEXT, NEW_PAGE, left_blank, paragraph, text_run
from toolkit.document.typography import Typography, twips

OfficialItem = Banner | Addressee | AttachmentNote | AttachmentHead | Imprint


def official_xml(item: OfficialItem, typography: Typography) -> str:
    """The paragraphs, or the table, of an item that only a 公文 has."""
    match item:
        case Banner():
            return _banner(item, typography)
        case Addressee():
            return paragraph("Addressee", text_run(item.text))
        case AttachmentNote():
            return _note(item, typography)
        case AttachmentHead():
            return _attachment(item, typography)
        case Imprint():
            return _imprint(item, typography)


def _banner(item: Banner, typography: Typography) -> str:
    """发文机关标志, two blank lines, 发文字号, the red line, and two blank lines before the title."""
    place, line = typography.banner, typography.page.line_twips
    issuer = typography.style("Issuer")
    above = twips(place.issuer_mm) - (issuer.line_twips - issuer.char_twips) // 2  # to the upper edge of the letters
    first = _spacing(before=above, after=place.blank_lines * line)
    space = round(place.line_mm / 25.4 * 72)
    border = (
        f'<w:pBdr><w:bottom w:val="single" w:sz="{place.line_eighths}" w:space="{space}" w:color="FF0000"/></w:pBdr>'
    )
    second = border + _spacing(after=place.blank_lines * line)
    return paragraph("Issuer", text_run(item.issuer), first) + paragraph(
        "DocumentNumber", text_run(item.number), second
    )


def _note(item: AttachmentNote, typography: Typography) -> str:
    """A blank line, then 附件： two characters in; lines that turn stand under the first character of the name."""
    char, line = typography.style("BodyText").char_twips, typography.page.line_twips
    left = 6 if len(item.lines) > 1 else 5  # characters: two blank, “附件：”, and the number where there are several
    parts = []
    for number, text in enumerate(item.lines):
        hanging = left - 2 if number == 0 else 1
        indent = (
            f'<w:ind w:leftChars="{left * 100}" w:left="{left * char}"'
            f' w:hangingChars="{hanging * 100}" w:hanging="{hanging * char}"/>'
        )
        before = _spacing(before=line) if number == 0 else ""
        parts.append(paragraph("BodyText", text_run(text), KEEP_NEXT + before + indent))
    return "".join(parts)


def _attachment(item: AttachmentHead, typography: Typography) -> str:
    """附件1 at the upper left of a new page, its title centred on the third line."""
    line = typography.page.line_twips
    title = "\n".join(typography.title_lines(item.title))
    around = _spacing(before=line, after=line)
    return paragraph("AttachmentLabel", text_run(item.label), NEW_PAGE) + paragraph("Title", text_run(title), around)


def _imprint(item: Imprint, typography: Typography) -> str:
    """A table at the very foot of the text area, and the line that anchors it.

    It is placed from the edge of the page: LibreOffice lets no other table of full width stand apart from the text,
    and starts no page at a table that does.
    """
    place, page, char = typography.banner, typography.page, typography.style("Imprint").char_twips
    whole = twips(page.text_width_mm)
    anchor = f'w:vertAnchor="margin" w:horzAnchor="page" w:tblpX="{twips(page.left_mm)}" w:tblpYSpec="bottom"'
    rules = (("top", place.edge_eighths), ("bottom", place.edge_eighths), ("insideH", place.inner_eighths))
    borders = "".join(f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>' for side, size in rules)
    none = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{whole - char}"/></w:tabs>'
    rows = "".join(
        f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{whole}" w:type="dxa"/></w:tcPr>'
        f"{paragraph('Imprint', text_run(line), tab + left_blank(1, char))}</w:tc></w:tr>"
        for line in item.lines
    )
    thin = paragraph("TableLabel", "", _spacing(line=20))
    return (
        f"{thin if item.own_page else ''}"
        f'<w:tbl><w:tblPr><w:tblpPr {anchor}/><w:tblW w:w="{whole}" w:type="dxa"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{none}</w:tblCellMar>'
        f'</w:tblPr><w:tblGrid><w:gridCol w:w="{whole}"/></w:tblGrid>{rows}</w:tbl>'
        f"{thin}"
    )


def _spacing(*, before: int = 0, after: int = 0, line: int = 0) -> str:
    exact = f' w:line="{line}" w:lineRule="exact"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{exact}/>'
