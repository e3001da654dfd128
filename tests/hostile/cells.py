"""What can be wrong with cells, merges, texts and formats."""

import re
from collections.abc import Callable

from returned import Parts

from hostile.specimen import SHEET, WORKBOOK, Expected, Specimen, changed, replace_in, replaced
from toolkit.intake import Reason

STRINGS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_CELL = rb'<c r="D4"[^>]*>.*?</c>'


def cell(name: str, expected: Expected, new: bytes) -> Specimen:
    """The input cell D4, which holds 3, written otherwise."""
    return replaced(f"格：{name}", expected, _CELL, new)


def value(name: str, expected: Expected, text: bytes, kind: bytes = b"n") -> Specimen:
    return cell(name, expected, b'<c r="D4" s="9" t="' + kind + b'"><v>' + text + b"</v></c>")


def formula(name: str, expected: Expected, text: bytes) -> Specimen:
    return cell(f"公式 {name}", expected, b'<c r="D4" s="9"><f>' + text + b"</f><v>3</v></c>")


def after(name: str, expected: Expected, more: bytes) -> Specimen:
    """More rows after the last."""
    return replaced(name, expected, b"</sheetData>", more.replace(b"\\", b"\\\\") + b"</sheetData>")


def merges(name: str, expected: Expected, *ranges: str) -> Specimen:
    more = b"".join(b'<mergeCell ref="%s"/>' % area.encode() for area in ranges)
    return replaced(f"合并：{name}", expected, b"</mergeCells>", more + b"</mergeCells>")


def without_addresses(parts: Parts) -> None:
    """As the standard allows, as long as no cell is left out: the place follows from the order."""
    parts[SHEET] = re.sub(rb'<row r="\d+"', b"<row", parts[SHEET])


def many_cells(parts: Parts) -> None:
    rows = b"".join(b'<row r="%d">%s</row>' % (row, b"<c/>" * 500) for row in range(100, 600))
    replace_in(parts, SHEET, b"</sheetData>", rows + b"</sheetData>")


def ruled(name: str, more: bytes, times: int) -> Specimen:
    return replaced(name, Reason.TOO_MANY, b"<conditionalFormatting", more * times + b"<conditionalFormatting")


def added(part: str, before: bytes, more: bytes) -> Callable[[Parts], None]:
    return lambda parts: replace_in(parts, part, before, more + before)


_TEXT, _NUMBER, _STYLE = Reason.BAD_TEXT, Reason.BAD_NUMBER, Reason.BAD_STYLE
_REFERENCE, _REPEATED, _FAR = Reason.BAD_REFERENCE, Reason.REPEATED_CELL, Reason.TOO_FAR

