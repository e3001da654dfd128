"""The package of python-docx's default template, bared of what belongs to an English letter."""

from xml.sax.saxutils import quoteattr

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.opc.rel import Relationships
from docx.oxml.ns import nsdecls

from toolkit.document.typography import Typography

_KEPT = frozenset(
    [
        RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
        RELATIONSHIP_TYPE.CORE_PROPERTIES,
        RELATIONSHIP_TYPE.STYLES,
        RELATIONSHIP_TYPE.SETTINGS,
    ]
)


def bare_package(document: Document, typography: Typography) -> None:
    """Only styles and settings stay, and a font table of our own: no theme, thumbnail, numbering, bibliography."""
    _drop_others(document.part.package.rels)
    _drop_others(document.part.rels)
    content = f"<w:fonts {nsdecls('w')}>{_stand_ins(typography)}</w:fonts>".encode()
    name = PackURI("/word/fontTable.xml")
    fonts = Part(name, CONTENT_TYPE.WML_FONT_TABLE, content, document.part.package)
    document.part.relate_to(fonts, RELATIONSHIP_TYPE.FONT_TABLE)


def _drop_others(relations: Relationships) -> None:
    for key in [key for key, relation in relations.items() if relation.reltype not in _KEPT]:
        del relations[key]


def _stand_ins(typography: Typography) -> str:
    """What Word takes where an official font is missing."""
    return "".join(
        f"<w:font w:name={quoteattr(font.name)}><w:altName w:val={quoteattr(font.stand_in)}/></w:font>"
        for font in typography.fonts
    )
