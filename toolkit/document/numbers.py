"""Every number in a text, so strictly that none can change unseen: digits of any script, 三件, 百分之二十. Pure."""

import re
from dataclasses import dataclass

_UNITS = "万亿千百余多"
_MEASURES = "亿元|万元|元|件次|人次|批次|件|条|份|起|宗|项|个|篇|场|期|次|部|人|家|户|类|种|名|处|点|年|月|日|天|成|倍"
_DIGITS = r"[\d①-⑳⑴-⒇㈠-㈩Ⅰ-Ⅻⅰ-ⅻ⁰¹²³⁴-⁹₀-₉¼-¾⅐-⅞]"
# What joins digits into one number, or says its sign; full-width too. A dash between numbers is not theirs: 1—12月.
_JOINED = rf"[+\-－−±]?{_DIGITS}+(?:[.,．:：/]{_DIGITS}+)*[{_UNITS}]*(?:\s?(?:[%％‰]|{_MEASURES}))?"
_HANZI = "〇零一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
# 三方面, 两批: measures that after 一 alone are only an article (一批, 一轮).
_ARTICLES = "方面|批|轮|例|封|页|笔|册|卷|辆|台|套|座|番|周|季度|小时|分钟|公里|平方米"
# Names, idioms and numbers of headings that are no quantities: 二十大, 二十届, 十四五, 一一, 万一, （十一）, 十一、.
_NAMED = r"十[一二三四五]五|(?:一一|万一|万千|两两)(?![〇零一二两三四五六七八九十百千万亿])"
_SPELLED = (
    rf"[{_HANZI}]+分之[{_HANZI}点]+|第[{_HANZI}]+|(?<!统)[{_HANZI}]+余?(?:{_MEASURES})"
    rf"|(?!一(?:{_ARTICLES}))[{_HANZI}]+余?(?:{_ARTICLES})"
    rf"|(?!{_NAMED}|^[{_HANZI}]+、)(?<![{_HANZI}])[{_HANZI}]{{2,}}(?![{_HANZI}届大）)])"
)
NUMBER = re.compile(rf"{_JOINED}|{_SPELLED}")


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """``text[start:end]`` of a line, as it is written."""

    start: int
    end: int
    text: str


def written_numbers(line: str) -> tuple[WrittenNumber, ...]:
    """All numbers of a line in order."""
    return tuple(WrittenNumber(*match.span(), "".join(match[0].split())) for match in NUMBER.finditer(line))