CELLS = (
    value("文字编号 -1", _TEXT, b"-1", b"s"),
    value("文字编号 999999", _TEXT, b"999999", b"s"),
    value("文字编号 1.5", _TEXT, b"1.5", b"s"),
    value("文字编号 abc", _TEXT, b"abc", b"s"),
    value("文字编号 0", "told", b"0", b"s"),
    value("NaN", _NUMBER, b"NaN"),
    value("INF", _NUMBER, b"INF"),
    value("-Infinity", _NUMBER, b"-Infinity"),
    value("1e999", _NUMBER, b"1e999"),
    value("十六进制", _NUMBER, b"0x10"),
    value("带逗号", _NUMBER, b"1,200"),
    value("下划线", _NUMBER, b"1_0"),
    value("全角", _NUMBER, "３".encode()),
    value("两个小数点", _NUMBER, b"1.2.3"),
    value("空的值", "told", b""),
    value("前后空格", "same", b" 3 "),
    value("正号", "same", b"+3"),
    value("科学计数", "same", b"3e0"),
    value("很长的小数", "same", b"3." + b"0" * 400),
    value("五千位", None, b"1" * 5000),
    value("2^53+1", "told", b"9007199254740993"),
    value("十亿的十亿", "told", b"1e18"),
    value("极小的数", "told", b"1e-300"),
    value("负零", None, b"-0"),
    value("真假 7", _NUMBER, b"7", b"b"),
    value("真假 1", "told", b"1", b"b"),
    value("错误值", "told", b"#REF!", b"e"),
    value("不认识的类型", Reason.DAMAGED, b"3", b"zz"),
    value("日期类型", "told", b"2024-01-03", b"d"),
    value("日期类型乱写", None, b"not a date", b"d"),
    value("公式文字类型", "same", b"3", b"str"),
    cell("行内文字", "same", b'<c r="D4" s="9" t="inlineStr"><is><t>3</t></is></c>'),
    cell("行内富文本", "same", b'<c r="D4" s="9" t="inlineStr"><is><r><t>3</t></r></is></c>'),
    cell("行内文字是公式样", "told", b'<c r="D4" s="9" t="inlineStr"><is><t>=1+1</t></is></c>'),
    cell("行内文字带控制字符", "told", b'<c r="D4" s="9" t="inlineStr"><is><t>_x0008_a</t></is></c>'),
    cell("行内文字1MB", "told", b'<c r="D4" s="9" t="inlineStr"><is><t>' + b"x" * 2**20 + b"</t></is></c>"),
    cell("两个值", None, b'<c r="D4" s="9"><v>3</v><v>4</v></c>'),
    cell("值套着值", None, b'<c r="D4" s="9"><v><v>3</v></v></c>'),
    cell("格套着格", None, b'<c r="D4" s="9"><c r="E4"><v>3</v></c></c>'),
    cell("没有", "told", b""),
    cell("格式编号 99999", _STYLE, b'<c r="D4" s="99999"><v>3</v></c>'),
    cell("格式编号 -1", _STYLE, b'<c r="D4" s="-1"><v>3</v></c>'),
    cell("格式编号 abc", _STYLE, b'<c r="D4" s="abc"><v>3</v></c>'),
    cell("写两遍", _REPEATED, b'<c r="D4" s="9"><v>3</v></c><c r="D4" s="9"><v>4</v></c>'),
    cell("次序倒了", _REPEATED, b'<c r="F4" s="9"><v>3</v></c><c r="D4" s="9"><v>3</v></c>'),
    cell("写在别的行", _REPEATED, b'<c r="D5" s="9"><v>3</v></c>'),
    cell("地址小写", _REFERENCE, b'<c r="d4" s="9"><v>3</v></c>'),
    cell("地址是空的", _REFERENCE, b'<c r="" s="9"><v>3</v></c>'),
    cell("地址 R1C1", _REFERENCE, b'<c r="R4C4" s="9"><v>3</v></c>'),
    cell("地址超过最后一列", _REFERENCE, b'<c r="XFE4" s="9"><v>3</v></c>'),
    cell("地址第0行", _REFERENCE, b'<c r="D0" s="9"><v>3</v></c>'),
    cell("没有地址", "same", b'<c s="9"><v>3</v></c>'),
    formula("HYPERLINK", "told", b"HYPERLINK(&quot;http://example.invalid&quot;,3)"),
    formula("WEBSERVICE", "told", b"WEBSERVICE(&quot;http://example.invalid&quot;)"),
    formula("DDE", "told", b"cmd|&apos; /c calc&apos;!A0"),
    formula("RTD", "told", b"RTD(&quot;x&quot;,,&quot;y&quot;)"),
    formula("外部引用", "told", b"[1]Sheet1!A1"),
    formula("CALL", "told", b"CALL(&quot;urlmon&quot;,&quot;URLDownloadToFileA&quot;,&quot;JJCCJJ&quot;)"),
    formula("循环引用", "told", b"D4"),
    formula("八千字", "told", b"+".join([b"1"] * 4000)),
    cell("共用公式没有主格", None, b'<c r="D4" s="9"><f t="shared" si="77"/><v>3</v></c>'),
    cell("共用公式范围巨大", None, b'<c r="D4" s="9"><f t="shared" ref="A1:XFD1048576" si="1">1</f><v>3</v></c>'),
    cell("数组公式范围巨大", "told", b'<c r="D4" s="9"><f t="array" ref="A1:XFD1048576">1</f><v>3</v></c>'),
    cell("模拟运算表", "told", b'<c r="D4" s="9"><f t="dataTable" ref="D4:E5" r1="A1"/><v>3</v></c>'),
    replaced("行写两遍", _REPEATED, rb'(<row r="4".*?</row>)', rb"\1\1"),
    replaced("行次序倒了", _REPEATED, rb'(<row r="4".*?</row>)(<row r="5".*?</row>)', rb"\2\1"),
    replaced("行号 0", _REPEATED, rb'<row r="4"', b'<row r="0"'),
    replaced("行号 abc", _REPEATED, rb'<row r="4"', b'<row r="abc"'),
    replaced("行号与格不符", _REPEATED, rb'<row r="4"', b'<row r="4000"'),
    replaced("缺一行", "told", rb'<row r="4".*?</row>', b""),
    changed("行都不写行号", None, without_addresses),
    after("一格在 XFD1048576", _FAR, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    after("一格在 A1048576", _FAR, b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
    after("一格在 XFD100", _FAR, b'<row r="100"><c r="XFD100"><v>1</v></c></row>'),
    after("最后一行是空的", "same", b'<row r="1048576" ht="15"/>'),
    after("最后一格只有格式", "same", b'<row r="1048576"><c r="XFD1048576" s="1"/></row>'),
    after("行号超过最后一行", None, b'<row r="1048577"><c><v>1</v></c></row>'),
    after(
        "九千行的数", "told", b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(100, 9000))
    ),
    changed("二十五万格", Reason.TOO_MANY, many_cells),
    merges("整张表", _FAR, "A1:XFD1048576"),
    merges("整行", "same", "A60:XFD60"),
    merges("整列", _FAR, "M1:M1048576"),
    merges("三千处", Reason.TOO_MANY, *(f"T{n}:U{n}" for n in range(1, 3001))),
    merges("次序倒了", _REFERENCE, "F9:D8"),
    merges("不是地址", _REFERENCE, "abc"),
    merges("空的", _REFERENCE, ""),
    merges("互相重叠", "told", "D8:E9", "E9:F10"),
    merges("一格", None, "D8"),
    replaced(
        "超链接盖住整张表", _FAR, b"</hyperlinks>", b'<hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'
    ),
    replaced("超链接没有地址", _REFERENCE, b"</hyperlinks>", b'<hyperlink location="A1"/></hyperlinks>'),
    replaced("尺寸说是 A1", "same", rb'<dimension ref="[^"]*"', b'<dimension ref="A1"'),
    replaced("尺寸说是整张", "same", rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"'),
    replaced("尺寸是乱的", None, rb'<dimension ref="[^"]*"', b'<dimension ref="!!"'),
    replaced("列定义到一千万", None, rb"<cols>", b'<cols><col min="1" max="10000000" width="9"/>'),
    ruled("六千条条件格式", b'<conditionalFormatting sqref="A1"/>', 6000),
    ruled("六千条有效性", b'<dataValidations><dataValidation sqref="A1"/></dataValidations>', 6000),
    changed("三十万条共用文字", Reason.TOO_MANY, added(STRINGS, b"</sst>", b"<si><t>x</t></si>" * 300_000)),
    changed("七万种格式", Reason.TOO_MANY, added(STYLES, b"</cellXfs>", b"<xf/>" * 70_000)),
    changed("一万种字体", "same", added(STYLES, b"</fonts>", b'<font><sz val="9"/></font>' * 10_000)),
    replaced("少一条共用文字", None, rb"<si>.*?</si>", b"", STRINGS),
    replaced("共用文字错位", "told", rb"<sst([^>]*)>", rb"<sst\1><si><t>x</t></si>", STRINGS),
    replaced(
        "共用文字里有注音",
        "same",
        rb"<si><t>([^<]*)</t></si>",
        rb'<si><t>\1</t><rPh sb="0" eb="1"><t>x</t></rPh></si>',
        STRINGS,
    ),
    replaced("共用文字是富文本", "same", rb"<si><t>([^<]*)</t></si>", rb"<si><r><t>\1</t></r></si>", STRINGS),
    replaced("1904 日期系统", "same", rb"<workbookPr", b'<workbookPr date1904="1"', WORKBOOK),
    replaced("格式里没有 cellXfs", None, rb"<cellXfs.*?</cellXfs>", b"", STYLES),
    replaced("数字格式乱写", None, rb"<cellXfs", b"<cellXfs junk='1'", STYLES),
)
