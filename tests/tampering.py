"""What people do to a workbook they were asked only to fill in, each with what must be said about it.

`named`: a finding (rule, ``sheet!address``) that has to be there. Without one the change is harmless: nothing above a
hint may be said, and every value must be read as it was.
"""

import io
import re
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet
from returned import COVER, KEY, T2, T3, T4, Parts, edited, repacked, returned

from toolkit.workbook.stamp import DEFINED_NAME, PROPERTY, Stamp, parse_stamp

Change = Callable[[Workbook], object]


@dataclass(frozen=True, slots=True)
class Tampering:
    name: str
    content: Callable[[], bytes]
    named: tuple[str, str] | None = None


LABEL, FORMULA, MERGE = "workbook.label_changed", "workbook.formula_changed", "workbook.merge_changed"


def by_hand(name: str, change: Change, named: tuple[str, str] | None = None) -> Tampering:
    return Tampering(name, lambda: edited(returned(), change), named)


def in_parts(name: str, change: Callable[[Parts], object], named: tuple[str, str] | None = None) -> Tampering:
    return Tampering(name, lambda: repacked(returned(), change), named)


def put(sheet: str, address: str, value: object) -> Change:
    def change(book: Workbook) -> None:
        book[sheet][address].value = value

    return change


def labels() -> Iterator[Tampering]:
    for what, sheet, address, value in (
        ("行名", T3, "A4", "一、新收"),
        ("列名", T3, "E3", "企业"),
        ("分组名", T3, "A6", "三、办理结果"),
        ("表头注", T3, "A1", "（勾稽关系）"),
        ("子项名", T3, "C8", "1.国家秘密"),
        ("条标题", T2, "A1", "第二十条"),
        ("文件名称", T2, "A4", "规范性文件"),
        ("诉讼分组", T4, "A2", "复议"),
        ("诉讼列名", T4, "F3", "维持"),
        ("删去行名", T3, "A5", None),
        ("行名换成数", T3, "B6", 12),
        ("单位名称", "封面", "B4", "示范区教育局"),
        ("报告年度", "封面", "B5", "2023年（1月1日至12月31日）"),
        ("单位编码", "封面", "E5", "jyj"),
        ("报送截止", "封面", "E6", "2025年3月1日"),
        ("组织单位", "封面", "B6", "别的办公室"),
        ("可见的标识", "封面", "A2", "表号 zfxxgk-2021"),
        ("标题", "封面", "A1", "2023年政府信息公开工作年度报告填报表"),
        ("填报说明", "填报说明", "C9", "随便填"),
        ("核对关系", "勾稽核对", "D4", "不用核对"),
        ("说明表的关系", "情况说明", "D4", "不用核对"),
        ("疑点编号", "情况说明", "J4", "years.other@x"),
        ("段落名称", "文字部分", "A5", "概况"),
        ("写什么", "文字部分", "D5", "不用写"),
        ("上年数的行名", "上年数", "C5", "别的行"),
        ("上年数的序号", "上年数", "A5", 9),
    ):
        yield by_hand(f"改标签：{what}", put(sheet, address, value), (LABEL, f"{sheet}!{address}"))


def formulas() -> Iterator[Tampering]:
    for what, sheet, address, value in (
        ("总计改成别的数", T3, "J4", 99),
        ("总计改成同样的数", T3, "J4", 5),
        ("总计少加一格", T3, "J4", "=SUM(D4:H4)"),
        ("总计引用别的文件", T3, "J4", "=SUM([1]Sheet1!D4:I4)"),
        ("总计改成加号", T3, "J4", "=D4+E4+F4+G4+H4+I4"),
        ("（七）总计少一行", T3, "D27", "=SUM(D6:D25)"),
        ("总计清空", T4, "E4", None),
        ("总计改成文字", T4, "J4", "3"),
        ("结论改成平", "勾稽核对", "H40", "平"),
        ("左边改成数", "勾稽核对", "E5", 3),
        ("差额改成0", "勾稽核对", "G6", 0),
        ("封面状态", "封面", "A11", "可以报送"),
        ("封面未填数", "封面", "B13", 0),
        ("字数", "文字部分", "C5", 500),
        ("对照的数字", "文字部分", "E7", "无"),
        ("参考语句", "文字部分", "F7", "本年度情况良好。"),
        ("疑点结论", "情况说明", "H4", "相符"),
        ("本年数", "上年数", "F4", 1),
    ):
        yield by_hand(f"改公式：{what}", put(sheet, address, value), (FORMULA, f"{sheet}!{address}"))
    link = '=HYPERLINK("http://example.invalid/","5")'
    yield by_hand("公式换成网络链接", put(T3, "J4", link), ("workbook.active_formula", "None!None"))
    yield by_hand("公式换成 DDE", put(T3, "J4", "=cmd|' /c calc'!A0"), (FORMULA, f"{T3}!J4"))
    yield in_parts("合计是旧的", stale_total, ("workbook.stale_total", f"{T3}!J4"))


