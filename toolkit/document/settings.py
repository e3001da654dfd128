"""``settings.xml`` of our own, in the order of the schema: nothing of the library's template stays."""

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

_COMPATIBILITY = 15  # the mode of Word 2013 and later: no "compatibility mode" in the title bar
_URI = "http://schemas.microsoft.com/office/word"


def lay_down_settings(document: Document, *, tracked: bool, read_only: bool) -> None:
    """Replace all settings.

    `tracked`: every change is recorded from the first keystroke; `read_only`: a seatbelt, no lock, there is no
    password. Never ``updateFields``: Word would ask every reader whether to update
    fields.
    """
    element = document.settings.element
    for child in list(element):
        element.remove(child)
    for child in parse_xml(f"<w:settings {nsdecls('w')}>{_content(tracked=tracked, read_only=read_only)}</w:settings>"):
        element.append(child)


def _content(*, tracked: bool, read_only: bool) -> str:
    tracking = "<w:trackRevisions/>" if tracked else ""
    protection = '<w:documentProtection w:edit="readOnly" w:enforcement="1"/>' if read_only else ""
    return (
        f'<w:zoom w:percent="100"/>{tracking}{protection}<w:defaultTabStop w:val="640"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="{_URI}" w:val="{_COMPATIBILITY}"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
    )
