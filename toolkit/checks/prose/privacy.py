"""Personal data that must not be published: ID numbers, mobile phones, names of applicants."""

import re
from collections.abc import Iterator

_LONG_NUMBER = re.compile(r"[0-9]{11}")
_ID = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]"
    r"(?![0-9A-Za-z])"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘"
    "杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "葛倪施樊殷庞颜章鲁庄翟柳骆柯耿霍祁聂伍柏桂鲍甘欧祝涂阮辛季鲜牛毕焦苗岳尤洪卜诸卓吉裴池费盛凌"
)
_APPLICANT = re.compile(
    rf"(?:申请人|申请者|当事人|原告|居民|村民|市民)(?:为|是|：)?([{_SURNAMES}][\u4e00-\u9fa5]{{1,2}})"
    r"(?=[（(，,、申提于因就向来的先女同等要（])"
)
_NO_NAME = re.compile(r"某|[，。]|方式|信息|文件|情况|易于|常见|任何|高度|何时|于[^，]|马上|方面|时间|白天")


def find_personal_data(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, what it is)."""
    if _LONG_NUMBER.search(text):
        yield from _numbers(text)
    for match in _APPLICANT.finditer(text):
        if not _NO_NAME.search(match[1]):
            yield match.start(), match.end(), "申请人姓名"


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _ID.finditer(text):
        if _has_check_digit(match[0]) or "身份证" in text[max(0, match.start() - 12) : match.start()]:
            yield *match.span(), "身份证号码"
    for match in _MOBILE.finditer(text):
        yield *match.span(), "手机号码"


def _has_check_digit(number: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return _CHECKS[total % 11] == number[-1].upper()
