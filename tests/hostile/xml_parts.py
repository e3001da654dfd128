"""What can be wrong with the XML of a part."""

import re
from collections.abc import Callable

from returned import Parts

from hostile.specimen import RELATIONS, SHEET, TYPES, WORKBOOK, Expected, Specimen, changed, replaced
from toolkit.intake import Reason

_START = rb"<worksheet "
_LAUGHS = (
    b"[<!ENTITY a 'ha'>" + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)) + b"]"
)


def doctype(name: str, declaration: bytes, part: str = SHEET, start: bytes = _START) -> Specimen:
    return replaced(f"DOCTYPE：{name}", Reason.DOCTYPE, start, b"<!DOCTYPE x " + declaration + b">\n" + start, part)


def whole(name: str, expected: Expected, change: Callable[[bytes], bytes], part: str = SHEET) -> Specimen:
    return changed(f"XML：{name}", expected, lambda parts: rewrite(parts, part, change))


def rewrite(parts: Parts, part: str, change: Callable[[bytes], bytes]) -> None:
    parts[part] = change(parts[part])


def declared(encoding: str) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b'encoding="UTF-8"', f'encoding="{encoding}"'.encode(), 1)


def utf16(data: bytes) -> bytes:
    return data.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"', 1).encode("utf-16")


def prefixed(data: bytes) -> bytes:
    data = data.replace(b"<worksheet xmlns=", b"<worksheet xmlns:m=", 1)
    return re.sub(rb"<(/?)([A-Za-z]\w*)(?=[ />])", rb"<\1m:\2", data)


def deep(data: bytes) -> bytes:
    return data.replace(b"</worksheet>", b"<extLst>" + b"<ext>" * 2000 + b"</ext>" * 2000 + b"</extLst></worksheet>")


def after_data(more: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b"</sheetData>", b"</sheetData>" + more, 1)


