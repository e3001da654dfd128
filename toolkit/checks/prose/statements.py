"""Statements: a number (or a "none") in the text, and the sum of cells it is held against."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from toolkit.checks.prose.numerals import Numeral
from toolkit.checks.prose.sentences import Sentence, find_sentences
from toolkit.forms import Sum
from toolkit.forms.lexicon import Lexicon, Quantity, Topic, find_lexicon
from toolkit.model import Number, Report, evaluate

_CLAUSE_START = re.compile(r"[，；;：:（(）)“”。\n]|,(?![0-9])")
_DECIDES_REVIEWS = re.compile(
    r"复议机[构关][^。]{0,30}(?:审结|收到|受理|办理|作出)|(?:审理|办理|承办)[^，。]{0,6}行政复议"
)
_OTHER_TIME = re.compile(
    r"同期|比上年|较上年|比去年|较去年|同比|环比|增加|减少|增长|下降|上升|以来|累计|日均|平均|预计|计划|拟|将|力争"
)
_REQUEST_WORDS = re.compile(r"申请|依申请")
# 不予公开 as a class of documents, not of requests.
_DISCLOSURE_CLASSES = re.compile(r"属性|公文|文件|发文|源头|主动公开[^，。；]{0,6}[0-9]")
_OTHER_THINGS = re.compile(r"来访|投诉|举报线索|建议|意见|案件|事项|电话|征求|协查|函|许可")
# A department that tells the number of the whole area beside its own.
_WHOLE_AREA = re.compile(
    r"(?:全市|全区|全县|全省|全系统)(?:各|行政|政府|机关|共|受理|接收|收到|新收)|各级(?:行政)?机关"
)
_SPEAKS_FOR_AREA = re.compile(r"(?:政府|管委会|管理委员会)$")
_UNEXPLAINED_AT_MOST = 2  # characters
_YEAR = re.compile(r"(20[0-9]{2})年")
_COUNTED = ("件", "件次", "份", "起", "宗", "条", "项", "部", "个")


@dataclass(frozen=True, slots=True)
class Statement:
    """``text[start:end]`` of `block` says `value` of what `label` names; `table` are the values the tables give."""

    block: str
    start: int
    end: int
    text: str
    value: Number
    label: str
    equals: tuple[Sum, ...]
    table: tuple[Number, ...]
    number: Numeral | None

    @property
    def agrees(self) -> bool:
        return any(self.value == value for value in self.table)


def read_statements(report: Report) -> tuple[tuple[Statement, ...], int]:
    """All statements that can be held against the tables, and how many numbers speak of something else."""
    lexicon = find_lexicon(report.form)
    if lexicon is None:
        return (), 0
    found: list[Statement] = []
    numbers = 0
    for block, text in report.narrative.items():
        for sentence in find_sentences(text):
            numbers += len(sentence.numerals)
            found += _with_numbers(report, block, sentence, lexicon)
            found += _without_numbers(report, block, sentence, lexicon)
    return tuple(found), numbers - sum(statement.number is not None for statement in found)


def _with_numbers(report: Report, block: str, sentence: Sentence, lexicon: Lexicon) -> Iterator[Statement]:
    previous = 0
    for numeral in sentence.numerals:
        start, end = numeral.start - sentence.start, numeral.end - sentence.start
        spot = _Spot(report, lexicon, block, sentence, numeral, sentence.text[previous:start])
        quantity = _quantity(spot)
        if quantity:
            value = numeral.value / 10_000 if quantity.money else numeral.value
            table = tuple(_values(report, quantity.equals))
            if value in table or (table and _is_sure(report, lexicon, quantity, spot.near)):
                first = start - len(spot.near.lstrip("、 \u3000\n"))
                yield Statement(
                    block=block,
                    start=sentence.start + first,
                    end=sentence.start + end,
                    text=sentence.text[first:end],
                    value=value,
                    label=quantity.label,
                    equals=quantity.equals,
                    table=table,
                    number=numeral,
                )
        previous = end


@dataclass(frozen=True, slots=True)
class _Spot:
    """A number with what stands before it: since the number before (`lead`), and in its sentence (`before`)."""

    report: Report
    lexicon: Lexicon
    block: str
    sentence: Sentence
    numeral: Numeral
    lead: str

    @property
    def before(self) -> str:
        return self.sentence.text[: self.numeral.start - self.sentence.start]

    @property
    def near(self) -> str:
        return _near(self.lead)


def _quantity(spot: _Spot) -> Quantity | None:
    """The most specific quantity that the words before the number name; None where they say something else."""
    near, topic = spot.near, _topic(spot.block, spot.before)
    if not _may_be_compared(spot):
        return None
    for quantity in spot.lexicon.quantities:
        if quantity.money != spot.numeral.is_money or not _fits(quantity.topic, topic):
            continue
        if quantity.forbids and quantity.forbids.search(near):
            continue
        if quantity.words.search(near):
            return quantity if _is_comparable(spot, quantity) else None
    return None


def _may_be_compared(spot: _Spot) -> bool:
    """Whether the number may count anything the tables hold, this year."""
    near, numeral = spot.near, spot.numeral
    if numeral.about or numeral.is_share or not (numeral.is_money or numeral.measure in _COUNTED):
        return False
    if not near.strip() or spot.lexicon.forbidden.search(near) or _OTHER_TIME.search(near):
        return False
    if _WHOLE_AREA.search(spot.before) and not _SPEAKS_FOR_AREA.search(spot.report.unit):
        return False
    return not _speaks_of_something_else(spot.lexicon, spot.before) and not _DECIDES_REVIEWS.search(spot.sentence.text)


def _is_sure(report: Report, lexicon: Lexicon, quantity: Quantity, near: str) -> bool:
    """Whether nothing else is said of the number: else it most likely counts a part of the quantity."""
    if quantity.money:
        return True
    if near.strip("、 ") == "公开":  # of which the rest may be told elsewhere
        return False
    rest = quantity.words.sub("", near.replace(report.unit, ""))
    rest = lexicon.fillers.sub("", rest)
    return len(re.sub(r"[^\u4e00-\u9fa5]", "", rest)) <= _UNEXPLAINED_AT_MOST


def _speaks_of_something_else(lexicon: Lexicon, before: str) -> bool:
    """A hotline was named after the last mention of requests, reviews or suits: the numbers are the hotline's."""
    others = [match.end() for match in lexicon.forbidden.finditer(before)]
    own = max(before.rfind(word) for word in ("申请", "复议", "诉讼", "许可", "处罚", "规范性文件", "收费"))
    return bool(others) and others[-1] > own