def stale_total(parts: Parts) -> None:
    name = "xl/worksheets/sheet3.xml"
    parts[name] = re.sub(rb"(<f>SUM\(D4:I4\)</f><v>)[^<]*", rb"\g<1>777", parts[name])


def structure() -> Iterator[Tampering]:
    yield by_hand("插入一行", lambda book: book[T3].insert_rows(6), (LABEL, f"{T3}!A6"))
    yield by_hand("插入一行在最前", lambda book: book[T2].insert_rows(1), (LABEL, f"{T2}!A1"))
    yield by_hand("删除一行", lambda book: book[T3].delete_rows(5), (LABEL, f"{T3}!A5"))
    yield by_hand("删除三行", lambda book: book[T3].delete_rows(8, 3), (LABEL, f"{T3}!C8"))
    yield by_hand("插入一列", lambda book: book[T3].insert_cols(5), (LABEL, f"{T3}!E3"))
    yield by_hand("删除一列", lambda book: book[T3].delete_cols(6), (LABEL, f"{T3}!F3"))
    yield by_hand("删除诉讼一列", lambda book: book[T4].delete_cols(2), (LABEL, f"{T4}!B2"))
    yield by_hand("两行对调", lambda book: swap(book[T3], "A4:I4", "A5:I5"), (LABEL, f"{T3}!A4"))
    yield by_hand("两列对调", lambda book: swap(book[T3], "E3:E26", "F3:F26"), (LABEL, f"{T3}!E3"))
    yield by_hand("文字部分插入一行", lambda book: book["文字部分"].insert_rows(5), (LABEL, "文字部分!A5"))
    yield by_hand("文字部分删除一行", lambda book: book["文字部分"].delete_rows(5), (LABEL, "文字部分!A5"))
    yield by_hand("封面插入一行", lambda book: book["封面"].insert_rows(3), (LABEL, "封面!A4"))
    yield by_hand("情况说明插入一行", lambda book: book["情况说明"].insert_rows(4), (LABEL, "情况说明!A4"))
    yield by_hand("上年数删除一行", lambda book: book["上年数"].delete_rows(5), (LABEL, "上年数!C5"))
    yield by_hand("拆开标题", lambda book: book[T2].unmerge_cells("A1:D1"), (MERGE, f"{T2}!A1"))
    yield by_hand("合并两个填报格", lambda book: book[T3].merge_cells("D4:E4"), (MERGE, f"{T3}!D4"))
    yield by_hand("合并填报格和合计", lambda book: book[T3].merge_cells("I7:J7"), (MERGE, f"{T3}!I7"))
    yield by_hand("合并整块", lambda book: book[T3].merge_cells("D8:I12"), (MERGE, f"{T3}!D8"))


def swap(sheet: Worksheet, first: str, second: str) -> None:
    for cells, others in zip(sheet[first], sheet[second], strict=True):
        for cell, other in zip(cells, others, strict=True):
            if type(cell) is type(other) and hasattr(cell, "column_letter"):
                cell.value, other.value = other.value, cell.value


