"""What can be wrong with how the parts of a workbook belong together, and what else may be packed into it."""

import re

from returned import Parts

from hostile.specimen import RELATIONS, SHEET, TYPES, WORKBOOK, Expected, Specimen, changed, replace_in, replaced
from toolkit.intake import Reason

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_RELATIONS = "xl/worksheets/_rels/sheet3.xml.rels"


def without(name: str, expected: Expected, part: str) -> Specimen:
    return changed(name, expected, lambda parts: parts.pop(part))


def target(name: str, expected: Expected, to: str, more: str = "") -> Specimen:
    """The relation to the sheet leads elsewhere."""
    new = f'Target="{to}"{more}'.encode().replace(b"\\", b"\\\\")
    return replaced(f"关系指向：{name}", expected, rb'Target="worksheets/sheet3.xml"', new, RELATIONS)


def titled(name: str, expected: Expected, title: str) -> Specimen:
    return replaced(
        f"表名：{name}", expected, "三、申请办理".encode() + b'" sheetId', f'{title}" sheetId'.encode(), WORKBOOK
    )


def hidden(state: str) -> Specimen:
    def change(parts: Parts) -> None:
        parts[WORKBOOK] = re.sub(
            rb'(<sheet [^>]*?)( state="\w+")?( r:id)', rb'\1 state="%s"\3' % state.encode(), parts[WORKBOOK]
        )

    return changed(f"全部工作表{state}", Reason.NO_SHEETS, change)


def crowd_of_sheets(parts: Parts) -> None:
    more = b"".join(b'<sheet name="x%d" sheetId="%d" r:id="rId3"/>' % (n, n) for n in range(100, 180))
    replace_in(parts, WORKBOOK, b"</sheets>", more + b"</sheets>")


def with_part(  # noqa: PLR0913, PLR0917 -- most are rarely given
    name: str, expected: Expected, part: str, data: bytes = b"<x/>", relation: str = "", external: str = ""
) -> Specimen:
    """A further part, with a relation to it from the workbook, and one from it to something outside."""

    def change(parts: Parts) -> None:
        parts[part] = data
        if relation:
            inside = f'<Relationship Id="rIdX" Type="{_OFFICE}/{relation}" Target="/{part}"/>'
            replace_in(parts, RELATIONS, b"</Relationships>", inside.encode() + b"</Relationships>")
        if external:
            folder, _, base = part.rpartition("/")
            parts[f"{folder}/_rels/{base}.rels"] = related(external)

    return changed(f"带有：{name}", expected, change)


def related(to: str, kind: str = "externalLinkPath", mode: str = ' TargetMode="External"') -> bytes:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{to}"{mode}/></Relationships>'
    ).encode()


def linked(to: str) -> Specimen:
    """A hyperlink on a label."""

    def change(parts: Parts) -> None:
        parts[_SHEET_RELATIONS] = related(to, "hyperlink")
        link = b'<hyperlink ref="A4" r:id="rId1"/></hyperlinks>'
        replace_in(parts, SHEET, rb"</hyperlinks>", link)

    return changed(f"超链接：{to[:12]}", "same", change)