XML_PARTS = (
    doctype("空的", b""),
    doctype("十亿个笑", _LAUGHS),
    doctype("外部实体读文件", b'[<!ENTITY x SYSTEM "file:///etc/passwd">]'),
    doctype("外部实体访问网络", b'[<!ENTITY x SYSTEM "http://example.invalid/x">]'),
    doctype("外部 DTD", b'SYSTEM "http://example.invalid/x.dtd"'),
    doctype("参数实体", b'[<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]'),
    doctype("改默认属性", b'[<!ATTLIST c t CDATA "s">]'),
    doctype("在 workbook.xml", b"", WORKBOOK, b"<workbook "),
    doctype("在 sharedStrings.xml", _LAUGHS, "xl/sharedStrings.xml", b"<sst "),
    doctype("在 styles.xml", b"", "xl/styles.xml", b"<styleSheet "),
    doctype("在关系", b"", RELATIONS, b"<Relationships "),
    doctype("在内容类型", b"", TYPES, b"<Types "),
    doctype("在文档属性", _LAUGHS, "docProps/custom.xml", b"<Properties "),
    doctype("在主题", b"", "xl/theme/theme1.xml", b"<a:theme "),
    whole("UTF-16 编码", Reason.ENCODING, utf16),
    whole("声称 GBK", None, declared("GBK")),
    whole("声称 ISO-8859-1", Reason.ENCODING, declared("ISO-8859-1")),
    whole("声称 UTF-7", None, declared("UTF-7")),
    whole("不认识的编码", None, declared("x-evil")),
    whole("有 BOM", "same", lambda data: b"\xef\xbb\xbf" + data),
    whole("没有 XML 声明", "same", lambda data: data.partition(b"?>")[2].lstrip()),
    whole("XML 1.1", None, lambda data: data.replace(b'version="1.0"', b'version="1.1"', 1)),
    whole("声明前有空行", Reason.DAMAGED, lambda data: b"\n" + data),
    whole("截断", Reason.DAMAGED, lambda data: data[: len(data) // 2]),
    whole("少一个结束标记", Reason.DAMAGED, lambda data: data.replace(b"</row>", b"", 1)),
    whole("标记交错", Reason.DAMAGED, lambda data: data.replace(b"</v></c>", b"</c></v>", 1)),
    whole("属性写两遍", Reason.DAMAGED, lambda data: data.replace(b'<c r="A1"', b'<c r="A1" r="A1"', 1)),
    whole("属性没有引号", Reason.DAMAGED, lambda data: data.replace(b'<c r="A1"', b"<c r=A1", 1)),
    whole("裸的 &", Reason.DAMAGED, lambda data: data.replace(b"<v>0</v>", b"<v>0 & 1</v>", 1)),
    whole("未定义的实体", Reason.DAMAGED, lambda data: data.replace(b"<v>0</v>", b"<v>&zero;</v>", 1)),
    whole("控制字符", Reason.DAMAGED, lambda data: data.replace(b"<v>0</v>", b"<v>\x080</v>", 1)),
    whole("空字节", Reason.DAMAGED, lambda data: data.replace(b"<v>0</v>", b"<v>\x00</v>", 1)),
    whole("控制字符的引用", Reason.DAMAGED, lambda data: data.replace(b"<v>0</v>", b"<v>&#8;0</v>", 1)),
    whole("不合 UTF-8 的字节", Reason.DAMAGED, lambda data: data.replace(b"<v>0</v>", b"<v>\xff\xfe</v>", 1)),
    whole("代理码位", Reason.DAMAGED, lambda data: data.replace(b"<v>0</v>", b"<v>&#xD800;</v>", 1)),
    whole("数字写成字符引用", "same", lambda data: data.replace(b"<v>3</v>", b"<v>&#51;</v>", 1)),
    whole("数字写在 CDATA 里", "same", lambda data: data.replace(b"<v>3</v>", b"<v><![CDATA[3]]></v>", 1)),
    whole("数字中间有注释", None, lambda data: data.replace(b"<v>2</v>", b"<v>2<!-- x -->0</v>", 1)),
    whole("有注释和处理指令", "same", after_data(b"<!-- x --><?x y?>")),
    whole("嵌套两千层", Reason.TOO_DEEP, deep),
    whole("两百万个元素", Reason.EXPANDS_TOO_FAR, after_data(b"<extLst>" + b"<x/>" * 2_000_001 + b"</extLst>")),
    whole(
        "十万个属性", None, after_data(b"<extLst><x %s/></extLst>" % b" ".join(b'a%d=""' % n for n in range(100_000)))
    ),
    whole("一个属性8MB", None, after_data(b'<extLst><x a="%s"/></extLst>' % (b"x" * 2**23))),
    whole("一格文字8MB", None, lambda data: data.replace(b"<v>3</v>", b"<v>%s</v>" % (b"3" * 2**23), 1)),
    whole(
        "命名空间换成 Strict",
        Reason.STRICT,
        lambda data: data.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
    ),
    whole(
        "命名空间不认识",
        Reason.DAMAGED,
        lambda data: data.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://example.invalid/main", 1
        ),
    ),
    whole(
        "没有命名空间",
        Reason.DAMAGED,
        lambda data: data.replace(b' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"', b"", 1),
    ),
    whole("命名空间带前缀", "same", prefixed),
    whole(
        "几格在别的命名空间",
        "told",
        lambda data: data.replace(b'<c r="D4"', b'<c xmlns="http://example.invalid/" r="D4"', 1),
    ),
    whole("空的部分", Reason.DAMAGED, lambda _: b""),
    whole(
        "根元素换了",
        Reason.DAMAGED,
        lambda data: data.replace(b"<worksheet ", b"<chartsheet ").replace(b"</worksheet>", b"</chartsheet>"),
    ),
    whole("没有 sheetData", "told", lambda data: data.partition(b"<sheetData>")[0] + b"</worksheet>"),
    whole("sheetData 两份", None, after_data(b'<sheetData><row r="4"><c r="D4"><v>9</v></c></row></sheetData>')),
    whole("workbook.xml 是空的", Reason.DAMAGED, lambda _: b"", WORKBOOK),
    whole("workbook.xml 是网页", Reason.DAMAGED, lambda _: b"<html><br></html>", WORKBOOK),
    whole("styles.xml 是空的", Reason.DAMAGED, lambda _: b"", "xl/styles.xml"),
    whole("文档属性是乱的", Reason.DAMAGED, lambda _: b"<<<", "docProps/core.xml"),
)