def sheets() -> Iterator[Tampering]:
    missing = "workbook.sheet_missing"
    for title in (T2, T4, "文字部分", "情况说明", "勾稽核对", "上年数", "填报说明", "封面"):
        yield by_hand(f"删除“{title}”", remove(title), (missing, f"{title}!None"))
    yield by_hand("改名", rename(T3, "Sheet3"), ("workbook.sheet_renamed", f"{T3}!None"))
    yield by_hand("两张表互换名称", exchange_titles, (LABEL, f"{T2}!A1"))
    yield by_hand("复制一张表", lambda book: book.copy_worksheet(book[T3]), ("workbook.sheet_added", f"{T3} Copy!None"))
    yield by_hand("填在副本里", fill_in_the_copy, ("cells.blank", f"{T3}!D4"))
    yield by_hand("加一张自己的表", lambda book: book.create_sheet("Sheet1"), ("workbook.sheet_added", "Sheet1!None"))
    yield by_hand("调换次序", lambda book: book.move_sheet(T3, -1), ("workbook.sheet_moved", f"{T3}!None"))
    yield by_hand("隐藏一张表", hide_sheet, ("workbook.hidden", f"{T3}!None"))
    yield by_hand("隐藏一行", hide_row, ("workbook.hidden", f"{T3}!A8"))
    yield in_parts("行高设为0", flatten_row, ("workbook.hidden", f"{T3}!A8"))
    yield by_hand("隐藏一列", hide_column, ("workbook.hidden", f"{T3}!F1"))
    yield by_hand("在表下面写数", put(T3, "D40", 12), ("workbook.stray_content", f"{T3}!D40"))
    yield by_hand("在表旁边写数", put(T2, "H4", 12), ("workbook.stray_content", f"{T2}!H4"))
    yield by_hand("在封面写备注", put("封面", "H3", "请领导审阅"), ("workbook.stray_content", "封面!H3"))


def remove(title: str) -> Change:
    return lambda book: book.remove(book[title])


def rename(old: str, new: str) -> Change:
    def change(book: Workbook) -> None:
        book[old].title = new

    return change


def exchange_titles(book: Workbook) -> None:
    first, second = book[T2], book[T4]
    first.title, second.title = "x", T2
    first.title = T4


def fill_in_the_copy(book: Workbook) -> None:
    book.copy_worksheet(book[T3])
    for row in book[T3]["D4:I26"]:
        for cell in row:
            cell.value = None


def hide_sheet(book: Workbook) -> None:
    book[T3].sheet_state = "hidden"


def hide_row(book: Workbook) -> None:
    book[T3].row_dimensions[8].hidden = True


def flatten_row(parts: Parts) -> None:
    name = "xl/worksheets/sheet3.xml"
    parts[name] = re.sub(rb'(<row r="8"[^>]* ht=")[^"]*', rb"\g<1>0", parts[name])


def hide_column(book: Workbook) -> None:
    book[T3].column_dimensions["F"].hidden = True


def stamps() -> Iterator[Tampering]:
    forged = "workbook.forged_stamp", "封面!A2"
    conflict = "workbook.stamp_conflict", "封面!A2"
    yield by_hand("属性换成别的单位的", lambda book: set_property(book, token_of("jyj")), conflict)
    yield by_hand("标识表换成别的单位的", lambda book: set_hidden(book, token_of("jyj")), conflict)
    yield by_hand("名称换成别的单位的", lambda book: set_name(book, token_of("jyj")), conflict)
    yield by_hand("三处都换成别的单位的", stamped(token_of("jyj")), ("workbook.unit_changed", "封面!B4"))
    for what, change in (
        ("年度", {"year": 2025}),
        ("单位编码", {"unit_code": "jyj"}),
        ("次数", {"sequence": 7}),
        ("锁定内容的摘要", {"locked": "00000000"}),
        ("签名清空", {"signature": ""}),
        ("签名乱写", {"signature": "0" * 32}),
    ):
        token = replace(stamp_of("czj"), **change).token
        yield by_hand(f"改标识：{what}", stamped(token), forged)
    other = replace(stamp_of("czj"), signature="").signed(b"another key").token
    yield by_hand("用别的密钥签名", stamped(other), forged)
    older = replace(stamp_of("czj"), definition="0" * 16, signature="").signed(KEY).token
    yield by_hand("较早的表式定义", stamped(older), ("workbook.other_definition", "封面!A2"))
    incomplete = "workbook.stamp_incomplete", "封面!A2"
    yield by_hand("删去属性", lambda book: properties(book).props.clear(), incomplete)
    yield by_hand("删去名称", lambda book: book.defined_names.pop(DEFINED_NAME), incomplete)
    yield by_hand("删去标识表", lambda book: book.remove(book["_nianbao"]), incomplete)
    yield by_hand("三处都删去", remove_all, ("workbook.no_stamp", "封面!A2"))
    yield by_hand("改上年数", put("上年数", "E5", 999), ("workbook.locked_facts_changed", "上年数!E4"))
    yield by_hand("删上年数", put("上年数", "E5", None), ("workbook.locked_facts_changed", "上年数!E4"))
    yield by_hand("连标识表一起改组织单位", change_office, ("workbook.locked_facts_changed", "上年数!E4"))