def macro_type(parts: Parts) -> None:
    usual = rb"application/vnd\.openxmlformats-officedocument\.spreadsheetml\.sheet\.main\+xml"
    replace_in(parts, TYPES, usual, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")


def macro_sheet(parts: Parts) -> None:
    parts["xl/macrosheets/sheet1.xml"] = parts[SHEET]
    replace_in(parts, RELATIONS, rb'Target="worksheets/sheet3.xml"', b'Target="macrosheets/sheet1.xml"')


def second_workbook(parts: Parts) -> None:
    parts["xl/other.xml"] = parts[WORKBOOK]
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    again = b'<Override PartName="/xl/other.xml" ContentType="%s"/>' % kind
    replace_in(parts, TYPES, b"</Types>", again + b"</Types>")


_LINK = (
    b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    b'<externalBook r:id="rId1"/></externalLink>'
)
_DDE = (
    b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
)
_MISSING, _OUTSIDE, _NAMES = Reason.MISSING_PART, Reason.OUTSIDE, Reason.SHEET_NAMES

PACKAGES = (
    without("没有内容类型", _MISSING, TYPES),
    without("没有 workbook.xml 的关系", _MISSING, RELATIONS),
    without("没有总的关系", None, "_rels/.rels"),
    without("缺一张工作表", _MISSING, SHEET),
    without("缺共用文字", _MISSING, "xl/sharedStrings.xml"),
    without("缺格式", _MISSING, "xl/styles.xml"),
    without("缺主题", _MISSING, "xl/theme/theme1.xml"),
    without("缺文档属性", _MISSING, "docProps/core.xml"),
    without("缺自定义属性", _MISSING, "docProps/custom.xml"),
    without("缺 workbook.xml", _MISSING, WORKBOOK),
    target("包外的文件", _OUTSIDE, "../../../etc/passwd"),
    target("根上的文件", _MISSING, "/etc/passwd"),
    target("本机文件", _OUTSIDE, "file:///etc/passwd"),
    target("网址", _OUTSIDE, "http://example.invalid/sheet.xml"),
    target("网络共享", _OUTSIDE, r"\\host\share\sheet.xml"),
    target("不存在的部分", _MISSING, "worksheets/sheet99.xml"),
    target("自己", None, "workbook.xml"),
    target("格式部分", None, "styles.xml"),
    target("另一张表", Reason.REPEATED_PART, "worksheets/sheet2.xml"),
    target("说是外部的", _OUTSIDE, "http://example.invalid/s.xml", ' TargetMode="External"'),
    replaced("关系编号重复", Reason.REPEATED_PART, rb'Id="rId2"', b'Id="rId3"', RELATIONS),
    replaced("关系编号不存在", _MISSING, rb'r:id="rId3"', b'r:id="rId333"', WORKBOOK),
    replaced("没有关系编号", _MISSING, rb' r:id="rId3"', b"", WORKBOOK),
    replaced("关系的命名空间不对", _MISSING, rb"package/2006/relationships", b"package/2099/relationships", RELATIONS),
    replaced("内容类型里没有工作簿", _MISSING, rb'PartName="/xl/workbook.xml"', b'PartName="/xl/x.xml"', TYPES),
    replaced("内容类型里没有工作表", None, rb'<Override PartName="/xl/worksheets/sheet3.xml"[^>]*>', b"", TYPES),
    replaced(
        "两张表对调了部分",
        "told",
        rb'worksheets/sheet3.xml"(.*?)worksheets/sheet4.xml"',
        rb'worksheets/sheet4.xml"\1worksheets/sheet3.xml"',
        RELATIONS,
    ),
    changed("有两个工作簿部分", _MISSING, second_workbook),
    titled("空", _NAMES, ""),
    titled("空格", _NAMES, "  "),
    titled("与别的表重复", _NAMES, "二、主动公开"),
    titled("过长", _NAMES, "三" * 40),
    titled("带斜杠", _NAMES, "三/申请"),
    titled("带方括号", _NAMES, "三[申请]"),
    titled("改名", "same", "Sheet3"),
    hidden("hidden"),
    hidden("veryHidden"),
    replaced("没有工作表", Reason.NO_SHEETS, rb"<sheets>.*</sheets>", b"<sheets/>", WORKBOOK),
    changed("九十张工作表", Reason.TOO_MANY, crowd_of_sheets),
    replaced(
        "六千个定义的名称",
        Reason.TOO_MANY,
        b"</definedNames>",
        b"".join(b'<definedName name="n%d">1</definedName>' % n for n in range(6000)) + b"</definedNames>",
        WORKBOOK,
    ),
    replaced(
        "定义的名称是乱的",
        "same",
        b"</definedNames>",
        b'<definedName name="bad">#REF!#REF!</definedName></definedNames>',
        WORKBOOK,
    ),
    with_part("宏", Reason.MACRO, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0"),
    with_part("宏（大写）", Reason.MACRO, "xl/VBAPROJECT.BIN", b"\xd0\xcf\x11\xe0"),
    changed("带有：宏的内容类型", Reason.MACRO, macro_type),
    changed("带有：宏表", Reason.MACRO, macro_sheet),
    with_part("对话框表", Reason.MACRO, "xl/dialogsheets/sheet1.xml"),
    with_part("外部链接", "same", "xl/externalLinks/externalLink1.xml", _LINK, "externalLink", "file:///x.xlsx"),
    with_part("DDE 链接", "told", "xl/externalLinks/externalLink1.xml", _DDE, "externalLink"),
    with_part("嵌入对象", "same", "xl/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0"),
    with_part("嵌入的程序", "same", "xl/embeddings/evil.exe", b"MZ"),
    with_part("ActiveX 控件", "same", "xl/activeX/activeX1.xml"),
    with_part("窗体控件", "same", "xl/ctrlProps/ctrlProp1.xml"),
    with_part("数据连接", "same", "xl/connections.xml"),
    with_part("网页查询", "same", "xl/queryTables/queryTable1.xml"),
    with_part("加载项", "same", "xl/webextensions/webextension1.xml"),
    with_part("自定义界面", "same", "customUI/customUI.xml"),
    with_part("图片", "same", "xl/media/image1.png", b"\x89PNG\r\n"),
    with_part("WPS 单元格图片", "same", "xl/cellimages.xml"),
    linked("http://example.invalid/"),
    linked("file:///C:/Windows/"),
    linked("javascript:alert(1)"),
    linked("mailto:a@example.invalid"),
)
