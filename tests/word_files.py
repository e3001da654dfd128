"""Word files as people send them back: edited, commented, revised."""

import io
import zipfile
from collections.abc import Callable, Mapping

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMESPACE = W[1:-1]
Change = Callable[[etree._Element], None]


def part(content: bytes, name: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return etree.fromstring(package.read(name))


def edited(content: bytes, change: Change, name: str = "word/document.xml") -> bytes:
    """The file with one of its parts changed."""
    root = part(content, name)
    change(root)
    return with_parts(content, {name: etree.tostring(root)})


def with_parts(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The file with parts replaced or added."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(result, "w") as after:
        for name in before.namelist():
            if name not in parts:
                after.writestr(name, before.read(name))
        for name, data in parts.items():
            after.writestr(name, data)
    return result.getvalue()


def with_comment(content: bytes, text: str, author: str = "李处长", *, done: bool = False) -> bytes:
    """The file with a comment in it, as Word files it."""
    relations = part(content, "word/_rels/document.xml.rels")
    for number, (kind, target) in enumerate(
        (("comments", "comments.xml"), ("commentsExtended", "commentsExtended.xml"))
    ):
        schema = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
        etree.SubElement(relations, "Relationship", Id=f"rIdC{number}", Type=schema, Target=target)
    w14, w15 = (f"http://schemas.microsoft.com/office/word/201{year}/wordml" for year in (0, 2))
    comments = (
        f'<w:comments xmlns:w="{NAMESPACE}" xmlns:w14="{w14}"><w:comment w:id="1" w:author="{author}">'
        f'<w:p w14:paraId="0A"><w:r><w:t>{text}</w:t></w:r></w:p></w:comment></w:comments>'
    )
    extended = (
        f'<w15:commentsEx xmlns:w15="{w15}"><w15:commentEx w15:paraId="0A" w15:done="{int(done)}"/></w15:commentsEx>'
    )
    return with_parts(
        content,
        {
            "word/_rels/document.xml.rels": etree.tostring(relations),
            "word/comments.xml": comments.encode(),
            "word/commentsExtended.xml": extended.encode(),
        },
    )


def set_text(old: str, new: str) -> Change:
    def change(root: etree._Element) -> None:
        (found,) = [item for item in root.iter(f"{W}t") if old in (item.text or "")]
        found.text = (found.text or "").replace(old, new)

    return change


def wrap(element: etree._Element, path: str) -> None:
    """Put `element` inside new elements."""
    parent = element.getparent()
    assert parent is not None
    place = parent.index(element)
    outer = inner = etree.Element(path.split("/", maxsplit=1)[0].replace("w:", W))
    for name in path.split("/")[1:]:
        inner = etree.SubElement(inner, name.replace("w:", W))
    inner.append(element)
    parent.insert(place, outer)