def stamp_of(unit: str) -> Stamp:
    book = openpyxl.load_workbook(io.BytesIO(returned(unit)))
    stamp = parse_stamp(str(properties(book)[PROPERTY].value))
    assert stamp is not None
    return stamp


def token_of(unit: str) -> str:
    return stamp_of(unit).token


def set_property(book: Workbook, token: str) -> None:
    properties(book)[PROPERTY].value = token


def set_hidden(book: Workbook, token: str) -> None:
    book["_nianbao"]["B2"].value = token


def set_name(book: Workbook, token: str) -> None:
    book.defined_names[DEFINED_NAME] = DefinedName(DEFINED_NAME, attr_text=f'"{token}"')


def stamped(token: str) -> Change:
    def change(book: Workbook) -> None:
        set_property(book, token)
        set_hidden(book, token)
        set_name(book, token)

    return change


def properties(book: Workbook) -> Any:
    return book.custom_doc_props  # type: ignore[attr-defined]  # the stubs lag behind


def remove_all(book: Workbook) -> None:
    properties(book).props.clear()
    book.defined_names.pop(DEFINED_NAME)
    book.remove(book["_nianbao"])


def change_office(book: Workbook) -> None:
    for row in book["_nianbao"].iter_rows():
        for cell in row:
            if cell.value == COVER.office:
                cell.value = "别的办公室"
    book["封面"]["B6"].value = "别的办公室"


def contents() -> Iterator[Tampering]:
    wrong, cell = "cells.not_a_number", f"{T3}!D4"
    for what, value, rule in (
        ("数带单位", "3件", wrong),
        ("填“无”", "无", wrong),
        ("填横线", "—", wrong),
        ("填公式", "=1+2", wrong),
        ("填真假", True, wrong),
        ("填错误值", "#REF!", wrong),
        ("填负数", -3, "cells.negative"),
        ("填小数", 2.5, "cells.not_an_integer"),
        ("填天文数字", 3 * 10**12, "cells.too_large"),
        ("清空", None, "cells.blank"),
        ("全角数字", "３", "cells.number_as_text"),
        ("数存成文本", "3", "cells.number_as_text"),
        ("带不间断空格", "\u00a03", "cells.number_as_text"),
        ("填别的数", 8, "requests.balance"),
    ):
        yield by_hand(
            f"内容：{what}", put(T3, "D4", value), (rule, cell if rule != "requests.balance" else f"{T3}!D27")
        )
    for what, form in (("日期", "yyyy-mm-dd"), ("时间", "h:mm")):
        yield by_hand(f"格式：{what}", number_format(form), (wrong, cell))
    for what, form in (
        ("百分数", "0%"),
        ("缩小千倍", "0,"),
        ("科学计数", "0.0E+00"),
        ("不显示", ";;;"),
        ("固定文字", '"0"'),
    ):
        yield by_hand(f"格式：{what}", number_format(form), ("workbook.number_format", cell))
    yield by_hand("整块粘贴到标签上", paste_block, (LABEL, f"{T3}!A4"))
    yield by_hand("整块右移一列", lambda book: book[T3].move_range("D4:I26", cols=1), (FORMULA, f"{T3}!J4"))
    yield by_hand("整块下移一行", lambda book: book[T3].move_range("D4:I26", rows=1), ("cells.blank", f"{T3}!D4"))
    yield by_hand("有数却报零报告", put("封面", "B9", "是"), ("cells.zero_return", f"{T2}!B4"))


