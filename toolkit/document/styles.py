"""The styles of the document: python-docx's default ones, stripped of themes and colours and laid down anew."""

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from toolkit.document.typography import Style, Typography


def apply_styles(document: Document, typography: Typography, prefix: str = "") -> None:
    """Lay down every style of `typography`, and zh-CN with the body font as the default of all the rest.

    With a `prefix` the file has styles of its own: they stay, and ours are added under names of their own.
    """
    styles = document.styles.element
    wanted = {f"{prefix}{style.id}": style for style in typography.styles}
    if not prefix:
        _set_defaults(styles, typography.style("Normal"))
        for element in list(styles.findall(qn("w:style"))):
            if element.get(qn("w:styleId")) in wanted or not _is_basic(element):
                styles.remove(element)
            else:
                _strip_fonts(element)
    for style in wanted.values():
        styles.append(_style(style, prefix))


def _is_basic(element: etree._Element) -> bool:
    """The defaults for characters, tables and lists, which every document has."""
    return element.get(qn("w:default")) == "1"


def _strip_fonts(element: etree._Element) -> None:
    for fonts in list(element.iter(qn("w:rFonts"))):
        parent = fonts.getparent()
        if parent is not None:
            parent.remove(fonts)


def _set_defaults(styles: etree._Element, normal: Style) -> None:
    defaults = styles.find(qn("w:docDefaults"))
    new = parse_xml(
        f"<w:docDefaults {nsdecls('w')}><w:rPrDefault>{_run_properties(normal)}</w:rPrDefault>"
        "<w:pPrDefault/></w:docDefaults>"
    )
    if defaults is None:
        styles.insert(0, new)
    else:
        styles.replace(defaults, new)


def _style(style: Style, prefix: str) -> etree._Element:
    default = ' w:default="1"' if style.id == "Normal" and not prefix else ""
    based_on = "" if style.id == "Normal" else f'<w:basedOn w:val="{prefix}Normal"/>'
    name = f"年报 {style.name}" if prefix else style.name
    element: etree._Element = parse_xml(
        f'<w:style {nsdecls("w")} w:type="paragraph"{default} w:styleId="{prefix}{style.id}"><w:name w:val="{name}"/>'
        f"{based_on}<w:qFormat/>{_paragraph_properties(style)}{_run_properties(style)}</w:style>"
    )
    return element


def _paragraph_properties(style: Style) -> str:
    """In the order of the schema."""
    first_line = style.first_line_chars * style.char_twips
    keep = "<w:keepNext/>" if style.keep_next else ""
    grid = "" if style.grid else '<w:snapToGrid w:val="0"/>'
    indent = f'<w:ind w:firstLineChars="{style.first_line_chars * 100}" w:firstLine="{first_line}"/>'
    level = f'<w:outlineLvl w:val="{style.level - 1}"/>' if style.level else ""
    return (
        f'<w:pPr>{keep}<w:widowControl w:val="0"/><w:overflowPunct w:val="0"/>'
        f'<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>{grid}'
        f'<w:spacing w:before="0" w:after="0" w:line="{style.line_twips}" w:lineRule="exact"/>'
        f'{indent}<w:jc w:val="{style.align}"/>{level}</w:pPr>'
    )


def _run_properties(style: Style) -> str:
    """All four font slots, and none from a theme; digits and letters in the Latin font."""
    size = round(style.size_pt * 2)
    tracking = f'<w:spacing w:val="{style.tracking_twips}"/>' if style.tracking_twips else ""
    return (
        f'<w:rPr><w:rFonts w:ascii="{style.latin}" w:hAnsi="{style.latin}" w:eastAsia="{style.font}"'
        f' w:cs="{style.latin}" w:hint="eastAsia"/>'
        f'<w:b w:val="{int(style.bold)}"/><w:i w:val="0"/><w:color w:val="{style.color}"/>{tracking}'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>'
    )
