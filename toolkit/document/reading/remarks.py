"""What stands around the text of a Word file: tracked changes, comments, headers and footers, custom properties."""

from collections.abc import Iterator

from lxml import etree

from toolkit.document.reading.content import Comment, Revision
from toolkit.document.reading.opening import Package
from toolkit.document.reading.text import W, text_of

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_REVISIONS = {
    f"{W}ins": "插入",
    f"{W}del": "删除",
    f"{W}moveFrom": "移走",
    f"{W}moveTo": "移入",
    f"{W}cellIns": "插入单元格",
    f"{W}cellDel": "删除单元格",
    f"{W}cellMerge": "合并单元格",
    f"{W}rPrChange": "改格式",
    f"{W}pPrChange": "改格式",
    f"{W}tblPrChange": "改表格格式",
    f"{W}tcPrChange": "改表格格式",
    f"{W}trPrChange": "改表格格式",
    f"{W}tblGridChange": "改表格格式",
    f"{W}sectPrChange": "改页面格式",
    f"{W}numberingChange": "改编号",
}


# --- revisions and comments ------------------------------------------------------------------------------------------


def revisions_in(body: etree._Element) -> Iterator[Revision]:
    for element in body.iter(*_REVISIONS):
        kind = _REVISIONS[str(element.tag)]
        inside = element.iter(f"{W}t", f"{W}delText")
        text = "".join(item.text or "" for item in inside) or _around(element)
        yield Revision(kind, text)


def _around(element: etree._Element) -> str:
    """The words of the paragraph, or the table row, whose format or mark was changed."""
    for parent in element.iterancestors(f"{W}p", f"{W}tr", f"{W}tbl"):
        return "".join(item.text or "" for item in parent.iter(f"{W}t"))[:20]
    return ""


def comments_in(package: Package) -> Iterator[Comment]:
    done = _done(package)
    for comment in (item for part in package.related("/comments") for item in part):
        paragraphs = [item.get(f"{_W14}paraId") for item in comment.iter(f"{W}p")]
        if not done.intersection(filter(None, paragraphs)):
            text = "\n".join(text_of(paragraph) for paragraph in comment.iter(f"{W}p"))
            yield Comment(str(comment.get(f"{W}author", "")), text)


def _done(package: Package) -> frozenset[str]:
    """The paragraphs of comments that somebody marked as resolved."""
    return frozenset(
        str(item.get(f"{_W15}paraId"))
        for part in package.related("/commentsExtended")
        for item in part
        if item.get(f"{_W15}done") in ("1", "true")
    )


# --- headers and footers ---------------------------------------------------------------------------------------------


def margins_of(package: Package) -> Iterator[str]:
    """What stands over and under the pages, without page numbers."""
    for ending in ("/header", "/footer"):
        for part in package.related(ending):
            for paragraph in part.iter(f"{W}p"):
                _blank_fields(paragraph)
                if text := text_of(paragraph).strip():
                    yield text


def _blank_fields(paragraph: etree._Element) -> None:
    """Take the results of fields away: a page number is no content."""
    for field in list(paragraph.iter(f"{W}fldSimple")):
        field.clear()
    depth = 0
    for element in paragraph.iter(f"{W}fldChar", f"{W}t"):
        if element.tag == f"{W}fldChar":
            depth += {"begin": 1, "end": -1}.get(str(element.get(f"{W}fldCharType")), 0)
        elif depth > 0:
            element.text = ""


def properties_of(package: Package) -> dict[str, str]:
    """The custom properties of the file: name → value."""
    return {
        str(item.get("name", "")): "".join(str(text) for text in item.itertext())
        for part in package.of_file("/custom-properties")
        for item in part
    }