def number_format(code: str) -> Change:
    def change(book: Workbook) -> None:
        book[T3]["D4"].number_format = code

    return change


def paste_block(book: Workbook) -> None:
    for row in range(4, 9):
        for column in "ABC":
            cell = book[T3][f"{column}{row}"]
            if hasattr(cell, "column_letter"):
                cell.value = row


def protection() -> Iterator[Tampering]:
    off = "workbook.unprotected"
    for title in (T2, T3, "封面", "文字部分"):
        yield by_hand(f"解除保护：{title}", unprotect(title), (off, f"{title}!A1"))
    yield in_parts("解除工作簿保护", lambda parts: drop(parts, "xl/workbook.xml", rb"<workbookProtection[^>]*>"))


def unprotect(title: str) -> Change:
    return lambda book: book[title].protection.disable()


def drop(parts: Parts, name: str, pattern: bytes) -> None:
    parts[name], count = re.subn(pattern, b"", parts[name], flags=re.DOTALL)
    assert count


def harmless() -> Iterator[Tampering]:
    yield by_hand("加批注", lambda book: setattr(book[T3]["D4"], "comment", Comment("请核", "张三")))
    yield by_hand("涂颜色", lambda book: setattr(book[T3]["D4"], "fill", PatternFill("solid", fgColor="FF0000")))
    yield by_hand("标签换字体", lambda book: setattr(book[T3]["A4"], "font", copy(book[T3]["A1"].font)))
    yield by_hand("改列宽", lambda book: setattr(book[T3].column_dimensions["D"], "width", 30))
    yield by_hand("改行高", lambda book: setattr(book[T3].row_dimensions[4], "height", 50))
    yield by_hand("改显示比例", lambda book: setattr(book[T3].sheet_view, "zoomScale", 150))
    yield by_hand("标签里加空格", put(T3, "A5", " 二、上年结转 政府信息公开申请数量 "))
    yield by_hand("格里加空格", put(T3, "K30", "  "))
    yield by_hand("填联系人", put("封面", "B7", "李四"))
    yield by_hand("打印区域去掉", lambda book: setattr(book[T3], "print_area", None))
    yield by_hand("数的格式带千分位", number_format("#,##0"))
    yield by_hand("数的格式带单位", number_format('0"件"'))
    sheet = "xl/worksheets/sheet3.xml"
    yield in_parts("去掉数据有效性", lambda parts: drop(parts, sheet, rb"<dataValidations.*?</dataValidations>"))
    yield in_parts(
        "去掉条件格式", lambda parts: drop(parts, sheet, rb"<conditionalFormatting.*?</conditionalFormatting>")
    )
    yield in_parts("去掉显示过的值", lambda parts: drop(parts, sheet, rb"(?<=</f>)<v>[^<]*</v>"))
    yield in_parts("去掉主题", drop_theme)


def drop_theme(parts: Parts) -> None:
    del parts["xl/theme/theme1.xml"]
    drop(parts, "[Content_Types].xml", rb'<Override PartName="/xl/theme/theme1.xml"[^>]*>')
    drop(parts, "xl/_rels/workbook.xml.rels", rb'<Relationship Id="[^"]*" Type="[^"]*/theme"[^>]*>')


def battery() -> tuple[Tampering, ...]:
    """All of them."""
    groups = (labels, formulas, structure, sheets, stamps, contents, protection, harmless)
    return tuple(tampering for group in groups for tampering in group())


def foreign_workbook(*titles: str) -> bytes:
    """A workbook of somebody's own into which sheets of ours were copied, values only."""
    ours, book = openpyxl.load_workbook(io.BytesIO(returned())), Workbook()
    for title in titles:
        target = book.create_sheet(title)
        for row in ours[title].iter_rows():
            for cell in row:
                target[cell.coordinate].value = cell.value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
