"""The package of python-docx's default template, bared of what belongs to an English letter."""

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.opc.rel import Relationships
from docx.oxml.ns import nsdecls

from toolkit.document.typography import Typography

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_CUSTOM = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the set of properties that users define
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


def add_properties(document: Document, properties: Mapping[str, str]) -> None:
    """Custom properties of the file: what word processors keep when they write it again, unlike the names of controls.

    Numbered from 2, as their format asks.
    """
    package = document.part.package
    entries = "".join(
        f'<property fmtid="{_CUSTOM}" pid="{number}" name={quoteattr(name)}><vt:lpwstr>{escape(value)}</vt:lpwstr>'
        "</property>"
        for number, (name, value) in enumerate(properties.items(), 2)
    )
    content = (
        f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">{entries}</Properties>'
    )
    part = Part(PackURI("/docProps/custom.xml"), CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, content.encode(), package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def _drop_others(relations: Relationships) -> None:
    for key in [key for key, relation in relations.items() if relation.reltype not in _KEPT]:
        del relations[key]


def _stand_ins(typography: Typography) -> str:
    """What Word takes where an official font is missing."""
    return "".join(
        f"<w:font w:name={quoteattr(font.name)}><w:altName w:val={quoteattr(font.stand_in)}/></w:font>"
        for font in typography.fonts
    )
