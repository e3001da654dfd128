"""What templates leave behind: xxx 条, ××局, ____, 【单位】, {{ 数量 }}, （填写…）, 待补充, a missing number."""

import re
from collections.abc import Iterator

# The xx of an address, a document number 【2024】, a heading 【培训】 or “有待完善” are none. Every alternative is
# bounded, so that no text can make the search slow.
PLACEHOLDER = re.compile(
    r"(?=[xXｘＸ×_＿△〇○【{（(打关分返上待])(?:"  # what each begins with, so that nothing else is tried at other places
    r"(?<![A-Za-z])[xX]{2,}+(?![A-Za-z])|[×ｘＸ]{2,}"  # xxx条, ××局
    r"|(?<![0-9×])×(?=[年月日件条])"  # ×年×月×日
    r"|(?<![A-Za-z0-9_./-])_{2,}|＿{2,}|[△〇○]{2,}"  # ____件
    r"|【\s{0,9}】|【(?=[^【】]{0,40}(?:单位|数|名称|日期|时间|填|写|补|具体|待|[xX×]))[^【】]{0,40}】"  # 【单位】
    r"|\{\{[^{}]{0,40}\}\}|\{[a-z_]{1,40}(?:\.[a-z_]{1,40}){1,2}\}"  # {{ 数量 }}, {requests.x.y}
    r"|[（(](?:请填写|填写|此处(?:填|写|补|插入|添加|输入))[^（）()]{0,60}[）)]"  # （请填写件数）
    r"|[（(]待核实[^（）()]{0,10}[）)]|打印\s{0,3}本页|关闭窗口|分享到|上一篇|返回顶部"  # of the web page it came from
    r"|(?<![有亟急尚仍还须需])待(?:补充(?!完善)|填写|定稿)|[（(]待完善[）)])"  # 待补充
)
# “发布信息  条”: a verb and its object, blanks where the number was, the measure word, the end of the clause.
_MISSING_NUMBER = re.compile(
    r"[\u4e00-\u9fa5][ \u3000\u00a0]{1,20}万?(?:条|件|份|篇|期|场|次|元|人次)(?=[，。；、）,;])"
)


def find_leftovers(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each."""
    yield from (match.span() for match in PLACEHOLDER.finditer(text))
    for match in _MISSING_NUMBER.finditer(text):
        yield match.start(), match.end()