def _is_comparable(spot: _Spot, quantity: Quantity) -> bool:
    """Whether the context bears out what the words before the number name."""
    if quantity.id != "carried_in" and _of_another_year(spot.report, spot.before):
        return False
    if quantity.id.startswith("documents"):
        before = spot.before
        return before.rfind("规范性文件") > max(before.rfind(word) for word in ("规章", "政策", "制度", "方案"))
    if quantity.topic != "request":
        return True
    return _is_about_requests(spot) and (quantity.id not in ("received", "handled") or _is_of_requests(spot))


def _is_about_requests(spot: _Spot) -> bool:
    """Outside the block about requests only in 件, where requests are named and not documents classified."""
    if _is_on_request(spot.block):
        return True
    whole = spot.sentence.text
    named = bool(_REQUEST_WORDS.search(whole)) and not _DISCLOSURE_CLASSES.search(whole)
    return spot.numeral.measure == "件" and named


def _is_of_requests(spot: _Spot) -> bool:
    """收到 and 答复 count many things: only with 申请 in sight, or in 件 where the block is about requests."""
    if _OTHER_THINGS.search(spot.near):
        return False
    in_pieces = _is_on_request(spot.block) and spot.numeral.measure in ("件", "份", "宗")
    return bool(_REQUEST_WORDS.search(spot.near)) or in_pieces


def _near(lead: str) -> str:
    """What stands directly before the number: since the last punctuation. “维持、1件” says nothing of 1件."""
    cut = max((match.end() for match in _CLAUSE_START.finditer(lead)), default=0)
    near = lead[cut:]
    return "" if near.rstrip().endswith("、") else near


def _topic(block: str, before: str) -> Topic:
    """What the sentence speaks of at this point: the last of 复议, 诉讼, 申请 that was named."""
    for said, meant in (("复议申请", "复议案件"), ("申请行政复议", "提起行政复议"), ("申请复议", "提起复议")):
        before = before.replace(said, meant)
    places: dict[Topic, int] = {
        "review": max(before.rfind("行政复议"), before.rfind("复议")),
        "suit": max(before.rfind("诉讼"), before.rfind("起诉"), before.rfind("应诉")),
        "request": max(before.rfind("申请"), before.rfind("答复"), before.rfind("办结")),
    }
    best = max(places, key=lambda name: places[name])
    if places[best] >= 0:
        return best
    return "request" if _is_on_request(block) else "any"


def _is_on_request(block: str) -> bool:
    return block.endswith("on_request") or block == "requests"


def _fits(wanted: Topic, topic: Topic) -> bool:
    return wanted in ("any", topic)


def _of_another_year(report: Report, before: str) -> bool:
    """“2021年，收到5件” in the report on 2024: since the last full stop or semicolon another year was named."""
    years = _YEAR.findall(re.split(r"[；;：]", before[-60:])[-1])
    return bool(years) and int(years[-1]) not in (report.year, report.year + 1)


def _values(report: Report, equals: tuple[Sum, ...]) -> Iterator[Number]:
    for operands in equals:
        value = evaluate(operands, report.computed)
        if value is not None:
            yield value


def _without_numbers(report: Report, block: str, sentence: Sentence, lexicon: Lexicon) -> Iterator[Statement]:
    """“未收到申请”, “没有行政复议、行政诉讼”."""
    for zero in lexicon.zeros:
        match = zero.phrase.search(sentence.text)
        if match and not _OTHER_TIME.search(match[0]):
            table = tuple(_values(report, zero.equals))
            if table:
                yield Statement(
                    block=block,
                    start=sentence.start + match.start(),
                    end=sentence.start + match.end(),
                    text=match[0],
                    value=Decimal(0),
                    label=zero.label,
                    equals=zero.equals,
                    table=table,
                    number=None,
                )
